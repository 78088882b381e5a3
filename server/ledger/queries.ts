import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { groupPage } from '../kernel/grouping.ts'
import type { Day } from '../kernel/values.ts'
import { changesAfter, existsAt, settledMoment } from './balance.ts'
import { type At, columnsOf, disputedAt, dueAt } from './columns.ts'
import type { ledgerContract } from './contract.ts'
import { type Ownership, ownership } from './owners.ts'
import { remindedOf } from './reminded.ts'

type Asked = Taken<(typeof ledgerContract)['listOpenItems']>
type Listed = Answered<(typeof ledgerContract)['listOpenItems']>
type Row = Listed['rows'][number]
type Filters = Omit<Asked, 'sort' | 'after' | 'limit' | 'totals'>

/** A condition for a filter that may name several values; none means all. */
export function among(
  column: string,
  values: readonly string[] | undefined,
  type: 'uuid' | 'text',
): RawBuilder<unknown> {
  if (!values || values.length === 0) return sql`true`
  return sql`${sql.ref(column)} = any (${[...values]}::${sql.raw(type)}[])`
}

/** Filters over an item `i` that lists and reports share. */
export function itemConditions(asked: {
  entity_id?: string[] | undefined
  customer_id?: string[] | undefined
  salesperson_id?: string[] | undefined
  currency?: string[] | undefined
}): RawBuilder<unknown> {
  return sql`${among('i.entity_id', asked.entity_id, 'uuid')} and ${among('i.customer_id', asked.customer_id, 'uuid')}
    and ${among('i.salesperson_id', asked.salesperson_id, 'uuid')} and ${among('i.currency', asked.currency, 'text')}`
}

/**
 * Open items as of a day and as known at a moment, with every filter of the screen, and their totals where asked. The
 * moment is lowered to one nothing can be added to any more; `kept` says that who asks keeps the answer instead.
 */
export async function listOpenItems(ctx: Context, asked: Asked, { kept = false } = {}): Promise<Listed> {
  const known_at = kept ? (asked.known_at ?? null) : (await settledMoment(ctx, asked.known_at)).known_at
  const at: At = { as_of: (asked.as_of ?? ctx.today) as Day, known_at }
  const keys = keyset<Row>(
    [...sortOf(asked.sort), { sql: sql.ref('r.item_id'), field: 'item_id', type: 'uuid' }],
    asked.after,
  )
  const found = foundItems(ctx, asked, at)
  const rows = await ctx.tx.rows(sql<Row>`
    ${found.tables} select * from (${found.rows}) r
    where ${found.conditions} and ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`)
  const totals = asked.totals ? await totalsOf(ctx, found) : null
  const page = keys.page(rows, asked.limit)
  const reminded = await remindedOf(
    ctx,
    page.rows.map(row => row.item_id),
    at.as_of,
  )
  const shown = page.rows.map(row => ({ ...row, reminded: reminded.get(row.item_id) ?? null }))
  return { ...page, rows: shown, as_of: at.as_of, known_at, totals }
}

type FoundItems = { tables: RawBuilder<unknown>; rows: RawBuilder<unknown>; conditions: RawBuilder<unknown> }

/** The items of a list before it is paged: the tables it stands on, its rows, and the conditions over a row `r`. */
function foundItems(ctx: Context, asked: Filters, at: At, byOwner = false): FoundItems {
  const filtered = asked.salesperson_id ?? asked.department_id ?? asked.without
  const owner = ownership(ctx.org_id, at, byOwner || filtered !== undefined)
  const tables = sql`with ${owner.table} later as (${changesAfter(ctx.org_id, at)}),
    balances as (
      select i.*, i.open_minor as balance, i.open_base_minor as base_balance from open_items i
      where i.org_id = ${ctx.org_id} and not exists (select from later l where l.item_id = i.item_id)
        and ${asked.include_settled ? sql`true` : sql`i.open_minor <> 0`}
      union all
      select i.*, i.open_minor - l.minor, i.open_base_minor - l.base from later l
      join open_items i on i.org_id = ${ctx.org_id} and i.item_id = l.item_id
      where ${asked.include_settled ? sql`true` : sql`i.open_minor <> l.minor`}
    )`
  const rows = sql`
    select i.item_id, i.entity_id, e.code as entity_code, i.customer_id, c.number as customer_number, c.name as customer_name,
      i.kind, i.lane, i.document_id, i.number, i.line, i.currency, i.amount_minor, i.base_minor,
      i.balance as open_minor, i.base_balance as open_base_minor, i.posted_on, i.issued_on, i.booked_on, ${dueAt(at)} as due_on, i.agreed_due_on,
      ${daysOverdue(at.as_of, dueAt(at))} as days_overdue, ${at.as_of}::date - i.issued_on as age_days, ${disputedAt(at)} as disputed,
      ${owner.salesperson} as salesperson_id, p.name as salesperson_name, i.recorded_at${byOwner ? sql`, ${owner.department} as department_id` : sql``}
    from balances i ${owner.join}
    join customers c on c.org_id = i.org_id and c.customer_id = i.customer_id
    join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
    left join people p on p.org_id = i.org_id and p.person_id = ${owner.salesperson}
    where ${existsAt(at)} and ${itemConditions({ ...asked, salesperson_id: undefined })} and ${among('i.kind', asked.kind, 'text')} and ${among('i.lane', asked.lane, 'text')}
      and ${among('i.item_id', asked.item_id, 'uuid')} and ${among('i.document_id', asked.document_id, 'uuid')} and ${inColumn(asked, at)} and ${matches(asked.q)}
      and ${asked.payable ? sql`(i.kind <> 'bill' or i.opening_id is not null)` : sql`true`} and ${narrower(ctx, asked, owner)}`
  return { tables, rows, conditions: rangesOf(asked) }
}

/** Days a claim `i` is past a due day; null where it is no claim or the day is not known. */
const daysOverdue = (as_of: Day, due: RawBuilder<unknown>) =>
  sql`case when i.amount_minor > 0 and ${due} is not null then greatest(${as_of}::date - ${due}, 0) end`

/** The ranges asked for, over a row `r`; what lacks the figure lies in no range of it. */
function rangesOf(asked: Filters): RawBuilder<unknown> {
  const expected = sql`coalesce(r.agreed_due_on, r.due_on)`
  const from = (column: string, type: 'date' | 'int4', value: unknown) =>
    value === undefined ? [] : [sql`${sql.ref(column)} >= ${value}::${sql.raw(type)}`]
  const to = (column: string, type: 'date' | 'int4', value: unknown) =>
    value === undefined ? [] : [sql`${sql.ref(column)} <= ${value}::${sql.raw(type)}`]
  const conditions = [
    sql`true`,
    ...from('r.days_overdue', 'int4', asked.days_overdue_from),
    ...to('r.days_overdue', 'int4', asked.days_overdue_to),
    ...from('r.age_days', 'int4', asked.age_from),
    ...to('r.age_days', 'int4', asked.age_to),
    ...from('r.due_on', 'date', asked.due_from),
    ...to('r.due_on', 'date', asked.due_to),
    ...from('r.agreed_due_on', 'date', asked.agreed_due_from),
    ...to('r.agreed_due_on', 'date', asked.agreed_due_to),
    ...from('r.booked_on', 'date', asked.booked_from),
    ...to('r.booked_on', 'date', asked.booked_to),
    ...(asked.expected_from === undefined ? [] : [sql`${expected} >= ${asked.expected_from}::date`]),
    ...(asked.expected_to === undefined ? [] : [sql`${expected} <= ${asked.expected_to}::date`]),
    ...(asked.disputed === undefined ? [] : [sql`r.disputed = ${asked.disputed}`]),
  ]
  return sql.join(conditions, sql` and `)
}

async function totalsOf(ctx: Context, found: FoundItems): Promise<NonNullable<Listed['totals']>> {
  return ctx.tx.rows(sql<NonNullable<Listed['totals']>[number]>`
    ${found.tables} select r.currency, count(*)::int as items, sum(r.open_minor)::int8 as open_minor,
      sum(r.open_base_minor)::int8 as open_base_minor,
      coalesce(sum(r.open_minor) filter (where r.days_overdue > 0), 0)::int8 as overdue_minor,
      coalesce(sum(r.open_minor) filter (where r.disputed), 0)::int8 as disputed_minor
    from (${found.rows}) r where ${found.conditions} group by 1 order by 1`)
}

type Grouped = typeof ledgerContract.groupOpenItems
const groupKeys: Record<Taken<Grouped>['by'], RawBuilder<unknown>> = {
  customer: sql`r.customer_id::text`,
  head_office: sql`coalesce(c.head_office_id, c.customer_id)::text`,
  grade: sql`c.grade`,
  salesperson: sql`r.salesperson_id::text`,
  department: sql`r.department_id::text`,
  entity: sql`r.entity_id::text`,
  due_month: sql`to_char(r.due_on, 'YYYY-MM')`,
  currency: sql`r.currency::text`,
  kind: sql`r.kind`,
}
/** The list in groups, each with its sums by currency, as of a day and as known at a moment; ranked by what is open. */
export async function groupOpenItems(ctx: Context, asked: Taken<Grouped>): Promise<Answered<Grouped>> {
  const { known_at } = await settledMoment(ctx, asked.known_at)
  const at: At = { as_of: (asked.as_of ?? ctx.today) as Day, known_at }
  const found = foundItems(ctx, asked, at, asked.by === 'salesperson' || asked.by === 'department')
  const ofCustomer = asked.by === 'head_office' || asked.by === 'grade'
  const rows = sql`${found.tables}
    select ${groupKeys[asked.by]} as key, r.currency, r.amount_minor, r.open_minor, r.open_base_minor as base_minor
    from (${found.rows}) r ${ofCustomer ? sql`join customers c on c.org_id = ${ctx.org_id} and c.customer_id = r.customer_id` : sql``}
    where ${found.conditions}`
  return groupPage(ctx, asked, rows)
}

function inColumn(asked: Filters, at: At): RawBuilder<unknown> {
  if (!asked.column) return sql`true`
  const columns = columnsOf(asked.basis, asked.buckets ?? '30/60/90', at)
  if (asked.column === 'overdue')
    return sql`${columns.place} between ${columns.first_overdue} and ${columns.first_overdue + columns.buckets - 1}`
  const place = columns.list.findIndex(column => column.key === asked.column)
  if (place < 0) refuse('field_invalid', { field: 'column' })
  return sql`${columns.place} = ${place}`
}

/** Filters only the list has: by department, head office, related parties, or items that nobody owns. */
function narrower(ctx: Context, asked: Filters, owner: Ownership): RawBuilder<unknown> {
  const related = asked.related_party === undefined ? sql`true` : sql`c.related_party = ${asked.related_party}`
  const nobody =
    asked.without === undefined
      ? sql`true`
      : asked.without === 'salesperson'
        ? sql`${owner.salesperson} is null`
        : sql`${owner.department} is null`
  const group = asked.head_office_id
    ? sql`coalesce(c.head_office_id, c.customer_id) = any (${asked.head_office_id}::uuid[])`
    : sql`true`
  const graded = asked.grade ? sql`coalesce(c.grade, 'none') = any (${asked.grade}::text[])` : sql`true`
  const owned = (ids: readonly string[] | undefined, column: RawBuilder<unknown>) =>
    ids ? sql`${column} = any (${[...ids]}::uuid[])` : sql`true`
  return sql`${related} and ${nobody} and ${group} and ${graded} and ${owned(asked.salesperson_id, owner.salesperson)}
    and ${owned(asked.department_id, owner.department)} and i.org_id = ${ctx.org_id}`
}

const matches = (q: string | undefined) => {
  if (!q) return sql`true`
  const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return sql`(i.number ilike ${pattern} or c.name ilike ${pattern} or c.number ilike ${pattern})`
}

function sortOf(sort: Asked['sort']): SortColumn<Row>[] {
  const descending = sort.startsWith('-')
  const field = sort.replace('-', '') as keyof typeof sortTypes
  const nullable = field === 'due_on' || field === 'agreed_due_on' || field === 'days_overdue'
  return [{ sql: sql.ref(`r.${field}`), field, type: sortTypes[field], descending, nullable }]
}

const sortTypes = {
  due_on: 'date',
  agreed_due_on: 'date',
  issued_on: 'date',
  days_overdue: 'int8',
  open_minor: 'int8',
  open_base_minor: 'int8',
  number: 'text',
  customer_name: 'text',
} as const

type History = Answered<(typeof ledgerContract)['itemHistory']>

/** Everything that ever changed one item, in the order it was recorded, with the balance after each. */
export async function itemHistory(ctx: Context, asked: { item_id: string }): Promise<History> {
  const at: At = { as_of: '2999-12-31' as Day, known_at: null }
  const item = await ctx.tx.first(sql<Row>`
    select i.item_id, i.entity_id, e.code as entity_code, i.customer_id, c.number as customer_number, c.name as customer_name,
      i.kind, i.lane, i.document_id, i.number, i.line, i.currency, i.amount_minor, i.base_minor, i.open_minor, i.open_base_minor,
      i.posted_on, i.issued_on, i.booked_on, ${dueAt(at)} as due_on, i.agreed_due_on, ${daysOverdue(ctx.today, sql.ref('i.due_on'))} as days_overdue,
      ${ctx.today}::date - i.issued_on as age_days, i.disputed, i.salesperson_id, p.name as salesperson_name, i.recorded_at
    from open_items i
    join customers c on c.org_id = i.org_id and c.customer_id = i.customer_id
    join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
    left join people p on p.org_id = i.org_id and p.person_id = i.salesperson_id
    where i.org_id = ${ctx.org_id} and i.item_id = ${asked.item_id}`)
  if (!item) refuse('item_unknown', { item_id: asked.item_id })
  const rows = await ctx.tx.rows(sql<History['rows'][number]>`
    select h.at, h.on, h.what, h.application_id, o.number as counter_number, o.kind as counter_kind, h.counter_item_id,
      o.document_id as counter_document_id, h.delta_minor,
      sum(h.delta_minor) over (order by h.at, h.on, h.seq, h.application_id)::int8::text as open_minor, h.reversed, h.note
    from (
      select i.recorded_at as at, i.posted_on as on, 'posted' as what, null::uuid as application_id, null::uuid as counter_item_id,
        i.amount_minor as delta_minor, false as reversed, null::text as note, 0 as seq
      from open_items i where i.org_id = ${ctx.org_id} and i.item_id = ${asked.item_id}
      union all
      select a.recorded_at, a.applied_on, a.kind, a.application_id, a.counter_item_id, a.delta_minor,
        exists (select from applications r where r.org_id = a.org_id and r.reverses_id = a.application_id), null, 1
      from applications a where a.org_id = ${ctx.org_id} and a.item_id = ${asked.item_id}
      union all
      select t.recorded_at, t.effective_on, 'terms', null, null, 0, false, t.why || coalesce(' → ' || t.legal_due_on, ''), 2
      from item_terms t where t.org_id = ${ctx.org_id} and t.item_id = ${asked.item_id}
      union all
      select d.recorded_at, d.effective_on, case when d.disputed then 'disputed' else 'undisputed' end, null, null, 0, false, d.reason, 2
      from item_disputes d where d.org_id = ${ctx.org_id} and d.item_id = ${asked.item_id}
    ) h
    left join open_items o on o.org_id = ${ctx.org_id} and o.item_id = h.counter_item_id
    order by h.at, h.on, h.seq, h.application_id`)
  return { item, rows }
}
