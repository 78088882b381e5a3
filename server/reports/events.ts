import { type RawBuilder, sql } from 'kysely'
import { isScoped } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { recordContract } from './record-contract.ts'

type Lines = (typeof recordContract)['browseEvents']
type Asked = Taken<Lines>
type Row = Answered<Lines>['rows'][number]

/**
 * Everything that happened, in its sealed order, the latest first. [RPT-21] It tells of everybody's customers: refuses
 * `out_of_scope` for eyes that do not see the whole organisation.
 */
export async function browseEvents(ctx: Context, asked: Asked): Promise<Answered<Lines>> {
  if (isScoped(ctx.actor.sight)) refuse('out_of_scope', {})
  const keys = keyset<Row>([{ sql: sql.ref('l.leaf'), field: 'leaf', type: 'int8', descending: true }], asked.after)
  const rows = await ctx.tx.rows(sql<Omit<Row, 'leaf'> & { leaf: string }>`
    select l.leaf, encode(l.hash, 'hex') as hash, e.event_id, e.name, e.subject_id, e.recorded_at, e.via, e.actor_id,
      p.name as actor_name, e.released_by, q.name as released_by_name, e.data
    from event_leaves l
    join events e on e.org_id = l.org_id and e.event_id = l.event_id
    left join people p on p.org_id = e.org_id and p.person_id = e.actor_id
    left join people q on q.org_id = e.org_id and q.person_id = e.released_by
    where l.org_id = ${ctx.org_id} and ${sql.join(conditionsOf(ctx, asked), sql` and `)} and ${keys.where}
    order by ${keys.order} limit ${asked.limit + 1}`)
  const { rows: shown, next } = keys.page(
    rows.map(row => ({ ...row, leaf: Number(row.leaf) })),
    asked.limit,
  )
  const subjects = await subjectsOf(ctx, [...new Set(shown.map(row => row.subject_id))])
  return {
    rows: shown.map(row => {
      const { kind = null, name = null, document_id = null } = subjects.get(row.subject_id) ?? {}
      return { ...row, subject_kind: kind, subject_name: name, document_id }
    }),
    next,
  }
}

function conditionsOf(ctx: Context, asked: Asked): RawBuilder<unknown>[] {
  const { noun, name, actor_id, from, to, number, subject_id } = asked
  const zone = ctx.actor.time_zone
  const nouns = (noun ?? []).map(one => sql`(e.name >= ${`${one}.`} and e.name < ${`${one}/`})`)
  return [
    sql`true`,
    ...(nouns.length > 0 ? [sql`(${sql.join(nouns, sql` or `)})`] : []),
    ...(name ? [sql`e.name = any (${[...name]}::text[])`] : []),
    ...(actor_id ? [sql`e.actor_id = any (${[...actor_id]}::uuid[])`] : []),
    ...(from ? [sql`e.recorded_at >= ${from}::date::timestamp at time zone ${zone}`] : []),
    ...(to ? [sql`e.recorded_at < (${to}::date + 1)::timestamp at time zone ${zone}`] : []),
    ...(subject_id ? [sql`e.subject_id = ${subject_id}::uuid`] : []),
    ...(number ? [sql`e.subject_id in (${numbered(ctx, number)})`] : []),
  ]
}

/** What carries a number, with the items of the document. */
const numbered = (ctx: Context, number: string) => sql`
  select customer_id from customers where org_id = ${ctx.org_id} and number = ${number}
  union all select invoice_id from invoices where org_id = ${ctx.org_id} and number = ${number}
  union all select receipt_id from receipts where org_id = ${ctx.org_id} and number = ${number}
  union all select contract_id from contracts where org_id = ${ctx.org_id} and number = ${number}
  union all select refund_id from refunds where org_id = ${ctx.org_id} and number = ${number}
  union all select bill_id from bills where org_id = ${ctx.org_id} and number = ${number}
  union all select delivery_id from deliveries where org_id = ${ctx.org_id} and number = ${number}
  union all select settlement_id from settlements where org_id = ${ctx.org_id} and number = ${number}
  union all select agreement_id from agreements where org_id = ${ctx.org_id} and number = ${number}
  union all select tax_request_id from tax_requests where org_id = ${ctx.org_id} and number = ${number}
  union all select tax_invoice_id from tax_invoices where org_id = ${ctx.org_id} and number = ${number}
  union all select confirmation_id from red_confirmations where org_id = ${ctx.org_id} and number = ${number}
  union all select item_id from open_items where org_id = ${ctx.org_id} and number = ${number}`

type Subject = { kind: string; name: string; document_id: string | null }

/** What the subjects of events are called, as far as they have a name. */
async function subjectsOf(ctx: Context, ids: string[]): Promise<Map<string, Subject>> {
  if (ids.length === 0) return new Map()
  const { org_id } = ctx
  const rows = await ctx.tx.rows(sql<Subject & { id: string }>`
    with ids as (select unnest(${ids}::uuid[]) as id)
    select id, 'customer' as kind, c.number || ' ' || c.name as name, id as document_id
      from ids join customers c on c.org_id = ${org_id} and c.customer_id = id
    union all select id, i.kind, i.number, id from ids join invoices i on i.org_id = ${org_id} and i.invoice_id = id
    union all select id, 'receipt', r.number, id from ids join receipts r on r.org_id = ${org_id} and r.receipt_id = id
    union all select id, 'contract', c.number, id from ids join contracts c on c.org_id = ${org_id} and c.contract_id = id
    union all select id, 'refund', r.number, id from ids join refunds r on r.org_id = ${org_id} and r.refund_id = id
    union all select id, 'bill', b.number, id from ids join bills b on b.org_id = ${org_id} and b.bill_id = id
    union all select id, i.kind, i.number, i.document_id from ids join open_items i on i.org_id = ${org_id} and i.item_id = id
      where i.document_id is distinct from id
    union all select id, d.kind, d.number || ' – ' || c.number, d.document_id
      from ids join applications a on a.org_id = ${org_id} and a.application_id = id and a.delta_minor < 0
      join open_items d on d.org_id = ${org_id} and d.item_id = a.item_id
      join open_items c on c.org_id = ${org_id} and c.item_id = a.counter_item_id
    union all select id, 'delivery', d.number, d.contract_id
      from ids join deliveries d on d.org_id = ${org_id} and d.delivery_id = id
    union all select id, 'settlement', s.number, id from ids join settlements s on s.org_id = ${org_id} and s.settlement_id = id
    union all select id, 'agreement', a.number, id from ids join agreements a on a.org_id = ${org_id} and a.agreement_id = id
    union all select id, 'tax_request', r.number, id from ids join tax_requests r on r.org_id = ${org_id} and r.tax_request_id = id
    union all select id, 'tax_invoice', v.number, id from ids join tax_invoices v on v.org_id = ${org_id} and v.tax_invoice_id = id
    union all select id, 'red_confirmation', r.number, id
      from ids join red_confirmations r on r.org_id = ${org_id} and r.confirmation_id = id
    union all select id, 'task', t.title, id from ids join tasks t on t.org_id = ${org_id} and t.task_id = id
    union all select id, 'import', i.file_name, id from ids join imports i on i.org_id = ${org_id} and i.import_id = id
    union all select id, 'customer', c.number || ' ' || c.name, c.customer_id
      from ids join waiting_receipts w on w.org_id = ${org_id} and w.waiting_id = id
      join customers c on c.org_id = ${org_id} and c.customer_id = w.customer_id
    union all select id, 'customer', c.number || ' ' || c.name, c.customer_id
      from ids join contract_drafts d on d.org_id = ${org_id} and d.draft_id = id
      join customers c on c.org_id = ${org_id} and c.customer_id = d.customer_id
    union all select id, 'person', p.name, id from ids join people p on p.org_id = ${org_id} and p.person_id = id
    union all select id, 'entity', e.code || ' ' || e.name, null from ids join entities e on e.org_id = ${org_id} and e.entity_id = id`)
  return new Map(rows.map(row => [row.id, row]))
}
