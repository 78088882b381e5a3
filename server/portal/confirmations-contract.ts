import { z } from 'zod'
import { failedLetter } from '../invoices/dispatch-contract.ts'
import { query, verbOfMany } from '../kernel/contract.ts'
import { id, instant, text } from '../kernel/fields.ts'

/** A letter that nobody tries to send any more `failed`. `no_address` is no state of a confirmation: nothing was made, since the customer has no address for it. */
export const confirmationStates = ['queued', 'sending', 'sent', 'failed', 'unsure', 'bounced', 'withdrawn'] as const

/** Confirmations of receipts to customers. */
export const confirmationsContract = {
  confirmToCustomer: verbOfMany({
    name: 'receipt_confirmation.make',
    method: 'POST',
    path: '/api/receipt-confirmations',
    permission: 'receipt.notify',
    summary: { en: 'Confirm to customers what came, how, and what it paid', zh: '向客户寄送收款确认' },
    each: z.strictObject({
      receipt_id: id(),
      /** A letter by mail, or the paper handed over. */
      channel: z.enum(['mail', 'hand']).default('mail'),
      /** The address or the name; of a letter the contact who gets statements, unless said. */
      recipient: text(254).optional(),
      /** The customer's language unless said. */
      locale: z.enum(['zh', 'en']).optional(),
      /** Once more, though one went out already. */
      again: z.boolean().default(false),
    }),
    max: 500,
    output: z.object({
      rows: z.array(
        z.object({
          receipt_id: id(),
          confirmation_id: id().nullable(),
          state: z.enum([...confirmationStates, 'no_address']),
          known: z.boolean(),
        }),
      ),
    }),
    events: ['receipt_confirmation.made'],
  }),
  listConfirmations: query({
    name: 'receipt_confirmation.list',
    method: 'GET',
    path: '/api/receipts/:receipt_id/confirmations',
    permission: 'receipt.read',
    summary: { en: 'Confirmations of a receipt and how they went', zh: '收款确认寄送记录' },
    input: z.object({ receipt_id: id() }),
    output: z.object({
      rows: z.array(
        z.object({
          confirmation_id: id(),
          channel: z.enum(['mail', 'hand']),
          recipient: z.string(),
          state: z.enum(confirmationStates),
          ...failedLetter,
          sent_at: instant().nullable(),
          recorded_by_name: z.string(),
          recorded_at: instant(),
        }),
      ),
    }),
  }),
}
