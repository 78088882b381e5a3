import type { Problem } from '../kernel/errors.ts'
import { compareDecimals, type Minor, percentInside, proportion, shareOf } from '../kernel/money.ts'
import { type InvoiceHead, type LineLeft, leftOf } from './left.ts'
import type { TaxInvoiceKind } from './names-contract.ts'

/** A line as it is asked for: all that is left unless an amount or a quantity is given. */
export type LineWish = {
  invoice_id: string
  invoice_line: number
  amount_minor?: Minor | undefined
  quantity?: string | undefined
  item_name?: string | undefined
  classification?: string | undefined
  model?: string | undefined
}

/** A line as it is written. */
export type PlannedLine = {
  /** Of the invoice; what is said of it is kept for the next request. */
  description: string
  invoice_id: string
  invoice_line: number
  item_name: string
  classification: string | null
  model: string | null
  unit: string | null
  quantity: string | null
  tax_code: string
  tax_rate: string
  is_discount: boolean
  net_minor: Minor
  tax_minor: Minor
  amount_minor: Minor
}

export type PlannedRequest = {
  lines: PlannedLine[]
  entity_id: string
  customer_id: string
  currency: string
  net_minor: Minor
  tax_minor: Minor
  amount_minor: Minor
  base_minor: Minor
}

const size = (amount: Minor) => (amount < 0n ? -amount : amount)

/**
 * What a request takes of its invoices, and every reason why not. One customer, one entity, one currency; never more of a line,
 * nor of an invoice with its credit notes, than is left. [TAX-1] [TAX-2]
 */
export function decideRequest(
  kind: TaxInvoiceKind,
  wishes: readonly LineWish[],
  heads: readonly InvoiceHead[],
  left: readonly LineLeft[],
): { plan: PlannedRequest | null; problems: Problem[] } {
  const problems: Problem[] = []
  const complain = (code: Problem['code'], params: Record<string, unknown>, index = 0) =>
    problems.push({ index, code, params })
  const first = heads.find(head => head.invoice_id === wishes[0]?.invoice_id)
  const seen = new Set<string>()
  const lines = wishes.flatMap((wish, index) => {
    const head = heads.find(one => one.invoice_id === wish.invoice_id)
    const line = left.find(one => one.invoice_id === wish.invoice_id && one.invoice_line === wish.invoice_line)
    const key = `${wish.invoice_id} ${wish.invoice_line}`
    if (!head) complain('invoice_unknown', { invoice: wish.invoice_id }, index)
    else if (!line || seen.has(key))
      complain('tax_request_line_unknown', { number: head.number, line: wish.invoice_line }, index)
    else {
      seen.add(key)
      const planned = decideLine(wish, line, head.currency)
      if ('code' in planned) complain(planned.code, planned.params, index)
      else return [planned]
    }
    return []
  })
  for (const head of heads) {
    const { number } = head
    if (head.kind !== 'invoice' && head.kind !== 'charge') complain('tax_request_kind', { number })
    if (head.state !== 'issued') complain('invoice_not_issued', { number, state: head.state })
    if (!first) continue
    if (head.customer_id !== first.customer_id) complain('customer_differs', { number })
    if (head.entity_id !== first.entity_id) complain('entity_differs', { number })
    if (head.currency !== first.currency)
      complain('currency_differs', { number, debit: head.currency, credit: first.currency })
    const amount_minor = sumOf(
      lines.filter(line => line.invoice_id === head.invoice_id),
      'amount_minor',
    )
    if (amount_minor > leftOf(head))
      complain('tax_request_over_invoice', {
        number,
        left_minor: leftOf(head),
        amount_minor,
        currency: head.currency,
      })
  }
  if (first && kind !== 'commercial' && first.currency !== first.entity_base)
    complain('tax_request_currency', { currency: first.currency, base_currency: first.entity_base })
  const amount_minor = sumOf(lines, 'amount_minor')
  if (problems.length === 0 && amount_minor <= 0n) complain('amount_not_positive', { amount_minor })
  if (problems.length > 0 || !first) return { plan: null, problems }
  const base_minor = heads.reduce((sum, head) => {
    const part = sumOf(
      lines.filter(line => line.invoice_id === head.invoice_id),
      'amount_minor',
    )
    return sum + (head.amount_minor === 0n ? 0n : proportion(head.base_minor, part, head.amount_minor))
  }, 0n)
  return {
    plan: {
      lines,
      entity_id: first.entity_id,
      customer_id: first.customer_id,
      currency: first.currency,
      net_minor: sumOf(lines, 'net_minor'),
      tax_minor: sumOf(lines, 'tax_minor'),
      amount_minor,
      base_minor,
    },
    problems,
  }
}

const sumOf = (lines: readonly PlannedLine[], field: 'amount_minor' | 'net_minor' | 'tax_minor') =>
  lines.reduce((sum, line) => sum + line[field], 0n)

/** One line: the last part of it takes the net and the tax that are left, so that parts add up to the line. */
function decideLine(
  wish: LineWish,
  line: LineLeft,
  currency: string,
): PlannedLine | { code: Problem['code']; params: Record<string, unknown> } {
  const { invoice_number: number, invoice_line, left_minor } = line
  const asked = amountOf(wish, line)
  const over = { number, line: invoice_line, left_minor, amount_minor: asked, currency }
  if (left_minor === 0n) return { code: 'tax_request_over_line', params: over }
  if (asked === 0n || asked < 0n !== line.amount_minor < 0n)
    return { code: 'amount_sign_wrong', params: { amount_minor: asked } }
  if (size(asked) > size(left_minor)) return { code: 'tax_request_over_line', params: over }
  if (wish.quantity !== undefined && compareDecimals(wish.quantity, '0') <= 0)
    return { code: 'quantity_not_positive', params: { line: invoice_line } }
  if (wish.quantity !== undefined && compareDecimals(wish.quantity, line.left_quantity ?? '0') > 0)
    return {
      code: 'tax_request_over_quantity',
      params: { number, line: invoice_line, left: line.left_quantity ?? '0', unit: line.unit ?? '' },
    }
  const whole = asked === left_minor
  const tax_minor = whole ? line.left_tax_minor : percentInside(asked, line.tax_rate)
  const rest = whole && line.left_quantity !== '0' ? line.left_quantity : null
  return {
    description: line.description,
    invoice_id: line.invoice_id,
    invoice_line,
    item_name: wish.item_name || line.item_name,
    classification: wish.classification ?? line.classification,
    model: wish.model || line.model,
    unit: line.unit,
    quantity: wish.quantity ?? rest,
    tax_code: line.tax_code,
    tax_rate: line.tax_rate,
    is_discount: line.is_discount,
    net_minor: asked - tax_minor,
    tax_minor,
    amount_minor: asked,
  }
}

function amountOf(wish: LineWish, line: LineLeft): Minor {
  if (wish.amount_minor !== undefined) return wish.amount_minor
  if (wish.quantity === undefined || line.quantity === null || compareDecimals(line.quantity, '0') === 0)
    return line.left_minor
  if (line.left_quantity !== null && compareDecimals(wish.quantity, line.left_quantity) === 0) return line.left_minor
  return shareOf(line.amount_minor, wish.quantity, line.quantity)
}
