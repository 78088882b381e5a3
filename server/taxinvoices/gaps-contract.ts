import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { currency, day, id, minorOut, page, paging, several } from '../kernel/fields.ts'

/** Delivered, billed (应收单), tax-invoiced (发票), received; then each less another. The first three gaps add up to the fourth. */
export const gapFigures = [
  'delivered_minor',
  'invoiced_minor',
  'taxed_minor',
  'collected_minor',
  'unbilled_minor',
  'untaxed_minor',
  'unpaid_minor',
  'owed_minor',
] as const

const figures = {
  delivered_minor: minorOut(),
  invoiced_minor: minorOut(),
  taxed_minor: minorOut(),
  collected_minor: minorOut(),
  /** Delivered less billed: below zero billed before delivered. */
  unbilled_minor: minorOut(),
  /** Billed less tax-invoiced. */
  untaxed_minor: minorOut(),
  /** Tax-invoiced less received: below zero money before the tax invoice. */
  unpaid_minor: minorOut(),
  /** Delivered less received: below zero money before the goods. */
  owed_minor: minorOut(),
}

export const gapsContract = {
  listGaps: query({
    name: 'tax_invoice.gaps',
    method: 'GET',
    path: '/api/tax-invoices/gaps',
    permission: 'report.read',
    report: true,
    summary: {
      en: 'Delivered, billed, tax-invoiced, received, and the gaps between them as of a day',
      zh: '发货、开单、开票、收款四差（任意日）',
    },
    input: z.object({
      ...paging,
      as_of: day(),
      entity_id: several(id()),
      customer_id: several(id()),
      currency: several(currency()),
      /** Only where this gap is not nothing. */
      gap: z.enum(['unbilled', 'untaxed', 'unpaid', 'owed']).optional(),
      q: z.string().max(100).optional(),
      sort: z
        .enum([
          'number',
          '-unbilled',
          'unbilled',
          '-untaxed',
          'untaxed',
          '-unpaid',
          'unpaid',
          '-owed',
          'owed',
          '-delivered',
          '-invoiced',
          '-taxed',
          '-collected',
        ])
        .default('-owed'),
    }),
    output: page(
      z.object({
        entity_id: id(),
        entity_code: z.string(),
        customer_id: id(),
        customer_number: z.string(),
        customer_name: z.string(),
        currency: currency(),
        ...figures,
      }),
    ).extend({
      /** One row a currency over the whole set, not only this page. */
      totals: z.array(z.object({ currency: currency(), ...figures })),
      count: z.number(),
    }),
  }),
}
