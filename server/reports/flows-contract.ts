import { z } from 'zod'
import { query } from '../kernel/contract.ts'
import { currency, day, id, minorOut } from '../kernel/fields.ts'

/** Contract, delivery, tax invoice and money 合同流、货物流、票流、资金流. */
export const flows = ['contract', 'delivery', 'tax_invoice', 'payment'] as const
/** Why a document does not stand for the customer, or not yet. */
export const flowReasons = ['other_party', 'unconfirmed', 'by_letter', 'released', 'other_payer'] as const

const answer = z.object({
  customer_id: id(),
  customer_name: z.string(),
  flows: z.array(
    z.object({
      flow: z.enum(flows),
      /** All documents stand for the customer; some do not; there are none; the reader may not see them. */
      tick: z.enum(['agrees', 'differs', 'none', 'hidden']),
      documents: z.array(
        z.object({
          kind: z.enum(['contract', 'delivery', 'tax_invoice', 'receipt']),
          id: id(),
          number: z.string(),
          on: day(),
          party_name: z.string(),
          amount_minor: minorOut().nullable(),
          currency: currency().nullable(),
          agrees: z.boolean(),
          why: z.enum(flowReasons).nullable(),
        }),
      ),
    }),
  ),
})

/** What can be asked of the parties behind an invoice or a contract. */
export const flowsContract = {
  invoiceFlows: query({
    name: 'invoice.flows',
    method: 'GET',
    path: '/api/invoices/:invoice_id/flows',
    permission: 'invoice.read',
    report: true,
    summary: {
      en: 'Whether contract, delivery, tax invoice and payer of an invoice are one party',
      zh: '应收单四流一致核对',
    },
    input: z.object({ invoice_id: id() }),
    output: answer,
  }),
  contractFlows: query({
    name: 'contract.flows',
    method: 'GET',
    path: '/api/contracts/:contract_id/flows',
    permission: 'contract.read',
    report: true,
    summary: {
      en: 'Whether contract, deliveries, tax invoices and payers of a contract are one party',
      zh: '合同四流一致核对',
    },
    input: z.object({ contract_id: id() }),
    output: answer,
  }),
}
