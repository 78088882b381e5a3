import { type RawBuilder, sql } from 'kysely'
import { beginsWith, between, oneOf } from '../invoices/find-page.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { groupPage } from '../kernel/grouping.ts'
import { type Day, endOfMonth } from '../kernel/values.ts'
import type { billsContract } from './contract.ts'
import { presentBy } from './law.ts'

type Lines = typeof billsContract
type Row = Answered<Lines['listBills']>['rows'][number]

/** Everything a row of the register says; `b` is the bill. */
const columns = sql`b.bill_id, b.entity_id, e.code as entity_code, b.customer_id, c.number as customer_number,
  c.name as customer_name, b.receipt_id, r.number as receipt_number, b.kind, b.number, b.sub_from, b.sub_to, b.drawer, b.acceptor,
  b.issued_on, b.matures_on, b.received_on, b.currency, b.amount_minor, b.state, b.kept, b.recourse`

const beside = sql`join entities e on e.org_id = b.org_id and e.entity_id = b.entity_id
  join customers c on c.org_id = b.org_id and c.customer_id = b.customer_id
  join receipts r on r.org_id = b.org_id and r.receipt_id = b.receipt_id`

const sorts = {
  matures_on: { sql: sql.ref('b.matures_on'), field: 'matures_on', type: 'date' },
  received_on: { sql: sql.ref('b.received_on'), field: 'received_on', type: 'date' },
  amount_minor: { sql: sql.ref('b.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('b.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** The register, with every filter and sort of the screen. [BIL-10] */
export async function listBills(ctx: Context, asked: Taken<Lines['listBills']>): Promise<Answered<Lines['listBills']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('b.bill_id'), field: 'bill_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const conditions = [...conditionsOf(ctx, asked), keys.where]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from (
      select b.* from bills b where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}) b
    ${beside} order by ${keys.order}`)
  return keys.page(rows, asked.limit)
}

type Filters = Omit<Taken<Lines['groupBills']>, 'by' | 'sort' | 'after' | 'limit'>

const conditionsOf = (ctx: Context, asked: Filters): RawBuilder<unknown>[] => [
  sql`b.org_id = ${ctx.org_id}`,
  ...oneOf('b.entity_id', asked.entity_id, 'uuid'),
  ...oneOf('b.customer_id', asked.customer_id, 'uuid'),
  ...oneOf('b.receipt_id', asked.receipt_id ? [asked.receipt_id] : undefined, 'uuid'),
  ...oneOf('b.state', asked.state, 'text'),
  ...oneOf('b.kind', asked.kind, 'text'),
  ...oneOf('b.currency', asked.currency, 'bpchar'),
  ...between('b.matures_on', 'date', asked.matures_from, asked.matures_to),
  ...between('b.received_on', 'date', asked.received_from, asked.received_to),
  ...beginsWith('b.number', asked.number),
]

/** What a bill `b` is grouped by. */
const groupKeys: Record<Taken<Lines['groupBills']>['by'], RawBuilder<unknown>> = {
  customer: sql`b.customer_id::text`,
  entity: sql`b.entity_id::text`,
  due_month: sql`to_char(b.matures_on, 'YYYY-MM')`,
  currency: sql`b.currency::text`,
  kind: sql`b.kind`,
  state: sql`b.state`,
}

/** The register in groups, each with its sums by currency; what is open is what is in our hands. [BIL-10] */
export async function groupBills(
  ctx: Context,
  asked: Taken<Lines['groupBills']>,
): Promise<Answered<Lines['groupBills']>> {
  const found = sql`
    select ${groupKeys[asked.by]} as key, b.currency, b.amount_minor, r.base_minor,
      case when b.state in ('held', 'pledged') then b.amount_minor else 0 end as open_minor
    from bills b join receipts r on r.org_id = b.org_id and r.receipt_id = b.receipt_id
    where ${sql.join(conditionsOf(ctx, asked), sql` and `)}`
  return groupPage(ctx, asked, found)
}

/** What of the running bills of a month falls due on which day. [BIL-10] */
export async function billCalendar(
  ctx: Context,
  { month, entity_id }: Taken<Lines['billCalendar']>,
): Promise<Answered<Lines['billCalendar']>> {
  const first = `${month}-01` as Day
  const where = [
    sql`b.org_id = ${ctx.org_id}`,
    ...between('b.matures_on', 'date', first, endOfMonth(first)),
    ...oneOf('b.entity_id', entity_id, 'uuid'),
  ]
  const days = await ctx.tx.rows(sql<Answered<Lines['billCalendar']>['days'][number]>`
    select b.matures_on as on, b.currency, count(*)::int as bills, sum(b.amount_minor)::int8 as amount_minor,
      (count(*) filter (where b.state in ('held', 'pledged')))::int as ours,
      coalesce(sum(b.amount_minor) filter (where b.state in ('held', 'pledged')), 0)::int8 as ours_minor
    from bills b where ${sql.join(where, sql` and `)} and b.state not in ('cancelled', 'refused')
    group by 1, 2 order by 1, 2`)
  return { days }
}

type Read = Answered<Lines['readBill']>

/** One bill with its endorsements and everything done with it. Refuses `bill_unknown`. */
export async function readBill(ctx: Context, { bill_id }: { bill_id: string }): Promise<Read> {
  const [bill, endorsements, moves] = await Promise.all([
    ctx.tx.first(sql<Omit<Read, 'endorsements' | 'moves' | 'present_by'>>`
      select ${columns}, b.for_financing, b.note, b.recorded_at
      from bills b ${beside} where b.org_id = ${ctx.org_id} and b.bill_id = ${bill_id}`),
    ctx.tx.rows(sql<Read['endorsements'][number]>`
      select line, endorser, endorsee, endorsed_on from bill_endorsements
      where org_id = ${ctx.org_id} and bill_id = ${bill_id} order by line`),
    ctx.tx.rows(sql<Read['moves'][number]>`
      select m.line, m.move, m.moved_on, m.party, trim_scale(m.rate)::text as rate, m.interest_minor, m.reference, m.reason,
        m.takes_back, o.bank || ' ' || o.number as own_account, p.name as by_name
      from bill_moves m left join own_accounts o on o.org_id = m.org_id and o.own_account_id = m.own_account_id
      left join people p on p.org_id = m.org_id and p.person_id = m.recorded_by
      where m.org_id = ${ctx.org_id} and m.bill_id = ${bill_id} order by m.line`),
  ])
  if (!bill) refuse('bill_unknown', { bill_id })
  return { ...bill, present_by: presentBy(bill.matures_on as Day), endorsements, moves }
}

/** What of a customer's bills is not paid yet: in our hands, or passed on and on us again where it is not paid. [BIL-1] */
export async function billExposure(
  ctx: Context,
  { customer_id }: { customer_id: string },
): Promise<Answered<Lines['billExposure']>> {
  const rows = await ctx.tx.rows(sql<Answered<Lines['billExposure']>['rows'][number]>`
    select currency, count(*)::int as bills,
      coalesce(sum(amount_minor) filter (where state in ('held', 'pledged', 'presented')), 0)::int8 as held_minor,
      coalesce(sum(amount_minor) filter (where state in ('endorsed', 'discounted')), 0)::int8 as passed_on_minor
    from bills where org_id = ${ctx.org_id} and customer_id = ${customer_id}
      and (state in ('held', 'pledged', 'presented') or (state in ('endorsed', 'discounted') and recourse))
    group by 1 order by 1`)
  return { rows }
}
