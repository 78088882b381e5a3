import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { type Day, newId, weekday } from '../kernel/values.ts'
import type { termsContract } from './terms-contract.ts'
import { knownHolidays } from './known-holidays.ts'
import type { WorkCalendar } from './terms.ts'

type Lines = typeof termsContract
type Year = Answered<Lines['listHolidays']>['rows'][number]

/** The working days of regions; a region of which nothing is known works from Monday to Friday. */
export type Calendars = { of(region: string | null): WorkCalendar }

/** The calendars of the organisation: what it entered, and before it what governments announced. [CUS-20] */
export async function loadCalendars(ctx: Context): Promise<Calendars> {
  const years = await readYears(ctx)
  const byRegion = Map.groupBy(years, year => year.region)
  const made = new Map(
    [...byRegion].map(([region, some]) => [
      region,
      calendarOf(new Map(some.flatMap(year => year.days.map(({ day, working }) => [day, working] as const)))),
    ]),
  )
  return { of: region => (region ? made.get(region) : undefined) ?? plainWeek }
}

/** The calendar of the country an entity is in; of the first entity where none is named. */
export async function calendarOfEntity(ctx: Context, entity_id: string | undefined): Promise<WorkCalendar> {
  const [calendars, entity] = await Promise.all([
    loadCalendars(ctx),
    ctx.tx.first(sql<{ country: string | null }>`
      select country from entities where org_id = ${ctx.org_id} and entity_id = coalesce(${entity_id ?? null}::uuid, entity_id)
      order by code limit 1`),
  ])
  return calendars.of(entity?.country ?? null)
}

/** Monday to Friday. */
export const plainWeek: WorkCalendar = calendarOf(new Map())

/** A calendar of the days that are other than the week says. */
export function calendarOf(others: ReadonlyMap<string, boolean>): WorkCalendar {
  return { isWorkingDay: day => others.get(day) ?? weekday(day) <= 5 }
}

/** The years that count, the latest first; `entered_at` is null for one that came with the program. */
export async function listHolidays(ctx: Context): Promise<Answered<Lines['listHolidays']>> {
  const rows = await readYears(ctx)
  return { rows: rows.sort((a, b) => b.year - a.year || (a.region < b.region ? -1 : 1)) }
}

async function readYears(ctx: Context): Promise<Year[]> {
  const entered = await ctx.tx.rows(sql<Year>`
    select y.region, y.year, y.source, y.recorded_at as entered_at,
      (select coalesce(json_agg(json_build_object('day', h.day, 'working', h.working, 'name', h.name) order by h.day), '[]')
       from holidays h where h.org_id = y.org_id and h.holiday_year_id = y.holiday_year_id) as days
    from (
      select distinct on (region, year) * from holiday_years
      where org_id = ${ctx.org_id} order by region, year, recorded_at desc, holiday_year_id desc) y`)
  const known = knownHolidays.filter(
    known => !entered.some(year => year.region === known.region && year.year === known.year),
  )
  return [...entered, ...known.map(year => ({ ...year, days: [...year.days] as Year['days'], entered_at: null }))]
}

/**
 * Enters the days off of a region in a year and the weekend days worked for them; entered again, the latest counts for
 * due days that are computed from now on, and none that was computed before moves. [CUS-20] Refuses `holiday_elsewhere` for a
 * day of another year, `holiday_twice`, and `holiday_no_weekend` where a worked day is none.
 */
export async function setHolidays(
  ctx: Context,
  input: Taken<Lines['setHolidays']>,
): Promise<Answered<Lines['setHolidays']>> {
  // Decide.
  refuseAll(decideHolidays(input))
  const holiday_year_id = newId<'holiday_year'>()
  const recorded_at = await moment(ctx)
  const { region, year, source, days } = input

  // Write.
  await insertRows(ctx.tx, 'holiday_years', ctx.org_id, [{ holiday_year_id, region, year, source, recorded_at }])
  await insertRows(
    ctx.tx,
    'holidays',
    ctx.org_id,
    days.map(one => ({ holiday_year_id, ...one })),
  )

  // Record.
  const data = { region, year, source, days_off: days.filter(one => !one.working).length, days: days.length }
  await record(ctx, 'holidays.set', recorded_at, [{ subject_id: holiday_year_id, data }])
  return { holiday_year_id }
}

/** What is wrong with the days of a year. */
export function decideHolidays({ year, days }: Pick<Taken<Lines['setHolidays']>, 'year' | 'days'>): Problem[] {
  const seen = new Set<string>()
  return days.flatMap(({ day, working }): Problem[] => {
    const twice = seen.has(day)
    seen.add(day)
    if (!day.startsWith(`${year}-`)) return [{ index: 0, code: 'holiday_elsewhere', params: { day, year } }]
    if (twice) return [{ index: 0, code: 'holiday_twice', params: { day } }]
    if (working && weekday(day as Day) <= 5) return [{ index: 0, code: 'holiday_no_weekend', params: { day } }]
    return []
  })
}
