import { minusDecimals, multiply, proportion } from '../../server/kernel/money.ts'
import type { Rule } from './terms-words.ts'

/**
 * What leaving a discount unused costs the customer in a year, in hundredths of a per cent, simple interest over 365 days:
 * p ÷ (100 − p) × 365 ÷ (days to pay − days of the discount); 2 % within 10 of 30 days is 3724n. Null where the days
 * between follow from the calendar (months, pay days), or the amount is paid in parts. [POL-1]
 */
export function yearlyCost(rule: Rule, step: { days: number; percent: string }): bigint | null {
  if (rule.months || rule.pay_days?.length || rule.instalments?.length || rule.retention) return null
  const days = (rule.days ?? 0) - step.days
  if (days <= 0 || !/^\d{1,2}(\.\d{1,4})?$/.test(step.percent)) return null
  const kept = minusDecimals('100', step.percent)
  return proportion(3_650_000n, multiply(step.percent, '1', 4), multiply(kept, String(days), 4))
}
