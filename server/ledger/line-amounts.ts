import { isDecimal, type Minor, multiply, percentInside, percentOf } from '../kernel/money.ts'
import type { RefusalCode } from '../kernel/refusals.ts'

/** A line as drafted: its amount is the source; quantity and price explain it. */
export type LineDraft = {
  amount_minor: Minor
  quantity?: string | undefined
  unit_price?: string | undefined
  price_includes_tax: boolean
  is_discount: boolean
}
export type LineAmounts = { net_minor: Minor; tax_minor: Minor; amount_minor: Minor }

/**
 * Net, tax and gross of one line in minor units, rounded half up once, the tax (税额 = 金额 × 税率): from the net where
 * the price is without tax, from inside the gross where it is with.
 */
export function lineAmounts(amount_minor: Minor, percent: string, includesTax: boolean): LineAmounts {
  if (includesTax) {
    const tax_minor = percentInside(amount_minor, percent)
    return { net_minor: amount_minor - tax_minor, tax_minor, amount_minor }
  }
  const tax_minor = percentOf(amount_minor, percent)
  return { net_minor: amount_minor, tax_minor, amount_minor: amount_minor + tax_minor }
}

/**
 * What is wrong with a line: a sign that does not fit, or quantity × price further than one minor unit from the
 * amount. Null when nothing is.
 */
export function lineProblem(
  line: LineDraft,
  digits: number,
): { code: RefusalCode; params: Record<string, unknown> } | null {
  if (line.is_discount ? line.amount_minor > 0n : line.amount_minor < 0n)
    return { code: 'amount_sign_wrong', params: { amount_minor: line.amount_minor } }
  if (line.quantity === undefined || line.unit_price === undefined) return null
  if (!isDecimal(line.quantity, 13) || !isDecimal(line.unit_price, 13))
    return { code: 'field_invalid', params: { field: 'quantity' } }
  const expected = multiply(line.quantity, line.unit_price, digits)
  const off = expected - line.amount_minor
  if (off > 1n || off < -1n)
    return { code: 'line_amount_disagrees', params: { expected_minor: expected, amount_minor: line.amount_minor } }
  return null
}
