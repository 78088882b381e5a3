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
import { documentWarnings } from './document-warnings-contract.ts'
import { taxInvoiceKinds } from './names-contract.ts'
import { confirmationStates } from './red-names-contract.ts'

const kind = () => z.enum(taxInvoiceKinds)

const invoiceRow = z.object({
  tax_invoice_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  kind: kind(),
  number: z.string(),
  code: z.string(),
  is_red: z.boolean(),
  /** Whether red ones took it back. */
  state: z.enum(['issued', 'part_reversed', 'reversed', 'red']),
  issued_on: day(),
  buyer_name: z.string(),
  buyer_tax_id: z.string().nullable(),
  currency: currency(),
  net_minor: minorOut(),
  tax_minor: minorOut(),
  amount_minor: minorOut(),
  /** What of it covers requests. */
  linked_minor: minorOut(),
})

const linkOut = z.object({
  link_id: id(),
  tax_request_id: id(),
  request_number: z.string(),
  line: z.number(),
  item_name: z.string(),
  invoice_id: id(),
  invoice_number: z.string(),
  amount_minor: minorOut(),
  how: z.enum(['remarks', 'match', 'hand', 'red']),
})

export const taxInvoicesContract = {
  addTaxInvoices: verb({
    name: 'tax_invoice.add',
    method: 'POST',
    path: '/api/tax-invoices',
    permission: 'tax_invoice.issue',
    upload: true,
    summary: {
      en: 'Bring issued tax invoices back: XML, OFD, PDF, or a ZIP of them',
      zh: '回传已开具的发票：XML、OFD、PDF，或其 ZIP 压缩包',
    },
    input: z.strictObject({ file: z.any() }),
    output: z.object({
      rows: z.array(
        z.object({
          tax_invoice_id: id(),
          number: z.string(),
          outcome: z.enum(['kept', 'attached', 'known']),
          linked_minor: minorOut(),
          amount_minor: minorOut(),
          /** What looks odd without being against it. */
          warnings: z.array(z.enum(documentWarnings)),
        }),
      ),
    }),
    events: ['tax_invoice.added', 'tax_invoice.file_attached', 'red_confirmation.issued'],
  }),
  enterTaxInvoice: verb({
    name: 'tax_invoice.enter',
    method: 'POST',
    path: '/api/tax-requests/:tax_request_id/issuing',
    permission: 'tax_invoice.issue',
    summary: { en: 'Enter by hand what was issued for a request', zh: '手工登记一张申请所开的发票' },
    input: z.strictObject({
      tax_request_id: id(),
      number: words(30),
      /** 发票代码 of a paper invoice. */
      code: text(12).optional(),
      issued_on: day(),
      /** With tax; all that is left unless given. */
      amount_minor: minor().optional(),
    }),
    output: z.object({ tax_invoice_id: id() }),
    events: ['tax_invoice.added'],
  }),
  linkTaxInvoice: verb({
    name: 'tax_invoice.link',
    method: 'POST',
    path: '/api/tax-invoices/:tax_invoice_id/links',
    permission: 'tax_invoice.issue',
    summary: { en: 'Say by hand which request a tax invoice covers', zh: '手工认领：发票对应的开票申请' },
    input: z.strictObject({
      tax_invoice_id: id(),
      tax_request_id: id(),
      /** All that the invoice has left, and the request, unless given. */
      amount_minor: minor().optional(),
    }),
    output: z.object({ linked_minor: minorOut() }),
    events: ['tax_invoice.linked'],
  }),
  unlinkTaxInvoice: verb({
    name: 'tax_invoice.unlink',
    method: 'POST',
    path: '/api/tax-invoices/:tax_invoice_id/unlinking',
    permission: 'tax_invoice.issue',
    summary: { en: 'Take links of a tax invoice back', zh: '取消认领' },
    input: z.strictObject({ tax_invoice_id: id(), tax_request_id: id(), reason: words(500) }),
    output: z.object({ freed_minor: minorOut() }),
    events: ['tax_invoice.unlinked'],
  }),
  listTaxInvoices: query({
    name: 'tax_invoice.list',
    method: 'GET',
    path: '/api/tax-invoices',
    permission: 'tax_invoice.read',
    report: true,
    summary: { en: 'Tax invoices as issued', zh: '已开具的发票' },
    input: z.object({
      ...paging,
      entity_id: several(id()),
      customer_id: several(id()),
      tax_request_id: several(id()),
      kind: several(kind()),
      red: flag(),
      /** Only what is not wholly linked. */
      unlinked: flag(),
      issued_from: day().optional(),
      issued_to: day().optional(),
      q: z.string().max(100).optional(),
      sort: z
        .enum(['issued_on', '-issued_on', 'amount_minor', '-amount_minor', 'number', '-number'])
        .default('-issued_on'),
    }),
    output: page(invoiceRow),
  }),
  readTaxInvoice: query({
    name: 'tax_invoice.read',
    method: 'GET',
    path: '/api/tax-invoices/:tax_invoice_id',
    permission: 'tax_invoice.read',
    summary: { en: 'One tax invoice with lines, files and links', zh: '发票详情' },
    input: z.strictObject({ tax_invoice_id: id() }),
    output: invoiceRow.extend({
      seller_name: z.string(),
      seller_tax_id: z.string().nullable(),
      remarks: z.string().nullable(),
      source: z.enum(['xml', 'ofd', 'pdf', 'hand']),
      confirmation_number: z.string().nullable(),
      recorded_at: instant(),
      lines: z.array(
        z.object({
          line: z.number(),
          item_name: z.string(),
          classification: z.string().nullable(),
          model: z.string().nullable(),
          unit: z.string().nullable(),
          quantity: z.string().nullable(),
          tax_rate: z.string().nullable(),
          net_minor: minorOut(),
          tax_minor: minorOut(),
        }),
      ),
      files: z.array(z.object({ form: z.enum(['xml', 'ofd', 'pdf']), name: z.string(), size: z.number() })),
      links: z.array(linkOut),
      /** The blue one of a red one; the red ones of a blue one. */
      relatives: z.array(
        z.object({ tax_invoice_id: id(), number: z.string(), issued_on: day(), amount_minor: minorOut() }),
      ),
      /** Of a red one, the credit notes it stands for. */
      credit_notes: z.array(z.object({ invoice_id: id(), number: z.string(), amount_minor: minorOut() })),
      /** Confirmations that name it, as the blue or the red one. */
      confirmations: z.array(
        z.object({
          confirmation_id: id(),
          number: z.string(),
          state: z.enum(confirmationStates),
          amount_minor: minorOut(),
        }),
      ),
      /** Requests of the buyer that it may cover, where something is left on both sides. */
      candidates: z.array(
        z.object({ tax_request_id: id(), number: z.string(), buyer_name: z.string(), left_minor: minorOut() }),
      ),
    }),
  }),
  readTaxInvoiceFile: query({
    name: 'tax_invoice.file',
    method: 'GET',
    path: '/api/tax-invoices/:tax_invoice_id/files/:form',
    permission: 'tax_invoice.read',
    file: true,
    summary: { en: 'The file a tax invoice came as', zh: '发票原件' },
    input: z.strictObject({ tax_invoice_id: id(), form: z.enum(['xml', 'ofd', 'pdf']) }),
    output: z.any(),
  }),
}
