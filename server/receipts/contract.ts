import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import {
  currency,
  day,
  decimal,
  groupSorts,
  groups,
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
import { differenceKinds } from '../ledger/contract.ts'

export const methods = ['transfer', 'cash', 'cheque', 'card', 'electronic', 'other'] as const

export const receiptDraft = z.strictObject({
  customer_id: id().optional(),
  customer_number: words(60).optional(),
  entity_id: id().optional(),
  entity_code: words(20).optional(),
  /** Who paid, when it was not the customer. */
  payer_id: id().optional(),
  payer_name: text(300).optional(),
  number: words(80).optional(),
  method: z.enum(methods).default('transfer'),
  received_on: day(),
  posted_on: day().optional(),
  currency: currency().optional(),
  amount_minor: minor(),
  rate: decimal(10).optional(),
  /** Kept back by the bank and borne by us: the customer paid `amount_minor` + this. */
  bank_charge_minor: minor().optional(),
  is_advance: z.boolean().default(false),
  /** What it pays, item by item or by the invoice's number; what is left over stays on account. */
  apply: z
    .array(
      z.strictObject({
        item_id: id().optional(),
        invoice_number: words(80).optional(),
        amount_minor: minor(),
        /** Closes what is left of the item as a small difference of this kind. */
        difference: z.strictObject({ kind: z.enum(differenceKinds), amount_minor: minor() }).optional(),
      }),
    )
    .max(1000)
    .default([]),
  applied_on: day().optional(),
  /** When the system it comes from booked it: shown and searched, never counted with. */
  booked_on: day().optional(),
  reference: text(300).optional(),
  note: text(2000).optional(),
  source: text(60).optional(),
  external_id: text(200).optional(),
})

export const receiptRow = z.object({
  receipt_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  payer_id: id().nullable(),
  payer_name: z.string().nullable(),
  number: z.string(),
  method: z.string(),
  received_on: day(),
  posted_on: day(),
  currency: currency(),
  amount_minor: minorOut(),
  /** Not yet applied; positive. */
  unapplied_minor: minorOut(),
  is_advance: z.boolean(),
  booked_on: day().nullable(),
  reference: z.string().nullable(),
  state: z.enum(['posted', 'corrected', 'undone']),
  item_id: id(),
  recorded_at: instant(),
})

/** What a list of receipts is narrowed by. */
const receiptFilters = {
  entity_id: several(id()),
  customer_id: several(id()),
  method: several(z.enum([...methods, 'bill'])),
  state: several(z.enum(['posted', 'corrected', 'undone'])),
  currency: several(currency()),
  received_from: day().optional(),
  received_to: day().optional(),
  booked_from: day().optional(),
  booked_to: day().optional(),
  number: z.string().max(80).optional(),
  unapplied: z.enum(['yes', 'no']).optional(),
}

export const receiptsContract = {
  recordReceipts: verbOfMany({
    name: 'receipt.record',
    method: 'POST',
    path: '/api/receipts',
    permission: 'receipt.record',
    summary: { en: 'Record receipts, and apply them where it is said', zh: '登记收款，可同时核销' },
    each: receiptDraft,
    max: 5000,
    together: true,
    output: z.object({
      rows: z.array(
        z.object({
          /** Null where it waits for another person. */
          receipt_id: id().nullable(),
          number: z.string().nullable(),
          item_id: id().nullable(),
          unapplied_minor: minorOut(),
          known: z.boolean(),
          /** Where another person must confirm it first: what waits. */
          waiting_id: id().nullable(),
        }),
      ),
    }),
    events: ['receipt.recorded', 'item.applied', 'receipt.held'],
  }),
  correctReceipt: verb({
    name: 'receipt.correct',
    method: 'POST',
    path: '/api/receipts/:receipt_id/correction',
    permission: 'receipt.correct',
    summary: {
      en: 'Correct a receipt: mirror it, record the right one, carry over what it paid',
      zh: '更正收款：冲回原单、重录新单、结转核销',
    },
    input: z.strictObject({
      receipt_id: id(),
      corrected_on: day().optional(),
      reason: words(500),
      receipt: receiptDraft.omit({ apply: true }).nullable(),
    }),
    output: z.object({
      receipt_id: id().nullable(),
      number: z.string().nullable(),
      carried: z.array(z.object({ item_id: id(), amount_minor: minorOut() })),
      left: z.array(z.object({ item_id: id(), amount_minor: minorOut() })),
      /** Where another person must confirm the right one first: what waits. */
      waiting_id: id().nullable(),
    }),
    events: ['receipt.corrected', 'receipt.held'],
  }),
  amendReceipt: verb({
    name: 'receipt.amend',
    method: 'PUT',
    path: '/api/receipts/:receipt_id',
    permission: 'receipt.amend',
    summary: { en: 'Change what has no accounting effect', zh: '修改无账务影响的内容' },
    input: z.strictObject({
      receipt_id: id(),
      version: z.number().int(),
      reference: text(300).nullable().optional(),
      note: text(2000).nullable().optional(),
      payer_id: id().nullable().optional(),
      payer_name: text(300).nullable().optional(),
    }),
    output: z.object({
      version: z.number(),
      /** Where another person must let the payer through first: what waits. */
      waiting_id: id().nullable(),
    }),
    events: ['receipt.amended', 'receipt.held'],
  }),
  listReceipts: query({
    name: 'receipt.list',
    method: 'GET',
    path: '/api/receipts',
    permission: 'receipt.read',
    report: true,
    summary: { en: 'Receipts', zh: '收款一览' },
    input: z.object({
      ...paging,
      ...receiptFilters,
      sort: z
        .enum(['received_on', '-received_on', 'amount_minor', '-amount_minor', 'number', '-number'])
        .default('-received_on'),
    }),
    output: page(receiptRow),
  }),
  groupReceipts: query({
    name: 'receipt.groups',
    method: 'GET',
    path: '/api/receipts/groups',
    permission: 'receipt.read',
    report: true,
    summary: { en: 'Receipts by customer, month, method …, with their sums', zh: '收款分组汇总' },
    input: z.object({
      ...paging,
      ...receiptFilters,
      by: z.enum(['customer', 'entity', 'month', 'currency', 'method', 'state']),
      sort: z.enum(groupSorts).default('-amount'),
    }),
    output: groups(),
  }),
  readReceipt: query({
    name: 'receipt.read',
    method: 'GET',
    path: '/api/receipts/:receipt_id',
    permission: 'receipt.read',
    summary: { en: 'One receipt with what it paid', zh: '收款详情' },
    input: z.object({ receipt_id: id() }),
    output: receiptRow.extend({
      version: z.number(),
      rate: z.string(),
      base_minor: minorOut(),
      bank_charge_minor: minorOut(),
      note: z.string().nullable(),
      corrects_id: id().nullable(),
      /** Who recorded it and who confirmed it, where it had waited. */
      recorded_name: z.string().nullable(),
      confirmed_name: z.string().nullable(),
      confirmed_reason: z.string().nullable(),
      /** The customer itself; another by a letter; let through by a second person; another of whom nothing is known. */
      payer_standing: z.enum(['self', 'letter', 'released', 'open']),
      payer_letter_id: id().nullable(),
      payer_letter_until: day().nullable(),
      applications: z.array(
        z.object({
          application_id: id(),
          counter_item_id: id(),
          counter_kind: z.string(),
          counter_number: z.string(),
          counter_document_id: id(),
          counter_customer_name: z.string(),
          delta_minor: minorOut(),
          applied_on: day(),
          recorded_at: instant(),
          kind: z.string(),
          reversed: z.boolean(),
        }),
      ),
    }),
  }),
}
