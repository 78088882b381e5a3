import { type RawBuilder, sql } from 'kysely'
import { numberKey } from '../customers/names.ts'
import { searchPatterns } from '../customers/reading.ts'
import { type Context, may } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type AmountMeant, amountsTyped } from './search-amount.ts'
import type { searchContract } from './search-contract.ts'

type Found = Answered<typeof searchContract.searchEverything>['rows'][number]
type By = Found['by']

/** Candidates of customers that are looked at before the best are chosen. */
const candidates = 300
/** The greatest sign there is: `[text, text + last)` is everything that begins with the text. */
const last = '\u{10ffff}'

/**
 * Customers, invoices and receipts that fit what was typed, the best of each kind first: by number (also by its end), by
 * the other party's reference, by the id another system knows it by, by amount, by any spelling of a name and how it is
 * read. Of each kind only what one may read, and of that only what lies in one's scope. [RPT-17]
 */
export async function searchEverything(
  ctx: Context,
  { q, limit }: Taken<typeof searchContract.searchEverything>,
): Promise<{ rows: Found[] }> {
  const typed = q.normalize('NFKC').trim()
  if (typed === '') return { rows: [] }
  const amounts = amountsTyped(typed)
  const rows = await Promise.all([
    may(ctx, 'customer.read') ? customers(ctx, typed, limit) : [],
    may(ctx, 'invoice.read') ? documents(ctx, 'invoice', typed, amounts, limit) : [],
    may(ctx, 'receipt.read') ? documents(ctx, 'receipt', typed, amounts, limit) : [],
  ])
  return { rows: rows.flat() }
}

type Candidate = {
  customer_id: string
  number: string
  name: string
  name_en: string | null
  state: string
  alias: string | null
  exact: boolean
}

async function customers(ctx: Context, typed: string, limit: number): Promise<Found[]> {
  const key = numberKey(typed)
  const rows = await ctx.tx.rows(sql<Candidate>`
    with found as (
      select customer_id, alias, false as exact from find_customers(${searchPatterns(typed)}::text[], ${candidates})
      union all
      (select customer_id, null, number_key = ${key} from customers
        where org_id = ${ctx.org_id} and number_key >= ${key} and number_key < ${key + last}
        order by number_key limit 20)
      union all
      select customer_id, alias, true from customer_aliases
        where org_id = ${ctx.org_id} and kind = 'number' and ended_at is null and alias_key = ${key}
      union all
      ${externalIds(ctx, 'customer', typed)}
    ), each_once as (
      select customer_id, bool_or(exact) as exact, min(alias) as alias, bool_or(alias is null) as itself from found group by 1)
    select c.customer_id, c.number, c.name, c.name_en, c.state, f.exact, case when not f.itself then f.alias end as alias
    from each_once f join customers c on c.org_id = ${ctx.org_id} and c.customer_id = f.customer_id`)
  const best = rows
    .toSorted((a, b) => rank(b, typed) - rank(a, typed) || (a.number < b.number ? -1 : 1))
    .slice(0, limit)
  const open = await openOf(
    ctx,
    best.map(row => row.customer_id),
  )
  return best.map(row => {
    const owed = open.filter(one => one.customer_id === row.customer_id)
    const only = owed.length === 1 ? owed[0] : undefined
    return {
      kind: 'customer',
      id: row.customer_id,
      number: row.number,
      sort: null,
      customer_id: row.customer_id,
      customer_name: row.name,
      by: numberKey(row.number).startsWith(key) ? 'number' : 'name',
      alias: row.alias,
      currency: only?.currency ?? null,
      amount_minor: null,
      open_minor: only?.open_minor ?? null,
      on: null,
      due_on: null,
      state: row.state,
    }
  })
}

/** How well a customer answers: its number, then its name from the beginning, then within, then other spellings and sounds. */
function rank({ number, name, name_en, alias, exact, state }: Candidate, typed: string): number {
  const wanted = typed.toLowerCase()
  const at = (text: string | null) => (text === null ? -1 : text.toLowerCase().indexOf(wanted))
  const place = [name, name_en].map(at).filter(found => found >= 0)
  const score = exact
    ? 100
    : at(number) === 0
      ? 90
      : place.length > 0
        ? 80 - Math.min(20, Math.min(...place))
        : at(alias) >= 0
          ? 50
          : 30 - Math.min(20, name.length / 4)
  return score - (state === 'archived' ? 40 : 0)
}

type Owed = { customer_id: string; currency: string; open_minor: string }

function openOf(ctx: Context, ids: readonly string[]): Promise<Owed[]> {
  if (ids.length === 0 || !may(ctx, 'item.read')) return Promise.resolve([])
  return ctx.tx.rows(sql<Owed>`
    select customer_id, currency, sum(open_minor)::int8 as open_minor from open_items
    where org_id = ${ctx.org_id} and customer_id = any (${[...ids]}::uuid[]) and open_minor <> 0
    group by customer_id, currency`)
}

/** What another system calls a thing, whichever system that is. */
function externalIds(ctx: Context, kind: string, typed: string) {
  return sql`(
    with recursive sources as (
      (select source from external_refs where org_id = ${ctx.org_id} order by source limit 1)
      union all
      select (select e.source from external_refs e where e.org_id = ${ctx.org_id} and e.source > s.source order by e.source limit 1)
      from sources s where s.source is not null)
    select x.document_id, null::text, true from sources s
    join external_refs x on x.org_id = ${ctx.org_id} and x.source = s.source and x.kind = ${kind} and x.external_id = ${typed})`
}

const tables = {
  invoice: { table: sql`invoices`, id: sql`invoice_id` },
  receipt: { table: sql`receipts`, id: sql`receipt_id` },
}

async function documents(
  ctx: Context,
  kind: 'invoice' | 'receipt',
  typed: string,
  amounts: readonly AmountMeant[],
  limit: number,
): Promise<Found[]> {
  const { table, id } = tables[kind]
  const arms: RawBuilder<unknown>[] = []
  const arm = (by: By, place: number, condition: RawBuilder<unknown>, order: RawBuilder<unknown>) =>
    arms.push(sql`(select ${id} as id, ${sql.lit(by)} as by, ${sql.lit(place)} as place from ${table}
      where org_id = ${ctx.org_id} and ${condition} order by ${order} limit ${limit})`)
  const upper = typed.toUpperCase()
  if (typed.length > 1) {
    for (const start of new Set([typed, upper]))
      arm('number', 1, sql`number >= ${start} and number < ${start + last}`, sql`number desc`)
    for (const end of new Set([[...typed].toReversed().join(''), [...upper].toReversed().join('')]))
      if (end.length > 2) arm('number', 2, sql`number_end >= ${end} and number_end < ${end + last}`, sql`number_end`)
  }
  for (const reference of new Set([typed, upper])) arm('reference', 3, sql`reference = ${reference}`, sql`${id} desc`)
  for (const { from, to, currencies } of amounts)
    arm(
      'amount',
      4,
      from === to
        ? sql`amount_minor = ${from} and currency = any (${currencies}::text[])`
        : sql`amount_minor between ${from} and ${to} and currency = any (${currencies}::text[])`,
      from === to ? sql`amount_minor desc, ${id} desc` : sql`amount_minor, ${id}`,
    )
  const rest =
    kind === 'invoice'
      ? sql`d.kind as sort, d.issued_on as on, d.due_on`
      : sql`case when d.is_advance then 'advance' end as sort, d.received_on as on, null::date as due_on`
  return ctx.tx.rows(sql<Found>`
    with found as (
      ${sql.join(arms, sql` union all `)}
      union all
      select document_id, 'reference', 3 from ${externalIds(ctx, kind, typed)} as x (document_id, alias, exact)
    ), each_once as (select distinct on (id) id, by, place from found order by id, place)
    select ${kind}::text as kind, f.id, d.number, d.customer_id, c.name as customer_name, f.by, null as alias, d.currency,
      d.amount_minor, o.open_minor, d.state, ${rest}
    from each_once f
    join ${table} d on d.org_id = ${ctx.org_id} and d.${id} = f.id
    join customers c on c.org_id = d.org_id and c.customer_id = d.customer_id
    left join lateral (
      select sum(i.open_minor)::int8 as open_minor from open_items i
      where i.org_id = d.org_id and i.document_id = f.id and i.entry_id = d.entry_id) o on true
    where d.state <> 'undone'
    order by f.place, ${kind === 'invoice' ? sql`d.issued_on` : sql`d.received_on`} desc, d.number desc
    limit ${limit}`)
}
