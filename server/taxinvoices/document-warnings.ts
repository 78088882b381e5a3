import { checkChineseTaxId } from '../customers/tax-id.ts'
import { percentOf } from '../kernel/money.ts'
import type { DocumentWarning } from './document-warnings-contract.ts'
import type { Facts } from './facts.ts'

/**
 * Oddities of a tax invoice. Its number begins with the year it was issued in; the tax of a line is its net times its rate within
 * six fen, but where tax is on a difference 差额征税; codes of companies have a check sign, but real ones that fail exist; a name may
 * be written otherwise; and the moment it was made may lie on another day than the one it is of. [TAX-19] Pure.
 */
export function warningsOf(
  facts: Pick<Facts, 'number' | 'issued_on' | 'lines' | 'buyer_tax_id' | 'seller_tax_id' | 'buyer_name' | 'made_on'>,
  expected_name: string | null,
): DocumentWarning[] {
  const { number, issued_on, lines, buyer_name } = facts
  const warnings: DocumentWarning[] = []
  if (number.length === 20 && issued_on && number.slice(0, 2) !== issued_on.slice(2, 4)) warnings.push('number_year')
  const off = (lines ?? []).some(line => {
    const difference = percentOf(line.net_minor, line.tax_rate ?? '0') - line.tax_minor
    return difference > 6n || difference < -6n
  })
  if (off) warnings.push('line_tax')
  const ids = [facts.buyer_tax_id, facts.seller_tax_id].filter(one => one !== null && one.length === 18)
  if (ids.some(one => checkChineseTaxId(one as string) === 'wrong_check_digit')) warnings.push('tax_id_check')
  if (buyer_name && expected_name && buyer_name.trim() !== expected_name.trim()) warnings.push('buyer_name')
  if (facts.made_on && issued_on && facts.made_on !== issued_on) warnings.push('days_differ')
  return warnings
}
