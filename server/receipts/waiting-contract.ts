import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { currency, day, id, instant, minorOut, page, paging, several, words } from '../kernel/fields.ts'
import { methods } from './contract.ts'
import { payerRules } from './letter-names-contract.ts'
import { waitingKinds, waitingReasons, waitingStates } from './waiting-states-contract.ts'

const limit = () =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,14})$/)
    .nullable()

/** The rules of receipts, as data of the organisation. */
export const receiptRules = z.strictObject({
  /** From which amount in base on another person confirms a receipt, by the grade of its customer; null is never. */
  confirm_from_minor: z.strictObject({ A: limit(), B: limit(), C: limit(), none: limit() }),
  /**
   * Whether money of a payer who is not the customer, and whom no letter covers, waits for another person: always, where
   * somebody else may confirm it, or never.
   */
  third_party: z.enum(payerRules),
  /** Working days within which money is posted, and who sees to it; null leaves it to who recorded it. */
  post_within_days: z.int().min(0).max(30),
  post_owner_id: id().nullable(),
})
export type ReceiptRules = z.output<typeof receiptRules>

const waiting = z.object({
  waiting_id: id(),
  kind: z.enum(waitingKinds),
  why: z.array(z.enum(waitingReasons)),
  state: z.enum(waitingStates),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  /** The grade of the customer now. */
  grade: z.string().nullable(),
  payer_name: z.string().nullable(),
  method: z.string(),
  received_on: day(),
  currency: currency(),
  amount_minor: minorOut(),
  base_minor: minorOut(),
  reference: z.string().nullable(),
  is_advance: z.boolean(),
  /** The receipt that is to be corrected or amended. */
  receipt_id: id().nullable(),
  receipt_number: z.string().nullable(),
  made_receipt_id: id().nullable(),
  made_number: z.string().nullable(),
  recorded_by: id(),
  recorded_name: z.string(),
  recorded_at: instant(),
  checked_name: z.string().nullable(),
  checked_at: instant().nullable(),
  reason: z.string().nullable(),
  /** What the customer announced and this records, as long as nothing else came of it. */
  advice_id: id().nullable(),
  /** How many vouchers stand beside it, those of the customer with them. */
  vouchers: z.number(),
  /** Whether the reader recorded it, and so does not confirm it. */
  own: z.boolean(),
})

const named = { waiting_id: id() }

/** What can be asked of receipts that wait for another person, and of the rules by which they do. */
export const waitingContract = {
  listWaiting: query({
    name: 'waiting_receipt.list',
    method: 'GET',
    path: '/api/waiting-receipts',
    permission: 'receipt.read',
    summary: { en: 'Receipts that wait for confirmation, or waited', zh: '待复核收款' },
    input: z.object({
      ...paging,
      state: several(z.enum(waitingStates)),
      kind: several(z.enum(waitingKinds)),
      why: z.enum(waitingReasons).optional(),
      customer_id: several(id()),
      entity_id: several(id()),
      currency: several(currency()),
      method: several(z.enum(methods)),
      received_from: day().optional(),
      received_to: day().optional(),
      sort: z
        .enum(['received_on', '-received_on', 'amount_minor', '-amount_minor', 'recorded_at', '-recorded_at'])
        .default('-recorded_at'),
    }),
    output: page(waiting),
  }),
  sumWaiting: query({
    name: 'waiting_receipt.sums',
    method: 'GET',
    path: '/api/waiting-receipts/sums',
    permission: 'receipt.read',
    summary: { en: 'What waits for confirmation, by currency', zh: '待复核收款合计' },
    input: z.object({ entity_id: several(id()), customer_id: several(id()) }),
    output: z.object({
      rows: z.array(
        z.object({
          currency: currency(),
          receipts: z.number(),
          amount_minor: minorOut(),
          /** How many of them the reader may confirm. */
          confirmable: z.number(),
        }),
      ),
    }),
  }),
  readWaiting: query({
    name: 'waiting_receipt.read',
    method: 'GET',
    path: '/api/waiting-receipts/:waiting_id',
    permission: 'receipt.read',
    summary: { en: 'One receipt that waits, with what it is to pay', zh: '待复核收款详情' },
    input: z.object(named),
    output: waiting.extend({
      note: z.string().nullable(),
      /** What it is to pay. */
      apply: z.array(z.object({ number: z.string().nullable(), amount_minor: minorOut() })),
    }),
  }),
  confirmReceipts: verbOfMany({
    name: 'receipt.confirm',
    method: 'POST',
    path: '/api/waiting-receipts/confirmation',
    permission: 'receipt.confirm',
    summary: { en: 'Confirm receipts another person recorded: they are posted now', zh: '复核收款并过账' },
    each: z.strictObject({
      ...named,
      /** Demanded where the payer is not the customer. */
      reason: words(500).optional(),
      /** Another day of the entry than was asked, where its period is closed by now. */
      posted_on: day().optional(),
      /** Posts it without what it was to pay; it stays on account. */
      on_account: z.boolean().default(false),
    }),
    max: 500,
    output: z.object({
      rows: z.array(z.object({ waiting_id: id(), receipt_id: id().nullable(), number: z.string().nullable() })),
    }),
    events: ['receipt.confirmed', 'receipt.recorded', 'receipt.corrected', 'receipt.amended', 'item.applied'],
  }),
  returnReceipts: verbOfMany({
    name: 'receipt.return',
    method: 'POST',
    path: '/api/waiting-receipts/return',
    permission: 'receipt.confirm',
    summary: { en: 'Return receipts to who recorded them', zh: '退回收款登记' },
    each: z.strictObject({ ...named, reason: words(500) }),
    max: 500,
    output: z.object({ rows: z.array(z.object({ waiting_id: id(), state: z.enum(waitingStates) })) }),
    events: ['receipt.returned'],
  }),
  withdrawWaiting: verb({
    name: 'receipt.withdraw',
    method: 'POST',
    path: '/api/waiting-receipts/:waiting_id/withdrawal',
    permission: 'receipt.record',
    summary: { en: 'Withdraw what one recorded oneself before it is confirmed', zh: '撤回本人登记的待复核收款' },
    input: z.strictObject(named),
    output: z.object({ waiting_id: id(), state: z.enum(waitingStates) }),
    events: ['receipt.withdrawn'],
  }),
  readReceiptRules: query({
    name: 'receipt_rules.read',
    method: 'GET',
    path: '/api/receipt-rules',
    permission: 'receipt.read',
    summary: { en: 'The rules of receipts', zh: '收款规则' },
    input: z.strictObject({}),
    output: receiptRules,
  }),
  changeReceiptRules: verb({
    name: 'receipt_rules.change',
    method: 'PUT',
    path: '/api/receipt-rules',
    permission: 'receipt_rules.manage',
    summary: { en: 'Change the rules of receipts', zh: '修改收款规则' },
    input: receiptRules.partial(),
    output: receiptRules,
    approval: true,
    events: ['receipt_rules.changed'],
  }),
}
