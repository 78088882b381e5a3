import { type RawBuilder, sql } from 'kysely'
import { between, oneOf } from '../invoices/find-page.ts'
import { type Context, may } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { waitingContract } from './waiting-contract.ts'

type Lines = typeof waitingContract
type Row = Answered<Lines['listWaiting']>['rows'][number]

const columns = (
  ctx: Context,
) => sql`w.waiting_id, w.kind, w.why, w.state, w.entity_id, e.code as entity_code, w.customer_id,
  c.number as customer_number, c.name as customer_name, c.grade, coalesce(w.payer_name, y.name) as payer_name, w.method, w.received_on,
  w.currency, w.amount_minor, w.base_minor, w.reference,
  coalesce((case when w.kind = 'correct' then w.input -> 'receipt' else w.input end ->> 'is_advance')::boolean, false) as is_advance, w.receipt_id, o.number as receipt_number, w.made_receipt_id,
  m.number as made_number, w.recorded_by, p.name as recorded_name, w.recorded_at, q.name as checked_name, w.checked_at, w.reason,
  w.recorded_by = ${ctx.actor.person_id} as own, a.advice_id,
  (select count(*)::int from receipt_vouchers v where v.org_id = w.org_id and v.waiting_id = w.waiting_id and v.state = 'kept')
    + coalesce(a.vouchers, 0) as vouchers`

const beside = sql`join entities e on e.org_id = w.org_id and e.entity_id = w.entity_id
  join customers c on c.org_id = w.org_id and c.customer_id = w.customer_id
  join people p on p.org_id = w.org_id and p.person_id = w.recorded_by
  left join people q on q.org_id = w.org_id and q.person_id = w.checked_by
  left join customers y on y.org_id = w.org_id and y.customer_id = w.payer_id
  left join receipts o on o.org_id = w.org_id and o.receipt_id = w.receipt_id
  left join receipts m on m.org_id = w.org_id and m.receipt_id = w.made_receipt_id
  left join lateral (
    select (array_agg(a.advice_id) filter (where a.state = 'advised'))[1] as advice_id, count(a.file_id)::int as vouchers
    from payment_advices a where a.org_id = w.org_id and a.waiting_id = w.waiting_id) a on true`

const sorts = {
  received_on: { sql: sql.ref('w.received_on'), field: 'received_on', type: 'date' },
  amount_minor: { sql: sql.ref('w.amount_minor'), field: 'amount_minor', type: 'int8' },
  recorded_at: { sql: sql.ref('w.recorded_at'), field: 'recorded_at', type: 'timestamptz' },
} as const satisfies Record<string, SortColumn<Row>>

/** What waits, or waited, with every filter and sort of the screen. [RCP-19] */
export async function listWaiting(
  ctx: Context,
  asked: Taken<Lines['listWaiting']>,
): Promise<Answered<Lines['listWaiting']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('w.waiting_id'), field: 'waiting_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const conditions: RawBuilder<unknown>[] = [
    sql`w.org_id = ${ctx.org_id}`,
    keys.where,
    ...oneOf('w.state', asked.state, 'text'),
    ...oneOf('w.kind', asked.kind, 'text'),
    ...oneOf('w.customer_id', asked.customer_id, 'uuid'),
    ...oneOf('w.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('w.currency', asked.currency, 'bpchar'),
    ...oneOf('w.method', asked.method, 'text'),
    ...between('w.received_on', 'date', asked.received_from, asked.received_to),
    ...(asked.why ? [sql`${asked.why} = any (w.why)`] : []),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns(ctx)} from waiting_receipts w ${beside}
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/** What waits now, by currency. [RCP-19] */
export async function sumWaiting(
  ctx: Context,
  asked: Taken<Lines['sumWaiting']>,
): Promise<Answered<Lines['sumWaiting']>> {
  const conditions = [
    sql`w.org_id = ${ctx.org_id} and w.state = 'waiting'`,
    ...oneOf('w.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('w.customer_id', asked.customer_id, 'uuid'),
  ]
  const other = sql`${may(ctx, 'receipt.confirm')} and w.recorded_by <> ${ctx.actor.person_id}`
  const rows = await ctx.tx.rows(sql<Answered<Lines['sumWaiting']>['rows'][number]>`
    select w.currency, count(*)::int as receipts, sum(w.amount_minor)::int8 as amount_minor,
      (count(*) filter (where ${other}))::int as confirmable
    from waiting_receipts w where ${sql.join(conditions, sql` and `)} group by w.currency order by w.currency`)
  return { rows }
}

type Read = Answered<Lines['readWaiting']>
type Asked = { note?: string; apply?: { item_id?: string; invoice_number?: string; amount_minor: string }[] }

/** One of them with what it is to pay. Refuses `receipt_waiting_unknown`. */
export async function readWaiting(ctx: Context, { waiting_id }: Taken<Lines['readWaiting']>): Promise<Read> {
  const row = await ctx.tx.first(sql<Omit<Read, 'note' | 'apply'> & { input: Asked }>`
    select ${columns(ctx)}, case when w.kind = 'correct' then w.input -> 'receipt' else w.input end as input
    from waiting_receipts w ${beside} where w.org_id = ${ctx.org_id} and w.waiting_id = ${waiting_id}`)
  if (!row) refuse('receipt_waiting_unknown', { waiting_id })
  const { input, ...shown } = row
  const lines = input.apply ?? []
  const ids = lines.flatMap(line => line.item_id ?? [])
  const items = await ctx.tx.rows(sql<{ item_id: string; number: string }>`
    select item_id, number from open_items where org_id = ${ctx.org_id} and item_id = any (${ids}::uuid[])`)
  const numbers = new Map(items.map(item => [item.item_id, item.number]))
  const apply = lines.map(line => ({
    number: line.invoice_number ?? numbers.get(line.item_id ?? '') ?? null,
    amount_minor: line.amount_minor,
  }))
  return { ...shown, note: input.note ?? null, apply }
}
