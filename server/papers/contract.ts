import { z } from 'zod'
import { verb } from '../kernel/contract.ts'
import { currency, day, flag, id, several } from '../kernel/fields.ts'

/** How the paper is to look: the language of whoever gets it, and its size. */
const look = { locale: z.enum(['zh', 'en']).default('zh'), size: z.enum(['a4', 'a5']).default('a4') }
const ids = () => z.array(id()).min(1).max(200)

/** One line for each permission: who may read a document may take it out as a paper. */
export const papersContract = {
  printInvoices: verb({
    name: 'invoice.print',
    method: 'POST',
    path: '/api/papers/invoices',
    permission: 'invoice.read',
    file: true,
    summary: {
      en: 'Invoices, charges and credit notes as requests for payment, in one PDF',
      zh: '应收单打印为账单（付款通知书），合并为一份 PDF',
    },
    input: z.strictObject({
      kind: z.enum(['invoice_notice']).default('invoice_notice'),
      invoice_ids: ids(),
      /** With a code that leads a colleague's camera to the document. */
      qr: flag(),
      ...look,
    }),
    output: z.any(),
    events: ['invoice.printed'],
  }),
  printReceipts: verb({
    name: 'receipt.print',
    method: 'POST',
    path: '/api/papers/receipts',
    permission: 'receipt.read',
    file: true,
    summary: {
      en: 'Receipts as vouchers, as official receipts, or with what they paid, in one PDF',
      zh: '收款打印为收款单、收款收据或收款核销单，合并为一份 PDF',
    },
    input: z.strictObject({
      kind: z.enum(['receipt_voucher', 'official_receipt', 'application_sheet']),
      receipt_ids: ids(),
      qr: flag(),
      ...look,
    }),
    output: z.any(),
    events: ['receipt.printed'],
  }),
  printRefunds: verb({
    name: 'refund.print',
    method: 'POST',
    path: '/api/papers/refunds',
    permission: 'receipt.read',
    file: true,
    summary: { en: 'Refunds as request forms, in one PDF', zh: '打印退款申请单，合并为一份 PDF' },
    input: z.strictObject({ refund_ids: ids(), qr: flag(), ...look }),
    output: z.any(),
    events: ['refund.printed'],
  }),
  printSettlements: verb({
    name: 'settlement.print',
    method: 'POST',
    path: '/api/papers/settlements',
    permission: 'contract.read',
    file: true,
    summary: { en: 'Settlement bills with the reply, in one PDF', zh: '月结对账单（含回执）打印，合并为一份 PDF' },
    input: z.strictObject({ settlement_ids: ids(), locale: look.locale }),
    output: z.any(),
    events: ['settlement.printed'],
  }),
  printContract: verb({
    name: 'contract.print',
    method: 'POST',
    path: '/api/papers/contracts',
    permission: 'contract.read',
    file: true,
    summary: { en: 'A contract drawn up from a wording, as PDF to be signed', zh: '按范本生成合同文本（PDF，待签）' },
    input: z.strictObject({ contract_id: id(), code: z.string().max(40) }),
    output: z.any(),
    events: ['contract.printed'],
  }),
  printStatement: verb({
    name: 'statement.print',
    method: 'POST',
    path: '/api/papers/statements',
    permission: 'report.read',
    file: true,
    summary: { en: 'Statement of account with the reply, as PDF', zh: '往来对账单（含回执）打印为 PDF' },
    input: z.strictObject({
      customer_id: id(),
      entity_id: id(),
      as_of: day(),
      from: day().optional(),
      style: z.enum(['open_item', 'movement']).default('open_item'),
      currency: several(currency()),
      /** 本函仅为复核账目之用，并非催款结算 */
      not_a_demand: flag(),
      locale: look.locale,
    }),
    output: z.any(),
    events: ['statement.printed'],
  }),
  printAgreement: verb({
    name: 'agreement.print',
    method: 'POST',
    path: '/api/papers/agreements',
    permission: 'item.read',
    file: true,
    summary: { en: 'An agreement as PDF, to be signed by both sides', zh: '延期或分期协议打印为 PDF（待签）' },
    input: z.strictObject({ agreement_id: id(), locale: look.locale }),
    output: z.any(),
    events: ['agreement.printed'],
  }),
  printPaymentPolicy: verb({
    name: 'payment_policy.print',
    method: 'POST',
    path: '/api/papers/payment-policies',
    permission: 'payment_policy.read',
    file: true,
    summary: { en: 'A version of the collection policy as PDF', zh: '收款政策打印为 PDF' },
    input: z.strictObject({ policy_id: id(), locale: look.locale }),
    output: z.any(),
    events: ['payment_policy.printed'],
  }),
  printCreditFile: verb({
    name: 'customer.print_credit_file',
    method: 'POST',
    path: '/api/papers/credit-files',
    permission: 'report.read',
    file: true,
    summary: { en: 'Credit file of a customer, as PDF', zh: '客户信用档案打印为 PDF' },
    input: z.strictObject({ customer_id: id(), entity_id: id(), locale: look.locale }),
    output: z.any(),
    events: ['customer.credit_file_printed'],
  }),
}
