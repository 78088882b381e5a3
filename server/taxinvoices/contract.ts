import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import {
  currency,
  day,
  decimal,
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
import { taxInvoiceKinds, taxRequestStates } from './names-contract.ts'
import { confirmationStates } from './red-names-contract.ts'

const kind = () => z.enum(taxInvoiceKinds)
const state = () => z.enum(taxRequestStates)

/** Whom the tax invoice is made out to 抬头. The bank account is one of the customer's file, by its id. */
const header = {
  buyer_name: words(200),
  buyer_tax_id: text(20).optional(),
  buyer_address: text(300).optional().meta({ personal: true }),
  buyer_phone: text(60).optional().meta({ personal: true }),
  buyer_account_id: id().optional(),
  /** Why the name differs from the customer's: who agreed, in which paper. */
  header_reason: text(500).optional(),
}

/** What of a line of an invoice is to be invoiced: all that is left unless an amount or a quantity is given. */
const lineDraft = z.strictObject({
  invoice_id: id(),
  invoice_line: z.int().min(1).max(1000),
  /** With tax. */
  amount_minor: minor().optional(),
  quantity: decimal(13).optional(),
  item_name: words(200).optional(),
  /** 税收分类编码. */
  classification: z
    .string()
    .regex(/^\d{19}$/)
    .optional(),
  model: text(100).optional(),
})

const drafted = {
  kind: kind(),
  ...header,
  remarks: text(180).optional(),
  note: text(2000).optional(),
  lines: z.array(lineDraft).min(1).max(500),
}

const lineOut = z.object({
  line: z.number(),
  invoice_id: id(),
  invoice_number: z.string(),
  invoice_line: z.number(),
  item_name: z.string(),
  classification: z.string().nullable(),
  model: z.string().nullable(),
  unit: z.string().nullable(),
  quantity: z.string().nullable(),
  tax_code: z.string(),
  tax_rate: z.string(),
  is_discount: z.boolean(),
  net_minor: minorOut(),
  tax_minor: minorOut(),
  amount_minor: minorOut(),
})

const requestRow = z.object({
  tax_request_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  number: z.string(),
  kind: kind(),
  state: state(),
  buyer_name: z.string(),
  buyer_tax_id: z.string().nullable(),
  currency: currency(),
  net_minor: minorOut(),
  tax_minor: minorOut(),
  amount_minor: minorOut(),
  drafted_on: day(),
  drafted_name: z.string(),
  approved_name: z.string().nullable(),
  version: z.number(),
})

/** What a line of an invoice has left to be invoiced. */
const leftLine = z.object({
  invoice_id: id(),
  invoice_number: z.string(),
  invoice_line: z.number(),
  description: z.string(),
  unit: z.string().nullable(),
  tax_code: z.string(),
  tax_rate: z.string(),
  is_discount: z.boolean(),
  amount_minor: minorOut(),
  left_minor: minorOut(),
  quantity: z.string().nullable(),
  left_quantity: z.string().nullable(),
  /** What was said of the same goods the last time. */
  item_name: z.string(),
  classification: z.string().nullable(),
  model: z.string().nullable(),
})

const changed = z.object({ tax_request_id: id(), state: state(), version: z.number() })
const named = { tax_request_id: id(), version: z.number().int() }

export const taxRequestsContract = {
  proposeTaxRequest: query({
    name: 'tax_request.propose',
    method: 'GET',
    path: '/api/tax-requests/proposal',
    permission: 'tax_invoice.read',
    summary: { en: 'What of invoices is left to be invoiced, and the header', zh: '应收单未开票明细与抬头建议' },
    input: z.object({ invoice_id: several(id()) }),
    output: z.object({
      customer_id: id(),
      customer_name: z.string(),
      currency: currency(),
      kind: kind(),
      header: z.object({
        buyer_name: z.string(),
        buyer_tax_id: z.string().nullable(),
        buyer_address: z.string().nullable(),
        buyer_phone: z.string().nullable(),
        buyer_account_id: id().nullable(),
      }),
      accounts: z.array(z.object({ account_id: id(), bank: z.string(), tail: z.string() })),
      lines: z.array(leftLine),
    }),
  }),
  draftTaxRequest: verb({
    name: 'tax_request.draft',
    method: 'POST',
    path: '/api/tax-requests',
    permission: 'tax_invoice.request',
    summary: { en: 'Draft a request for a tax invoice', zh: '起草开票申请' },
    input: z.strictObject(drafted),
    output: changed.extend({ number: z.string() }),
    events: ['tax_request.drafted'],
  }),
  amendTaxRequest: verb({
    name: 'tax_request.amend',
    method: 'PUT',
    path: '/api/tax-requests/:tax_request_id',
    permission: 'tax_invoice.request',
    summary: { en: 'Change a draft', zh: '修改开票申请草稿' },
    input: z.strictObject({ ...named, ...drafted }),
    output: changed,
    events: ['tax_request.amended'],
  }),
  submitTaxRequest: verb({
    name: 'tax_request.submit',
    method: 'POST',
    path: '/api/tax-requests/:tax_request_id/submission',
    permission: 'tax_invoice.request',
    summary: { en: 'Hand in a request: its amounts are taken', zh: '提交开票申请（占用未开票金额）' },
    input: z.strictObject(named),
    output: changed,
    events: ['tax_request.submitted'],
  }),
  approveTaxRequest: verb({
    name: 'tax_request.approve',
    method: 'POST',
    path: '/api/tax-requests/:tax_request_id/approval',
    permission: 'tax_invoice.request',
    summary: { en: 'Have a request approved by another person', zh: '开票申请送审（他人批准）' },
    input: z.strictObject(named),
    output: changed,
    approval: 'by_amount',
    events: ['tax_request.approved'],
  }),
  returnTaxRequest: verb({
    name: 'tax_request.return',
    method: 'POST',
    path: '/api/tax-requests/:tax_request_id/return',
    permission: 'tax_invoice.request',
    summary: { en: 'Take a request back to be changed', zh: '退回开票申请修改' },
    input: z.strictObject({ ...named, reason: words(500) }),
    output: changed,
    events: ['tax_request.returned'],
  }),
  voidTaxRequest: verb({
    name: 'tax_request.void',
    method: 'POST',
    path: '/api/tax-requests/:tax_request_id/voiding',
    permission: 'tax_invoice.request',
    summary: { en: 'Make a request void: what is not issued is free again', zh: '作废开票申请（释放未开部分）' },
    input: z.strictObject({ ...named, reason: words(500) }),
    output: changed,
    events: ['tax_request.voided'],
  }),
  listTaxRequests: query({
    name: 'tax_request.list',
    method: 'GET',
    path: '/api/tax-requests',
    permission: 'tax_invoice.read',
    report: true,
    summary: { en: 'Register of tax invoice requests', zh: '开票台账（申请）' },
    input: z.object({
      ...paging,
      entity_id: several(id()),
      customer_id: several(id()),
      invoice_id: several(id()),
      kind: several(kind()),
      state: several(state()),
      drafted_from: day().optional(),
      drafted_to: day().optional(),
      /** In the number, the name or the tax identifier of the buyer. */
      q: z.string().max(100).optional(),
      sort: z
        .enum(['drafted_on', '-drafted_on', 'amount_minor', '-amount_minor', 'number', '-number'])
        .default('-drafted_on'),
    }),
    output: page(requestRow),
  }),
  readTaxRequest: query({
    name: 'tax_request.read',
    method: 'GET',
    path: '/api/tax-requests/:tax_request_id',
    permission: 'tax_invoice.read',
    summary: { en: 'One request with its lines and header', zh: '开票申请详情' },
    input: z.strictObject({ tax_request_id: id() }),
    output: requestRow.extend({
      buyer_address: z.string().nullable(),
      buyer_phone: z.string().nullable(),
      buyer_account_id: id().nullable(),
      buyer_bank: z.string().nullable(),
      buyer_account_tail: z.string().nullable(),
      header_reason: z.string().nullable(),
      remarks: z.string().nullable(),
      note: z.string().nullable(),
      reason: z.string().nullable(),
      requested_name: z.string().nullable(),
      requested_on: day().nullable(),
      approved_on: day().nullable(),
      /** Another person has been asked and has not answered. */
      asked: z.boolean(),
      recorded_at: instant(),
      lines: z.array(lineOut),
      /** What the latest file asked the platform for. */
      asked_documents: z.array(
        z.object({ serial: z.string(), net_minor: minorOut(), tax_minor: minorOut(), amount_minor: minorOut() }),
      ),
    }),
  }),
  readTaxStanding: query({
    name: 'invoice.tax_standing',
    method: 'GET',
    path: '/api/invoices/:invoice_id/tax-standing',
    permission: 'tax_invoice.read',
    summary: { en: 'What of an invoice is requested and left', zh: '应收单的开票情况' },
    input: z.strictObject({ invoice_id: id() }),
    output: z.object({
      currency: currency(),
      /** With credit notes taken off. */
      amount_minor: minorOut(),
      requested_minor: minorOut(),
      left_minor: minorOut(),
      requests: z.array(requestRow),
      /** Of a credit note: what was taken back by red tax invoices, and what still must be. */
      red: z
        .object({
          matched_minor: minorOut(),
          under_way_minor: minorOut(),
          left_minor: minorOut(),
          reds: z.array(
            z.object({ tax_invoice_id: id(), number: z.string(), issued_on: day(), amount_minor: minorOut() }),
          ),
          confirmations: z.array(
            z.object({
              confirmation_id: id(),
              number: z.string(),
              state: z.enum(confirmationStates),
              amount_minor: minorOut(),
              expires_at: instant().nullable(),
            }),
          ),
        })
        .nullable(),
    }),
  }),
}
