import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { earlyDiscount } from './dispatch-contract.ts'
import {
  currency,
  day,
  decimal,
  groupSorts,
  groups,
  id,
  instant,
  minor,
  minorOut,
  page,
  paging,
  several,
  text,
  words,
} from '../kernel/fields.ts'

/** The events from which terms may count; a missing one leaves the due day undetermined. */
export const baseDays = z.strictObject({
  tax_invoice: day().optional(),
  goods_received: day().optional(),
  acceptance: day().optional(),
  statement_confirmed: day().optional(),
  bill_of_lading: day().optional(),
})

/** What a list of invoices is narrowed by. */
const invoiceFilters = {
  entity_id: several(id()),
  customer_id: several(id()),
  kind: several(z.enum(['invoice', 'credit_note', 'charge', 'opening'])),
  state: several(z.enum(['issued', 'corrected', 'undone'])),
  currency: several(currency()),
  issued_from: day().optional(),
  issued_to: day().optional(),
  booked_from: day().optional(),
  booked_to: day().optional(),
  due_from: day().optional(),
  due_to: day().optional(),
  number: z.string().max(80).optional(),
  amount_from: minor().optional(),
  amount_to: minor().optional(),
  open: z.enum(['open', 'settled']).optional(),
}

/** The line amount is the source. Quantity and price explain it and must agree with it to the minor unit. */
export const invoiceLine = z.strictObject({
  description: words(500),
  product: text(100).optional(),
  quantity: decimal(13).optional(),
  unit: text(20).optional(),
  unit_price: decimal(13).optional(),
  price_includes_tax: z.boolean().default(false),
  is_discount: z.boolean().default(false),
  tax_code: words(30).default('VAT13'),
  /** With tax when `price_includes_tax`, else without. Negative only on a discount line. */
  amount_minor: minor(),
  /** The line, or the part of the payment plan, of the contract that it bills. */
  contract_line: z.int().min(1).max(500).optional(),
  contract_part: z.int().min(1).max(120).optional(),
  /** Of a line that recurs, the first day of the period. */
  contract_period: day().optional(),
  /** Of an invoice for several contracts, the contract of the line; and of goods the delivery. */
  contract_id: id().optional(),
  delivery_id: id().optional(),
})

const party = {
  customer_id: id().optional(),
  customer_number: words(60).optional(),
  entity_id: id().optional(),
  entity_code: words(20).optional(),
}

export const invoiceDraft = z.strictObject({
  ...party,
  kind: z.enum(['invoice', 'charge']).default('invoice'),
  bill_to_id: id().optional(),
  /** Brought by the document where it has one; else drawn gapless. */
  number: words(80).optional(),
  issued_on: day(),
  /** The day of the entry; the issue day unless given. */
  posted_on: day().optional(),
  currency: currency().optional(),
  /** Base currency for one unit; the rate table's unless given. */
  rate: decimal(10).optional(),
  terms_code: words(60).optional(),
  base_days: baseDays.default({}),
  /** A due day brought by the old system's document, where no terms are given. */
  due_on: day().optional(),
  lines: z.array(invoiceLine).max(1000).default([]),
  /** Instead of lines: one amount with tax. */
  amount_minor: minor().optional(),
  tax_code: words(30).optional(),
  instalments: z
    .array(z.strictObject({ due_on: day(), amount_minor: minor() }))
    .min(1)
    .max(120)
    .optional(),
  /** Whether its tax is due with it, or later: with its tax invoice, or when the tax point is reached. */
  tax_point: z.enum(['now', 'later']).optional(),
  /** Whether it is earned with it, or later: where it is billed before delivery. */
  revenue: z.enum(['now', 'later']).optional(),
  retention: z.strictObject({ amount_minor: minor(), due_on: day().nullable() }).optional(),
  salesperson_id: id().optional(),
  /** The contract it is billed under. */
  contract_id: id().optional(),
  /** Why it differs from what was delivered or from the prices of the contract; without one that is refused. */
  contract_reason: words(500).optional(),
  /** Why it runs longer than the grade of the customer allows; without one that is refused. */
  grade_reason: words(500).optional(),
  /** When the system it comes from booked it: shown and searched, never counted with. */
  booked_on: day().optional(),
  reference: text(200).optional(),
  note: text(2000).optional(),
  source: text(60).optional(),
  external_id: text(200).optional(),
})

export const creditNoteDraft = invoiceDraft
  .omit({
    kind: true,
    retention: true,
    instalments: true,
    tax_point: true,
    revenue: true,
    terms_code: true,
    base_days: true,
    due_on: true,
    contract_id: true,
    contract_reason: true,
    grade_reason: true,
  })
  .extend({
    /** The invoice it credits; with `apply` it is applied there at once, as far as that is open. */
    credits_id: id().optional(),
    credits_number: words(80).optional(),
    apply: z.boolean().default(false),
    reason: words(500),
  })

export const invoiceRow = z.object({
  invoice_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  kind: z.enum(['invoice', 'credit_note', 'charge', 'opening']),
  number: z.string(),
  issued_on: day(),
  posted_on: day(),
  due_on: day().nullable(),
  currency: currency(),
  net_minor: minorOut(),
  tax_minor: minorOut(),
  amount_minor: minorOut(),
  open_minor: minorOut(),
  base_minor: minorOut(),
  booked_on: day().nullable(),
  reference: z.string().nullable(),
  tax_invoice_state: z.enum(['none', 'part', 'full']),
  state: z.enum(['issued', 'corrected', 'undone']),
  recorded_at: instant(),
})

const issued = z.object({
  rows: z.array(
    z.object({
      invoice_id: id(),
      number: z.string(),
      amount_minor: minorOut(),
      due_on: day().nullable(),
      item_ids: z.array(id()),
      known: z.boolean(),
    }),
  ),
})

export const invoicesContract = {
  issueInvoices: verbOfMany({
    name: 'invoice.issue',
    method: 'POST',
    path: '/api/invoices',
    permission: 'invoice.issue',
    summary: { en: 'Issue invoices and charges', zh: '开立应收单（含费用）' },
    each: invoiceDraft,
    max: 5000,
    together: true,
    output: issued,
    events: ['invoice.issued'],
  }),
  issueCreditNotes: verbOfMany({
    name: 'credit_note.issue',
    method: 'POST',
    path: '/api/credit-notes',
    permission: 'credit_note.issue',
    summary: { en: 'Issue credit notes', zh: '开立红字应收单' },
    each: creditNoteDraft,
    max: 1000,
    output: issued,
    approval: 'by_amount',
    events: ['credit_note.issued', 'item.applied'],
  }),
  correctInvoice: verb({
    name: 'invoice.correct',
    method: 'POST',
    path: '/api/invoices/:invoice_id/correction',
    permission: 'invoice.correct',
    summary: {
      en: 'Correct an invoice: mirror it, issue the right one, carry over what was applied',
      zh: '更正应收单：红冲原单、重开新单、结转核销',
    },
    input: z.strictObject({
      invoice_id: id(),
      corrected_on: day().optional(),
      reason: words(500),
      invoice: invoiceDraft.nullable(),
    }),
    output: z.object({
      invoice_id: id().nullable(),
      number: z.string().nullable(),
      carried: z.array(z.object({ item_id: id(), amount_minor: minorOut() })),
      /** What had been applied to the old invoice and did not fit on the new one; it stands open again. */
      left: z.array(z.object({ item_id: id(), amount_minor: minorOut() })),
    }),
    events: ['invoice.corrected'],
  }),
  amendInvoice: verb({
    name: 'invoice.amend',
    method: 'PUT',
    path: '/api/invoices/:invoice_id',
    permission: 'invoice.amend',
    summary: { en: 'Change what has no accounting effect', zh: '修改无账务影响的内容' },
    input: z.strictObject({
      invoice_id: id(),
      version: z.number().int(),
      reference: text(200).nullable().optional(),
      note: text(2000).nullable().optional(),
      bill_to_id: id().optional(),
      tax_invoice_state: z.enum(['none', 'part', 'full']).optional(),
      base_days: baseDays.optional(),
    }),
    output: z.object({ version: z.number(), due_on: day().nullable() }),
    events: ['invoice.amended'],
  }),
  listInvoices: query({
    name: 'invoice.list',
    method: 'GET',
    path: '/api/invoices',
    permission: 'invoice.read',
    report: true,
    summary: { en: 'Invoices, charges and credit notes', zh: '应收单一览' },
    input: z.object({
      ...paging,
      ...invoiceFilters,
      sort: z
        .enum(['issued_on', '-issued_on', 'due_on', '-due_on', 'amount_minor', '-amount_minor', 'number', '-number'])
        .default('-issued_on'),
    }),
    output: page(invoiceRow),
  }),
  groupInvoices: query({
    name: 'invoice.groups',
    method: 'GET',
    path: '/api/invoices/groups',
    permission: 'invoice.read',
    report: true,
    summary: { en: 'Invoices by customer, month, state …, with their sums', zh: '应收单分组汇总' },
    input: z.object({
      ...paging,
      ...invoiceFilters,
      by: z.enum(['customer', 'entity', 'month', 'due_month', 'currency', 'kind', 'state']),
      sort: z.enum(groupSorts).default('-amount'),
    }),
    output: groups(),
  }),
  readInvoice: query({
    name: 'invoice.read',
    method: 'GET',
    path: '/api/invoices/:invoice_id',
    permission: 'invoice.read',
    summary: { en: 'One invoice with lines, instalments and what was applied', zh: '应收单详情' },
    input: z.object({ invoice_id: id() }),
    output: invoiceRow.extend({
      version: z.number(),
      rate: z.string(),
      note: z.string().nullable(),
      bill_to_id: id(),
      bill_to_number: z.string(),
      bill_to_name: z.string(),
      terms_code: z.string().nullable(),
      base_days: z.record(z.string(), z.string()),
      discounts: z.array(earlyDiscount),
      contract_id: id().nullable(),
      contract_number: z.string().nullable(),
      corrects_id: id().nullable(),
      credits_id: id().nullable(),
      corrected_by_id: id().nullable(),
      lines: z.array(
        z.object({
          line: z.number(),
          description: z.string(),
          product: z.string().nullable(),
          quantity: z.string().nullable(),
          unit: z.string().nullable(),
          unit_price: z.string().nullable(),
          price_includes_tax: z.boolean(),
          is_discount: z.boolean(),
          tax_code: z.string(),
          contract_line: z.number().nullable(),
          contract_part: z.number().nullable(),
          contract_period: day().nullable(),
          contract_id: id().nullable(),
          delivery_id: id().nullable(),
          tax_rate: z.string(),
          net_minor: minorOut(),
          tax_minor: minorOut(),
          amount_minor: minorOut(),
        }),
      ),
      items: z.array(
        z.object({
          item_id: id(),
          kind: z.string(),
          lane: z.string(),
          line: z.number(),
          due_on: day().nullable(),
          agreed_due_on: day().nullable(),
          amount_minor: minorOut(),
          open_minor: minorOut(),
          disputed: z.boolean(),
        }),
      ),
      applications: z.array(
        z.object({
          application_id: id(),
          item_id: id(),
          counter_item_id: id(),
          counter_kind: z.string(),
          counter_number: z.string(),
          counter_document_id: id(),
          delta_minor: minorOut(),
          applied_on: day(),
          recorded_at: instant(),
          kind: z.string(),
          reversed: z.boolean(),
        }),
      ),
      postings: z.array(
        z.object({
          account_code: z.string(),
          account_name: z.string(),
          currency: currency(),
          amount_minor: minorOut(),
          base_minor: minorOut(),
          posted_on: day(),
        }),
      ),
    }),
  }),
  listTaxCodes: query({
    name: 'tax_code.list',
    method: 'GET',
    path: '/api/tax-codes',
    permission: 'invoice.read',
    summary: { en: 'Tax codes with their dated rates', zh: '税码与税率' },
    input: z.object({}),
    output: z.object({
      rows: z.array(
        z.object({
          code: z.string(),
          valid_from: day(),
          valid_to: day().nullable(),
          kind: z.string(),
          rate: z.string(),
          name: z.string(),
          name_en: z.string(),
        }),
      ),
    }),
  }),
}
