import type { Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'

export type DocumentForm = 'xml' | 'ofd' | 'pdf'

/** A line as the authority's file says it; without a rate it is not taxed. */
export type FactLine = {
  item_name: string
  classification: string | null
  model: string | null
  unit: string | null
  quantity: string | null
  tax_rate: string | null
  net_minor: Minor
  tax_minor: Minor
}

/** What a file says of a tax invoice; null is what its form does not say. */
export type Facts = {
  form: DocumentForm
  number: string
  kind: 'special' | 'ordinary' | null
  is_red: boolean | null
  /** The number of the blue invoice, and of the confirmation, a red one names. */
  reverses: string | null
  confirmation_number: string | null
  issued_on: Day | null
  /** The day the file says it was made, where it says one beside the day it is of. */
  made_on?: Day | null
  seller_name: string | null
  seller_tax_id: string | null
  buyer_name: string | null
  buyer_tax_id: string | null
  net_minor: Minor | null
  tax_minor: Minor | null
  amount_minor: Minor | null
  remarks: string | null
  lines: FactLine[] | null
}

/** What stands in the remarks of a red invoice: the blue one and the confirmation. */
export function reversalOf(remarks: string): Pick<Facts, 'reverses' | 'confirmation_number'> {
  const blue = /被红冲蓝字[^:：]*号码\s*[:：]\s*(\d{20}|\d{8})/.exec(remarks)?.[1] ?? null
  const confirmation = /红字[^:：]*确认单[^:：]*编号\s*[:：]\s*(\d{10,30})/.exec(remarks)?.[1] ?? null
  return { reverses: blue, confirmation_number: confirmation }
}

/** Our request numbers that stand in remarks. */
export const requestNumbersIn = (remarks: string | null): string[] => [
  ...new Set(remarks?.match(/TXR\d{4}-\d{6,12}/g) ?? []),
]
