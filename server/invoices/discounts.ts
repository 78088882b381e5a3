import { type BaseDays, type OpenDiscount, openDiscounts, type TermsRule } from '../customers/terms.ts'
import type { Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'

/** An invoice with the terms and base days it was issued by. */
export type Discounted = { kind: string; terms_rule: TermsRule | null; base_days: BaseDays }

/** What is payable of an invoice on a day with the discount for paying early: of what is open but for what is retained. [INV-32] */
export function discountsOf(
  { kind, terms_rule, base_days }: Discounted,
  parts: readonly { kind: string; open_minor: Minor | string }[],
  on: Day,
): (Omit<OpenDiscount, 'amount_minor' | 'payable_minor'> & Record<'amount_minor' | 'payable_minor', string>)[] {
  const open_minor = parts.reduce((sum, part) => (part.kind === 'invoice' ? sum + BigInt(part.open_minor) : sum), 0n)
  return openDiscounts(kind === 'invoice' ? terms_rule : null, open_minor, base_days, on).map(one => ({
    ...one,
    amount_minor: String(one.amount_minor),
    payable_minor: String(one.payable_minor),
  }))
}
