import { sql } from 'kysely'
import { type LockedCustomer, lockCustomers, refuseCustomer } from '../customers/accounts.ts'
import type { Grade } from '../customers/file-names-contract.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import type { gradesContract } from './grades-contract.ts'

type Lines = typeof gradesContract
type Line = Taken<Lines['setGrades']>[number]
type Row = Answered<Lines['listGrades']>['rows'][number]
type Proposal = { customer_id: string; grade: Grade | null; proposed: Grade | null; figures: unknown }

/** A grade as it is set. */
type Planned = Proposal & { set: Grade; reason: string | null }

/** What is set, and every refusal: one that is not what was proposed needs its reason. [CUS-31] */
export function decideGrades(
  customers: ReadonlyMap<string, LockedCustomer>,
  proposals: ReadonlyMap<string, Proposal>,
  lines: readonly Line[],
): { plan: Planned[]; problems: Problem[] } {
  const problems: Problem[] = []
  const planned = new Set<string>()
  const plan = lines.flatMap(({ customer_id, grade, reason }, index): Planned[] => {
    refuseCustomer(customers, customer_id, index, problems)
    if (planned.has(customer_id))
      problems.push({ index, code: 'field_invalid', params: { field: 'customer_id', twice: true } })
    planned.add(customer_id)
    const found = proposals.get(customer_id)
    if (!found) return []
    if (found.proposed !== grade && !reason)
      problems.push({ index, code: 'grade_reason_missing', params: { grade, proposed: found.proposed } })
    return [{ ...found, set: grade, reason: reason || null }]
  })
  return { plan, problems }
}

/**
 * Confirms proposed grades, or sets others with a reason; keeping the grade there is against a proposal declines it. Each is
 * written down with the figures that were looked at. [CUS-31] Refuses `grade_reason_missing`.
 */
export async function setGrades(ctx: Context, lines: readonly Line[]): Promise<Answered<Lines['setGrades']>> {
  // Load.
  const customers = await lockCustomers(ctx, lines)
  const [proposals, recorded_at] = await Promise.all([
    loadProposals(
      ctx,
      lines.map(line => line.customer_id),
    ),
    moment(ctx),
  ])

  // Decide.
  const { plan, problems } = decideGrades(customers, proposals, lines)
  refuseAll(problems)

  // Write.
  const ids = plan.map(one => one.customer_id)
  const set = plan.map(one => one.set)
  await ctx.tx.rows(sql`
    update customers c set grade = t.grade from unnest(${ids}::uuid[], ${set}::text[]) as t (customer_id, grade)
    where c.org_id = ${ctx.org_id} and c.customer_id = t.customer_id and c.grade is distinct from t.grade`)
  await ctx.tx.rows(sql`
    update grade_proposals p set state = case when p.proposed = t.grade then 'confirmed' else 'declined' end
    from unnest(${ids}::uuid[], ${set}::text[]) as t (customer_id, grade)
    where p.org_id = ${ctx.org_id} and p.customer_id = t.customer_id`)
  await insertRows(
    ctx.tx,
    'customer_grades',
    ctx.org_id,
    plan.map(({ customer_id, grade, proposed, figures, set: to, reason }) => ({
      grading_id: newId(),
      customer_id,
      grade: to,
      before: grade,
      proposed,
      reason,
      figures,
      graded_on: ctx.today,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    })),
  )

  // Record.
  await record(
    ctx,
    'customer_grade.set',
    recorded_at,
    plan.map(({ customer_id, grade, proposed, set: to, reason }) => ({
      subject_id: customer_id,
      data: { from: grade, to, proposed, reason },
    })),
  )
  return { count: plan.length }
}

async function loadProposals(ctx: Context, ids: readonly string[]): Promise<Map<string, Proposal>> {
  const rows = await ctx.tx.rows(sql<Proposal>`
    select c.customer_id, c.grade, p.proposed,
      case when p.customer_id is not null then to_jsonb(p) - 'org_id' - 'customer_id' - 'state' - 'recorded_at' end as figures
    from customers c
    left join grade_proposals p on p.org_id = c.org_id and p.customer_id = c.customer_id
    where c.org_id = ${ctx.org_id} and c.customer_id = any (${[...ids]}::uuid[])`)
  return new Map(rows.map(row => [row.customer_id, row]))
}

/** The columns of a proposal `p`. */
export const proposalColumns = sql`p.customer_id, p.proposed, p.importance, p.frequency, p.credit, p.points, p.billed_minor,
  p.share_bp, p.invoices, p.days_late::text as days_late, p.overdue_bp, p.figured_on, p.state`

/** Proposals, those of the most billed first. [CUS-29] */
export async function listGrades(
  ctx: Context,
  input: Taken<Lines['listGrades']>,
): Promise<Answered<Lines['listGrades']>> {
  const { state, proposed, grade } = input
  const descending = input.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { sql: sql.ref('p.billed_minor'), field: 'billed_minor', type: 'int8', descending },
      { sql: sql.ref('p.customer_id'), field: 'customer_id', type: 'uuid', descending },
    ],
    input.after,
  )
  const rows = await ctx.tx.rows(sql<Row>`
    select ${proposalColumns}, c.number as customer_number, c.name as customer_name, c.grade
    from grade_proposals p join customers c on c.org_id = p.org_id and c.customer_id = p.customer_id
    where p.org_id = ${ctx.org_id} and ${keys.where}
      ${state ? sql`and p.state = any (${state}::text[])` : sql``}
      ${proposed ? sql`and p.proposed = any (${proposed}::text[])` : sql``}
      ${grade ? sql`and coalesce(c.grade, 'none') = any (${grade}::text[])` : sql``}
    order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}
