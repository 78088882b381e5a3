import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { itemConditions } from '../ledger/queries.ts'
import type { reportsContract } from './contract.ts'

type Asked = Taken<(typeof reportsContract)['dayChanges']>
type Changes = Answered<(typeof reportsContract)['dayChanges']>
type Row = Changes['rows'][number]

/**
 * Why did this day change? Everything recorded after `known_from` (and not after `known_to`) that belongs to `as_of`
 * or before: its amounts add up to the difference between the two reports. [RPT-11]
 */
export async function dayChanges(ctx: Context, asked: Asked): Promise<Changes> {
  const keys = keyset<Row & { seq: string }>(
    [
      { sql: sql.ref('r.recorded_at'), field: 'recorded_at', type: 'timestamptz' },
      { sql: sql.ref('r.seq'), field: 'seq', type: 'text' },
    ],
    asked.after,
  )
  const [rows, totals] = await Promise.all([
    ctx.tx.rows(sql<Row & { seq: string }>`
      select r.recorded_at, r.on, r.what, r.item_id, r.document_id, r.number, r.kind, r.customer_id, c.name as customer_name,
        r.currency, r.delta_minor, r.seq
      from (${changes(ctx, asked)}) r join customers c on c.org_id = ${ctx.org_id} and c.customer_id = r.customer_id
      where ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`),
    ctx.tx.rows(sql<Changes['totals'][number]>`
      select r.currency, sum(r.delta_minor)::int8 as delta_minor from (${changes(ctx, asked)}) r group by 1 order by 1`),
  ])
  const page = keys.page(rows, asked.limit)
  return { rows: page.rows.map(({ seq: _, ...row }) => row), next: page.next, totals }
}

function changes(ctx: Context, asked: Asked): RawBuilder<unknown> {
  const related =
    asked.related_party === undefined
      ? sql`true`
      : sql`i.customer_id in (select customer_id from customers where org_id = ${ctx.org_id} and related_party = ${asked.related_party})`
  const within = (column: string) =>
    sql`${sql.ref(column)} > ${asked.known_from}::timestamptz ${asked.known_to ? sql`and ${sql.ref(column)} <= ${asked.known_to}::timestamptz` : sql``}`
  const item = sql`i.item_id, i.document_id, i.number, i.kind, i.customer_id, i.currency`
  return sql`
    select i.recorded_at, i.posted_on as on, 'item' as what, ${item}, i.amount_minor as delta_minor, i.item_id::text as seq
    from open_items i where i.org_id = ${ctx.org_id} and ${within('i.recorded_at')} and i.posted_on <= ${asked.as_of}::date
      and ${itemConditions(asked)} and ${related}
    union all
    select a.recorded_at, a.applied_on, case a.kind when 'reversal' then 'reversal' else 'application' end, ${item}, a.delta_minor,
      a.application_id::text || a.item_id::text
    from applications a join open_items i on i.org_id = a.org_id and i.item_id = a.item_id
    where a.org_id = ${ctx.org_id} and ${within('a.recorded_at')} and a.applied_on <= ${asked.as_of}::date and ${itemConditions(asked)} and ${related}
    union all
    select t.recorded_at, t.effective_on, 'terms', ${item}, 0::int8, t.change_id::text
    from item_terms t join open_items i on i.org_id = t.org_id and i.item_id = t.item_id
    where t.org_id = ${ctx.org_id} and ${within('t.recorded_at')} and t.effective_on <= ${asked.as_of}::date and ${itemConditions(asked)} and ${related}
    union all
    select d.recorded_at, d.effective_on, 'dispute', ${item}, 0::int8, d.change_id::text
    from item_disputes d join open_items i on i.org_id = d.org_id and i.item_id = d.item_id
    where d.org_id = ${ctx.org_id} and ${within('d.recorded_at')} and d.effective_on <= ${asked.as_of}::date and ${itemConditions(asked)} and ${related}`
}
