import { currencyDigits } from '../../server/kernel/money.ts'

/** How a reader's language writes numbers and days. */
const tags: Record<string, string> = { en: 'en-GB', zh: 'zh-CN' }
const tagOf = (language: string) => tags[language.slice(0, 2)] ?? 'en-GB'

const minus = '−'

/** A form is made once and kept: making one takes longer than writing a hundred figures with it. */
function kept<F>(make: (tag: string, style?: object) => F): (tag: string, style?: object) => F {
  const forms = new Map<string, F>()
  return (tag, style) => {
    const key = `${tag} ${style ? JSON.stringify(style) : ''}`
    let form = forms.get(key)
    if (!form) forms.set(key, (form = make(tag, style)))
    return form
  }
}
const numbersIn = kept((tag, style) => new Intl.NumberFormat(tag, style))
const datesIn = kept((tag, style) => new Intl.DateTimeFormat(tag, style))

/**
 * Minor units in the reader's form, exact for any length: '-123450' in CNY is '−1,234.50'. Money never becomes a
 * `number` on its way to the screen.
 */
export function moneyText(minor: string, currency: string, language: string): string {
  const value = BigInt(minor)
  const digits = digitsOf(currency)
  const plain = (value < 0n ? -value : value).toString().padStart(digits + 1, '0')
  const whole = BigInt(plain.slice(0, plain.length - digits))
  const fraction = digits > 0 ? `${decimalSign(language)}${plain.slice(-digits)}` : ''
  return `${value < 0n ? minus : ''}${numbersIn(tagOf(language)).format(whole)}${fraction}`
}

/** For charts and other narrow places: 1.2M, or 123.4万 in Chinese. */
export function shortMoney(minor: string, currency: string, language: string): string {
  const value = BigInt(minor) / 10n ** BigInt(digitsOf(currency))
  const style = { notation: 'compact', maximumFractionDigits: 1 } as const
  return numbersIn(tagOf(language), style).format(value).replace('-', minus)
}

/** A code we do not keep money in is shown with two digits rather than not at all. */
function digitsOf(currency: string): number {
  try {
    return currencyDigits(currency)
  } catch {
    return 2
  }
}

const signs = new Map<string, string>()

function decimalSign(language: string): string {
  const tag = tagOf(language)
  const known = signs.get(tag)
  if (known !== undefined) return known
  const parts = numbersIn(tag).formatToParts(1.1)
  const sign = parts.find(part => part.type === 'decimal')?.value ?? '.'
  signs.set(tag, sign)
  return sign
}

/** A decimal that is no money, as it was entered: '8800' is '8,800.00' where two places are the least. */
export function decimalText(decimal: string, language: string, least = 0): string {
  const [, sign = '', whole = '0', places = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(decimal) ?? []
  const fraction = places.replace(/0+$/, '').padEnd(least, '0')
  const grouped = numbersIn(tagOf(language)).format(BigInt(whole))
  return `${sign && minus}${grouped}${fraction && decimalSign(language) + fraction}`
}

/** A count with grouped thousands. */
export function countText(count: number | string, language: string): string {
  return numbersIn(tagOf(language)).format(BigInt(count))
}

/** '31 Mar 2026' in English; '2026-03-31' in Chinese, where books write it so. */
export function dayText(day: string, language: string): string {
  if (language.startsWith('zh')) return day
  const [year, month, date] = day.split('-')
  return `${date} ${months[Number(month) - 1] ?? month} ${year}`
}

/** As British English shortens them; a form of the browser takes a hundredth of a second to make, and most pages need one. */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec']

/** A moment in a time zone, to the minute. */
export function momentText(instant: string, language: string, timeZone: string): string {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  const { year, month, day, hour, minute } = partsIn(date, timeZone)
  return `${dayText(`${year}-${month}-${day}`, language)} ${hour}:${minute}`
}

/** The day a moment falls on in a time zone. */
export function dayIn(date: Date, timeZone: string): string {
  const { year, month, day } = partsIn(date, timeZone)
  return `${year}-${month}-${day}`
}

type Part = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'

/** What clock and calendar of a time zone say. */
function partsIn(moment: Date | number, timeZone: string): Record<Part, string> {
  const two = '2-digit'
  const style = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const
  const parts = datesIn('en-CA', { ...style, hourCycle: 'h23', timeZone }).formatToParts(moment)
  return Object.fromEntries(parts.map(({ type, value }) => [type, value])) as Record<Part, string>
}

/**
 * The last microsecond of a day in a time zone, as an instant: what was known at the end of that day. Written without
 * Temporal, which some browsers lack.
 */
export function endOfDay(day: string, timeZone: string): string {
  const next = addDays(day, 1)
  const midnight = Date.parse(`${next}T00:00:00Z`)
  // The offset of the zone at about that time, and once more at the moment it leads to (clocks may change that night).
  let moment = midnight - offsetAt(midnight, timeZone)
  moment = midnight - offsetAt(moment, timeZone)
  return `${new Date(moment - 1).toISOString().slice(0, 23)}999Z`
}

function offsetAt(moment: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = partsIn(moment, timeZone)
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
  return Date.parse(wall) - Math.floor(moment / 1000) * 1000
}

/** The day `days` later, earlier when negative. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** The last day of the month `months` before the month of a day. */
export function monthEnd(day: string, months: number): string {
  const [year = 2000, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - months, 0)).toISOString().slice(0, 10)
}

/** The last day of the quarter before that of a day. */
export const quarterEnd = (day: string): string => monthEnd(day, ((Number(day.slice(5, 7)) - 1) % 3) + 1)

/** How large a file is: 512 kB, 3.4 MB. */
export function sizeText(bytes: number, language: string): string {
  const [size, unit] = bytes < 1_000_000 ? [Math.max(1, bytes / 1000), 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  return numbersIn(language, {
    style: 'unit',
    unit,
    maximumFractionDigits: unit === 'kilobyte' ? 0 : 1,
  }).format(size)
}

/** A month '2026-03' as 'Mar 2026', or '2026年3月' in Chinese. */
export function monthText(month: string, language: string): string {
  const date = new Date(`${month}-01T00:00:00Z`)
  if (language.startsWith('zh')) return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月`
  return datesIn('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(date)
}

/** A country as people call it, by its code of two letters. */
export function countryText(code: string, language: string): string {
  return new Intl.DisplayNames([language], { type: 'region' }).of(code) ?? code
}
