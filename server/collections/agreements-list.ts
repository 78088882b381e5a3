import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { addDays, type Day } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import type { agreementsContract } from './agreements-contract.ts'

type Lines = typeof agreementsContract
type Row = Answered<Lines['listAgreements']>['rows'][number]
type Read = Answered<Lines['readAgreement']>

/** Beside an agreement `a`: what of its claims is paid since, and the first part that this does not reach. [AGR-4] */
const beside = sql`
  join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
  join customers c on c.org_id = a.org_id and c.customer_id = a.customer_id
  cross join lateral (
    select sum(greatest(n.open_minor - greatest(i.open_minor, 0), 0))::int8 as paid_minor
    from agreement_items n join open_items i on i.org_id = n.org_id and i.item_id = n.item_id
    where n.org_id = a.org_id and n.agreement_id = a.agreement_id) w
  cross join lateral (
    select max(p.due_on) as last_on, min(p.due_on) filter (where p.reached > w.paid_minor) as next_on from (
      select due_on, sum(amount_minor) over (order by part) as reached from agreement_parts p
      where p.org_id = a.org_id and p.agreement_id = a.agreement_id) p) p`

const standing = (today: Day) => sql`case when a.state <> 'active' then a.state
  when w.paid_minor >= a.amount_minor then 'kept'
  when p.next_on + a.grace_days < ${today}::date then 'late' else 'active' end`

const columns = (today: Day) => sql`a.agreement_id, a.entity_id, e.code as entity_code, a.customer_id,
  c.number as customer_number, c.name as customer_name, a.number, a.kind, ${standing(today)} as standing, a.currency,
  a.amount_minor, w.paid_minor, a.agreed_on, p.next_on, p.last_on, a.reverts, a.grace_days, a.recorded_at`

const sorts = {
  agreed_on: { sql: sql.ref('a.agreed_on'), field: 'agreed_on', type: 'date' },
  amount_minor: { sql: sql.ref('a.amount_minor'), field: 'amount_minor', type: 'int8' },
} as const satisfies Record<string, SortColumn<Row>>

/** Agreements as they stand today. */
export async function listAgreements(
  ctx: Context,
  asked: Taken<Lines['listAgreements']>,
): Promise<Answered<Lines['listAgreements']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('a.agreement_id'), field: 'agreement_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns(ctx.today)} from agreements a ${beside}
    where ${sql.join(
      [
        sql`a.org_id = ${ctx.org_id}`,
        keys.where,
        among('a.customer_id', asked.customer_id, 'uuid'),
        among('a.entity_id', asked.entity_id, 'uuid'),
        among('a.kind', asked.kind, 'text'),
        ...(asked.standing?.length ? [sql`${standing(ctx.today)} = any (${asked.standing}::text[])`] : []),
      ],
      sql` and `,
    )}
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/** Those active agreements of customers of which a part was not paid within the days of grace. [AGR-4] */
export async function lateAgreements(ctx: Context, customer_ids: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.tx.rows(sql<{ agreement_id: string }>`
    select a.agreement_id from agreements a ${beside}
    where a.org_id = ${ctx.org_id} and a.state = 'active' and a.customer_id = any (${[...customer_ids]}::uuid[])
      and ${standing(ctx.today)} = 'late'`)
  return new Set(rows.map(row => row.agreement_id))
}

/** One agreement with its claims, and its parts with what of each is paid. [AGR-4] Refuses `agreement_unknown`. */
export async function readAgreement(
  ctx: Context,
  { agreement_id }: Taken<Lines['readAgreement']>,
): Promise<Answered<Lines['readAgreement']>> {
  const [head, items, parts] = await Promise.all([
    ctx.tx.first(sql<Omit<Read, 'items' | 'parts'>>`
      select ${columns(ctx.today)}, a.signed_by, a.reason, a.note, a.ended_on, a.end_reason, m.name as by_name
      from agreements a ${beside} left join people m on m.org_id = a.org_id and m.person_id = a.recorded_by
      where a.org_id = ${ctx.org_id} and a.agreement_id = ${agreement_id}`),
    ctx.tx.rows(sql<Read['items'][number]>`
      select n.item_id, n.number, n.open_minor, greatest(i.open_minor, 0)::int8 as left_minor, n.due_on, n.agreed_before,
        n.agreed_due_on
      from agreement_items n join open_items i on i.org_id = n.org_id and i.item_id = n.item_id
      where n.org_id = ${ctx.org_id} and n.agreement_id = ${agreement_id} order by n.agreed_due_on, n.number, n.item_id`),
    ctx.tx.rows(sql<{ part: number; due_on: Day; amount_minor: string }>`
      select part, due_on, amount_minor from agreement_parts
      where org_id = ${ctx.org_id} and agreement_id = ${agreement_id} order by part`),
  ])
  if (!head) refuse('agreement_unknown', { agreement_id })
  let left = BigInt(head.paid_minor)
  return {
    ...head,
    items,
    parts: parts.map(part => {
      const amount = BigInt(part.amount_minor)
      const paid_minor = left < amount ? left : amount
      left -= paid_minor
      return { ...part, paid_minor, broken: paid_minor < amount && addDays(part.due_on, head.grace_days) < ctx.today }
    }),
  }
}
