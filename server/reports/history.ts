import { sql } from 'kysely'
import { isScoped } from '../db/connect.ts'
import { type Context, may } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { registersContract } from './registers-contract.ts'

type Lines = (typeof registersContract)['history']
type Row = Answered<Lines>['rows'][number]

/**
 * Everything recorded about one thing, the latest first, with who did it. Whoever sees the customer, document, item or
 * application may read its history; anything else is told to who reads the whole record. Refuses `not_found`. [RPT-16]
 */
export async function history(ctx: Context, asked: Taken<Lines>): Promise<Answered<Lines>> {
  const subjects = await subjectsOf(ctx, asked.subject_id, asked.related === true)
  const keys = keyset<Row>(
    [{ sql: sql.ref('v.event_id'), field: 'event_id', type: 'uuid', descending: asked.sort === '-event_id' }],
    asked.after,
  )
  const rows = await ctx.tx.rows(sql<Row & { leaf: string | null }>`
    select v.event_id, v.name, v.subject_id, v.recorded_at, v.via, v.actor_id, p.name as actor_name, v.released_by,
      q.name as released_by_name, v.data, l.leaf
    from events v
    left join people p on p.org_id = v.org_id and p.person_id = v.actor_id
    left join people q on q.org_id = v.org_id and q.person_id = v.released_by
    left join event_leaves l on l.org_id = v.org_id and l.event_id = v.event_id
    where v.org_id = ${ctx.org_id} and v.subject_id = any (${subjects}::uuid[])
      and (${asked.name ?? null}::text[] is null or v.name = any (${asked.name ?? null}::text[])) and ${keys.where}
    order by ${keys.order} limit ${asked.limit + 1}`)
  const { rows: shown, next } = keys.page(
    rows.map(row => ({ ...row, leaf: row.leaf === null ? null : Number(row.leaf) })),
    asked.limit,
  )
  return { rows: shown, next, names: await namesOf(ctx, shown) }
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** What the ids in the events are called, as far as the reader sees what they stand for. */
async function namesOf(ctx: Context, rows: readonly Row[]): Promise<Answered<Lines>['names']> {
  const ids = [...new Set(JSON.stringify(rows.map(row => row.data)).match(uuids))]
  if (ids.length === 0) return []
  const { org_id } = ctx
  return ctx.tx.rows(sql<Answered<Lines>['names'][number]>`
    with ids as (select unnest(${ids}::uuid[]) as id)
    select id, 'customer' as kind, c.name, c.number, null::uuid as document_id, null as currency
      from ids join customers c on c.org_id = ${org_id} and c.customer_id = id
    union all select id, 'person', p.name, p.code, null, null from ids join people p on p.org_id = ${org_id} and p.person_id = id
    union all select id, 'entity', e.name, e.code, null, null from ids join entities e on e.org_id = ${org_id} and e.entity_id = id
    union all select id, 'department', d.name, d.code, null, null
      from ids join departments d on d.org_id = ${org_id} and d.department_id = id
    union all select id, 'terms', t.name, t.code, null, null from ids join payment_terms t on t.org_id = ${org_id} and t.terms_id = id
    union all select id, i.kind, i.number, i.number, i.document_id, i.currency
      from ids join open_items i on i.org_id = ${org_id} and i.item_id = id`)
}

/** The thing and, where asked, its parts and what it replaced, as far as the reader sees them. */
async function subjectsOf(ctx: Context, subject_id: string, related: boolean): Promise<string[]> {
  const seen = await ctx.tx.first(sql<{ seen: boolean }>`
    select exists (select from customers where org_id = ${ctx.org_id} and customer_id = ${subject_id})
      or exists (select from contacts where org_id = ${ctx.org_id} and contact_id = ${subject_id})
      or exists (select from invoices where org_id = ${ctx.org_id} and invoice_id = ${subject_id})
      or exists (select from receipts where org_id = ${ctx.org_id} and receipt_id = ${subject_id})
      or exists (select from contracts where org_id = ${ctx.org_id} and contract_id = ${subject_id})
      or exists (select from bills where org_id = ${ctx.org_id} and bill_id = ${subject_id})
      or exists (select from refunds where org_id = ${ctx.org_id} and refund_id = ${subject_id})
      or exists (select from open_items where org_id = ${ctx.org_id} and item_id = ${subject_id})
      or exists (select from applications where org_id = ${ctx.org_id} and application_id = ${subject_id}) as seen`)
  if (!seen?.seen && (isScoped(ctx.actor.sight) || !may(ctx, 'event.read'))) refuse('not_found', { subject_id })
  if (!related) return [subject_id]
  const { org_id } = ctx
  const parts = await ctx.tx.rows(sql<{ id: string }>`
    with recursive corrected as (
      select corrects_id as id from invoices where org_id = ${org_id} and invoice_id = ${subject_id}
      union all select corrects_id from receipts where org_id = ${org_id} and receipt_id = ${subject_id}
      union select coalesce(v.corrects_id, r.corrects_id) from corrected c
        left join invoices v on v.org_id = ${org_id} and v.invoice_id = c.id
        left join receipts r on r.org_id = ${org_id} and r.receipt_id = c.id
        where c.id is not null),
    items as (
      select item_id from open_items where org_id = ${org_id} and document_id = ${subject_id}
      union select item_id from open_items where org_id = ${org_id} and item_id = ${subject_id}),
    applied as (
      select a.application_id, a.kind from items i join applications a on a.org_id = ${org_id} and a.item_id = i.item_id)
    select id from corrected where id is not null
    union select item_id from items
    union select application_id from applied
    union select r.item_id from applied a
      join open_items r on r.org_id = ${org_id} and r.document_id = a.application_id and r.kind = 'recovery'
      where a.kind = 'write_off'
    union select contact_id from contacts where org_id = ${org_id} and customer_id = ${subject_id}`)
  return [...new Set([subject_id, ...parts.map(row => row.id)])]
}
