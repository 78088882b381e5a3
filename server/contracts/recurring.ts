import type { Problem } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { type LineAmounts, lineAmounts } from '../ledger/line-amounts.ts'
import { type Period, periodsOf, type Recurrence, recurrenceProblem } from './recurrence.ts'

/** A period with its amounts; tax is rounded once a period, and the line is their sum. */
export type PlannedPeriod = Omit<Period, 'price_minor'> & LineAmounts

type Draft = {
  recurs: Recurrence
  amount_minor?: Minor | undefined
  quantity?: string | undefined
  price_includes_tax: boolean
}

/** The periods of a line that recurs and what they sum to; null where something is wrong, which is told. [CTR-15] */
export function decideRecurring(
  { recurs, amount_minor, quantity, price_includes_tax }: Draft,
  rate: string,
  complain: (code: Problem['code'], params?: Record<string, unknown>) => void,
): (LineAmounts & { periods: PlannedPeriod[] }) | null {
  const wrong = recurrenceProblem(recurs)
  if (wrong) complain(wrong.code, wrong.params)
  if (quantity !== undefined) complain('contract_recurrence_quantity')
  if (wrong || quantity !== undefined) return null
  const priced = periodsOf(recurs)
  const nothing = priced.find(period => period.price_minor <= 0n)
  if (nothing) complain('amount_not_positive', { amount_minor: nothing.price_minor })
  const periods = priced.map(({ price_minor, ...days }) => ({
    ...days,
    ...lineAmounts(price_minor, rate, price_includes_tax),
  }))
  const sum = (key: keyof LineAmounts) => periods.reduce((total, period) => total + period[key], 0n)
  const amounts = { net_minor: sum('net_minor'), tax_minor: sum('tax_minor'), amount_minor: sum('amount_minor') }
  const expected_minor = price_includes_tax ? amounts.amount_minor : amounts.net_minor
  if (amount_minor !== undefined && amount_minor !== expected_minor) {
    complain('contract_recurrence_disagrees', { expected_minor, amount_minor })
    return null
  }
  return nothing ? null : { ...amounts, periods }
}
