import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { differenceKinds } from '../ledger/contract.ts'
import { among } from '../ledger/queries.ts'
import type { registersContract } from './registers-contract.ts'

type Lines = typeof registersContract
type Asked = Omit<Taken<Lines['transfers']>, 'to_customer_id'>
type Total = Answered<Lines['transfers']>['totals'][number]
type RowOf<K extends keyof Lines> = Answered<Lines[K]>['rows'][number]
type Sorted = { id: string; on: string; amount_minor: unknown; customer_name: string }

/**
 * A register: `core` finds its rows, each with `id`, `on`, entity, customer `c`, currency and amounts; `beside` adds what
 * only the rows of a page need, among it the event that tells who did it and why. [RPT-14]
 */
async function register<R extends Sorted>(
  ctx: Context,
  asked: Pick<Asked, 'after' | 'limit' | 'sort'>,
  core: RawBuilder<R>,
  beside: { columns: RawBuilder<unknown>; join: RawBuilder<unknown>; event: RawBuilder<unknown> },
): Promise<{ rows: R[]; next: string | null; totals: Total[] }> {
  const keys = keyset<Sorted>(sortOf(asked.sort), asked.after)
  const [rows, totals] = await Promise.all([
    ctx.tx.rows(sql<R>`
      select r.*, ${beside.columns}, p.name as by_name, q.name as released_by_name
      from (select r.* from (${core}) r where ${keys.where} order by ${keys.order} limit ${asked.limit + 1}) r
      ${beside.join}
      left join lateral (
        select v.actor_id, v.released_by, v.data from events v where v.org_id = ${ctx.org_id} and ${beside.event}
        order by v.event_id limit 1) v on true
      left join people p on p.org_id = ${ctx.org_id} and p.person_id = v.actor_id
      left join people q on q.org_id = ${ctx.org_id} and q.person_id = v.released_by
      order by ${keys.order}`),
    ctx.tx.rows(sql<Total>`
      select r.currency, count(*)::int as count, sum(r.amount_minor)::int8 as amount_minor, sum(r.base_minor)::int8 as base_minor
      from (${core}) r group by 1 order by 1`),
  ])
  return { ...keys.page(rows, asked.limit), totals }
}

function sortOf(sort: Asked['sort']): SortColumn<Sorted>[] {
  const descending = sort.startsWith('-')
  const field = sort.replace('-', '') as 'on' | 'amount_minor' | 'customer_name'
  const type = ({ on: 'date', amount_minor: 'int8', customer_name: 'text' } as const)[field]
  return [
    { sql: sql.ref(`r.${field}`), field, type, descending },
    { sql: sql.ref('r.id'), field: 'id', type: 'uuid', descending },
  ]
}

/** Entity and customer of a row, as every register names them. */
const parties = sql`x.entity_id, e.code as entity_code, x.customer_id, c.number as customer_number, c.name as customer_name`
const joinParties = sql`join entities e on e.org_id = x.org_id and e.entity_id = x.entity_id
  join customers c on c.org_id = x.org_id and c.customer_id = x.customer_id`

/** The filters of every register, over a row `x` with customer `c`. */
function narrowed(asked: Asked, on: RawBuilder<unknown>, amount: RawBuilder<unknown>, number: RawBuilder<unknown>) {
  const pattern = asked.q && `%${asked.q.replace(/[\\%_]/g, '\\$&')}%`
  const conditions = [
    among('x.entity_id', asked.entity_id, 'uuid'),
    among('x.customer_id', asked.customer_id, 'uuid'),
    among('x.salesperson_id', asked.salesperson_id, 'uuid'),
    among('x.currency', asked.currency, 'text'),
    ...(asked.from ? [sql`${on} >= ${asked.from}::date`] : []),
    ...(asked.to ? [sql`${on} <= ${asked.to}::date`] : []),
    ...(asked.amount_from === undefined ? [] : [sql`${amount} >= ${asked.amount_from}::int8`]),
    ...(asked.amount_to === undefined ? [] : [sql`${amount} <= ${asked.amount_to}::int8`]),
    ...(pattern ? [sql`(${number} ilike ${pattern} or c.name ilike ${pattern} or c.number ilike ${pattern})`] : []),
  ]
  return sql.join(conditions, sql` and `)
}

/** Applications of a kind from the debit's side: `a` with its item `x`. The side is told by the sign of the item. */
function applied(ctx: Context, asked: Asked, kind: string, more: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    from applications a
    join open_items x on x.org_id = a.org_id and x.item_id = a.item_id
    ${joinParties}
    cross join lateral (select case when exists (
      select from applications t where t.org_id = a.org_id and t.reverses_id = a.application_id) then 'taken_back' else 'standing' end as state) s
    where a.org_id = ${ctx.org_id} and a.kind = ${kind} and a.reverses_id is null and ${more}
      and ${narrowed(asked, sql`a.applied_on`, sql`(-a.delta_minor)`, sql`x.number`)}`
}

const core = sql`a.application_id as id, a.applied_on as on, a.recorded_at, ${parties}, x.document_id, x.number, x.item_id,
  x.currency, (-a.delta_minor)::int8 as amount_minor, (-a.delta_base_minor)::int8 as base_minor`

/** 账销案存: what was written off, with its evidence, who released it and what came back. [RPT-14] */
export async function writeOffs(ctx: Context, asked: Taken<Lines['writeOffs']>): Promise<Answered<Lines['writeOffs']>> {
  const recovered = sql`coalesce((select sum(i.amount_minor) from open_items i
    where i.org_id = a.org_id and i.document_id = a.application_id and i.kind = 'recovery'), 0)::int8`
  const extent = sql`case when ${recovered} = 0 then 'none' when ${recovered} < -a.delta_minor then 'part' else 'full' end`
  const wanted = asked.recovered ? sql`${extent} = any (${asked.recovered}::text[])` : sql`true`
  const rows = sql<
    RowOf<'writeOffs'>
  >`select ${core}, s.state, ${recovered} as recovered_minor, (-a.delta_minor - ${recovered})::int8 as left_minor
    ${applied(ctx, asked, 'write_off', sql`x.amount_minor > 0 and ${among('s.state', asked.state, 'text')} and ${wanted}`)}`
  return register(ctx, asked, rows, {
    columns: sql`v.data->>'reason' as reason, coalesce(v.data->'evidence', '[]') as evidence, coalesce(k.recoveries, '[]') as recoveries`,
    join: sql`left join lateral (
      select json_agg(json_build_object('item_id', i.item_id, 'on', i.posted_on, 'amount_minor', i.amount_minor::text,
        'open_minor', i.open_minor::text) order by i.posted_on, i.item_id) as recoveries
      from open_items i where i.org_id = ${ctx.org_id} and i.document_id = r.id and i.kind = 'recovery') k on true`,
    event: sql`v.subject_id = r.item_id and v.name = 'item.written_off' and v.data->>'application_id' = r.id::text`,
  })
}

/** The kind of a small difference as its entry `n` tells it, before the note. */
const differenceKind = sql`case when split_part(n.memo, ':', 1) = any (${[...differenceKinds]}::text[]) then split_part(n.memo, ':', 1) end`

/** 尾差台账: small differences by kind, with the account they went to. [RPT-14] */
export async function differences(
  ctx: Context,
  asked: Taken<Lines['differences']>,
): Promise<Answered<Lines['differences']>> {
  const kind = sql`(select ${differenceKind} from open_items i join entries n on n.org_id = i.org_id and n.entry_id = i.entry_id
    where i.org_id = a.org_id and i.item_id = a.counter_item_id)`
  const wanted = asked.kind ? sql`${kind} = any (${asked.kind}::text[])` : sql`true`
  const rows = sql<RowOf<'differences'>>`select ${core}, s.state, ${kind} as kind, a.counter_item_id
    ${applied(ctx, asked, 'difference', sql`x.amount_minor > 0 and ${among('s.state', asked.state, 'text')} and ${wanted}`)}`
  return register(ctx, asked, rows, {
    columns: sql`k.account_code, k.account_name, k.account_name_en,
      nullif(case when r.kind is null then k.memo else ltrim(substr(k.memo, length(r.kind) + 2)) end, '') as reason`,
    join: sql`left join lateral (
      select n.memo, t.code as account_code, t.name as account_name, t.name_en as account_name_en
      from open_items i join entries n on n.org_id = i.org_id and n.entry_id = i.entry_id
      join postings o on o.org_id = n.org_id and o.entry_id = n.entry_id and o.item_id is null
      join accounts t on t.org_id = o.org_id and t.account_id = o.account_id
      where i.org_id = ${ctx.org_id} and i.item_id = r.counter_item_id limit 1) k on true`,
    event: sql`v.subject_id = r.id and v.name = 'item.applied'`,
  })
}

/** 应收冲应收台账: claims and credits moved from one debtor to another; the sign is the item's own. [RPT-14] */
export async function transfers(ctx: Context, asked: Taken<Lines['transfers']>): Promise<Answered<Lines['transfers']>> {
  // The opposite that closes the old item came after it, and one entry made it and the new item.
  const moved = sql`exists (select from open_items o
    join open_items n on n.org_id = o.org_id and n.entry_id = o.entry_id and n.customer_id <> o.customer_id
    where o.org_id = a.org_id and o.item_id = a.counter_item_id and (o.recorded_at, o.item_id) > (x.recorded_at, x.item_id)
      and ${among('n.customer_id', asked.to_customer_id, 'uuid')})`
  const rows = sql<RowOf<'transfers'>>`select ${core}, a.counter_item_id ${applied(ctx, asked, 'transfer', moved)}`
  return register(ctx, asked, rows, {
    columns: sql`v.data->>'reason' as reason, k.new_item_id, k.to_customer_id, k.to_customer_number, k.to_customer_name, k.open_minor`,
    join: sql`left join lateral (
      select n.item_id as new_item_id, n.customer_id as to_customer_id, t.number as to_customer_number, t.name as to_customer_name,
        n.open_minor
      from open_items o join open_items n on n.org_id = o.org_id and n.entry_id = o.entry_id and n.customer_id <> o.customer_id
      join customers t on t.org_id = n.org_id and t.customer_id = n.customer_id
      where o.org_id = ${ctx.org_id} and o.item_id = r.counter_item_id limit 1) k on true`,
    event: sql`v.subject_id = r.item_id and v.name = 'item.transferred' and v.data->>'new_item_id' = k.new_item_id::text`,
  })
}

/** 质保金释放台账: retention that left the contract assets for the receivables, with its certificate. [RPT-14] */
export async function releases(ctx: Context, asked: Taken<Lines['releases']>): Promise<Answered<Lines['releases']>> {
  const moved = sql`x.lane = 'retention' and exists (select from open_items o
    join open_items n on n.org_id = o.org_id and n.entry_id = o.entry_id and n.lane = 'aged'
    where o.org_id = a.org_id and o.item_id = a.counter_item_id and o.lane = 'retention' and o.kind = 'transfer'
      and (o.recorded_at, o.item_id) > (x.recorded_at, x.item_id))`
  const rows = sql<RowOf<'releases'>>`select ${core}, a.counter_item_id ${applied(ctx, asked, 'transfer', moved)}`
  return register(ctx, asked, rows, {
    columns: sql`v.data->>'reason' as reason, v.data->>'certificate' as certificate, k.new_item_id, k.due_on, k.open_minor`,
    join: sql`left join lateral (
      select n.item_id as new_item_id, n.due_on, n.open_minor
      from open_items o join open_items n on n.org_id = o.org_id and n.entry_id = o.entry_id and n.lane = 'aged'
      where o.org_id = ${ctx.org_id} and o.item_id = r.counter_item_id limit 1) k on true`,
    event: sql`v.subject_id = r.item_id and v.name = 'retention.released' and v.data->>'new_item_id' = k.new_item_id::text`,
  })
}

/** 更正一览: documents that were corrected or made void, beside what replaced them. [RPT-14] */
export async function corrections(
  ctx: Context,
  asked: Taken<Lines['corrections']>,
): Promise<Answered<Lines['corrections']>> {
  const of = (table: 'invoices' | 'receipts', key: string, day: string, document: RawBuilder<unknown>) => sql`
    select ${sql.ref(`x.${key}`)} as id, m.posted_on as on, m.recorded_at, ${parties}, ${sql.ref(`x.${key}`)} as document_id, x.number,
      x.currency, x.amount_minor, x.base_minor, ${document} as document, ${sql.ref(`x.${day}`)} as issued_on,
      ${sql.ref(`n.${key}`)} as new_document_id, n.number as new_number, n.amount_minor as new_amount_minor, n.currency as new_currency
    from ${
      table === 'invoices'
        ? sql`invoices x`
        : sql`(select r.*, c.salesperson_id from receipts r
      left join customer_accounts c on c.org_id = r.org_id and c.customer_id = r.customer_id and c.entity_id = r.entity_id) x`
    }
    ${joinParties}
    join lateral (select y.posted_on, y.recorded_at from entries y where y.org_id = x.org_id and y.document_id = ${sql.ref(`x.${key}`)}
      and y.kind = 'correction' order by y.recorded_at limit 1) m on true
    left join ${sql.table(table)} n on n.org_id = x.org_id and n.corrects_id = ${sql.ref(`x.${key}`)}
    where x.org_id = ${ctx.org_id} and x.state = 'corrected'
      and ${asked.document ? sql`${document} = any (${asked.document}::text[])` : sql`true`}
      and ${narrowed(asked, sql`m.posted_on`, sql`x.amount_minor`, sql`x.number`)}`
  const rows = sql<RowOf<'corrections'>>`${of('invoices', 'invoice_id', 'issued_on', sql`x.kind`)}
    union all ${of('receipts', 'receipt_id', 'received_on', sql`'receipt'`)}`
  return register(ctx, asked, rows, {
    columns: sql`v.data->>'reason' as reason`,
    join: sql``,
    event: sql`v.subject_id = r.id and v.name in ('invoice.corrected', 'receipt.corrected')`,
  })
}

/** 红字应收单一览: credit notes with the invoice they credit and what is open of both. [RPT-14] */
export async function creditNotes(
  ctx: Context,
  asked: Taken<Lines['creditNotes']>,
): Promise<Answered<Lines['creditNotes']>> {
  const openOf = (alias: string) => sql`(select coalesce(sum(i.open_minor), 0)::int8 from open_items i
    where i.org_id = ${ctx.org_id} and i.document_id = ${sql.ref(alias)})`
  const open =
    asked.open === undefined
      ? sql`true`
      : sql`${openOf('x.invoice_id')} ${asked.open === 'open' ? sql`<> 0` : sql`= 0`}`
  const rows = sql<RowOf<'creditNotes'>>`
    select x.invoice_id as id, x.issued_on as on, x.recorded_at, ${parties}, x.invoice_id as document_id, x.number, x.currency,
      (-x.amount_minor)::int8 as amount_minor, (-x.base_minor)::int8 as base_minor, x.state, x.credits_id
    from invoices x ${joinParties}
    where x.org_id = ${ctx.org_id} and x.kind = 'credit_note' and ${among('x.state', asked.state, 'text')} and ${open}
      and ${narrowed(asked, sql`x.issued_on`, sql`(-x.amount_minor)`, sql`x.number`)}`
  return register(ctx, asked, rows, {
    columns: sql`(-${openOf('r.id')})::int8 as open_minor, n.note as reason, o.number as credits_number, o.issued_on as credits_issued_on,
      o.amount_minor as credits_amount_minor, case when o.invoice_id is not null then ${openOf('o.invoice_id')} end as credits_open_minor`,
    join: sql`left join invoices o on o.org_id = ${ctx.org_id} and o.invoice_id = r.credits_id
      join invoices n on n.org_id = ${ctx.org_id} and n.invoice_id = r.id`,
    event: sql`v.subject_id = r.id and v.name = 'credit_note.issued'`,
  })
}
