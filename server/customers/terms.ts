/** Payment terms as data: what a due day is counted from, and how. The rules [CUS-T…] stand in the tests by example. */
import { z } from 'zod'
import { allocate, compareDecimals, type Minor, multiply, percentOf } from '../kernel/money.ts'
import { addDays, addMonths, type Day, dayFrom, endOfMonth } from '../kernel/values.ts'

/**
 * What a term is counted from. `end_of_base_month` is the end of the invoice's month (月结); `tax_invoice` is the day
 * the customer has the tax invoice (票到).
 */
export const bases = [
  'invoice',
  'tax_invoice',
  'goods_received',
  'acceptance',
  'statement_confirmed',
  'bill_of_lading',
  'end_of_base_month',
] as const
export type Base = (typeof bases)[number]

/** The events a base stands on: what an item must know for its due day. */
export type BaseEvent = Exclude<Base, 'end_of_base_month'>

/** Days of the events that have happened. */
export type BaseDays = Partial<Record<BaseEvent, Day>>

/** Which days are working days, with the holidays and moved working days of a country. */
export type WorkCalendar = { isWorkingDay(day: Day): boolean }

/** Above 0, at most 100, four decimals. It aborts, so that `contradictions` only ever computes with what is a decimal. */
const percent = z.string().regex(/^(?!0(?:\.0+)?$)(?:100(?:\.0{1,4})?|[1-9]?\d(?:\.\d{1,4})?)$/, { abort: true })

const count = {
  base: z.enum(bases).optional(),
  /** Counts from the end of the month the base day lies in, for bases other than the invoice (票到月结). */
  month_end: z.boolean().optional(),
  months: z.int().min(0).max(600).optional(),
  days: z.int().min(0).max(3650).optional(),
  /** Days of the month on which money is paid; the due day moves on to the next. 31 is the end of every month. */
  pay_days: z.array(z.int().min(1).max(31)).min(1).max(31).optional(),
}

const instalment = z.union([
  z.strictObject({ percent, ...count }),
  z.strictObject({ amount_minor: z.string().regex(/^[1-9]\d{0,17}$/), ...count }),
])

const fields = z.strictObject({
  ...count,
  base: z.enum(bases),
  /** A base day after this day of the month counts as the first of the next month. */
  cutoff_day: z.int().min(1).max(31).optional(),
  next_working_day: z.boolean().optional(),
  /** Goods leave only when this is paid (款到发货). */
  before_delivery: z.boolean().optional(),
  discount: z
    .array(z.strictObject({ days: z.int().min(0).max(3650), percent }))
    .min(1)
    .max(10)
    .optional(),
  instalments: z.array(instalment).min(1).max(120).optional(),
  /** Held back until `months` after its base (the terms' own where it names none). */
  retention: z.strictObject({ percent, months: z.int().min(1).max(600), base: z.enum(bases).optional() }).optional(),
})

/**
 * Payment terms. An instalment takes from the terms what it does not say itself. Fixed amounts are taken first; the
 * per cents, which sum to 100, share what they leave, after the retention.
 */
export const TermsRule = fields.check(context => {
  for (const message of contradictions(context.value))
    context.issues.push({ code: 'custom', message, input: context.value })
})
export type TermsRule = z.infer<typeof TermsRule>
type Count = Partial<z.infer<z.ZodObject<typeof count>>>

/** A due day, or the event that is still missing: then it is "not yet determinable". */
export type Due = { due_on: Day; missing?: never } | { due_on: null; missing: BaseEvent }

/** One part of what is owed, with its own due day. Parts become open items. */
export type TermsPart = Due & { kind: 'instalment' | 'retention'; amount_minor: Minor }

/**
 * The due day of terms (of their main count; their parts: `instalments`). In this order: base day, cut-off, end of the
 * month, + months, + days, next pay day, next working day. Months added to a month end give a month end.
 * `due_on` is null with the `missing` event where the base has not happened. [CUS-T1 … CUS-T8]
 */
export function dueDay(rule: TermsRule, baseDays: BaseDays, calendar: WorkCalendar): Due {
  return countDue(rule, rule, baseDays, calendar)
}

/**
 * The parts `total_minor` is owed in, summing to it exactly: instalments (one, where the terms name none), then the
 * retention. Rounding is by largest remainder; a fixed amount takes no more than is left; parts of 0 are left out, so
 * a total of 0 has none. A negative total (a credit note) is split alike. [CUS-T9, CUS-T10]
 */
export function instalments(
  rule: TermsRule,
  total_minor: Minor,
  baseDays: BaseDays,
  calendar: WorkCalendar,
): TermsPart[] {
  const sign = total_minor < 0n ? -1n : 1n
  const size = total_minor * sign
  const retained = rule.retention ? percentOf(size, rule.retention.percent) : 0n
  let rest = size - retained
  const plan = rule.instalments ?? [{ percent: '100' }]
  const fixed = plan.map(part => {
    const amount = 'amount_minor' in part ? BigInt(part.amount_minor) : 0n
    const taken = amount < rest ? amount : rest
    rest -= taken
    return taken
  })
  const shares = allocate(rest, plan.map(weightOf))
  const parts = plan.map(
    (part, index): TermsPart => ({
      kind: 'instalment',
      amount_minor: ((fixed[index] ?? 0n) + (shares[index] ?? 0n)) * sign,
      ...countDue(rule, { ...mainCount(rule, part), ...part }, baseDays, calendar),
    }),
  )
  if (rule.retention) {
    const { base = rule.base, months } = rule.retention
    const due = countDue(rule, { base, months }, baseDays, calendar)
    parts.push({ kind: 'retention', amount_minor: retained * sign, ...due })
  }
  return parts.filter(part => part.amount_minor !== 0n)
}

/** A discount for paying early: paying by `until_on` costs `amount_minor` less. */
export type EarlyDiscount = { until_on: Day; percent: string; amount_minor: Minor }

/**
 * The discounts for early payment on `total_minor`, earliest first; its days count from where the terms begin to count
 * (after cut-off and month end). None where the base event is missing. [CUS-T11]
 */
export function earlyDiscounts(rule: TermsRule, total_minor: Minor, baseDays: BaseDays): EarlyDiscount[] {
  const start = startDay(rule, rule.base, rule.month_end ?? false, baseDays)
  if (start === null) return []
  return (rule.discount ?? []).map(({ days, percent }) => ({
    until_on: addDays(start, days),
    percent,
    amount_minor: percentOf(total_minor, percent),
  }))
}

/** What is payable of an open amount until a day, with the discount for paying by then. */
export type OpenDiscount = EarlyDiscount & { payable_minor: Minor }

/**
 * What may still be taken off what is open by paying on a day, earliest first; none where nothing is open, no discount is agreed or
 * its days are over. [CUS-T11]
 */
export const openDiscounts = (
  rule: TermsRule | null,
  open_minor: Minor,
  baseDays: BaseDays,
  on: Day,
): OpenDiscount[] =>
  rule === null || open_minor <= 0n
    ? []
    : earlyDiscounts(rule, open_minor, baseDays)
        .filter(one => one.until_on >= on && one.amount_minor > 0n)
        .map(one => ({ ...one, payable_minor: open_minor - one.amount_minor }))

/** The event a base stands on. */
export function eventOf(base: Base): BaseEvent {
  return base === 'end_of_base_month' ? 'invoice' : base
}

/** What an instalment inherits: all of the main count when it names no offset, else only base and pay days. */
function mainCount(rule: TermsRule, part: Count): Count {
  const ownOffset = part.months !== undefined || part.days !== undefined
  if (part.base !== undefined) return {}
  return ownOffset ? { base: rule.base, month_end: rule.month_end, pay_days: rule.pay_days } : rule
}

function countDue(rule: TermsRule, own: Count, baseDays: BaseDays, calendar: WorkCalendar): Due {
  const base = own.base ?? rule.base
  const monthEnd = own.month_end ?? false
  const start = startDay(rule, base, monthEnd, baseDays)
  if (start === null) return { due_on: null, missing: eventOf(base) }
  const { months = 0, days = 0 } = own
  let due = months > 0 ? addMonths(start, months) : start
  if (months > 0 && (monthEnd || base === 'end_of_base_month')) due = endOfMonth(due)
  due = nextPayDay(addDays(due, days), own.pay_days ?? [])
  return { due_on: rule.next_working_day ? nextWorkingDay(due, calendar) : due }
}

function startDay(rule: TermsRule, base: Base, monthEnd: boolean, baseDays: BaseDays): Day | null {
  const event = baseDays[eventOf(base)]
  if (event === undefined) return null
  const late = rule.cutoff_day !== undefined && Number(event.slice(8)) > rule.cutoff_day
  const day = late ? addDays(endOfMonth(event), 1) : event
  return monthEnd || base === 'end_of_base_month' ? endOfMonth(day) : day
}

function nextPayDay(day: Day, payDays: readonly number[]): Day {
  if (payDays.length === 0) return day
  const last = endOfMonth(day)
  const here = payDays
    .map(payDay => dayFrom(Number(day.slice(0, 4)), Number(day.slice(5, 7)), payDay) ?? last)
    .sort()
    .find(payDay => payDay >= day)
  return here ?? nextPayDay(addDays(last, 1), payDays)
}

function nextWorkingDay(day: Day, calendar: WorkCalendar): Day {
  for (let next = day, tries = 0; tries < 100; next = addDays(next, 1), tries++)
    if (calendar.isWorkingDay(next)) return next
  throw new RangeError('a calendar without working days')
}

function weightOf(part: z.infer<typeof instalment>): bigint {
  return 'percent' in part ? multiply(part.percent, '1', 4) : 0n
}

function contradictions(rule: z.infer<typeof fields>): string[] {
  const found: string[] = []
  const parts = rule.instalments ?? []
  if (parts.length > 0 && parts.map(weightOf).reduce((a, b) => a + b, 0n) !== 1_000_000n)
    found.push('the per cents of instalments sum to 100')
  for (const each of [rule, ...parts])
    if (each.month_end && (each.base ?? rule.base) === 'end_of_base_month') found.push('the month ends once')
  const steps = rule.discount ?? []
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1]
    if (before && (before.days >= step.days || compareDecimals(before.percent, step.percent) <= 0))
      found.push('a later discount is a smaller one')
  }
  return found
}
