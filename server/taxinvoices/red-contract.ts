import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import {
  currency,
  day,
  flag,
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
import { taxInvoiceKinds } from './names-contract.ts'
import { buyerUses, confirmationStates, platformCodes, redReasons } from './red-names-contract.ts'

/** The platform's number of a confirmation: 20 digits and more, by region. */
const platformNumber = () => z.string().regex(/^\d{10,30}$/, { error: 'text_invalid' })

const confirmationRow = z.object({
  confirmation_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  number: z.string(),
  platform_number: z.string().nullable(),
  state: z.enum(confirmationStates),
  /** Waits, and its time is over: it lapses with the next run. */
  overdue: z.boolean(),
  started_by: z.enum(['seller', 'buyer']),
  reason_code: z.enum(redReasons),
  buyer_use: z.enum(buyerUses),
  blue_id: id(),
  blue_number: z.string(),
  credit_note_id: id().nullable(),
  credit_note_number: z.string().nullable(),
  red_id: id().nullable(),
  red_number: z.string().nullable(),
  currency: currency(),
  net_minor: minorOut(),
  tax_minor: minorOut(),
  amount_minor: minorOut(),
  drafted_on: day(),
  drafted_name: z.string(),
  asked_at: instant().nullable(),
  expires_at: instant().nullable(),
  version: z.number(),
})

const changed = z.object({ confirmation_id: id(), state: z.enum(confirmationStates), version: z.number() })
const named = { confirmation_id: id(), version: z.int() }

export const redContract = {
  draftRedConfirmation: verb({
    name: 'red_confirmation.draft',
    method: 'POST',
    path: '/api/red-confirmations',
    permission: 'tax_invoice.issue',
    summary: {
      en: 'Draft a confirmation for a red tax invoice, or enter one the buyer began',
      zh: '起草红字发票信息确认单，或登记购买方发起的确认单',
    },
    input: z.strictObject({
      blue_id: id(),
      started_by: z.enum(['seller', 'buyer']).default('seller'),
      reason_code: z.enum(redReasons),
      buyer_use: z.enum(buyerUses),
      /** With tax; all that stands of the blue one unless given. */
      amount_minor: minor().optional(),
      /** Tax within the amount; in proportion unless given. */
      tax_minor: minor().optional(),
      credit_note_id: id().optional(),
      platform_number: platformNumber().optional(),
      /** When the buyer began it; now unless given. */
      asked_at: instant().optional(),
      note: text(500).optional(),
    }),
    output: changed.extend({ number: z.string() }),
    events: ['red_confirmation.drafted'],
  }),
  askRedConfirmation: verb({
    name: 'red_confirmation.ask',
    method: 'POST',
    path: '/api/red-confirmations/:confirmation_id/asking',
    permission: 'tax_invoice.issue',
    summary: {
      en: 'Say that a confirmation was entered at the tax platform: the clock runs',
      zh: '登记确认单已在税务平台录入（开始计时）',
    },
    input: z.strictObject({ ...named, platform_number: platformNumber().optional(), asked_at: instant().optional() }),
    output: changed,
    events: ['red_confirmation.asked'],
  }),
  answerRedConfirmation: verb({
    name: 'red_confirmation.answer',
    method: 'POST',
    path: '/api/red-confirmations/:confirmation_id/answer',
    permission: 'tax_invoice.issue',
    summary: { en: 'Enter what the tax platform says of a confirmation', zh: '登记税务平台返回的确认单状态' },
    input: z.strictObject({
      ...named,
      code: z.enum(platformCodes),
      answered_at: instant().optional(),
      platform_number: platformNumber().optional(),
      reason: text(500).optional(),
    }),
    output: changed,
    events: ['red_confirmation.answered', 'red_confirmation.lapsed'],
  }),
  withdrawRedConfirmation: verb({
    name: 'red_confirmation.withdraw',
    method: 'POST',
    path: '/api/red-confirmations/:confirmation_id/withdrawal',
    permission: 'tax_invoice.issue',
    summary: { en: 'Withdraw a confirmation that we began', zh: '撤销我方发起的确认单' },
    input: z.strictObject({ ...named, reason: words(500) }),
    output: changed,
    events: ['red_confirmation.withdrawn'],
  }),
  issueRedInvoice: verb({
    name: 'red_confirmation.issue',
    method: 'POST',
    path: '/api/red-confirmations/:confirmation_id/issuing',
    permission: 'tax_invoice.issue',
    summary: { en: 'Enter by hand the red tax invoice of a confirmation', zh: '手工登记确认单对应的红字发票' },
    input: z.strictObject({ ...named, number: words(30), code: text(12).optional(), issued_on: day() }),
    output: changed.extend({ tax_invoice_id: id() }),
    events: ['tax_invoice.added', 'red_confirmation.issued'],
  }),
  creditRedInvoice: verb({
    name: 'tax_invoice.credit',
    method: 'POST',
    path: '/api/tax-invoices/:tax_invoice_id/credit-notes',
    permission: 'tax_invoice.issue',
    summary: { en: 'Say which credit note a red tax invoice stands for', zh: '红字发票对应红字应收单' },
    input: z.strictObject({
      tax_invoice_id: id(),
      credit_note_id: id(),
      /** All that fits on both sides unless given. */
      amount_minor: minor().optional(),
    }),
    output: z.object({ amount_minor: minorOut() }),
    events: ['tax_invoice.credited'],
  }),
  uncreditRedInvoice: verb({
    name: 'tax_invoice.uncredit',
    method: 'POST',
    path: '/api/tax-invoices/:tax_invoice_id/uncrediting',
    permission: 'tax_invoice.issue',
    summary: { en: 'Take the link of a red tax invoice to a credit note back', zh: '取消红字发票与红字应收单的对应' },
    input: z.strictObject({ tax_invoice_id: id(), credit_note_id: id(), reason: words(500) }),
    output: z.object({ freed_minor: minorOut() }),
    events: ['tax_invoice.uncredited'],
  }),
  listRedConfirmations: query({
    name: 'red_confirmation.list',
    method: 'GET',
    path: '/api/red-confirmations',
    permission: 'tax_invoice.read',
    report: true,
    summary: { en: 'Confirmations for red tax invoices', zh: '红字发票信息确认单台账' },
    input: z.object({
      ...paging,
      entity_id: several(id()),
      customer_id: several(id()),
      state: several(z.enum(confirmationStates)),
      reason_code: several(z.enum(redReasons)),
      blue_id: several(id()),
      credit_note_id: several(id()),
      /** Those that wait although their time is over. */
      overdue: flag(),
      drafted_from: day().optional(),
      drafted_to: day().optional(),
      q: z.string().max(100).optional(),
      sort: z
        .enum(['drafted_on', '-drafted_on', 'amount_minor', '-amount_minor', 'number', '-number'])
        .default('-drafted_on'),
    }),
    output: page(confirmationRow),
  }),
  readRedConfirmation: query({
    name: 'red_confirmation.read',
    method: 'GET',
    path: '/api/red-confirmations/:confirmation_id',
    permission: 'tax_invoice.read',
    summary: { en: 'One confirmation for a red tax invoice', zh: '红字发票信息确认单详情' },
    input: z.strictObject({ confirmation_id: id() }),
    output: confirmationRow.extend({
      platform_code: z.enum(platformCodes).nullable(),
      answered_at: instant().nullable(),
      reason: z.string().nullable(),
      note: z.string().nullable(),
      blue_kind: z.enum(taxInvoiceKinds),
      blue_issued_on: day(),
      blue_amount_minor: minorOut(),
      /** What stands of the blue one. */
      blue_left_minor: minorOut(),
      /** The rule of law the clock follows. */
      law: z.object({ hours: z.number(), valid_from: day(), source: z.string() }),
    }),
  }),
  proposeRedConfirmation: query({
    name: 'red_confirmation.propose',
    method: 'GET',
    path: '/api/red-confirmations/proposal',
    permission: 'tax_invoice.read',
    summary: {
      en: 'What a confirmation for a blue tax invoice or a credit note would hold',
      zh: '确认单建议：可红冲的蓝字发票与红字应收单',
    },
    input: z.object({ blue_id: id().optional(), credit_note_id: id().optional() }),
    output: z.object({
      blues: z.array(
        z.object({
          tax_invoice_id: id(),
          number: z.string(),
          issued_on: day(),
          amount_minor: minorOut(),
          /** What stands of it and no confirmation has taken. */
          left_minor: minorOut(),
          currency: currency(),
        }),
      ),
      credit_notes: z.array(
        z.object({ invoice_id: id(), number: z.string(), amount_minor: minorOut(), left_minor: minorOut() }),
      ),
    }),
  }),
  listRedGaps: query({
    name: 'tax_invoice.red_gaps',
    method: 'GET',
    path: '/api/tax-invoices/red-gaps',
    permission: 'tax_invoice.read',
    report: true,
    summary: {
      en: 'Credit notes without a red tax invoice, and red tax invoices without a credit note',
      zh: '有红字应收单无红字发票、有红字发票无红字应收单',
    },
    input: z.object({
      ...paging,
      kind: z.enum(['credit_note', 'red_invoice']).optional(),
      entity_id: several(id()),
      customer_id: several(id()),
      q: z.string().max(100).optional(),
      sort: z.enum(['-issued_on', 'issued_on', '-left_minor', 'left_minor']).default('issued_on'),
    }),
    output: page(
      z.object({
        kind: z.enum(['credit_note', 'red_invoice']),
        document_id: id(),
        number: z.string(),
        entity_id: id(),
        entity_code: z.string(),
        customer_id: id(),
        customer_number: z.string(),
        customer_name: z.string(),
        issued_on: day(),
        currency: currency(),
        amount_minor: minorOut(),
        /** What is linked so far. */
        matched_minor: minorOut(),
        /** What lacks its counterpart. */
        left_minor: minorOut(),
        /** What confirmations under way will take. */
        under_way_minor: minorOut(),
      }),
    ).extend({
      totals: z.array(
        z.object({
          kind: z.enum(['credit_note', 'red_invoice']),
          currency: currency(),
          count: z.number(),
          left_minor: minorOut(),
        }),
      ),
    }),
  }),
}
