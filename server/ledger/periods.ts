import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { addMonths, type Day, type Instant, type Period, periodOf } from '../kernel/values.ts'
import type { booksContract } from './books-contract.ts'

type Listed = Answered<(typeof booksContract)['listPeriods']>
type Closing = Taken<(typeof booksContract)['closePeriod']>
type Reopening = Taken<(typeof booksContract)['reopenPeriod']>
type Changed = Answered<(typeof booksContract)['closePeriod']>

type PeriodRow = { period: Period; state: 'open' | 'closed'; changed_at: Instant | null; changed_by: string | null }

/** A month of an entity's books: whether it is closed, and whether anything was ever posted in it. */
export type Month = { period: Period; closed: boolean; posted: boolean }

/** The periods of an entity from the month its books begin to the month after this one, the latest first. */
export async function listPeriods(ctx: Context, { entity_id }: { entity_id: string }): Promise<Listed> {
  const books_from = await beginningOf(ctx, entity_id)
  const rows = await ctx.tx.rows(sql<PeriodRow>`
    select period, state, changed_at, changed_by from periods
    where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)
  const known = new Map(rows.map(row => [row.period, row]))
  const months = monthsBetween(periodOf(books_from), periodOf(addMonths(ctx.today, 1)))
  return {
    rows: months
      .map(period => known.get(period) ?? { period, state: 'open' as const, changed_at: null, changed_by: null })
      .toReversed(),
  }
}

/**
 * Closes a period, and with it the earlier ones in which nothing was posted. Nothing more is posted in it; whoever
 * is posting at this moment is waited for. [LGR-9]
 */
export async function closePeriod(ctx: Context, request: Closing): Promise<Changed> {
  // Load.
  const months = await lockPeriods(ctx, request.entity_id)
  const recorded_at = await moment(ctx)

  // Decide.
  const { closes, problems } = decideClosing(months, request.period as Period)
  refuseAll(problems)

  // Write.
  await writePeriods(ctx, request.entity_id, closes, 'closed', recorded_at)

  // Record.
  await record(
    ctx,
    'period.closed',
    recorded_at,
    closes.map(period => ({ subject_id: request.entity_id, data: { period, with: request.period } })),
  )
  return { period: request.period, state: 'closed' }
}

/** The months that close: the one asked for and the earlier open ones without a posting; all others come first. */
export function decideClosing(
  months: readonly Month[],
  period: Period,
): { closes: Period[]; problems: readonly Problem[] } {
  const asked = months.find(month => month.period === period)
  if (!asked) return refused('period_unknown', { period })
  if (asked.closed) return refused('period_closed', { period })
  const open = months.filter(month => !month.closed && month.period <= period)
  const earlier = open.find(month => month.posted && month.period < period)
  if (earlier) return refused('period_order', { period, first: earlier.period })
  return { closes: open.map(month => month.period), problems: [] }
}

const refused = (code: Problem['code'], params: Record<string, unknown>) => ({
  closes: [],
  problems: [{ index: 0, code, params }],
})

/** Opens the last closed period again. [LGR-9] */
export async function reopenPeriod(ctx: Context, request: Reopening): Promise<Changed> {
  // Load.
  const months = await lockPeriods(ctx, request.entity_id)
  const recorded_at = await moment(ctx)

  // Decide.
  refuseAll(decideReopening(months, request.period as Period))

  // Write.
  await writePeriods(ctx, request.entity_id, [request.period as Period], 'open', recorded_at)

  // Record.
  const data = { period: request.period, reason: request.reason }
  await record(ctx, 'period.reopened', recorded_at, [{ subject_id: request.entity_id, data }])
  return { period: request.period, state: 'open' }
}

/** Only the last closed period may open again, so that what is closed stays without a gap. */
export function decideReopening(months: readonly Month[], period: Period): Problem[] {
  const asked = months.find(month => month.period === period)
  if (!asked) return [{ index: 0, code: 'period_unknown', params: { period } }]
  if (!asked.closed) return [{ index: 0, code: 'period_not_closed', params: { period } }]
  const later = months.filter(month => month.closed && month.period > period).at(-1)
  return later ? [{ index: 0, code: 'period_order', params: { period, first: later.period } }] : []
}

/**
 * Takes the lock of an entity's periods alone: verbs that post hold it together (`lockBooks`) until they commit. Answers
 * the months from the beginning of the books to this month, or to the last closed one.
 */
async function lockPeriods(ctx: Context, entity_id: string): Promise<Month[]> {
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext('period:' || ${entity_id}::text))`)
  const books_from = await beginningOf(ctx, entity_id)
  const rows = await ctx.tx.rows(sql<Month>`
    select to_char(m.first, 'YYYY-MM') as period, coalesce(p.state = 'closed', false) as closed,
      exists (select from entries n where n.org_id = ${ctx.org_id} and n.entity_id = ${entity_id}
        and n.posted_on >= m.first and n.posted_on < m.first + interval '1 month') as posted
    from (select generate_series(date_trunc('month', ${books_from}::date::timestamp), greatest(${ctx.today}::date,
        (select to_date(max(period), 'YYYY-MM') from periods
          where org_id = ${ctx.org_id} and entity_id = ${entity_id} and state = 'closed'))::timestamp,
        interval '1 month')::date as first) m
    left join periods p on p.org_id = ${ctx.org_id} and p.entity_id = ${entity_id}
      and p.period = to_char(m.first, 'YYYY-MM')
    order by 1`)
  return rows
}

async function beginningOf(ctx: Context, entity_id: string): Promise<Day> {
  const entity = await ctx.tx.first(sql<{ books_from: Day }>`
    select books_from from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)
  return entity?.books_from ?? refuse('entity_unknown', { entity_id })
}

async function writePeriods(
  ctx: Context,
  entity_id: string,
  periods: readonly Period[],
  state: 'open' | 'closed',
  changed_at: Instant,
): Promise<void> {
  await ctx.tx.rows(sql`
    insert into periods (org_id, entity_id, period, state, changed_at, changed_by)
    select ${ctx.org_id}::int4, ${entity_id}::uuid, t.period, ${state}, ${changed_at}::timestamptz, ${ctx.actor.person_id}::uuid
    from unnest(${[...periods]}::text[]) as t (period)
    on conflict (org_id, entity_id, period) do update
      set state = excluded.state, changed_at = excluded.changed_at, changed_by = excluded.changed_by`)
}

function monthsBetween(from: Period, to: Period): Period[] {
  const months: Period[] = []
  for (let month = `${from}-01` as Day; periodOf(month) <= to; month = addMonths(month, 1)) months.push(periodOf(month))
  return months
}
