import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { addDays, addMonths, type Day, endOfMonth, periodOf, startOfMonth, weekday } from '../kernel/values.ts'
import { among, itemConditions } from '../ledger/queries.ts'
import type { homeContract } from './home-contract.ts'

type Lines = typeof homeContract
type Scope = Omit<Taken<Lines['expectedReceipts']>, 'weeks'>

/** What every figure is narrowed by, over an item `i` of an entity `e`. */
function narrowed(ctx: Context, asked: Scope): RawBuilder<unknown> {
  const related =
    asked.related_party === undefined
      ? sql`true`
      : sql`i.customer_id in (select customer_id from customers where org_id = ${ctx.org_id} and related_party = ${asked.related_party})`
  return sql`i.org_id = ${ctx.org_id} and ${itemConditions(asked)} and ${related}`
}

type Standing = Answered<Lines['standing']>

/** What is owed today and how it stands, in base, over every open item in sight. [RPT-15] */
export async function standing(ctx: Context, asked: Taken<Lines['standing']>): Promise<Standing> {
  const claim = sql`i.open_minor > 0 and i.lane = 'aged' and not i.disputed`
  const parts = {
    overdue: sql`${claim} and i.due_on < ${ctx.today}::date`,
    due_week: sql`${claim} and i.due_on between ${ctx.today}::date and ${ctx.today}::date + 6`,
    disputed: sql`i.open_minor > 0 and i.disputed`,
    unapplied: sql`i.lane = 'unapplied'`,
  }
  const columns = Object.entries(parts).map(
    ([name, which]) => sql`
      coalesce(${name === 'unapplied' ? sql`-` : sql``}sum(i.open_base_minor) filter (where ${which}), 0)::int8 as ${sql.ref(`${name}_base_minor`)},
      (count(*) filter (where ${which}))::int as ${sql.ref(`${name}_items`)}`,
  )
  const rows = await ctx.tx.rows(sql<Standing['rows'][number]>`
    select e.base_currency, sum(i.open_base_minor)::int8 as balance_base_minor, count(*)::int as items,
      count(distinct i.customer_id)::int as customers, ${sql.join(columns)}
    from open_items i join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
    where ${narrowed(ctx, asked)} and i.open_minor <> 0 and i.posted_on <= ${ctx.today}::date
    group by 1 order by 1`)
  return { as_of: ctx.today, rows }
}

type Expected = Answered<Lines['expectedReceipts']>

/** What falls due week by week by the day that was agreed, else the legal one: claims open today. [RPT-15] */
export async function expectedReceipts(ctx: Context, asked: Taken<Lines['expectedReceipts']>): Promise<Expected> {
  const sunday = addDays(ctx.today, 7 - weekday(ctx.today))
  const weeks = Array.from({ length: asked.weeks }, (_, week) => ({
    week,
    from: week === 0 ? ctx.today : addDays(sunday, 7 * week - 6),
    to: addDays(sunday, 7 * week),
  }))
  const last = weeks.at(-1)?.to as Day
  const rows = await ctx.tx.rows(sql<Expected['rows'][number]>`
    with claims as (
      select i.currency, e.base_currency, i.open_minor, i.open_base_minor, i.disputed, coalesce(i.agreed_due_on, i.due_on) as on
      from open_items i join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
      where ${narrowed(ctx, asked)} and i.open_minor > 0 and i.posted_on <= ${ctx.today}::date
    ), placed as (
      select c.*, case when c.on is null then 'undetermined' when c.on < ${ctx.today}::date then 'overdue'
          when c.on > ${last}::date then 'later' else 'week' end as when,
        case when c.on between ${ctx.today}::date and ${last}::date then greatest((c.on - ${sunday}::date + 6) / 7, 0) end as week
      from claims c
    )
    select p.when, p.week, p.currency, p.base_currency, count(*)::int as items, sum(p.open_minor)::int8 as open_minor,
      sum(p.open_base_minor)::int8 as open_base_minor, coalesce(sum(p.open_minor) filter (where p.disputed), 0)::int8 as disputed_minor
    from placed p group by 1, 2, 3, 4
    order by array_position(array['overdue', 'week', 'later', 'undetermined'], p.when), p.week, p.currency, p.base_currency`)
  return { as_of: ctx.today, weeks, rows }
}

type Series = Answered<Lines['monthlySeries']>

/**
 * Billed, credited and collected by month, from the items documents made. The mirror of a corrected document counts with
 * the kind of what it mirrors, in the month of the correction; openings, transfers and write-offs are neither. [RPT-15]
 */
export async function monthlySeries(ctx: Context, asked: Taken<Lines['monthlySeries']>): Promise<Series> {
  const first = addMonths(startOfMonth(ctx.today), 1 - asked.months)
  const months = Array.from({ length: asked.months }, (_, at) => periodOf(addMonths(first, at)))
  const of = (kinds: string[], column: string, sign: 1 | -1) =>
    sql`coalesce(${sql.lit(sign)} * sum(${sql.ref(`d.${column}`)}) filter (where d.kind = any (${kinds}::text[])), 0)::int8`
  const [claims, credits, money] = [['invoice', 'charge', 'retention'], ['credit_note'], ['receipt', 'advance']]
  const rows = await ctx.tx.rows(sql<Series['rows'][number]>`
    with items as (
      select to_char(i.posted_on, 'YYYY-MM') as month, i.currency, e.base_currency, i.amount_minor, i.base_minor,
        case when i.kind <> 'correction' then i.kind else (
          select o.kind from applications a join open_items o on o.org_id = a.org_id and o.item_id = a.counter_item_id
          where a.org_id = i.org_id and a.item_id = i.item_id order by a.recorded_at, a.application_id limit 1) end as kind
      from open_items i join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
      where ${narrowed(ctx, asked)} and i.posted_on between ${first}::date and ${ctx.today}::date and i.opening_id is null
        and i.kind in ('invoice', 'charge', 'retention', 'credit_note', 'receipt', 'advance', 'correction')
    )
    select d.month, d.currency, d.base_currency,
      ${of(claims, 'amount_minor', 1)} as billed_minor, ${of(credits, 'amount_minor', -1)} as credited_minor, ${of(money, 'amount_minor', -1)} as collected_minor,
      ${of(claims, 'base_minor', 1)} as billed_base_minor, ${of(credits, 'base_minor', -1)} as credited_base_minor, ${of(money, 'base_minor', -1)} as collected_base_minor
    from items d where d.kind = any (${[...claims, ...credits, ...money]}::text[])
    group by 1, 2, 3 order by 1, 2, 3`)
  return { months, rows }
}

type History = Answered<Lines['balanceHistory']>

/**
 * A customer's balance at the ends of months and today, by the forward definition: every item from the day it was posted,
 * and everything applied to it from the day it was applied. [RPT-15]
 */
export async function balanceHistory(ctx: Context, asked: Taken<Lines['balanceHistory']>): Promise<History> {
  const first = addMonths(startOfMonth(ctx.today), 1 - asked.months)
  const days = Array.from({ length: asked.months }, (_, at) =>
    at === asked.months - 1 ? ctx.today : endOfMonth(addMonths(first, at)),
  )
  const rows = await ctx.tx.rows(sql<History['rows'][number]>`
    with items as (
      select i.item_id, i.posted_on, i.currency, e.base_currency, i.amount_minor, i.base_minor
      from open_items i join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
      where i.org_id = ${ctx.org_id} and i.customer_id = ${asked.customer_id}
        and ${among('i.entity_id', asked.entity_id, 'uuid')} and ${among('i.currency', asked.currency, 'text')}
    ), moves as (
      select currency, base_currency, posted_on as on, amount_minor as minor, base_minor as base from items
      union all
      select i.currency, i.base_currency, a.applied_on, a.delta_minor, a.delta_base_minor
      from items i join applications a on a.org_id = ${ctx.org_id} and a.item_id = i.item_id
    ), monthly as (
      select m.currency, m.base_currency, d.day, sum(m.minor) as minor, sum(m.base) as base
      from moves m cross join lateral (select min(t.day) as day from unnest(${days}::date[]) as t (day) where t.day >= m.on) d
      where d.day is not null group by 1, 2, 3
    )
    select t.day as on, k.currency, k.base_currency, coalesce(sum(m.minor), 0)::int8 as balance_minor, coalesce(sum(m.base), 0)::int8 as balance_base_minor
    from unnest(${days}::date[]) as t (day) cross join (select distinct currency, base_currency from items) k
    left join monthly m on m.currency = k.currency and m.base_currency = k.base_currency and m.day <= t.day
    group by 1, 2, 3 order by 2, 3, 1`)
  return { rows }
}

type Attention = Answered<Lines['attention']>['rows'][number]

/**
 * Customers who matter today, by what is overdue times how long (in base), with the reasons as codes. Orders a list and
 * does nothing else. [RPT-15]
 */
export async function attention(ctx: Context, asked: Taken<Lines['attention']>): Promise<Answered<Lines['attention']>> {
  const keys = keyset<Attention & { score: string }>(
    [
      { sql: sql.ref('r.score'), field: 'score', type: 'int8', descending: true },
      { sql: sql.ref('r.customer_id'), field: 'customer_id', type: 'uuid' },
      { sql: sql.ref('r.base_currency'), field: 'base_currency', type: 'text' },
    ],
    asked.after,
  )
  const days = sql`(${ctx.today}::date - i.due_on)`
  const overdue = sql`i.open_minor > 0 and i.lane = 'aged' and not i.disputed and i.due_on < ${ctx.today}::date`
  const rows = await ctx.tx.rows(sql<Attention & { score: string }>`
    with sums as materialized (
      select i.customer_id, e.base_currency,
        coalesce(sum(i.open_base_minor) filter (where ${overdue}), 0)::int8 as overdue_base_minor,
        (count(*) filter (where ${overdue}))::int as items,
        coalesce(max(${days}) filter (where ${overdue}), 0) as days_overdue,
        coalesce(sum(i.open_base_minor::numeric * ${days}) filter (where ${overdue}), 0) as weight,
        sum(i.open_base_minor)::int8 as balance_base_minor,
        coalesce(-sum(i.open_base_minor) filter (where i.lane = 'unapplied'), 0)::int8 as unapplied_base_minor,
        coalesce(sum(i.open_base_minor) filter (where i.disputed), 0)::int8 as disputed_base_minor
      from open_items i join entities e on e.org_id = i.org_id and e.entity_id = i.entity_id
      where ${narrowed(ctx, asked)} and i.open_minor <> 0 and i.posted_on <= ${ctx.today}::date group by 1, 2
    ), ranked as (
      select s.*, least(s.weight, 999999999999999999)::int8 as score, sum(s.overdue_base_minor) over (partition by s.base_currency) as whole
      from sums s where s.items > 0
    ), shown as (select r.* from ranked r where ${keys.where} order by ${keys.order} limit ${asked.limit + 1})
    select r.score, r.customer_id, c.number, c.name, r.base_currency, r.overdue_base_minor, r.items, r.days_overdue,
      (r.weight / greatest(r.overdue_base_minor, 1))::int as average_days, r.balance_base_minor, r.unapplied_base_minor,
      r.disputed_base_minor, m.last_received_on, array_remove(array[
        case when r.days_overdue > 90 then 'long_overdue' end,
        case when r.overdue_base_minor * 10 >= r.whole then 'large_share' end,
        case when r.days_overdue > 912 then 'limitation_near' end,
        case when l.limit_minor is not null and r.balance_base_minor > l.limit_minor then 'over_limit' end,
        case when m.last_received_on is null or m.last_received_on < ${addDays(ctx.today, -60)}::date then 'no_recent_payment' end,
        case when r.unapplied_base_minor > 0 then 'unapplied_money' end,
        case when r.disputed_base_minor > 0 then 'disputed' end], null) as reasons
    from shown r join customers c on c.org_id = ${ctx.org_id} and c.customer_id = r.customer_id
    left join lateral (
      select max(v.received_on) as last_received_on from receipts v
      where v.org_id = ${ctx.org_id} and v.customer_id = r.customer_id and v.state = 'posted' and ${among('v.entity_id', asked.entity_id, 'uuid')}) m on true
    left join lateral (
      select sum(a.limit_minor) as limit_minor from customer_accounts a join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
      where a.org_id = ${ctx.org_id} and a.customer_id = r.customer_id and e.base_currency = r.base_currency
        and coalesce(a.currency, e.base_currency) = e.base_currency and ${among('a.entity_id', asked.entity_id, 'uuid')}) l on true
    order by ${keys.order}`)
  const page = keys.page(rows, asked.limit)
  return { rows: page.rows.map(({ score: _, ...row }) => row), next: page.next }
}
