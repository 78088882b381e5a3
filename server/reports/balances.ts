import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import type { Day } from '../kernel/values.ts'
import { changesAfter, existsAt, settledMoment } from '../ledger/balance.ts'
import type { At } from '../ledger/columns.ts'
import { among } from '../ledger/queries.ts'
import type { reportsContract } from './contract.ts'
import { type ProofSide, proveAgainstAccount } from './proof.ts'

type Asked = Taken<(typeof reportsContract)['balances']>
type Balances = Answered<(typeof reportsContract)['balances']>
type Row = Balances['rows'][number]

const amounts = [
  'opening_minor',
  'billed_minor',
  'credited_minor',
  'received_minor',
  'other_minor',
  'closing_minor',
] as const

/**
 * 应收总账: opening, billed, credited, received, other, closing of every customer. The closing comes from the open
 * items, the movements from the control accounts, the opening is what is left; so a customer's row adds up only when
 * both agree, and the proof holds the whole against the accounts. [RPT-8]
 */
export async function balances(ctx: Context, asked: Asked): Promise<Balances> {
  const { known_at } = await settledMoment(ctx, asked.known_at)
  const at: At = { as_of: asked.to as Day, known_at }
  const keys = keyset<Row>(sortOf(asked.sort), asked.after)
  const found = (await ctx.tx.first(sql<{
    rows: Row[] | null
    totals: Balances['totals'] | null
    sides: ProofSide[] | null
    count: number
  }>`
    with items as materialized (${closingItems(ctx, asked, at)}),
    moves as materialized (${movements(ctx, asked, at)}),
    sums as (
      select customer_id, currency, sum(closing)::int8 as closing_minor, sum(billed)::int8 as billed_minor,
        sum(credited)::int8 as credited_minor, sum(received)::int8 as received_minor, sum(other)::int8 as other_minor,
        sum(closing - billed - credited - received - other)::int8 as opening_minor
      from (
        select customer_id, currency, sum(minor) as closing, 0 as billed, 0 as credited, 0 as received, 0 as other from items group by 1, 2
        union all select customer_id, currency, 0, billed, credited, received, other from moves) s
      group by 1, 2),
    named as (
      select s.customer_id, c.number, c.name, s.currency, ${sql.join(amounts.map(name => sql.ref(`s.${name}`)))}
      from sums s join customers c on c.org_id = ${ctx.org_id} and c.customer_id = s.customer_id
      where ${sql.join(
        amounts.map(name => sql`${sql.ref(`s.${name}`)} <> 0`),
        sql` or `,
      )}),
    page as (select r.* from named r where ${keys.where} order by ${keys.order} limit ${asked.limit + 1})
    select (select json_agg(json_build_object('customer_id', p.customer_id, 'number', p.number, 'name', p.name, 'currency', p.currency, ${moneyOf('p')})) from page p) as rows,
      (select json_agg(json_build_object('currency', t.currency, ${moneyOf('t')})) from (
        select currency, ${sql.join(amounts.map(name => sql`sum(${sql.ref(name)})::int8 as ${sql.ref(name)}`))} from named group by 1 order by 1) t) as totals,
      (select json_agg(json_build_object('entity_id', i.entity_id, 'currency', i.currency, 'items_minor', i.minor::text, 'columns_minor', i.minor::text, 'items_base_minor', i.base::text))
        from (select entity_id, currency, sum(minor)::int8 as minor, sum(base)::int8 as base from items group by 1, 2) i) as sides,
      (select count(*)::int from named) as count`)) as {
    rows: Row[] | null
    totals: Balances['totals'] | null
    sides: ProofSide[] | null
    count: number
  }
  return {
    ...keys.page(found.rows ?? [], asked.limit),
    totals: found.totals ?? [],
    count: found.count,
    proof: await proveAgainstAccount(ctx, found.sides ?? [], at, asked),
  }
}

const moneyOf = (alias: string) =>
  sql.join(amounts.map(name => sql`${sql.lit(name)}, ${sql.ref(`${alias}.${name}`)}::text`))

function narrow(asked: Asked, alias: string, ctx: Context): RawBuilder<unknown> {
  const related =
    asked.related_party === undefined
      ? sql`true`
      : sql`${sql.ref(`${alias}.customer_id`)} in (select customer_id from customers where org_id = ${ctx.org_id} and related_party = ${asked.related_party})`
  const searched = asked.q
    ? sql`${sql.ref(`${alias}.customer_id`)} in (select customer_id from search_customers(${asked.q}, 200))`
    : sql`true`
  const owned = asked.salesperson_id
    ? sql`${sql.ref(`${alias}.customer_id`)} in (select customer_id from customer_accounts where org_id = ${ctx.org_id} and ${among('salesperson_id', asked.salesperson_id, 'uuid')})`
    : sql`true`
  return sql`${among(`${alias}.entity_id`, asked.entity_id, 'uuid')} and ${among(`${alias}.customer_id`, asked.customer_id, 'uuid')}
    and ${among(`${alias}.currency`, asked.currency, 'text')} and ${related} and ${searched} and ${owned}`
}

function closingItems(ctx: Context, asked: Asked, at: At): RawBuilder<unknown> {
  return sql`
    select i.customer_id, i.entity_id, i.currency, i.open_minor as minor, i.open_base_minor as base from open_items i
    where i.org_id = ${ctx.org_id} and i.open_minor <> 0 and ${existsAt(at)} and ${narrow(asked, 'i', ctx)}
    union all
    select i.customer_id, i.entity_id, i.currency, -l.minor, -l.base from (${changesAfter(ctx.org_id, at)}) l
    join open_items i on i.org_id = ${ctx.org_id} and i.item_id = l.item_id
    where ${existsAt(at)} and ${narrow(asked, 'i', ctx)}`
}

function movements(ctx: Context, asked: Asked, at: At): RawBuilder<unknown> {
  const known = at.known_at ? sql`and p.recorded_at <= ${at.known_at}::timestamptz` : sql``
  const of = (kinds: string[]) => sql`coalesce(sum(p.amount_minor) filter (where e.kind = any (${kinds}::text[])), 0)`
  const named = ['invoice', 'charge', 'credit_note', 'receipt']
  return sql`
    select p.customer_id, p.currency, ${of(['invoice', 'charge'])} as billed, ${of(['credit_note'])} as credited,
      ${of(['receipt'])} as received, coalesce(sum(p.amount_minor) filter (where e.kind <> all (${named}::text[])), 0) as other
    from postings p
    join entries e on e.org_id = p.org_id and e.entry_id = p.entry_id
    where p.org_id = ${ctx.org_id} and p.item_id is not null and p.posted_on between ${asked.from}::date and ${asked.to}::date ${known}
      and p.account_id = any (array(select account_id from accounts where org_id = ${ctx.org_id} and control is not null))
      and ${narrow(asked, 'p', ctx)}
    group by 1, 2`
}

function sortOf(sort: Asked['sort']): SortColumn<Row>[] {
  const tail: SortColumn<Row>[] = [
    { sql: sql.ref('r.currency'), field: 'currency', type: 'text' },
    { sql: sql.ref('r.customer_id'), field: 'customer_id', type: 'uuid' },
  ]
  if (sort === 'number' || sort === 'name') return [{ sql: sql.ref(`r.${sort}`), field: sort, type: 'text' }, ...tail]
  const field = `${sort.slice(1)}_minor` as 'closing_minor' | 'billed_minor' | 'received_minor'
  return [{ sql: sql.ref(`r.${field}`), field, type: 'int8', descending: true }, ...tail]
}
