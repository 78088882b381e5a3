import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { currency, day, id, minorOut } from '../kernel/fields.ts'

/** One thing that was found, whatever it is. */
const found = z.object({
  kind: z.enum(['customer', 'invoice', 'receipt']),
  id: id(),
  number: z.string(),
  /** Of an invoice: invoice, charge, credit_note, opening. */
  sort: z.string().nullable(),
  customer_id: id(),
  customer_name: z.string(),
  /** By what it was found: its number, the other party's reference, an amount, a name. */
  by: z.enum(['number', 'reference', 'amount', 'name']),
  /** The spelling that fits, where it is not the name itself. */
  alias: z.string().nullable(),
  /** Null for a customer who owes in several currencies, or nothing. */
  currency: currency().nullable(),
  amount_minor: minorOut().nullable(),
  /** What is open: owed is positive, money that pays nothing yet is negative. */
  open_minor: minorOut().nullable(),
  /** Day of the document. */
  on: day().nullable(),
  due_on: day().nullable(),
  state: z.string(),
})

export const searchContract = {
  searchEverything: query({
    name: 'search.everything',
    method: 'GET',
    path: '/api/search',
    permission: 'signed_in',
    summary: {
      en: 'Customers, invoices and receipts by number, reference, amount, name or how it is read',
      zh: '按单号、外部单号、金额、名称或拼音查找客户、应收单与收款',
    },
    input: z.object({
      q: z.string().max(200),
      /** How many of each kind at the most. */
      limit: z.coerce.number().int().min(1).max(20).default(6),
    }),
    output: z.object({ rows: z.array(found) }),
  }),
}
