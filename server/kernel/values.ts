/** Days, instants and ids: branded text, in one form from the table to the screen. */

declare const brand: unique symbol

/** A calendar day, ISO text '2026-03-01'. Days compare as text: `a < b` is "earlier than". */
export type Day = string & { readonly [brand]: 'day' }

/** A calendar month, 'YYYY-MM'. Compares as text. */
export type Period = string & { readonly [brand]: 'period' }

/** A moment in UTC with microseconds, '2026-03-01T08:00:00.123456Z'. Instants compare as text. */
export type Instant = string & { readonly [brand]: 'instant' }

/** An id (UUID v7, lower case), branded by what it names: `Id<'customer'>`. */
export type Id<Of extends string = string> = string & { readonly [brand]: 'id'; readonly of?: Of }

const isoDay = /^(\d{4})-(\d{2})-(\d{2})$/
const isoInstant =
  /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(Z|[+-]\d{2}(?::?\d{2})?)$/
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Reads a strict ISO day, 'YYYY-MM-DD', of the years 0001 to 9999.
 * null for anything else, also for days no calendar has (30 February). Files with other spellings: `imports/parse-day.ts`.
 */
export function parseDay(text: string): Day | null {
  return isDay(text) ? text : null
}

/** Whether the value is a strict ISO day that the calendar has. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string') return false
  const match = isoDay.exec(value)
  if (!match) return false
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** The day of a year, month (1–12) and day of month; null where the calendar has no such day. */
export function dayFrom(year: number, month: number, day: number): Day | null {
  if (!Number.isInteger(year) || year < 1 || year > 9999) return null
  if (!Number.isInteger(month) || month < 1 || month > 12) return null
  if (!Number.isInteger(day) || day < 1 || day > daysInMonth(year, month)) return null
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` as Day
}

/** The day `days` calendar days later (earlier when negative). Throws past the years 0001 to 9999. */
export function addDays(day: Day, days: number): Day {
  return fromDate(toDate(day).add({ days }))
}

/**
 * The same day of the month `months` later (earlier when negative), clamped to the end of a shorter month:
 * 31 January + 1 month is 28 or 29 February. Throws past the years 0001 to 9999.
 */
export function addMonths(day: Day, months: number): Day {
  return fromDate(toDate(day).add({ months }, { overflow: 'constrain' }))
}

/** The first day of the day's month. */
export function startOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01` as Day
}

/** The last day of the day's month. */
export function endOfMonth(day: Day): Day {
  return fromDate(toDate(day).with({ day: 31 }, { overflow: 'constrain' }))
}

/** Calendar days from `from` to `to`: positive when `to` is later, 0 for the same day. */
export function daysBetween(from: Day, to: Day): number {
  return toDate(from).until(toDate(to), { largestUnit: 'day' }).days
}

/** ISO day of the week: 1 is Monday, 7 is Sunday. */
export function weekday(day: Day): number {
  return toDate(day).dayOfWeek
}

/** The month a day lies in, 'YYYY-MM'. */
export function periodOf(day: Day): Period {
  return day.slice(0, 7) as Period
}

/** Whether the value is a month 'YYYY-MM' with a month 01 to 12. */
export function isPeriod(value: unknown): value is Period {
  return typeof value === 'string' && isDay(`${value}-01`)
}

/** The earlier of two days. */
export function earlierDay(a: Day, b: Day): Day {
  return a < b ? a : b
}

/** The later of two days. */
export function laterDay(a: Day, b: Day): Day {
  return a > b ? a : b
}

/**
 * Reads an instant: ISO 8601, or the text of the database ('2026-03-01 16:00:00.5+08'), always with an offset.
 * Gives it in UTC with six digits of a second; digits past the microsecond are cut off. null for anything else.
 */
export function parseInstant(text: string): Instant | null {
  const match = isoInstant.exec(text)
  if (!match) return null
  const [, day, hour, minute, second, fraction = '', zone = 'Z'] = match
  if (!isDay(day)) return null
  const offset = zone === 'Z' ? 'Z' : zone.length === 3 ? `${zone}:00` : zone
  try {
    return fromInstant(Temporal.Instant.from(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(6, '0')}${offset}`))
  } catch {
    return null // an offset no clock has, or a moment outside the years 0001 to 9999
  }
}

/** Whether the value is an instant in our one form: UTC, exactly six digits of a second. */
export function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && parseInstant(value) === value
}

/** The instant of a number of microseconds since 1970-01-01T00:00Z. Throws outside the years 0001 to 9999. */
export function instantOfMicros(micros: bigint): Instant {
  return fromInstant(Temporal.Instant.fromEpochNanoseconds(micros * 1000n))
}

/** Microseconds from 1970-01-01T00:00Z to the instant. */
export function microsOf(instant: Instant): bigint {
  return Temporal.Instant.from(instant).epochNanoseconds / 1000n
}

/** The later of two instants. */
export function laterInstant(a: Instant, b: Instant): Instant {
  return a > b ? a : b
}

/** The instant `micros` microseconds later (earlier when negative). */
export function plusMicros(instant: Instant, micros: number | bigint): Instant {
  return instantOfMicros(microsOf(instant) + BigInt(micros))
}

/** The machine's clock. Verbs take `ctx.now` instead; this is for whoever makes the context. */
export function clockNow(): Instant {
  return fromInstant(Temporal.Now.instant())
}

/** The calendar day an instant falls on in a time zone (IANA name, 'Asia/Shanghai'). Throws for an unknown zone. */
export function dayOf(instant: Instant, timeZone: string): Day {
  return fromDate(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate())
}

/** The time of the day, 'HH:MM', that an instant is in a time zone. */
export function timeOf(instant: Instant, timeZone: string): string {
  const { hour, minute } = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone)
  return `${pad(hour, 2)}:${pad(minute, 2)}`
}

/** The instant at which a day begins in a time zone (not midnight where the clocks jump over it). */
export function startOfDay(day: Day, timeZone: string): Instant {
  return fromInstant(toDate(day).toZonedDateTime(timeZone).toInstant())
}

/**
 * A new id: UUID v7 (RFC 9562), so that ids made later sort later, to the millisecond. Built from the global `crypto`,
 * not from node:crypto, because contracts import this file and the web imports contracts.
 */
export function newId<Of extends string = string>(): Id<Of> {
  const millis = Date.now().toString(16).padStart(12, '0')
  return `${millis.slice(0, 8)}-${millis.slice(8)}-7${crypto.randomUUID().slice(15)}` as Id<Of>
}

/** Whether the value is an id in our one form: a UUID in lower case with hyphens. */
export function isId<Of extends string = string>(value: unknown): value is Id<Of> {
  return typeof value === 'string' && uuid.test(value)
}

function toDate(day: Day): Temporal.PlainDate {
  return Temporal.PlainDate.from(day)
}

function fromDate(date: Temporal.PlainDate): Day {
  const day = dayFrom(date.year, date.month, date.day)
  if (day === null) throw new RangeError('a day lies in the years 0001 to 9999')
  return day
}

function fromInstant(instant: Temporal.Instant): Instant {
  const text = instant.toString({ smallestUnit: 'microsecond', roundingMode: 'floor' })
  if (!/^\d{4}-/.test(text) || text.startsWith('0000'))
    throw new RangeError('an instant lies in the years 0001 to 9999')
  return text as Instant
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
