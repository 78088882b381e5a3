/** Values of a row as drafts of the verbs. Pure; every rule of the documents themselves is the verbs' own. */
import { plainWeek } from '../customers/holidays.ts'
import { dueDay, type TermsRule } from '../customers/terms.ts'
import { parseTermsText } from '../customers/terms-text.ts'
import type { Taken } from '../kernel/contract.ts'
import { percentOf, type Minor } from '../kernel/money.ts'
import { type Day, laterDay } from '../kernel/values.ts'
import type { invoicesContract } from '../invoices/contract.ts'
import type { receiptsContract } from '../receipts/contract.ts'
import type { RowProblem, Values } from './understand.ts'

export type InvoiceDraft = Taken<(typeof invoicesContract)['issueInvoices']>[number]
export type ReceiptDraft = Taken<(typeof receiptsContract)['recordReceipts']>[number]

/** What drafts need to know of the organisation, read once for an import. */
export type Surroundings = {
  /** Codes of payment terms. */
  terms: ReadonlySet<string>
  taxCodes: readonly { code: string; kind: string; rate: string; valid_from: Day; valid_to: Day | null }[]
  /** People by their code. */
  people: ReadonlyMap<string, string>
  /** Departments by their code. */
  departments: ReadonlyMap<string, string>
  /** Codes of payment terms by their names, and the rule of each. */
  termsNamed: ReadonlyMap<string, string>
  termsRules: readonly { code: string; rule: string }[]
}

/** What a row becomes: a draft, or everything wrong with it. */
export type Drafted<T> = { draft: T; problems: null } | { draft: null; problems: RowProblem[] }

const text = (values: Values, field: string) => values[field] as string | undefined
const amount = (values: Values, field: string) => values[field] as Minor | undefined

/** Leaves out what is not there, so that a draft looks as one typed by hand. */
export function present<T extends object>(draft: T): T {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as T
}

/** The invoice of a row. The amount is with tax, or net and tax; a due day in the file counts more than terms. [IMP-6] */
export function invoiceDraft(
  values: Values,
  around: Surroundings,
  source: string,
  external_id: string,
): Drafted<InvoiceDraft> {
  const problems: RowProblem[] = []
  const total = totalOf(values, problems)
  const taxed = taxCodeOf(values, around, problems)
  const due = dueOf(values, around, problems)
  const code = text(values, 'salesperson_code')
  const salesperson_id = code === undefined ? undefined : around.people.get(code)
  if (code !== undefined && !salesperson_id)
    problems.push({ code: 'person_unknown', params: { field: 'salesperson_code', person: code } })
  if (problems.length > 0 || total === null) return { draft: null, problems }
  const draft = present({
    entity_code: text(values, 'entity_code'),
    kind: (values.kind ?? 'invoice') as 'invoice' | 'charge',
    number: text(values, 'number'),
    issued_on: text(values, 'issued_on') as Day,
    posted_on: text(values, 'posted_on'),
    currency: text(values, 'currency'),
    rate: text(values, 'rate'),
    ...due,
    base_days: {},
    lines: [],
    amount_minor: total,
    tax_code: taxed,
    salesperson_id,
    booked_on: text(values, 'booked_on'),
    reference: text(values, 'reference'),
    note: text(values, 'note'),
    source,
    external_id,
  })
  return { draft: draft as InvoiceDraft, problems: null }
}

/** The amount with tax. Where net and tax stand beside it, they must agree. */
function totalOf(values: Values, problems: RowProblem[]): Minor | null {
  const [gross, net, tax] = [amount(values, 'amount'), amount(values, 'net_amount'), amount(values, 'tax_amount')]
  if (gross === undefined && net === undefined) {
    problems.push({ code: 'field_missing', params: { field: 'amount' } })
    return null
  }
  const summed = net === undefined ? undefined : net + (tax ?? 0n)
  if (gross !== undefined && summed !== undefined && tax !== undefined && gross !== summed)
    problems.push({
      code: 'line_amount_disagrees',
      params: { field: 'amount', expected_minor: summed, amount_minor: gross },
    })
  const total = gross ?? summed ?? 0n
  if (total <= 0n) problems.push({ code: 'amount_not_positive', params: { field: 'amount', amount_minor: total } })
  return total
}

/** The tax code of a row; where only the tax is given, the one code valid on the day that gives it, to the minor unit. */
export function taxCodeOf(
  values: Values,
  around: Surroundings,
  problems: RowProblem[],
  on = text(values, 'issued_on'),
): string | undefined {
  const code = text(values, 'tax_code')
  const tax = amount(values, 'tax_amount')
  if (code !== undefined || tax === undefined || tax === 0n) return code
  const gross = amount(values, 'amount')
  const net = amount(values, 'net_amount') ?? (gross === undefined ? undefined : gross - tax)
  if (net === undefined || on === undefined) return undefined
  const close = (rate: string) => {
    const off = percentOf(net, rate) - tax
    return off >= -1n && off <= 1n
  }
  const fitting = around.taxCodes.filter(
    one => one.kind === 'taxed' && one.valid_from <= on && (!one.valid_to || one.valid_to >= on) && close(one.rate),
  )
  if (fitting.length === 1) return fitting[0]?.code
  problems.push({ code: 'tax_code_unknown', params: { field: 'tax_amount', tax_minor: tax, net_minor: net, on } })
  return undefined
}

/** The due day of the file; else the terms by their code, or as people write them (月结30天, net 30). */
function dueOf(values: Values, around: Surroundings, problems: RowProblem[]): { due_on?: string; terms_code?: string } {
  const due_on = text(values, 'due_on')
  const terms = text(values, 'terms_code')
  if (due_on !== undefined) return { due_on }
  if (terms === undefined) return {}
  if (around.terms.has(terms)) return { terms_code: terms }
  const rule: TermsRule | null = parseTermsText(terms)
  const issued_on = text(values, 'issued_on') as Day | undefined
  const due = rule && issued_on ? dueDay(rule, { invoice: issued_on }, plainWeek).due_on : null
  if (due) return { due_on: due }
  if (issued_on) problems.push({ code: 'terms_unknown', params: { field: 'terms_code', terms_code: terms } })
  return {}
}

/** The receipt of a row, without what it pays. */
export function receiptDraft(values: Values, source: string, external_id: string): Drafted<ReceiptDraft> {
  const minor = amount(values, 'amount') as Minor
  if (minor <= 0n)
    return {
      draft: null,
      problems: [{ code: 'amount_not_positive', params: { field: 'amount', amount_minor: minor } }],
    }
  const draft = present({
    entity_code: text(values, 'entity_code'),
    payer_name: text(values, 'payer_name'),
    number: text(values, 'number'),
    method: (values.method ?? 'transfer') as ReceiptDraft['method'],
    received_on: text(values, 'received_on') as Day,
    posted_on: text(values, 'posted_on'),
    currency: text(values, 'currency'),
    amount_minor: minor,
    rate: text(values, 'rate'),
    bank_charge_minor: amount(values, 'bank_charge'),
    is_advance: values.is_advance === true,
    apply: [],
    applied_on: text(values, 'applied_on'),
    booked_on: text(values, 'booked_on'),
    reference: text(values, 'reference'),
    note: text(values, 'note'),
    source,
    external_id,
  })
  return { draft: draft as ReceiptDraft, problems: null }
}

/**
 * The receipt by which a row's invoice was settled, or null where it was not. It is received on the day of settlement
 * and applied then, but not before the invoice is posted: until that day it stands on account. [IMP-7]
 */
export function settlementDraft(values: Values, invoice: InvoiceDraft, source: string): Drafted<ReceiptDraft | null> {
  const settled_on = text(values, 'settled_on') as Day | undefined
  const given = amount(values, 'settled_amount')
  if (settled_on === undefined) {
    if (given === undefined || given === 0n) return { draft: null, problems: null }
    return { draft: null, problems: [{ code: 'field_missing', params: { field: 'settled_on' } }] }
  }
  const minor = given ?? (invoice.amount_minor as Minor)
  if (minor <= 0n)
    return {
      draft: null,
      problems: [{ code: 'amount_not_positive', params: { field: 'settled_amount', amount_minor: minor } }],
    }
  const draft = present({
    entity_code: invoice.entity_code,
    number: text(values, 'receipt_number'),
    method: (values.method ?? 'transfer') as ReceiptDraft['method'],
    received_on: settled_on,
    currency: invoice.currency,
    amount_minor: minor,
    rate: invoice.rate,
    is_advance: false,
    apply: [],
    applied_on: laterDay(settled_on, (invoice.posted_on ?? invoice.issued_on) as Day),
    source,
    external_id: `${invoice.external_id}/${settled_on}/${minor}`,
  })
  return { draft: draft as ReceiptDraft, problems: null }
}
