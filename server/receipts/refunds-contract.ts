import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, decimal, id, instant, minor, minorOut, page, paging, several, words } from '../kernel/fields.ts'
import { refundStates } from './refund-states-contract.ts'

const state = z.enum(refundStates)

export const refundRow = z.object({
  refund_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  number: z.string(),
  currency: currency(),
  amount_minor: minorOut(),
  state,
  reason: z.string(),
  requested_on: day(),
  requested_name: z.string().nullable(),
  approved_name: z.string().nullable(),
  paid_on: day().nullable(),
  bank_reference: z.string().nullable(),
  /** Of the customer's account, its last four characters alone. */
  tail: z.string(),
})

/** What can be asked of refunds 退款. */
export const refundsContract = {
  readOnAccount: query({
    name: 'refund.on_account',
    method: 'GET',
    path: '/api/customers/:customer_id/on-account',
    permission: 'receipt.read',
    summary: { en: 'What a customer has on account, and where it may be paid back to', zh: '客户挂账余额与可退账户' },
    input: z.object({ customer_id: id() }),
    output: z.object({
      items: z.array(
        z.object({
          item_id: id(),
          entity_id: id(),
          entity_code: z.string(),
          kind: z.string(),
          number: z.string(),
          document_id: id(),
          posted_on: day(),
          currency: currency(),
          /** On account; positive. */
          open_minor: minorOut(),
          /** Of it asked for in refunds that are not paid yet. */
          waiting_minor: minorOut(),
        }),
      ),
      accounts: z.array(
        z.object({
          account_id: id(),
          holder: z.string(),
          bank: z.string(),
          tail: z.string(),
          currency: currency().nullable(),
          usable: z.boolean(),
          usable_from: instant().nullable(),
        }),
      ),
    }),
  }),
  requestRefund: verb({
    name: 'refund.request',
    method: 'POST',
    path: '/api/refunds',
    permission: 'refund.request',
    summary: { en: 'Ask for money on account to be paid back', zh: '申请退款' },
    input: z.strictObject({
      customer_id: id(),
      account_id: id(),
      reason: words(500),
      /** What it is taken from; of one entity and currency. */
      lines: z
        .array(z.strictObject({ item_id: id(), amount_minor: minor() }))
        .min(1)
        .max(200),
    }),
    output: z.object({ refund_id: id(), number: z.string() }),
    events: ['refund.requested'],
  }),
  approveRefund: verb({
    name: 'refund.approve',
    method: 'POST',
    path: '/api/refunds/:refund_id/approval',
    permission: 'refund.request',
    summary: {
      en: 'Approve a refund: its requester hands it over, another person releases it',
      zh: '退款审批：申请人提交，另一人复核',
    },
    input: z.strictObject({ refund_id: id() }),
    output: z.object({ state }),
    events: ['refund.approved'],
    approval: 'by_amount',
  }),
  payRefund: verb({
    name: 'refund.pay',
    method: 'POST',
    path: '/api/refunds/:refund_id/payment',
    permission: 'refund.pay',
    summary: { en: 'Record that an approved refund was paid', zh: '登记退款付款' },
    input: z.strictObject({
      refund_id: id(),
      /** Today unless told. */
      paid_on: day().optional(),
      own_account_id: id(),
      bank_reference: words(100),
      /** In a foreign currency where the day has no rate. */
      rate: decimal(10).optional(),
    }),
    output: z.object({ state, entry_id: id() }),
    events: ['refund.paid', 'item.applied'],
  }),
  cancelRefund: verb({
    name: 'refund.cancel',
    method: 'POST',
    path: '/api/refunds/:refund_id/cancellation',
    permission: 'refund.request',
    summary: { en: 'Cancel a refund before it is paid', zh: '付款前取消退款' },
    input: z.strictObject({ refund_id: id(), reason: words(500) }),
    output: z.object({ state }),
    events: ['refund.cancelled'],
  }),
  reverseRefund: verb({
    name: 'refund.reverse',
    method: 'POST',
    path: '/api/refunds/:refund_id/reversal',
    permission: 'refund.reverse',
    summary: { en: 'Reverse a refund that came back: the money is on account again', zh: '退款退回冲销' },
    input: z.strictObject({ refund_id: id(), reversed_on: day().optional(), reason: words(500) }),
    output: z.object({ state }),
    events: ['refund.reversed'],
  }),
  listRefunds: query({
    name: 'refund.list',
    method: 'GET',
    path: '/api/refunds',
    permission: 'receipt.read',
    report: true,
    summary: { en: 'Refunds', zh: '退款一览' },
    input: z.object({
      ...paging,
      entity_id: several(id()),
      customer_id: several(id()),
      state: several(state),
      currency: several(currency()),
      requested_from: day().optional(),
      requested_to: day().optional(),
      number: z.string().max(80).optional(),
      sort: z
        .enum(['requested_on', '-requested_on', 'amount_minor', '-amount_minor', 'number', '-number'])
        .default('-requested_on'),
    }),
    output: page(refundRow),
  }),
  readRefund: query({
    name: 'refund.read',
    method: 'GET',
    path: '/api/refunds/:refund_id',
    permission: 'receipt.read',
    summary: { en: 'One refund with what it is taken from', zh: '退款详情' },
    input: z.object({ refund_id: id() }),
    output: refundRow.extend({
      holder: z.string(),
      bank: z.string(),
      requested_by: id(),
      approved_at: instant().nullable(),
      paid_name: z.string().nullable(),
      own_account: z.string().nullable(),
      end_reason: z.string().nullable(),
      ended_on: day().nullable(),
      recorded_at: instant(),
      /** Whether its approval waits with the second person. */
      asked: z.boolean(),
      lines: z.array(
        z.object({
          line: z.number(),
          item_id: id(),
          kind: z.string(),
          number: z.string(),
          document_id: id(),
          amount_minor: minorOut(),
          /** What of the item is still on account. */
          open_minor: minorOut(),
        }),
      ),
    }),
  }),
}
