import { type Minor, roundHalfUp } from '../kernel/money.ts'
import { addDays, type Day, daysBetween, earlierDay, laterDay } from '../kernel/values.ts'
import type { LateRate, LateRule } from './late-standard.ts'

export type Stretch = {
  kind: 'interest' | 'fixed'
  from_on: Day
  to_on: Day
  days: number
  base_minor: Minor
  percent: string
  per: 'day' | 'year'
  amount_minor: Minor
}

/** An item as far as being late goes. */
export type LateItem = {
  amount_minor: Minor
  due_on: Day
  /** What was applied to it, by day. */
  deltas: readonly { on: Day; delta_minor: Minor }[]
  /** The last day charged or waived so far, and what was charged; null and nothing where none was. */
  covered_to: Day | null
  charged_minor: Minor
}

export type Worked =
  | { problem: { code: 'late_rate_missing'; params: Record<string, unknown> } }
  | { rows: Stretch[]; amount_minor: Minor; capped_minor: Minor; from_on: Day; to_on: Day; days: number }
  | null

/** Eight places: what a percentage is counted in here. */
const places = 8

/**
 * What one item owes for being late, each stretch of days on what was open and at the rate of the time. A day counts on what
 * was open before it began, so that the day of payment is the last one charged: due on the 1st and paid on the 46th day, 45
 * days. Interest is simple. The parts are exact; only their running sum is rounded, half up. Null where nothing is due.
 * [LAT-1…LAT-5]
 */
export function lateAmount(item: LateItem, rule: LateRule, rates: readonly LateRate[], until: Day): Worked {
  const start = addDays(item.due_on, 1)
  // Within the days of grace nothing is charged; past them, from the first day on.
  if (openBefore(item, addDays(start, rule.grace_days)) <= 0n || addDays(item.due_on, rule.grace_days) >= until)
    return null
  const from_on = item.covered_to ? laterDay(start, addDays(item.covered_to, 1)) : start
  const cuts = new Set<Day>([from_on, addDays(until, 1)])
  for (const { on } of item.deltas) cuts.add(addDays(on, 1))
  if (rule.basis === 'reference' && rule.fixing !== 'at_default')
    for (const day of halves(from_on, until)) cuts.add(day)
  const edges = [...cuts].filter(day => day >= from_on && day <= addDays(until, 1)).sort()
  const rows: Stretch[] = []
  let [sum, shown] = [0n, 0n]
  const per = rule.basis === 'day' ? 'day' : 'year'
  const whole = 10n ** BigInt(places) * 100n * (per === 'day' ? 1n : BigInt(rule.year_days))
  for (const [at, edge] of edges.entries()) {
    const next = edges[at + 1]
    const base_minor = openBefore(item, edge)
    if (!next || base_minor <= 0n) continue
    const percent = percentOn(rule, rates, start, edge)
    if (percent === null)
      return {
        problem: { code: 'late_rate_missing', params: { reference: rule.reference, on: fixedOn(rule, start, edge) } },
      }
    const days = daysBetween(edge, next)
    sum += base_minor * percent * BigInt(days)
    const amount_minor = roundHalfUp(sum, whole) - shown
    shown += amount_minor
    const to_on = addDays(next, -1)
    rows.push({ kind: 'interest', from_on: edge, to_on, days, base_minor, percent: textOf(percent), per, amount_minor })
  }
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return null
  const fixed = item.covered_to ? null : fixedOf(rule, item.amount_minor)
  if (fixed)
    rows.push({
      ...first,
      kind: 'fixed',
      to_on: first.from_on,
      days: 0,
      base_minor: item.amount_minor,
      percent: '0',
      amount_minor: fixed,
    })
  const total = shown + (fixed ?? 0n)
  const cap = rule.cap === null ? null : roundHalfUp(item.amount_minor * scaled(rule.cap), 10n ** BigInt(places) * 100n)
  const left = cap === null ? total : cap - item.charged_minor
  const amount_minor = left < 0n ? 0n : left < total ? left : total
  const days = rows.reduce((all, row) => all + row.days, 0)
  return {
    rows,
    amount_minor,
    capped_minor: total - amount_minor,
    from_on: first.from_on,
    to_on: earlierDay(last.to_on, until),
    days,
  }
}

/** What was open when a day began. */
const openBefore = (item: LateItem, day: Day): Minor =>
  item.deltas.reduce((open, { on, delta_minor }) => (on < day ? open + delta_minor : open), item.amount_minor)

/** The first days of the half-years within a span. */
function halves(from: Day, until: Day): Day[] {
  const days: Day[] = []
  for (let year = Number(from.slice(0, 4)); year <= Number(until.slice(0, 4)); year++)
    days.push(`${year}-01-01` as Day, `${year}-07-01` as Day)
  return days.filter(day => day > from && day <= until)
}

/** The day whose reference rate counts for a day. */
function fixedOn(rule: LateRule, start: Day, day: Day): Day {
  if (rule.fixing === 'at_default' || rule.fixing === null) return start
  const first = `${day.slice(0, 4)}-${day.slice(5, 7) < '07' ? '01' : '07'}-01` as Day
  return rule.fixing === 'half_year_first' ? first : addDays(first, -1)
}

/** The percentage of a day in eight places; null where its reference rate is not known. */
function percentOn(rule: LateRule, rates: readonly LateRate[], start: Day, day: Day): bigint | null {
  if (rule.basis !== 'reference') return scaled(rule.percent ?? '0')
  const on = fixedOn(rule, start, day)
  const rate = rates
    .filter(one => one.code === rule.reference && one.valid_from <= on)
    .reduce<LateRate | null>((best, one) => (!best || one.valid_from >= best.valid_from ? one : best), null)
  if (!rate) return null
  return (scaled(rate.percent) * scaled(rule.times ?? '1')) / 10n ** BigInt(places) + scaled(rule.plus ?? '0')
}

/** The fixed sum for an item that owed so much; null where there is none. */
const fixedOf = (rule: LateRule, amount: Minor): Minor | null =>
  rule.fixed.reduce<Minor | null>(
    (best, { from_minor, amount_minor }) => (amount >= from_minor ? amount_minor : best),
    null,
  )

function scaled(decimal: string): bigint {
  const [whole = '0', part = ''] = decimal.split('.')
  return BigInt(whole + part.padEnd(places, '0').slice(0, places))
}

function textOf(percent: bigint): string {
  const digits = String(percent).padStart(places + 1, '0')
  const part = digits.slice(-places).replace(/0+$/, '')
  return digits.slice(0, -places) + (part ? `.${part}` : '')
}
