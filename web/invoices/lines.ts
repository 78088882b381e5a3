import { currencyDigits, multiply, parseDecimal } from '../../server/kernel/money.ts'
import { type LineAmounts, lineAmounts } from '../../server/ledger/line-amounts.ts'
import type { Row } from '../client.ts'

/** A line as it is being typed; its amount, with tax or without as the form says, is the source, quantity and price explain it. */
export type TypedLine = {
  key: number
  description: string
  quantity: string
  unit: string
  unit_price: string
  tax_code: string
  amount_minor: string
  /** The line, or the part of the plan, of a contract that it bills. */
  contract_line?: number
  contract_part?: number
  contract_period?: string
  contract_id?: string
  delivery_id?: string
}

let last = 0
/** A line with nothing on it. */
export const emptyLine = (tax_code: string): TypedLine => ({
  key: ++last,
  description: '',
  quantity: '',
  unit: '',
  unit_price: '',
  tax_code,
  amount_minor: '',
})

/** What the amounts of the lines come to as they are typed, in minor units. */
export const totalOf = (lines: readonly TypedLine[]) =>
  lines.reduce((sum, line) => sum + BigInt(line.amount_minor || 0), 0n)

/** Lines that can be sent: each says what it is for and how much. */
export const linesReady = (lines: readonly TypedLine[]) =>
  lines.every(line => line.description.trim() !== '' && line.amount_minor !== '')

/** Whether something is typed that is no number of at most 13 decimals. */
export const unread = (text: string) => text.trim() !== '' && parseDecimal(text, 13) === null

/** Quantity times price, rounded to the minor unit, where both can be read. */
export function amountOf(line: TypedLine, currency: string): string | null {
  const [quantity, price] = [parseDecimal(line.quantity, 13), parseDecimal(line.unit_price, 13)]
  return quantity && price ? multiply(quantity, price, currencyDigits(currency)).toString() : null
}

/** What the verb would refuse: quantity times price further than one minor unit from the amount. */
export function disagrees(line: TypedLine, currency: string): string | null {
  const expected = amountOf(line, currency)
  if (expected === null || line.amount_minor === '') return null
  const off = BigInt(expected) - BigInt(line.amount_minor)
  return off > 1n || off < -1n ? expected : null
}

type TaxCodes = readonly Row<'listTaxCodes'>[]

/** The rate of a tax code on a day, in per cent; '0' where it has none, which the verb refuses by name. */
function rateOn(taxes: TaxCodes, code: string, on: string): string {
  return (
    taxes.find(tax => tax.code === code && tax.valid_from <= on && (tax.valid_to === null || on <= tax.valid_to))
      ?.rate ?? '0'
  )
}

/** What the lines come to, in minor units: each rounded by itself, as it will be issued. */
export function sumOf(
  lines: readonly TypedLine[],
  { taxes, issued_on, withTax }: { taxes: TaxCodes; issued_on: string; withTax: boolean },
): LineAmounts {
  return lines
    .map(line => lineAmounts(BigInt(line.amount_minor || 0), rateOn(taxes, line.tax_code, issued_on), withTax))
    .reduce(
      (sum, line) => ({
        net_minor: sum.net_minor + line.net_minor,
        tax_minor: sum.tax_minor + line.tax_minor,
        amount_minor: sum.amount_minor + line.amount_minor,
      }),
      { net_minor: 0n, tax_minor: 0n, amount_minor: 0n },
    )
}
