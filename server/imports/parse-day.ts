/** Days as files write them. */
import { addDays, type Day, dayFrom, isDay } from '../kernel/values.ts'

/** Which way round a file writes its days. A day that begins with a four-digit year is read alike under each. */
export type DayOrder = 'ymd' | 'mdy' | 'dmy'

/**
 * Why a day was not taken: the calendar has no such day; it is written the other way round than declared, so that day
 * and month cannot be told apart; or it is no day at all.
 */
export type DayProblem = 'day_impossible' | 'day_ambiguous' | 'day_invalid'

export type ReadDay = { day: Day; problem?: never } | { day: null; problem: DayProblem }

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const month = '(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?'
const clock =
  /[\st,]+(?:上午|下午|am|pm)?\s*\d{1,2}[:时.]\d{1,2}(?:[:分.]\d{1,2}秒?(?:[.,]\d{1,9})?|分)?\s*(?:am|pm)?\s*(?:z|[+-]\d{2}(?::?\d{2})?)?$/

/**
 * Reads a day of a file: ISO, 2026/3/1, 20260301, 3/1/2026 and 1.3.2026 by the declared `order`, 2026年3月1日,
 * 1-Mar-26, March 1st 2026, Excel's serial numbers (five digits, 1900 system), full-width, with a weekday or a time,
 * which are dropped: the day is the one written, whatever the time zone. Two-digit years are 1969 to 2068.
 * Never swaps day and month to make a day possible. Problems: see `DayProblem`.
 */
export function parseFileDay(text: string, order: DayOrder): ReadDay {
  if (text.length > 60) return { day: null, problem: 'day_invalid' }
  const plain = normalise(text)
  if (isDay(plain)) return { day: plain }
  return compact(plain, order) ?? separated(plain, order) ?? named(plain) ?? { day: null, problem: 'day_invalid' }
}

/**
 * The order under which every sample that is a day at all is possible. 'ymd' where none of them needs an order;
 * 'ambiguous' where several orders fit, or none: then a person says.
 */
export function detectDayOrder(samples: Iterable<string>): DayOrder | 'ambiguous' {
  const orders = ['ymd', 'mdy', 'dmy'] as const
  const possible = new Set<DayOrder>(orders)
  let found = false
  let decided = false
  let dotted = true
  for (const sample of samples) {
    const days = orders.map(order => parseFileDay(sample, order).day)
    if (days.every(day => day === null)) continue
    found = true
    if (days.every(day => day === days[0])) continue
    decided = true
    if (!/^\d{1,2}\.\d{1,2}\.\d{2,4}(?!\d)/.test(normalise(sample))) dotted = false
    for (const [index, order] of orders.entries()) if (days[index] === null) possible.delete(order)
  }
  if (!decided) return found ? 'ymd' : 'ambiguous'
  if (possible.size === 1) return [...possible][0] ?? 'ambiguous'
  return dotted && possible.has('dmy') ? 'dmy' : 'ambiguous' // nobody writes 3.1.2026 for the first of March
}

/** Digits alone: 20260301, 20260301093000, 260301 in the declared order, Excel's 46082 or 46082.395. */
function compact(text: string, order: DayOrder): ReadDay | null {
  const long = /^(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?$/.exec(text)
  if (long) return of(long[1], long[2], long[3])
  const short = /^(\d{2})(\d{2})(\d{2})$/.exec(text)
  if (short) return inOrder([short[1], short[2], short[3]], order)
  const serial = /^(\d{5})(?:\.\d+)?$/.exec(text)
  return serial ? { day: addDays('1899-12-30' as Day, Number(serial[1])) } : null
}

/** Numbers with separators. A year of four digits stands first, or last and the order says which way the others go. */
function separated(text: string, order: DayOrder): ReadDay | null {
  const chinese = /^(\d{4}|\d{2})年(\d{1,2})月(\d{1,2})[日号]?$/.exec(text)
  if (chinese) return of(chinese[1], chinese[2], chinese[3])
  const parts = /^(\d{1,4})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?$/.exec(text)
  if (!parts) return null
  const [, first = '', , second = '', third = ''] = parts
  if (first.length === 4) return third.length <= 2 ? of(first, second, third) : null
  if (first.length > 2 || third.length === 1 || third.length === 3) return null
  if (third.length === 4 && order === 'ymd') return { day: null, problem: 'day_ambiguous' }
  return inOrder([first, second, third], order)
}

/** Days with the name of the month: 1-Mar-26, 01MAR2026, March 1st, 2026, 2026-Mar-01. */
function named(text: string): ReadDay | null {
  const shapes = [
    new RegExp(`^(?<day>\\d{1,2})(?:st|nd|rd|th)?\\.?[-/ ]?(?:of )?${month}[-/, ]*(?<year>\\d{4}|\\d{2})$`),
    new RegExp(`^${month}[-/ ]?(?<day>\\d{1,2})(?:st|nd|rd|th)?[-/, ]+(?<year>\\d{4}|\\d{2})$`),
    new RegExp(`^(?<year>\\d{4})[-/ ]?${month}[-/ ]?(?<day>\\d{1,2})$`),
  ]
  for (const shape of shapes) {
    const found = shape.exec(text)?.groups
    if (found) return of(found.year, String(monthNames.indexOf(found.month ?? '') + 1), found.day)
  }
  return null
}

function inOrder([a, b, c]: (string | undefined)[], order: DayOrder): ReadDay {
  if (order === 'ymd') return of(a, b, c)
  return order === 'mdy' ? of(c, a, b) : of(c, b, a)
}

function of(year = '', month = '', day = ''): ReadDay {
  const full = year.length === 2 ? Number(year) + (Number(year) < 69 ? 2000 : 1900) : Number(year)
  const found = dayFrom(full, Number(month), Number(day))
  return found === null ? { day: null, problem: 'day_impossible' } : { day: found }
}

function normalise(text: string): string {
  const plain = text
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u200b-\u200f\ufeff]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[,.]? /, '')
    .replace(/ ?[(（]?(?:星期|周)[一二三四五六日天][)）]?/, '')
  const day = plain.replace(clock, '')
  return day === plain ? plain.replace(/^(\d{4}年\d{1,2}月\d{1,2}日)\d{1,2}[:时].*$/, '$1') : day
}
