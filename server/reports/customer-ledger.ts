import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { among } from '../ledger/queries.ts'
import type { reportsContract } from './contract.ts'

type Asked = Taken<(typeof reportsContract)['customerLedger']>
type Ledger = Answered<(typeof reportsContract)['customerLedger']>
type Row = Ledger['rows'][number]

/**
 * 应收明细账 of one customer in one currency: every item as a debit or a credit on the day it was posted, and what was
 * applied across customers on the day it was applied; with the balance after each line. [RPT-9]
 */
export async function customerLedger(ctx: Context, asked: Asked): Promise<Ledger> {
  const keys = keyset<Row & { seq: string }>(
    [
      { sql: sql.ref('r.on'), field: 'on', type: 'date' },
      { sql: sql.ref('r.recorded_at'), field: 'recorded_at', type: 'timestamptz' },
      { sql: sql.ref('r.seq'), field: 'seq', type: 'text' },
    ],
    asked.after,
  )
  const [rows, sums] = await Promise.all([
    ctx.tx.rows(sql<Row & { seq: string }>`
      with lines as (${ledgerLines(ctx, asked)}),
      running as (select l.*, sum(l.delta) over (order by l.on, l.recorded_at, l.seq)::int8 as balance from lines l)
      select * from (
        select r.on, r.recorded_at, r.seq, r.item_id, r.document_id, r.kind, r.number, r.due_on,
          greatest(r.delta, 0)::int8 as debit_minor, greatest(-r.delta, 0)::int8 as credit_minor, r.balance as balance_minor
        from running r where r.on between ${asked.from}::date and ${asked.to}::date) r
      where ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`),
    ctx.tx.first(sql<{ opening: string; closing: string }>`
      with lines as (${ledgerLines(ctx, asked)})
      select coalesce(sum(delta) filter (where "on" < ${asked.from}::date), 0)::int8 as opening,
        coalesce(sum(delta) filter (where "on" <= ${asked.to}::date), 0)::int8 as closing from lines`),
  ])
  const page = keys.page(rows, asked.limit)
  return {
    rows: page.rows.map(({ seq: _, ...row }) => row),
    next: page.next,
    opening_minor: sums?.opening ?? '0',
    closing_minor: sums?.closing ?? '0',
  }
}

function ledgerLines(ctx: Context, asked: Pick<Asked, 'customer_id' | 'currency' | 'entity_id'>): RawBuilder<unknown> {
  return sql`
    select i.posted_on as on, i.recorded_at, i.item_id::text as seq, i.item_id, i.document_id, i.kind, i.number,
      case when i.amount_minor > 0 then i.due_on end as due_on, i.amount_minor as delta
    from open_items i
    where i.org_id = ${ctx.org_id} and i.customer_id = ${asked.customer_id} and i.currency = ${asked.currency} and ${among('i.entity_id', asked.entity_id, 'uuid')}
    union all
    select a.applied_on, a.recorded_at, a.application_id::text || a.item_id::text, i.item_id, o.document_id, 'across', o.number, i.due_on, a.delta_minor
    from open_items i
    join applications a on a.org_id = i.org_id and a.item_id = i.item_id
    join open_items o on o.org_id = a.org_id and o.item_id = a.counter_item_id and o.customer_id <> i.customer_id
    where i.org_id = ${ctx.org_id} and i.customer_id = ${asked.customer_id} and i.currency = ${asked.currency} and ${among('i.entity_id', asked.entity_id, 'uuid')}`
}
