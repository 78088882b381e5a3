import { type RawBuilder, sql } from 'kysely'
import { loadCalendars } from '../customers/holidays.ts'
import type { WorkCalendar } from '../customers/terms.ts'
import { between, oneOf } from '../invoices/find-page.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { addDays, addMonths, type Day, startOfMonth } from '../kernel/values.ts'
import type { postingContract } from './posting-contract.ts'
import { readReceiptRules } from './rules.ts'

type Lines = typeof postingContract

/** The last day in time: so many working days after a day. Pure. [RCP-22] */
export function limitOf(arrived_on: Day, within: number, calendar: WorkCalendar): Day {
  let day = arrived_on
  for (let left = within; left > 0; ) {
    day = addDays(day, 1)
    if (calendar.isWorkingDay(day)) left--
  }
  // What is to be posted on the day it came is in time on the next day that is worked.
  while (!calendar.isWorkingDay(day)) day = addDays(day, 1)
  return day
}

/** The last day of arrival that is overdue on a day. Pure. [RCP-22] */
export function overdueUntil(today: Day, within: number, calendar: WorkCalendar): Day {
  let day = addDays(today, -1)
  while (limitOf(day, within, calendar) >= today) day = addDays(day, -1)
  return day
}

type Clock = { within: number; owner_id: string | null; of: ReadonlyMap<string, WorkCalendar> }

/** The rule, and the working days of each entity. */
export async function loadClock(ctx: Context): Promise<Clock> {
  const [rules, calendars, entities] = await Promise.all([
    readReceiptRules(ctx),
    loadCalendars(ctx),
    ctx.tx.rows(sql<{ entity_id: string; country: string | null }>`
      select entity_id, country from entities where org_id = ${ctx.org_id}`),
  ])
  const of = new Map(entities.map(({ entity_id, country }) => [entity_id, calendars.of(country)]))
  return { within: rules.post_within_days, owner_id: rules.post_owner_id, of }
}

/**
 * What has arrived and is not posted: advices of customers, and receipts that wait. Each belongs to the person the rules
 * name, else to who recorded it or made the page.
 */
export const arrivals = (ctx: Context, { owner_id }: Pick<Clock, 'owner_id'>): RawBuilder<unknown> => sql`(
  select 'waiting' as kind, w.waiting_id as id, w.org_id, w.entity_id, w.customer_id, w.received_on as arrived_on, w.currency,
    w.amount_minor, w.reference, coalesce(${owner_id}::uuid, w.recorded_by) as owner_id
  from waiting_receipts w where w.org_id = ${ctx.org_id} and w.state = 'waiting' and w.kind = 'record'
  union all
  select 'advice', v.advice_id, v.org_id, v.entity_id, v.customer_id, v.paid_on, v.currency, v.amount_minor, v.reference,
    coalesce(${owner_id}::uuid, p.recorded_by, d.recorded_by)
  from payment_advices v
  left join pages p on p.org_id = v.org_id and p.page_id = v.page_id
  left join dispatches d on d.org_id = v.org_id and d.dispatch_id = v.dispatch_id
  where v.org_id = ${ctx.org_id} and v.state = 'advised' and not exists (
    select from waiting_receipts w where w.org_id = v.org_id and w.waiting_id = v.waiting_id and w.state = 'waiting'))`

/** Whether an arrival `a` is overdue today, by the working days of its entity. */
export function overdue(ctx: Context, { within, of }: Clock): RawBuilder<unknown> {
  const rows = [...of].map(([entity_id, calendar]) => ({ entity_id, until: overdueUntil(ctx.today, within, calendar) }))
  return sql`exists (
    select from unnest(${rows.map(row => row.entity_id)}::uuid[], ${rows.map(row => row.until)}::date[]) as o (entity_id, until)
    where o.entity_id = a.entity_id and a.arrived_on <= o.until)`
}

type ToPost = Answered<Lines['listToPost']>['rows'][number]

/** What has arrived and is not posted, with every filter and sort of the screen. [RCP-22] */
export async function listToPost(
  ctx: Context,
  asked: Taken<Lines['listToPost']>,
): Promise<Answered<Lines['listToPost']>> {
  const clock = await loadClock(ctx)
  const descending = asked.sort.startsWith('-')
  const order: SortColumn<ToPost>[] = [
    { sql: sql.ref('a.arrived_on'), field: 'arrived_on', type: 'date', descending },
    { sql: sql.ref('a.id'), field: 'id', type: 'uuid', descending },
  ]
  const keys = keyset<ToPost>(order, asked.after)
  const late = overdue(ctx, clock)
  const conditions = [
    keys.where,
    ...oneOf('a.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('a.customer_id', asked.customer_id, 'uuid'),
    ...oneOf('a.kind', asked.kind, 'text'),
    ...(asked.owner_id ? [sql`a.owner_id = ${asked.owner_id}`] : []),
    ...(asked.overdue === undefined ? [] : [sql`${late} = ${asked.overdue}`]),
  ]
  const rows = await ctx.tx.rows(sql<Omit<ToPost, 'limit_on'>>`
    select a.kind, a.id, a.entity_id, e.code as entity_code, a.customer_id, c.number as customer_number, c.name as customer_name,
      a.arrived_on, a.currency, a.amount_minor, a.reference, greatest(${ctx.today}::date - a.arrived_on, 0) as days,
      ${late} as overdue, a.owner_id, p.name as owner_name
    from ${arrivals(ctx, clock)} a
    join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
    join customers c on c.org_id = a.org_id and c.customer_id = a.customer_id
    join people p on p.org_id = a.org_id and p.person_id = a.owner_id
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  const limited = rows.map(row => ({ ...row, limit_on: limitOn(clock, row.entity_id, row.arrived_on as Day) }))
  return keys.page(limited, asked.limit)
}

const limitOn = ({ within, of }: Clock, entity_id: string, day: Day): Day => {
  const calendar = of.get(entity_id)
  return calendar ? limitOf(day, within, calendar) : day
}

/** The longest range of days that is asked for at once. */
const longest = 800

/** The last day in time of every entity and day of a range, as a table `l`. */
function limits(ctx: Context, clock: Clock, asked: { from?: string | undefined; to?: string | undefined }) {
  const to = (asked.to ?? ctx.today) as Day
  const earliest = addDays(to, -longest)
  const wanted = (asked.from ?? addMonths(startOfMonth(to), -11)) as Day
  const from = wanted < earliest ? earliest : wanted
  const rows: { entity_id: string; day: Day; limit_on: Day }[] = []
  for (const [entity_id, calendar] of clock.of)
    for (let day = from; day <= to; day = addDays(day, 1))
      rows.push({ entity_id, day, limit_on: limitOf(day, clock.within, calendar) })
  const table = sql`unnest(${rows.map(row => row.entity_id)}::uuid[], ${rows.map(row => row.day)}::date[],
    ${rows.map(row => row.limit_on)}::date[]) as l (entity_id, day, limit_on)`
  return { table, from, to }
}

/** Receipts `r` that tell how soon money is posted: none from an import or opening, and no correction of another. */
const timed = sql`r.state <> 'undone' and r.method <> 'opening' and r.import_id is null and r.corrects_id is null`
/** The day a receipt `r` was posted by somebody, in the time zone of the organisation. */
const postedDay = (ctx: Context) => sql`(r.recorded_at at time zone ${ctx.actor.time_zone})::date`
const daysTaken = (ctx: Context) => sql`greatest(${postedDay(ctx)} - r.received_on, 0)`

type Posted = Answered<Lines['listPosted']>['rows'][number]

/** Receipts with the days from the bank to the books. [RCP-22] */
export async function listPosted(
  ctx: Context,
  asked: Taken<Lines['listPosted']>,
): Promise<Answered<Lines['listPosted']>> {
  const { table, from, to } = limits(ctx, await loadClock(ctx), asked)
  const descending = asked.sort.startsWith('-')
  const days = daysTaken(ctx)
  const first: SortColumn<Posted> = asked.sort.endsWith('days')
    ? { sql: sql`(${days})::int8`, field: 'days', type: 'int8', descending }
    : { sql: sql.ref('r.received_on'), field: 'received_on', type: 'date', descending }
  const keys = keyset<Posted>(
    [first, { sql: sql.ref('r.receipt_id'), field: 'receipt_id', type: 'uuid', descending }],
    asked.after,
  )
  const late = sql`${postedDay(ctx)} > l.limit_on`
  const conditions = [
    sql`r.org_id = ${ctx.org_id} and ${timed}`,
    keys.where,
    ...between('r.received_on', 'date', from, to),
    ...oneOf('r.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('r.customer_id', asked.customer_id, 'uuid'),
    ...(asked.late === undefined ? [] : [sql`(${late}) = ${asked.late}`]),
  ]
  const rows = await ctx.tx.rows(sql<Posted>`
    select r.receipt_id, r.number, r.entity_id, e.code as entity_code, r.customer_id, c.number as customer_number,
      c.name as customer_name, r.received_on, r.recorded_at as posted_at, l.limit_on, ${days} as days, ${late} as late, r.currency,
      r.amount_minor
    from receipts r join ${table} on l.entity_id = r.entity_id and l.day = r.received_on
    join entities e on e.org_id = r.org_id and e.entity_id = r.entity_id
    join customers c on c.org_id = r.org_id and c.customer_id = r.customer_id
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/** How soon money was posted, by the month of the bank. [RCP-22] */
export async function postingTimes(
  ctx: Context,
  asked: Taken<Lines['postingTimes']>,
): Promise<Answered<Lines['postingTimes']>> {
  const clock = await loadClock(ctx)
  const { table, from, to } = limits(ctx, clock, asked)
  const conditions = [
    sql`r.org_id = ${ctx.org_id} and ${timed}`,
    ...between('r.received_on', 'date', from, to),
    ...oneOf('r.entity_id', asked.entity_id, 'uuid'),
  ]
  const rows = await ctx.tx.rows(sql<Answered<Lines['postingTimes']>['rows'][number]>`
    select to_char(r.received_on, 'YYYY-MM') as month, count(*)::int as receipts,
      (count(*) filter (where ${postedDay(ctx)} <= l.limit_on))::int as in_time,
      round(avg(${daysTaken(ctx)}), 1)::text as days_average, max(${daysTaken(ctx)})::int as days_most
    from receipts r join ${table} on l.entity_id = r.entity_id and l.day = r.received_on
    where ${sql.join(conditions, sql` and `)} group by 1 order by 1 desc`)
  return { within_days: clock.within, rows }
}
