import { type RawBuilder, sql } from 'kysely'
import { beginsWith, between, oneOf } from '../invoices/find-page.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { groupPage } from '../kernel/grouping.ts'
import type { receiptsContract } from './contract.ts'

type Lines = typeof receiptsContract
type Row = Answered<Lines['listReceipts']>['rows'][number]
type Filters = Omit<Taken<Lines['listReceipts']>, 'sort' | 'after' | 'limit'>

/** Everything a row of the list says; `r` is the receipt, `m` the item of its money. */
const columns = sql`r.receipt_id, r.entity_id, e.code as entity_code, r.customer_id, c.number as customer_number,
  c.name as customer_name, r.payer_id, r.payer_name, r.number, r.method, r.received_on, r.posted_on, r.currency,
  r.amount_minor, m.unapplied_minor, r.is_advance, r.booked_on, r.reference, r.state, m.item_id, r.recorded_at`

const parties = sql`join entities e on e.org_id = r.org_id and e.entity_id = r.entity_id
  join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
  cross join lateral (
    select (array_agg(i.item_id) filter (where i.kind in ('receipt', 'advance')))[1] as item_id,
      (-sum(i.open_minor))::int8 as unapplied_minor
    from open_items i where i.org_id = r.org_id and i.document_id = r.receipt_id) m`

const sorts = {
  received_on: { sql: sql.ref('r.received_on'), field: 'received_on', type: 'date' },
  amount_minor: { sql: sql.ref('r.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('r.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** Receipts, with every filter and sort of the screen. [RCP-10] */
export async function listReceipts(
  ctx: Context,
  asked: Taken<Lines['listReceipts']>,
): Promise<Answered<Lines['listReceipts']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('r.receipt_id'), field: 'receipt_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const ids = sql`select r.receipt_id from receipts r where ${conditionsOf(ctx, asked)} and ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from (${ids}) p join receipts r on r.org_id = ${ctx.org_id} and r.receipt_id = p.receipt_id ${parties}
    order by ${keys.order}`)
  return keys.page(rows, asked.limit)
}

/** Every condition of the list over a receipt `r`. */
function conditionsOf(ctx: Context, asked: Filters): RawBuilder<unknown> {
  const openItem = sql`select from open_items i where i.org_id = r.org_id and i.document_id = r.receipt_id and i.open_minor <> 0`
  const conditions = [
    sql`r.org_id = ${ctx.org_id}`,
    ...oneOf('r.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('r.customer_id', asked.customer_id, 'uuid'),
    ...oneOf('r.method', asked.method, 'text'),
    ...oneOf('r.state', asked.state, 'text'),
    ...oneOf('r.currency', asked.currency, 'bpchar'),
    ...between('r.received_on', 'date', asked.received_from, asked.received_to),
    ...between('r.booked_on', 'date', asked.booked_from, asked.booked_to),
    ...beginsWith('r.number', asked.number),
    ...(asked.unapplied === 'yes' ? [sql`exists (${openItem})`] : []),
    ...(asked.unapplied === 'no' ? [sql`not exists (${openItem})`] : []),
  ]
  return sql.join(conditions, sql` and `)
}

/** What a receipt `r` is grouped by. */
const groupKeys: Record<Taken<Lines['groupReceipts']>['by'], RawBuilder<unknown>> = {
  customer: sql`r.customer_id::text`,
  entity: sql`r.entity_id::text`,
  month: sql`to_char(r.received_on, 'YYYY-MM')`,
  currency: sql`r.currency::text`,
  method: sql`r.method`,
  state: sql`r.state`,
}

/** The list in groups, each with its sums by currency; what is open is what is not applied. [RCP-10] */
export async function groupReceipts(
  ctx: Context,
  asked: Taken<Lines['groupReceipts']>,
): Promise<Answered<Lines['groupReceipts']>> {
  const found = sql`
    select ${groupKeys[asked.by]} as key, r.currency, r.amount_minor, r.base_minor, coalesce(-o.open_minor, 0) as open_minor
    from receipts r left join (
      select i.document_id, sum(i.open_minor) as open_minor from open_items i
      where i.org_id = ${ctx.org_id} and i.open_minor <> 0 group by 1) o on o.document_id = r.receipt_id
    where ${conditionsOf(ctx, asked)}`
  return groupPage(ctx, asked, found)
}

type Read = Answered<Lines['readReceipt']>

/** One receipt with what it paid. */
export async function readReceipt(ctx: Context, { receipt_id }: { receipt_id: string }): Promise<Read> {
  const [receipt, applications] = await Promise.all([
    ctx.tx.first(sql<Omit<Read, 'applications'>>`
      select ${columns}, r.version, trim_scale(r.rate)::text as rate, r.base_minor, r.bank_charge_minor, r.note, r.corrects_id, r.payer_standing, r.payer_letter_id,
        (select l.valid_until from payer_letters l where l.org_id = r.org_id and l.letter_id = r.payer_letter_id) as payer_letter_until,
        w.recorded_name, w.confirmed_name, w.confirmed_reason
      from receipts r ${parties}
      left join lateral (
        select p.name as recorded_name, q.name as confirmed_name, w.reason as confirmed_reason from waiting_receipts w
        join people p on p.org_id = w.org_id and p.person_id = w.recorded_by
        join people q on q.org_id = w.org_id and q.person_id = w.checked_by
        where w.org_id = r.org_id and w.made_receipt_id = r.receipt_id and w.state = 'confirmed'
        order by w.checked_at desc limit 1) w on true
      where r.org_id = ${ctx.org_id} and r.receipt_id = ${receipt_id}`),
    ctx.tx.rows(sql<Read['applications'][number]>`
      select a.application_id, a.counter_item_id, o.kind as counter_kind, o.number as counter_number,
        o.document_id as counter_document_id, c.name as counter_customer_name, a.delta_minor, a.applied_on, a.recorded_at,
        a.kind, exists (select from applications x where x.org_id = a.org_id and x.reverses_id = a.application_id) as reversed
      from open_items i join applications a on a.org_id = i.org_id and a.item_id = i.item_id
      join open_items o on o.org_id = a.org_id and o.item_id = a.counter_item_id
      join customers c on c.org_id = o.org_id and c.customer_id = o.customer_id
      where i.org_id = ${ctx.org_id} and i.document_id = ${receipt_id} and i.kind in ('receipt', 'advance')
      order by a.recorded_at, a.applied_on, a.application_id`),
  ])
  if (!receipt) refuse('receipt_unknown', { receipt_id })
  return { ...receipt, applications }
}
