import { proportion } from '../../server/kernel/money.ts'
import type { Answer, Question } from '../client.ts'
import { explained } from './explained.ts'
import { emptyLine, type TypedLine } from './lines.ts'

type Draft = Question<'issueInvoices'>[number]
type Invoice = Answer<'readInvoice'>

/** A line in the words of the verb. */
export function lineOf(line: TypedLine, price_includes_tax: boolean): NonNullable<Draft['lines']>[number] {
  return {
    description: line.description.trim(),
    tax_code: line.tax_code,
    amount_minor: line.amount_minor,
    price_includes_tax,
    ...explained(line),
    ...(line.unit.trim() ? { unit: line.unit.trim() } : {}),
    ...linkOf(line),
    ...(BigInt(line.amount_minor || 0) < 0n ? { is_discount: true } : {}),
  }
}

/** Whether the prices of a document are with tax; where its lines differ, all are taken with it. */
export const pricedWithTax = (invoice: Invoice | undefined): boolean =>
  !invoice || invoice.lines.length === 0 || invoice.lines.some(line => line.price_includes_tax)

/** The lines of a document as they can be typed anew; a document without lines becomes one line. */
export function linesOf(invoice: Invoice): TypedLine[] {
  if (invoice.lines.length === 0)
    return [{ ...emptyLine('VAT13'), description: invoice.number, amount_minor: invoice.amount_minor }]
  const withTax = pricedWithTax(invoice)
  return invoice.lines.map(line => ({
    ...emptyLine(line.tax_code),
    description: line.description,
    unit: line.unit ?? '',
    quantity: line.price_includes_tax === withTax ? (line.quantity ?? '') : '',
    unit_price: line.price_includes_tax === withTax ? (line.unit_price ?? '') : '',
    amount_minor: withTax ? line.amount_minor : line.net_minor,
    ...linkOf(line),
  }))
}

type Linked = {
  contract_line?: number | null
  contract_part?: number | null
  contract_period?: string | null
  contract_id?: string | null
  delivery_id?: string | null
}
const linkOf = (line: Linked) => ({
  ...(line.contract_line ? { contract_line: line.contract_line } : {}),
  ...(line.contract_part ? { contract_part: line.contract_part } : {}),
  ...(line.contract_period ? { contract_period: line.contract_period } : {}),
  ...(line.contract_id ? { contract_id: line.contract_id } : {}),
  ...(line.delivery_id ? { delivery_id: line.delivery_id } : {}),
})

/** A line that a contract proposes, as it can be typed over. */
export const typedLine = (line: Answer<'proposeInvoice'>['lines'][number]): TypedLine => ({
  ...emptyLine(line.tax_code),
  description: line.description,
  unit: line.unit ?? '',
  quantity: line.quantity ?? '',
  unit_price: line.unit_price ?? '',
  amount_minor: line.amount_minor,
  ...linkOf(line),
})

/** What an invoice under a contract says beside its lines; the retained share follows its total. */
export function billedUnder(proposal: Answer<'proposeInvoice'>, total: bigint): Partial<Draft> {
  const { contract_id, retention, base_days, lines } = proposal
  const planned = lines.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
  const kept = retention && planned > 0n ? proportion(BigInt(retention.amount_minor), total, planned) : 0n
  return {
    contract_id,
    base_days,
    ...(retention && kept > 0n && kept < total
      ? { retention: { amount_minor: String(kept), due_on: retention.due_on } }
      : {}),
  }
}
