import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { convert, currencyDigits } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import { changedItems, changeTables, existsAt, settledMoment } from '../ledger/balance.ts'
import { type At, type Columns, columnsOf } from '../ledger/columns.ts'
import { type Ownership, ownership } from '../ledger/owners.ts'
import { among } from '../ledger/queries.ts'
import { ratesFor } from '../ledger/rates.ts'
import type { reportsContract } from './contract.ts'
import { netRow } from './netting.ts'
import { type ProofSide, proveAgainstAccount } from './proof.ts'

type Asked = Taken<(typeof reportsContract)['ageing']>
type Ageing = Answered<(typeof reportsContract)['ageing']>
type Row = Ageing['rows'][number]
/** A row with the figure it is sorted by: in base where rows of several currencies meet. */
type Ranked = Omit<Row, 'closing_base_minor' | 'base_currency'> & { rank_minor: string }

/** What the database answers: one page, the totals by currency, and the proof's side by entity and currency. */
type Found = {
  rows: (Omit<Row, 'closing_base_minor' | 'base_currency'> & { bases: number; rank_minor: string })[] | null
  totals: (Omit<Row, 'closing_base_minor' | 'base_currency' | 'key' | 'number' | 'name'> & { bases: number })[] | null
  sides: ProofSide[] | null
  count: number
}

/**
 * Ageing by due date or invoice date, as of any day, as known at any moment, by customer, currency, entity,
 * salesperson, department or head office; with the control proof for its whole set. One statement reads open items
 * once and takes back what changed since, so it costs what is open plus what came later. [RPT-1…RPT-7]
 */
export async function ageing(ctx: Context, asked: Asked): Promise<Ageing> {
  const { known_at, lowered } = await settledMoment(ctx, asked.known_at)
  const at: At = { as_of: asked.as_of as Day, known_at }
  const columns = columnsOf(asked.basis, asked.buckets, at)
  const entities = await ctx.tx.rows(sql<{ entity_id: string; base_currency: string; went_live_at: string }>`
    select entity_id, base_currency, went_live_at from entities where org_id = ${ctx.org_id} and ${among('entity_id', asked.entity_id, 'uuid')}`)
  const base =
    new Set(entities.map(entity => entity.base_currency)).size === 1 ? (entities[0]?.base_currency ?? null) : null
  const oneBase = base !== null
  const paging = keyset<Ranked>(sortOf(asked.sort, oneBase), asked.netted ? undefined : asked.after)
  const found = (await ctx.tx.first(ageingStatement(ctx, asked, at, columns, paging, oneBase))) as Found
  const closing = await closingRates(ctx, found, base, at.as_of)
  const finish = <T extends { currency: string; total_minor: unknown; base_minor: unknown; bases: number }>({
    bases,
    ...row
  }: T) => ({
    ...row,
    base_minor: base === null && bases > 1 ? null : row.base_minor,
    closing_base_minor: closing(row.currency, BigInt(row.total_minor as string)),
    base_currency: base,
  })
  const { rows: ranked, next } = asked.netted
    ? { rows: found.rows ?? [], next: null }
    : paging.page(found.rows ?? [], asked.limit)
  const all = ranked.map(({ rank_minor: _, ...row }) => finish(row)) as Row[]
  const shown = asked.netted ? all.map(row => netRow(row, columns)) : all
  const totals = (found.totals ?? []).map(finish)
  return {
    rows: shown,
    next,
    as_of: at.as_of,
    known_at,
    basis: asked.basis,
    by: asked.by,
    columns: columns.list,
    totals: asked.netted ? netTotals(totals, shown, columns) : totals,
    count: found.count,
    proof: await proveAgainstAccount(ctx, found.sides ?? [], at, asked),
    notes: notesOf(at, lowered, entities, totals),
  }
}

/** Conditions every item of the report meets. */
function conditions(ctx: Context, asked: Asked, at: At, owner: RawBuilder<unknown>): RawBuilder<unknown> {
  const related =
    asked.related_party === undefined
      ? sql`true`
      : sql`i.customer_id in (
    select customer_id from customers where org_id = ${ctx.org_id} and related_party = ${asked.related_party})`
  const searched = asked.q
    ? sql`i.customer_id in (select customer_id from search_customers(${asked.q}, 200))`
    : sql`true`
  const salesperson = asked.salesperson_id ? sql`${owner} = any (${asked.salesperson_id}::uuid[])` : sql`true`
  return sql`${existsAt(at)} and ${among('i.entity_id', asked.entity_id, 'uuid')} and ${among('i.customer_id', asked.customer_id, 'uuid')}
    and ${among('i.currency', asked.currency, 'text')} and ${related} and ${searched} and ${salesperson}`
}

/**
 * Sums of the report by key, entity and currency, one column a place. Plain open items are read in the order of their
 * index; the few whose place must be looked up, and what changed after the day with the sign turned, come beside them.
 * Each is planned by itself; these are added up by place before the places become columns. Owners are looked up only where the report asks for them.
 */
function groupsOf(ctx: Context, asked: Asked, at: At, columns: Columns): RawBuilder<unknown> {
  const owner = ownershipOf(ctx, asked, at)
  const joins = sql`${owner.join}
    ${asked.by === 'head_office' ? sql`join customers hc on hc.org_id = i.org_id and hc.customer_id = i.customer_id` : sql``}`
  const where = conditions(ctx, asked, at, owner.salesperson)
  const overdue = asked.sort === '-overdue' && overdueBase(columns)
  const key = keyOf(asked.by, owner)
  const named = (sums: RawBuilder<unknown>[], letter = 'c') =>
    sql.join(sums.map((sum, place) => sql`${sum} as ${sql.ref(`${letter}${place}`)}`))
  // An item is compared with each day once: it counts up to its own bucket and in all older ones, and a bucket is what it
  // has more than the one before, the last what is left of the whole.
  const upTo = columns.younger.map(younger => sql`coalesce(total(i.open_minor) filter (where ${younger}), 0)`)
  const sum = (at: number) => (at === columns.younger.length ? sql.ref('u.minor') : sql.ref(`u.u${at}`))
  const plain = columns.list.map((_, place) => {
    if (place > columns.younger.length) return sql`null::int8`
    return place === 0 ? sum(0) : sql`${sum(place)} - ${sum(place - 1)}`
  })
  const placed = columns.list.map((_, place) => sql`total(p.minor) filter (where p.place = ${sql.lit(place)})`)
  const changed = sql.join(
    changedItems(ctx.org_id).map(
      changes => sql`select ${key}, i.entity_id, i.currency, ${columns.place}, -i.changed_minor, -i.changed_base,
        ((i.open_minor = 0)::int - (i.open_minor = i.changed_minor)::int)::int8
      from ${changes} i ${joins} where ${where}`,
    ),
    sql` union all `,
  )
  return sql`plain as materialized (
    select u.key, u.entity_id, u.currency, u.minor, u.base, u.n, u.overdue_base, ${named(plain)} from (
      select ${key} as key, i.entity_id, i.currency, total(i.open_minor) as minor, total(i.open_base_minor) as base, count(*) as n, ${overdue ? overdue.plain : sql`null::int8`} as overdue_base, ${named(upTo, 'u')}
      from open_items i ${joins}
      where i.org_id = ${ctx.org_id} and i.open_minor <> 0 and i.plain and ${where} group by 1, 2, 3) u),
    ${changeTables(ctx.org_id, at)},
    placed as materialized (
    select p.key, p.entity_id, p.currency, total(p.minor) as minor, total(p.base) as base, total(p.n) as n, ${overdue ? overdue.placed : sql`null::int8`} as overdue_base, ${named(placed)} from (
    select i.key, i.entity_id, i.currency, i.place, total(i.minor) as minor, total(i.base) as base, total(i.n) as n from (
      select ${key} as key, i.entity_id, i.currency, ${columns.place} as place, i.open_minor as minor, i.open_base_minor as base, 1::int8 as n
      from open_items i ${joins}
      where i.org_id = ${ctx.org_id} and i.open_minor <> 0 and not i.plain and ${where}
      union all ${changed}
    ) i group by 1, 2, 3, 4) p group by 1, 2, 3),
    groups as not materialized (select * from plain union all select * from placed)`
}

/** The carrying amount of what is overdue; kept only where a report is sorted by it. */
function overdueBase({ first_overdue, buckets, younger }: Columns) {
  const notYet = younger[first_overdue - 1]
  return {
    plain: sql`total(i.open_base_minor) filter (where ${notYet ? sql`not (${notYet})` : sql`true`})`,
    placed: sql`total(p.base) filter (where p.place between ${sql.lit(first_overdue)} and ${sql.lit(first_overdue + buckets - 1)})`,
  }
}

const ownershipOf = (ctx: Context, asked: Asked, at: At) =>
  ownership(
    ctx.org_id,
    at,
    asked.by === 'salesperson' || asked.by === 'department' || asked.salesperson_id !== undefined,
  )

function keyOf(by: Asked['by'], owner: Ownership): RawBuilder<unknown> {
  if (by === 'currency') return sql`null::uuid`
  if (by === 'head_office') return sql`coalesce(hc.head_office_id, hc.customer_id)`
  if (by === 'salesperson') return owner.salesperson
  if (by === 'department') return owner.department
  return by === 'entity' ? sql.ref('i.entity_id') : sql.ref('i.customer_id')
}

/** What a row `r` stands for, by number and name. */
function namesOf(by: Asked['by']): { join: RawBuilder<unknown>; columns: RawBuilder<unknown> } {
  const from = (table: string, id: string, number: string, name: string) => ({
    join: sql`left join ${sql.table(table)} k on k.org_id = app_org() and ${sql.ref(`k.${id}`)} = r.key`,
    columns: sql`${sql.ref(`k.${number}`)} as number, ${sql.ref(`k.${name}`)} as name`,
  })
  if (by === 'customer' || by === 'head_office') return from('customers', 'customer_id', 'number', 'name')
  if (by === 'entity') return from('entities', 'entity_id', 'code', 'name')
  if (by === 'salesperson') return from('people', 'person_id', 'code', 'name')
  if (by === 'department') return from('departments', 'department_id', 'code', 'name')
  return { join: sql``, columns: sql`null::text as number, null::text as name` }
}

function ageingStatement(
  ctx: Context,
  asked: Asked,
  at: At,
  columns: Columns,
  paging: ReturnType<typeof keyset<Ranked>>,
  oneBase: boolean,
): RawBuilder<Found> {
  const places = columns.list.map((_, place) => sql.ref(`c${place}`))
  const sums = sql.join(places.map(place => sql`total(${place}) as ${place}`))
  const overdue = plus(places.slice(columns.first_overdue, columns.first_overdue + columns.buckets))
  // Counting the entities of each row costs a sort, and matters only where they keep books in different currencies.
  const bases = oneBase ? sql`1` : sql`count(distinct entity_id)::int`
  const pivot = sql`${sums}, total(minor) as total_minor, total(base) as base_minor, total(n)::int as items, ${bases} as bases`
  const named = namesOf(asked.by)
  const byName = asked.sort === 'name' || asked.sort === 'number'
  const limit = asked.netted ? sql`` : sql`limit ${asked.limit + 1}`
  return sql<Found>`
    with ${ownershipOf(ctx, asked, at).table}
    ${groupsOf(ctx, asked, at, columns)},
    sums as materialized (select entity_id, currency, ${sums}, total(minor) as minor, total(base) as base, total(n) as n from groups group by 1, 2),
    keyed as materialized (
      select g.*, ${overdue} as overdue_minor, ${rankOf(asked.sort, overdue)} as rank_minor from (
        select key, currency, ${pivot}, total(overdue_base) as overdue_base from groups group by 1, 2 having total(n) > 0) g
      cross join (select min(currency) <> max(currency) as mixed from sums) m),
    totals as (select t.*, ${overdue} as overdue_minor from (select currency, ${pivot} from sums group by 1) t),
    page as (${byName ? sql`select r.* from (select r.*, ${named.columns} from keyed r ${named.join}) r` : sql`select r.* from keyed r`}
      where ${paging.where} order by ${paging.order} ${limit}),
    shown as (${byName ? sql`select r.* from page r` : sql`select r.*, ${named.columns} from page r ${named.join}`})
    select
      (select json_agg(json_build_object('key', r.key, 'number', r.number, 'name', r.name, 'rank_minor', r.rank_minor::text, ${textOf('r', places.length)}) order by ${paging.order}) from shown r) as rows,
      (select json_agg(json_build_object(${textOf('t', places.length)}) order by t.currency) from totals t) as totals,
      (select json_agg(json_build_object('entity_id', s.entity_id, 'currency', s.currency, 'items_minor', s.minor::text,
        'columns_minor', (${plus(places)})::text, 'items_base_minor', s.base::text)) from sums s) as sides,
      (select count(*)::int from keyed) as count`
}

const plus = (columns: readonly RawBuilder<unknown>[]) =>
  sql.join(
    columns.map(column => sql`coalesce(${column}, 0)`),
    sql` + `,
  )

/** Fields of a row as JSON with money as text, so that no digit passes through a float. */
function textOf(alias: string, count: number): RawBuilder<unknown> {
  const field = (name: string) => sql`${sql.lit(name)}, ${sql.ref(`${alias}.${name}`)}`
  const money = (name: string) => sql`${sql.lit(name)}, ${sql.ref(`${alias}.${name}`)}::text`
  const places = Array.from({ length: count }, (_, place) => sql`coalesce(${sql.ref(`${alias}.c${place}`)}, 0)::text`)
  return sql.join([
    field('currency'),
    sql`'amounts', array[${sql.join(places)}]`,
    money('total_minor'),
    money('overdue_minor'),
    money('base_minor'),
    field('items'),
    field('bases'),
  ])
}

/** Bare figures of two currencies say nothing beside each other: there rows rank by their carrying amount in base. */
function rankOf(sort: Asked['sort'], overdue: RawBuilder<unknown>): RawBuilder<unknown> {
  return sort === '-overdue'
    ? sql`case when m.mixed then coalesce(g.overdue_base, 0) else ${overdue} end`
    : sql`case when m.mixed then g.base_minor else g.total_minor end`
}

/** Where books are kept in several base currencies no figure compares, and each currency stands by itself. */
function sortOf(sort: Asked['sort'], oneBase: boolean): SortColumn<Ranked>[] {
  const currency: SortColumn<Ranked> = { sql: sql.ref('r.currency'), field: 'currency', type: 'text' }
  const key: SortColumn<Ranked> = { sql: sql.ref('r.key'), field: 'key', type: 'uuid', nullable: true }
  if (sort === 'name' || sort === 'number')
    return [{ sql: sql.ref(`r.${sort}`), field: sort, type: 'text', nullable: true }, currency, key]
  const descending = sort !== 'total'
  if (oneBase) return [{ sql: sql.ref('r.rank_minor'), field: 'rank_minor', type: 'int8', descending }, currency, key]
  const field = sort === '-overdue' ? 'overdue_minor' : 'total_minor'
  return [currency, { sql: sql.ref(`r.${field}`), field, type: 'int8', descending }, key]
}

/** Totals in the base currency at the closing rate of the day; null where a rate is missing or bases differ. */
async function closingRates(
  ctx: Context,
  found: Found,
  base: string | null,
  on: Day,
): Promise<(currency: string, minor: bigint) => bigint | null> {
  if (base === null) return () => null
  const currencies = [...new Set((found.totals ?? []).map(row => row.currency))]
  const rateFor = await ratesFor(
    ctx,
    currencies.map(currency => ({ currency, base_currency: base, on })),
  )
  return (currency, minor) => {
    const rate = rateFor(currency, base, on)
    return rate === null ? null : convert(minor, rate, currencyDigits(currency), currencyDigits(base))
  }
}

function netTotals(totals: Ageing['totals'], rows: readonly Row[], columns: Columns): Ageing['totals'] {
  return totals.map(total => {
    const mine = rows.filter(row => row.currency === total.currency)
    const sum = (pick: (row: Row) => unknown) => mine.reduce((amount, row) => amount + BigInt(pick(row) as string), 0n)
    return {
      ...total,
      amounts: columns.list.map((_, place) => sum(row => row.amounts[place])),
      overdue_minor: sum(row => row.overdue_minor),
    }
  })
}

function notesOf(
  at: At,
  lowered: boolean,
  entities: readonly { went_live_at: string }[],
  totals: Ageing['totals'],
): Ageing['notes'] {
  const notes: Ageing['notes'] = []
  if (lowered) notes.push('known_at_lowered')
  const known_at = at.known_at
  if (known_at && entities.some(entity => known_at < entity.went_live_at)) notes.push('known_before_go_live')
  if (totals.some(total => total.closing_base_minor === null)) notes.push('rate_missing')
  return notes
}
