import { type BaseDays, instalments, type TermsRule, type WorkCalendar } from '../customers/terms.ts'
import type { CustomerAccountRef } from '../customers/find.ts'
import { allocate, compareDecimals, convert, currencyDigits, isCurrency, type Minor } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { accountFor } from '../ledger/books.ts'
import type { EntityRef } from '../ledger/parties.ts'
import {
  bookedOn,
  complain,
  complainOfDay,
  type Item,
  type Plan,
  planEntry,
  planItem,
  type PostingLine,
} from '../ledger/plan.ts'
import { type LineAmounts, lineAmounts, lineProblem } from '../ledger/line-amounts.ts'
import type { InvoiceDraft } from './drafts.ts'

/** A tax code as it stands on a day; `rate` in per cent. */
export type TaxCode = { code: string; kind: string; rate: string }

/** An invoice or credit note as it will be written: signed, so that a credit note is negative throughout. */
export type PlannedInvoice = {
  index: number
  invoice_id: string
  entity: EntityRef
  customer: CustomerAccountRef
  kind: 'invoice' | 'charge' | 'credit_note'
  draft: InvoiceDraft
  posted_on: Day
  currency: string
  rate: string
  net_minor: Minor
  tax_minor: Minor
  amount_minor: Minor
  base_minor: Minor
  terms: { terms_id: string; rule: TermsRule } | null
  base_days: BaseDays
  due_on: Day | null
  items: Item[]
  lines: (LineAmounts & { draft: InvoiceDraft['lines'][number]; rate: string })[]
  entry_id: string
}

export type InvoiceSurroundings = {
  entity: EntityRef
  customer: CustomerAccountRef
  kind: PlannedInvoice['kind']
  taxCode: (code: string, on: Day) => TaxCode | null
  terms: (code: string) => { terms_id: string; rule: TermsRule } | null
  rateFor: (currency: string, base: string, on: Day) => string | null
  /** Working days where the entity is. */
  calendar: WorkCalendar
  /** Day of the entry where the draft does not say; the issue day. */
  posted_on?: Day
  /** A credit note on a charge takes back other income, not revenue. */
  credits_charge?: boolean
}

type Part = { kind: 'invoice' | 'charge' | 'credit_note' | 'retention'; amount_minor: Minor; due_on: Day | null }

/**
 * Plans one invoice: amounts, parts with their due days, items and entry; everything wrong with it is noted in the
 * plan. Answers null when it cannot be issued. [INV-2…INV-8]
 */
export function planInvoice(
  plan: Plan,
  index: number,
  draft: InvoiceDraft,
  around: InvoiceSurroundings,
): PlannedInvoice | null {
  const { entity, customer, kind } = around
  const before = plan.problems.length
  const sign = kind === 'credit_note' ? -1n : 1n
  const currency = draft.currency ?? customer.currency ?? entity.base_currency
  const posted_on = (draft.posted_on as Day | undefined) ?? around.posted_on ?? (draft.issued_on as Day)
  complainOfDay(plan, index, entity.entity_id, posted_on)
  const digits = digitsOf(currency)
  const rate = draft.rate ?? around.rateFor(currency, entity.base_currency, draft.issued_on as Day)
  if (digits === null) complain(plan, index, 'currency_unknown', { currency })
  else if (rate === null)
    complain(plan, index, 'rate_missing', { currency, base_currency: entity.base_currency, on: draft.issued_on })
  else complainOfRate(plan, index, { currency, base_currency: entity.base_currency, rate })
  const lines = planLines(plan, index, draft, around, digits ?? 2)
  const total = lines.reduce((sum, line) => sum + line.amount_minor, 0n)
  if (total <= 0n && plan.problems.length === before)
    complain(plan, index, 'invoice_total_zero', { amount_minor: total })
  if (total > greatest) complain(plan, index, 'amount_too_large', { amount_minor: total })
  const terms = termsOf(plan, index, draft, around)
  if (plan.problems.length > before || rate === null || digits === null) return null
  const base_minor = convert(total, rate, digits, digitsOf(entity.base_currency) ?? 2)
  if (base_minor > greatest) return complain(plan, index, 'amount_too_large', { base_minor })
  const base_days: BaseDays = { ...(draft.base_days as BaseDays), invoice: draft.issued_on as Day }
  const parts = partsOf(plan, index, draft, around, total, terms?.rule ?? null, base_days)
  if (!parts) return null
  const planned: PlannedInvoice = {
    index,
    invoice_id: newId(),
    entity,
    customer,
    kind,
    draft,
    posted_on,
    currency,
    rate,
    net_minor: lines.reduce((sum, line) => sum + line.net_minor, 0n) * sign,
    tax_minor: lines.reduce((sum, line) => sum + line.tax_minor, 0n) * sign,
    amount_minor: total * sign,
    base_minor: base_minor * sign,
    terms,
    base_days,
    due_on: parts.reduce<Day | null>(
      (max, part) => (part.due_on && (!max || part.due_on > max) ? part.due_on : max),
      null,
    ),
    items: [],
    lines: lines.map(line => ({
      ...line,
      net_minor: line.net_minor * sign,
      tax_minor: line.tax_minor * sign,
      amount_minor: line.amount_minor * sign,
    })),
    entry_id: newId(),
  }
  if (
    !planClaim(
      plan,
      planned,
      parts.map(part => ({ ...part, amount_minor: part.amount_minor * sign })),
      kind === 'charge' || around.credits_charge === true,
    )
  )
    return null
  return planned
}

/** The most a document may amount to, in its currency and in base: what the wire carries. */
export const greatest: Minor = 999_999_999_999_999_999n

/** A rate is above 0, and 1 within one currency. */
export function complainOfRate(
  plan: Plan,
  index: number,
  said: { currency: string; base_currency: string; rate: string },
): void {
  const same = said.currency === said.base_currency
  if (compareDecimals(said.rate, '0') <= 0 || (same && compareDecimals(said.rate, '1') !== 0))
    complain(plan, index, 'rate_invalid', said)
}

const digitsOf = (currency: string) => (isCurrency(currency) ? currencyDigits(currency) : null)

function planLines(plan: Plan, index: number, draft: InvoiceDraft, around: InvoiceSurroundings, digits: number) {
  const drafts =
    draft.lines.length > 0
      ? draft.lines
      : draft.amount_minor === undefined
        ? []
        : [wholeLine(draft.amount_minor, draft.tax_code ?? 'NOTAX', draft.reference)]
  if (drafts.length === 0) complain(plan, index, 'invoice_lines_missing')
  return drafts.flatMap(line => {
    const wrong = lineProblem(line, digits)
    if (wrong) complain(plan, index, wrong.code, wrong.params)
    const tax = around.taxCode(line.tax_code, draft.issued_on as Day)
    if (!tax) complain(plan, index, 'tax_code_unknown', { tax_code: line.tax_code, on: draft.issued_on })
    return tax && !wrong
      ? [{ ...lineAmounts(line.amount_minor, tax.rate, line.price_includes_tax), draft: line, rate: tax.rate }]
      : []
  })
}

const wholeLine = (
  amount_minor: Minor,
  tax_code: string,
  reference: string | undefined,
): InvoiceDraft['lines'][number] => ({
  description: reference || '—',
  amount_minor,
  tax_code,
  price_includes_tax: true,
  is_discount: false,
})

function termsOf(plan: Plan, index: number, draft: InvoiceDraft, around: InvoiceSurroundings) {
  if (draft.terms_code) {
    const terms = around.terms(draft.terms_code)
    if (!terms) complain(plan, index, 'terms_unknown', { terms_code: draft.terms_code })
    return terms
  }
  if (draft.due_on || draft.instalments || around.kind === 'credit_note') return null
  const { terms_id, terms_rule } = around.customer
  return terms_id && terms_rule ? { terms_id, rule: terms_rule } : null
}

/** The parts an invoice is owed in: as drafted, or by its terms; they sum to it. A credit note is one part. [INV-5] */
function partsOf(
  plan: Plan,
  index: number,
  draft: InvoiceDraft,
  { kind, calendar }: InvoiceSurroundings,
  total: Minor,
  rule: TermsRule | null,
  base_days: BaseDays,
): Part[] | null {
  const retention = draft.retention
  if (retention && retention.amount_minor <= 0n)
    return complain(plan, index, 'amount_not_positive', { amount_minor: retention.amount_minor })
  const rest = total - (retention?.amount_minor ?? 0n)
  const kept: Part[] = retention
    ? [{ kind: 'retention', amount_minor: retention.amount_minor, due_on: retention.due_on as Day | null }]
    : []
  if (draft.instalments) {
    const sum = draft.instalments.reduce((amount, part) => amount + part.amount_minor, 0n)
    if (sum !== rest || draft.instalments.some(part => part.amount_minor <= 0n))
      return complain(plan, index, 'instalments_disagree', { sum_minor: sum, amount_minor: rest })
    return [
      ...draft.instalments.map(part => ({ kind, amount_minor: part.amount_minor, due_on: part.due_on as Day })),
      ...kept,
    ]
  }
  // All of it may wait for more than time 合同资产.
  if (rest === 0n && retention) return kept
  if (rest <= 0n)
    return complain(plan, index, 'instalments_disagree', {
      sum_minor: retention?.amount_minor ?? 0n,
      amount_minor: total,
    })
  if (draft.due_on) return [{ kind, amount_minor: rest, due_on: draft.due_on as Day }, ...kept]
  if (!rule) return [{ kind, amount_minor: rest, due_on: draft.issued_on as Day }, ...kept]
  const byTerms = instalments(rule, rest, base_days, calendar)
  return [
    ...byTerms.map(part => ({
      kind: part.kind === 'retention' ? ('retention' as const) : kind,
      amount_minor: part.amount_minor,
      due_on: part.due_on,
    })),
    ...kept,
  ]
}

const purposes = { invoice: 'receivable', charge: 'other', credit_note: 'receivable', retention: 'retention' } as const

/** Items and the one entry of an invoice: Dr control accounts, Cr revenue and tax. */
function planClaim(plan: Plan, planned: PlannedInvoice, parts: readonly Part[], ofCharge: boolean): boolean {
  const { index, entity, customer } = planned
  const books = plan.books.get(entity.entity_id)
  const { tax_point, revenue } = planned.draft
  const income = books && accountFor(books, revenue === 'later' ? 'unearned' : ofCharge ? 'charge' : 'revenue')
  const tax = books && accountFor(books, tax_point === 'later' ? 'deferred_tax' : 'output_tax')
  const controls = parts.map(
    part => books && accountFor(books, ofCharge && part.kind !== 'retention' ? 'other' : purposes[part.kind]),
  )
  if (!books || !income || !tax || controls.some(account => !account)) {
    complain(plan, index, 'account_not_determined', { entity: entity.code })
    return false
  }
  const booked_on = bookedOn(plan, index, planned.draft.booked_on)
  const sign = planned.amount_minor < 0n ? -1n : 1n
  const bases = allocate(
    planned.base_minor,
    parts.map(part => part.amount_minor * sign),
  )
  planned.items = parts.map((part, at) =>
    planItem(plan, {
      entity_id: entity.entity_id,
      customer_id: customer.customer_id,
      account_id: controls[at]?.account_id as string,
      kind: part.kind,
      lane: part.kind === 'retention' ? 'retention' : sign < 0n ? 'unapplied' : 'aged',
      document_id: planned.invoice_id,
      line: at + 1,
      number: planned.draft.number ?? '',
      currency: planned.currency,
      amount_minor: part.amount_minor,
      base_minor: bases[at] as bigint,
      posted_on: planned.posted_on,
      issued_on: planned.draft.issued_on as Day,
      due_on: part.due_on,
      salesperson_id: planned.draft.salesperson_id ?? customer.salesperson_id,
      department_id: customer.department_id,
      booked_on,
      entry_id: planned.entry_id,
    }),
  )
  const taxBase = planned.amount_minor === 0n ? 0n : convertPart(planned, planned.tax_minor)
  const other = (account_id: string, amount_minor: Minor, base_minor: Minor): PostingLine => ({
    account_id,
    item_id: null,
    customer_id: customer.customer_id,
    currency: planned.currency,
    amount_minor,
    base_minor,
  })
  planEntry(plan, {
    entry_id: planned.entry_id,
    entity_id: entity.entity_id,
    posted_on: planned.posted_on,
    kind: planned.kind,
    document_id: planned.invoice_id,
    memo: null,
    lines: [
      ...planned.items.map(item => ({
        account_id: item.account_id,
        item_id: item.item_id,
        customer_id: item.customer_id,
        currency: item.currency,
        amount_minor: item.amount_minor,
        base_minor: item.base_minor,
      })),
      other(income.account_id, -planned.net_minor, -(planned.base_minor - taxBase)),
      other(tax.account_id, -planned.tax_minor, -taxBase),
    ],
  })
  return true
}

function convertPart(planned: PlannedInvoice, part: Minor): Minor {
  return convert(part, planned.rate, currencyDigits(planned.currency), currencyDigits(planned.entity.base_currency))
}
