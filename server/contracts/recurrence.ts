import type { z } from 'zod'
import type { Problem } from '../kernel/errors.ts'
import { type Minor, percentOf, roundHalfUp } from '../kernel/money.ts'
import { addDays, addMonths, type Day, daysBetween, earlierDay, endOfMonth, laterDay } from '../kernel/values.ts'
import type { recurrence } from './recurrence-contract.ts'

/** How a line recurs, as it was agreed. */
export type Recurrence = z.output<typeof recurrence>
/** A period of it, both days included, the day from which it can be billed, and its price. */
export type Period = { from_on: Day; to_on: Day; bill_on: Day; price_minor: Minor }

/** The most periods that the lines of a contract have together: fifty years of a line by the month. */
export const mostPeriods = 600

const months = { month: 1, quarter: 3, year: 12 } as const

type Price = { from: Day; price_minor: Minor }

/** The prices in force from each day on; a rise by per cent is of the price before it, rounded half up. */
export function pricesOf({ prices }: Pick<Recurrence, 'prices'>): Price[] {
  const found: Price[] = []
  for (const { from, amount_minor, percent } of prices) {
    const before = found.at(-1)?.price_minor ?? 0n
    found.push({ from: from as Day, price_minor: amount_minor ?? before + percentOf(before, percent ?? '0') })
  }
  return found
}

/** What is wrong with how a line recurs; null where nothing is. The prices ascend, and the first is one from the beginning on. */
export function recurrenceProblem(of: Recurrence): Omit<Problem, 'index'> | null {
  const { from, to, prices } = of
  if (to < from) return { code: 'contract_days_reversed', params: { starts_on: from, ends_on: to } }
  const wrong = prices.find(
    (price, at) =>
      (price.amount_minor === undefined) === (price.percent === undefined) ||
      (at === 0 ? price.amount_minor === undefined || price.from > from : price.from <= (prices[at - 1]?.from ?? '')),
  )
  const below = pricesOf(of).find(price => price.price_minor <= 0n)
  if (wrong ?? below) return { code: 'contract_recurrence_prices', params: { from: (wrong ?? below)?.from } }
  return periodCount(of) > mostPeriods ? { code: 'contract_recurrence_long', params: { maximum: mostPeriods } } : null
}

/** About how many periods there are, without making them. */
export const periodCount = ({ from, to, every, unit }: Recurrence): number =>
  Math.ceil(daysBetween(from as Day, to as Day) / (30 * every * months[unit]))

/**
 * The periods of a line that recurs, without a gap. Full ones begin on the day of the month of `anchor_on` (else of `from`),
 * at the end of a shorter month where there is no such day; the first and the last may be shorter. By days such a one is its
 * price × its days ÷ the days of the full one, and where the price changes within a period each price counts for its days;
 * else every period is the price of its first day. Rounded half up once a period.
 */
export function periodsOf(of: Recurrence): Period[] {
  const [from, to, anchor] = [of.from as Day, of.to as Day, (of.anchor_on ?? of.from) as Day]
  const step = of.every * months[of.unit]
  // Always from the anchor: 31 January, 28 February, 31 March.
  const begins = (at: number) => addMonths(anchor, at * step)
  const prices = pricesOf(of)
  const periods: Period[] = []
  // Not behind the first, and few before it: a month has 28 to 31 days.
  const between = daysBetween(anchor, from)
  let at = Math.floor(between / ((between < 0 ? 28 : 31) * step)) - 1
  while (begins(at + 1) <= from) at++
  for (; begins(at) <= to; at++) {
    const full = { from: begins(at), next: begins(at + 1) }
    const from_on = laterDay(full.from, from)
    const to_on = earlierDay(addDays(full.next, -1), to)
    periods.push({
      from_on,
      to_on,
      bill_on: billDay(of, from_on, to_on),
      price_minor: priceIn(of, prices, full, from_on, to_on),
    })
  }
  return periods
}

function priceIn(
  { by_days }: Recurrence,
  prices: readonly Price[],
  full: { from: Day; next: Day },
  from_on: Day,
  to_on: Day,
): Minor {
  if (!by_days) return prices.findLast(price => price.from <= from_on)?.price_minor ?? 0n
  const end = addDays(to_on, 1)
  const weighed = prices.reduce((sum, { from, price_minor }, at) => {
    const begin = laterDay(from, from_on)
    const until = earlierDay(prices[at + 1]?.from ?? end, end)
    return begin < until ? sum + price_minor * BigInt(daysBetween(begin, until)) : sum
  }, 0n)
  return roundHalfUp(weighed, BigInt(daysBetween(full.from, full.next)))
}

/**
 * The day from which a period can be billed: in advance its first day, in arrears its last; with a day of the month, the
 * last such day until then, or the first from then on. In a month that is shorter its end counts.
 */
function billDay({ timing, bill_day }: Recurrence, from_on: Day, to_on: Day): Day {
  if (bill_day === undefined) return timing === 'advance' ? from_on : to_on
  const inMonth = (day: Day) => {
    const end = endOfMonth(day)
    return earlierDay(`${day.slice(0, 8)}${String(bill_day).padStart(2, '0')}` as Day, end)
  }
  if (timing === 'advance') {
    const same = inMonth(from_on)
    return same <= from_on ? same : inMonth(addMonths(from_on, -1))
  }
  const same = inMonth(to_on)
  return same >= to_on ? same : inMonth(addMonths(to_on, 1))
}
