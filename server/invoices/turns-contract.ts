import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, id, minorOut, text, words } from '../kernel/fields.ts'

const turned = z.object({ invoice_id: id(), net_minor: minorOut(), tax_minor: minorOut() })

export const turnsContract = {
  reachTaxPoint: verb({
    name: 'invoice.reach_tax_point',
    method: 'POST',
    path: '/api/invoices/:invoice_id/tax-point',
    permission: 'invoice.correct',
    summary: {
      en: 'The tax of an invoice is due before its tax invoice: 待转销项税额 becomes 销项税额',
      zh: '纳税义务已发生：待转销项税额转入销项税额（未开票收入）',
    },
    input: z.strictObject({ invoice_id: id(), reached_on: day().optional(), reason: words(500) }),
    output: turned,
    events: ['invoice.tax_due'],
  }),
  earnInvoice: verb({
    name: 'invoice.earn',
    method: 'POST',
    path: '/api/invoices/:invoice_id/earning',
    permission: 'invoice.correct',
    summary: {
      en: 'What was billed before is delivered: contract liabilities become revenue',
      zh: '先开票后交付的已交付：合同负债转收入',
    },
    input: z.strictObject({ invoice_id: id(), earned_on: day().optional(), reason: text(500).optional() }),
    output: turned,
    events: ['invoice.earned'],
  }),
  splitAdvances: verb({
    name: 'advance.split_tax',
    method: 'POST',
    path: '/api/entities/:entity_id/advance-tax',
    permission: 'invoice.correct',
    summary: {
      en: 'Show the tax within open advances on its own accounts, as of today',
      zh: '预收款价税分离：按当日未核销预收余额列示待转销项税额',
    },
    input: z.strictObject({ entity_id: id(), tax_code: words(30) }),
    output: z.object({ customers: z.number(), tax_minor: minorOut() }),
    events: ['advance.tax_split'],
  }),
  readTurns: query({
    name: 'invoice.turns',
    method: 'GET',
    path: '/api/invoices/:invoice_id/turns',
    permission: 'invoice.read',
    summary: { en: 'Where tax and revenue of an invoice stand', zh: '应收单的税款与收入所处阶段' },
    input: z.strictObject({ invoice_id: id() }),
    output: z.object({
      currency: currency(),
      tax_later: z.boolean(),
      unearned: z.boolean(),
      /** What still waits: tax for its tax point, net for delivery. */
      tax_left_minor: minorOut(),
      net_left_minor: minorOut(),
      rows: z.array(
        z.object({
          turn_id: id(),
          what: z.enum(['tax', 'revenue']),
          why: z.enum(['tax_invoice', 'due', 'delivered']),
          turned_on: day(),
          line: z.number(),
          net_minor: minorOut(),
          tax_minor: minorOut(),
          reason: z.string().nullable(),
        }),
      ),
    }),
  }),
}
