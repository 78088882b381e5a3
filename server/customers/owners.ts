import { type RawBuilder, sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { type Day, type Instant, laterInstant, newId, plusMicros } from '../kernel/values.ts'
import {
  type Directory,
  decideOwner,
  type LockedCustomer,
  loadDirectory,
  lockCustomers,
  refuseCustomer,
} from './accounts.ts'
import type { customersContract } from './contract.ts'
import { refKey } from './find.ts'

/** The day from which the first owner of a customer counts: there was nobody before. [CUS-9] */
export const fromTheBeginning = '1900-01-01' as Day

type OwnerLine = Taken<typeof customersContract.handOver>[number]
type OwnerRow = {
  owner_id: string
  customer_id: string
  entity_id: string
  effective_on: string
  salesperson_id: string | null
  department_id: string | null
  why: string | null
}

/**
 * Hands customers over to another salesperson and department from a day on, past or to come. Documents and items keep
 * the owner they have; new ones take over the owner of the day they are entered. [CUS-9]
 */
export async function handOver(ctx: Context, lines: OwnerLine[]): Promise<{ count: number }> {
  // Load. The moment lies behind every hand-over these customers already had, so that the latest known wins.
  const [customers, clock, latest, directory] = await Promise.all([
    lockCustomers(ctx, lines),
    moment(ctx),
    latestHandOver(ctx, lines),
    loadDirectory(ctx, lines.map(namedOnly)),
  ])
  const recorded_at = latest ? laterInstant(clock, plusMicros(latest, 1)) : clock

  // Decide.
  const { plan, problems } = decideHandOvers(customers, directory, lines)
  refuseAll(problems)

  // Write.
  const each = <K extends keyof OwnerRow>(field: K) => plan.map(row => row[field])
  await ctx.tx.rows(sql`
    insert into customer_accounts (org_id, customer_id, entity_id)
    select distinct ${ctx.org_id}::int4, t.customer_id, t.entity_id
    from unnest(${each('customer_id')}::uuid[], ${each('entity_id')}::uuid[]) as t (customer_id, entity_id)
    on conflict do nothing`)
  const rows = plan.map(row => ({ ...row, recorded_at }))
  await insertRows(ctx.tx, 'customer_owners', ctx.org_id, rows)
  await refreshOwners(ctx, [...customers.keys()])

  // Record.
  const happenings = plan.map(({ customer_id, ...data }) => ({ subject_id: customer_id, data }))
  await record(ctx, 'customer.handed_over', recorded_at, happenings)
  return { count: plan.length }
}

const namedOnly = (line: OwnerLine) => ({
  salesperson_id: line.salesperson_id ?? undefined,
  department_id: line.department_id ?? undefined,
})

/** One row of owners for each line; two lines must not say two things of the same customer, entity and day. */
export function decideHandOvers(
  customers: ReadonlyMap<string, LockedCustomer>,
  directory: Directory,
  lines: readonly OwnerLine[],
): { plan: OwnerRow[]; problems: Problem[] } {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const plan = lines.map((line, index) => {
    const { customer_id, entity_id, effective_on } = line
    refuseCustomer(customers, customer_id, index, problems)
    if (!directory.entities.has(entity_id)) problems.push({ index, code: 'entity_unknown', params: { entity_id } })
    const key = `${refKey(customer_id, entity_id)} ${effective_on}`
    if (seen.has(key)) problems.push({ index, code: 'field_invalid', params: { field: 'effective_on', twice: true } })
    seen.add(key)
    const owner = decideOwner(directory, line, index, problems)
    return { owner_id: newId(), customer_id, entity_id, effective_on, ...owner, why: line.why || null }
  })
  return { plan, problems }
}

async function latestHandOver(ctx: Context, lines: readonly OwnerLine[]): Promise<Instant | null> {
  const row = await ctx.tx.first(sql<{ at: Instant | null }>`
    select max(recorded_at) as at from customer_owners
    where org_id = ${ctx.org_id} and customer_id = any (${lines.map(line => line.customer_id)}::uuid[])`)
  return row?.at ?? null
}

/**
 * The owners in force on a day as known at a moment (null: now), one row for each customer and entity:
 * `customer_id, entity_id, effective_on, salesperson_id, department_id`. The latest day wins, then what was written down last. [CUS-9]
 */
export function ownersAt(org_id: number, as_of: string, known_at: string | null = null): RawBuilder<unknown> {
  return sql`(
    select distinct on (o.customer_id, o.entity_id) o.customer_id, o.entity_id, o.effective_on, o.salesperson_id, o.department_id
    from customer_owners o
    where o.org_id = ${org_id} and o.effective_on <= ${as_of}::date
      ${known_at === null ? sql`` : sql`and o.recorded_at <= ${known_at}::timestamptz`}
    order by o.customer_id, o.entity_id, o.effective_on desc, o.recorded_at desc)`
}

/**
 * Brings the owner on the accounts up to today, where a hand-over of a day to come has come: all of the organisation's,
 * or those of some customers. To be run daily after midnight of the organisation's time zone. Answers how many changed.
 */
export async function refreshOwners(
  ctx: Pick<Context, 'tx' | 'org_id' | 'today'>,
  customer_ids: readonly string[] | null = null,
): Promise<number> {
  const changed = await ctx.tx.rows(sql`
    update customer_accounts a set salesperson_id = o.salesperson_id, department_id = o.department_id
    from (
      select distinct on (customer_id, entity_id) customer_id, entity_id, salesperson_id, department_id
      from customer_owners
      where org_id = ${ctx.org_id} and effective_on <= ${ctx.today}::date
        ${customer_ids === null ? sql`` : sql`and customer_id = any (${[...customer_ids]}::uuid[])`}
      order by customer_id, entity_id, effective_on desc, recorded_at desc) o
    where a.org_id = ${ctx.org_id} and a.customer_id = o.customer_id and a.entity_id = o.entity_id
      and (a.salesperson_id is distinct from o.salesperson_id or a.department_id is distinct from o.department_id)
    returning a.customer_id`)
  return changed.length
}
