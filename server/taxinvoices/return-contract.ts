import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, id, instant, minor, minorOut, page, paging, several, words } from '../kernel/fields.ts'

const month = () => z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
/** The first four make the return; the others explain how it differs from the account. */
export const returnSections = ['blue', 'red', 'uninvoiced', 'offset', 'ahead', 'unlinked', 'other'] as const
const section = () => z.enum(returnSections)
const tax_kind = () => z.enum(['taxed', 'zero', 'exempt'])

const figures = { net_minor: minorOut(), tax_minor: minorOut() }

export const returnContract = {
  readTaxReturn: query({
    name: 'tax_return.read',
    method: 'GET',
    path: '/api/tax-returns',
    permission: 'report.read',
    report: true,
    summary: {
      en: "The month's list for the tax return, tied to the account",
      zh: '增值税申报月度清单（与销项税额科目勾稽）',
    },
    input: z.object({ entity_id: id(), month: month() }),
    output: z.object({
      entity_id: id(),
      month: month(),
      currency: currency(),
      taxpayer_kind: z.string(),
      state: z.enum(['open', 'closed']),
      closed_at: instant().nullable(),
      closed_name: z.string().nullable(),
      /** The last month closed: what comes later for it or an earlier one stands in the month behind it. */
      last_closed: month().nullable(),
      rows: z.array(
        z.object({
          section: section(),
          method: z.enum(['general', 'simple']),
          tax_kind: tax_kind(),
          rate: z.string(),
          count: z.number(),
          ...figures,
        }),
      ),
      /** Issued, income without a tax invoice and its offsets, added up. */
      ...figures,
      /** What the output tax account took up in the month. */
      account_minor: minorOut(),
      account_codes: z.array(z.string()),
      /** Of the difference what no row explains: 0 unless something is wrong. */
      unexplained_minor: minorOut(),
      /** Income without a tax invoice that stands open behind the month, to be offset later. */
      carried: z.object(figures),
    }),
  }),
  listTaxReturnRows: query({
    name: 'tax_return.rows',
    method: 'GET',
    path: '/api/tax-returns/rows',
    permission: 'report.read',
    report: true,
    summary: { en: 'The documents behind a figure of the tax return', zh: '申报清单明细' },
    input: z.object({
      ...paging,
      entity_id: id(),
      month: month(),
      section: several(section()),
      tax_kind: several(tax_kind()),
      rate: several(z.string().regex(/^\d{1,3}(\.\d{1,4})?$/)),
      sort: z.enum(['day', '-day', 'tax_minor', '-tax_minor']).default('day'),
    }),
    output: page(
      z.object({
        section: section(),
        document_kind: z.enum(['tax_invoice', 'invoice', 'entry']),
        document_id: id(),
        number: z.string(),
        customer_id: id().nullable(),
        customer_number: z.string().nullable(),
        customer_name: z.string().nullable(),
        day: day(),
        tax_kind: tax_kind(),
        rate: z.string(),
        currency: currency(),
        ...figures,
        /** One for each document, kind and rate. */
        row_key: z.string(),
      }),
    ),
  }),
  closeTaxReturn: verb({
    name: 'tax_return.close',
    method: 'POST',
    path: '/api/tax-returns',
    permission: 'tax_invoice.issue',
    summary: {
      en: "Close a month's list: later changes go to the next month",
      zh: '关闭申报月度清单（之后的变化计入次月）',
    },
    input: z.strictObject({
      entity_id: id(),
      month: month(),
      /** The tax that was seen: where it has changed since, nothing is closed. */
      tax_minor: minor(),
    }),
    output: z.object({ return_id: id() }),
    events: ['tax_return.closed'],
  }),
  reopenTaxReturn: verb({
    name: 'tax_return.reopen',
    method: 'POST',
    path: '/api/tax-returns/reopening',
    permission: 'period.reopen',
    summary: { en: 'Open the month of the tax return that was closed last again', zh: '重开最近关闭的申报月份' },
    input: z.strictObject({ entity_id: id(), month: month(), reason: words(500) }),
    output: z.object({ month: month(), state: z.enum(['open', 'closed']) }),
    approval: true,
    events: ['tax_return.reopened'],
  }),
}
