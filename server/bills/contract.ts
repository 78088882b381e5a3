import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import {
  groups,
  groupSorts,
  currency,
  day,
  decimal,
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
import { receiptDraft } from '../receipts/contract.ts'
import { billKinds, billMoves, billStates } from './names-contract.ts'

const state = z.enum(billStates)
const kind = z.enum(billKinds)
const whole = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)

export const billDraft = receiptDraft
  .omit({ method: true, is_advance: true, bank_charge_minor: true, source: true, external_id: true })
  .extend({
    bill: z.strictObject({
      kind,
      number: words(60),
      sub_from: whole.optional(),
      sub_to: whole.optional(),
      drawer: words(300),
      acceptor: words(300),
      issued_on: day(),
      matures_on: day(),
      /** The amount that stands on it; the receipt is of the same. */
      amount_minor: minor(),
      /** Held to be endorsed or discounted: on the account of receivables held for financing. */
      for_financing: z.boolean().default(false),
      endorsements: z
        .array(z.strictObject({ endorser: words(300), endorsee: words(300), endorsed_on: day().optional() }))
        .max(100)
        .default([]),
      note: text(2000).optional(),
    }),
  })

export const billRow = z.object({
  bill_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  receipt_id: id(),
  receipt_number: z.string(),
  kind,
  number: z.string(),
  sub_from: z.string().nullable(),
  sub_to: z.string().nullable(),
  drawer: z.string(),
  acceptor: z.string(),
  issued_on: day(),
  matures_on: day(),
  received_on: day(),
  currency: currency(),
  amount_minor: minorOut(),
  state,
  kept: z.boolean(),
  recourse: z.boolean(),
})

const moved = z.object({ state })
const ended = moved.extend({ reopened: z.array(z.object({ item_id: id(), amount_minor: minorOut() })) })
const on = { bill_id: id(), moved_on: day().optional() }
const told = { reference: text(200).optional(), reason: text(500).optional() }

/** What narrows the register. */
const billFilters = {
  entity_id: several(id()),
  customer_id: several(id()),
  state: several(state),
  kind: several(kind),
  currency: several(currency()),
  matures_from: day().optional(),
  matures_to: day().optional(),
  received_from: day().optional(),
  received_to: day().optional(),
  receipt_id: id().optional(),
  number: z.string().max(80).optional(),
}

/** What can be asked of acceptance bills 票据. */
export const billsContract = {
  receiveBills: verbOfMany({
    name: 'bill.receive',
    method: 'POST',
    path: '/api/bills',
    permission: 'bill.receive',
    summary: { en: 'Receive acceptance bills: each a receipt, applied where it is said', zh: '收票登记，可同时核销' },
    each: billDraft,
    max: 500,
    output: z.object({
      rows: z.array(z.object({ bill_id: id(), receipt_id: id(), number: z.string(), unapplied_minor: minorOut() })),
    }),
    events: ['bill.received', 'receipt.recorded', 'item.applied'],
  }),
  pledgeBill: verb({
    name: 'bill.pledge',
    method: 'POST',
    path: '/api/bills/:bill_id/pledge',
    permission: 'bill.pass_on',
    summary: { en: 'Pledge a bill as security', zh: '票据质押' },
    input: z.strictObject({ ...on, party: words(300), ...told }),
    output: moved,
    events: ['bill.pledged'],
  }),
  releaseBill: verb({
    name: 'bill.release',
    method: 'POST',
    path: '/api/bills/:bill_id/release',
    permission: 'bill.pass_on',
    summary: { en: 'Take a pledged bill out of pledge', zh: '票据解质' },
    input: z.strictObject({ ...on, ...told }),
    output: moved,
    events: ['bill.released'],
  }),
  endorseBill: verb({
    name: 'bill.endorse',
    method: 'POST',
    path: '/api/bills/:bill_id/endorsement',
    permission: 'bill.pass_on',
    summary: { en: 'Endorse a bill to a supplier', zh: '票据背书转让' },
    input: z.strictObject({
      ...on,
      party: words(300),
      /** Stays among our bills until it is paid, since the risk stays with us; else it leaves the books. */
      kept: z.boolean().default(false),
      ...told,
    }),
    output: moved,
    events: ['bill.endorsed'],
    approval: 'by_amount',
  }),
  discountBill: verb({
    name: 'bill.discount',
    method: 'POST',
    path: '/api/bills/:bill_id/discount',
    permission: 'bill.pass_on',
    summary: { en: 'Discount a bill at a bank', zh: '票据贴现' },
    input: z.strictObject({
      ...on,
      party: words(300),
      /** Per cent a year, by 360 days. */
      rate: decimal(6),
      /** What the bank kept back, where it differs from the days at that rate. */
      interest_minor: minor().optional(),
      /** With recourse it stays among our bills, against a loan, until it is paid. */
      recourse: z.boolean(),
      ...told,
    }),
    output: moved.extend({ interest_minor: minorOut(), proceeds_minor: minorOut() }),
    events: ['bill.discounted'],
    approval: 'by_amount',
  }),
  presentBill: verb({
    name: 'bill.present',
    method: 'POST',
    path: '/api/bills/:bill_id/presentation',
    permission: 'bill.clear',
    summary: { en: 'Present a bill for payment', zh: '提示付款（托收）' },
    input: z.strictObject({ ...on, ...told }),
    output: moved,
    events: ['bill.presented'],
  }),
  clearBill: verb({
    name: 'bill.clear',
    method: 'POST',
    path: '/api/bills/:bill_id/clearing',
    permission: 'bill.clear',
    summary: { en: 'Record that a bill was paid', zh: '票据兑付' },
    /** With the account of ours on which the money came, where it came to us. */
    input: z.strictObject({ ...on, ...told, own_account_id: id().optional() }),
    output: moved,
    events: ['bill.cleared'],
  }),
  refuseBill: verb({
    name: 'bill.refuse',
    method: 'POST',
    path: '/api/bills/:bill_id/refusal',
    permission: 'bill.clear',
    summary: { en: 'Record that payment was refused: what it paid is open again', zh: '票据拒付，恢复应收' },
    input: z.strictObject({ ...on, reason: words(500), reference: text(200).optional() }),
    output: ended,
    events: ['bill.refused'],
  }),
  cancelBill: verb({
    name: 'bill.cancel',
    method: 'POST',
    path: '/api/bills/:bill_id/cancellation',
    permission: 'bill.receive',
    summary: { en: 'Cancel a bill that was entered wrongly, with its receipt', zh: '作废误录的票据及其收款' },
    input: z.strictObject({ ...on, reason: words(500) }),
    output: ended,
    events: ['bill.cancelled'],
  }),
  takeBackBill: verb({
    name: 'bill.take_back',
    method: 'POST',
    path: '/api/bills/:bill_id/undoing',
    permission: 'bill.pass_on',
    summary: { en: 'Take back what was done last with a bill', zh: '撤回票据的上一步' },
    input: z.strictObject({ ...on, reason: words(500) }),
    output: moved,
    events: ['bill.taken_back'],
  }),
  groupBills: query({
    name: 'bill.groups',
    method: 'GET',
    path: '/api/bills/groups',
    permission: 'bill.read',
    report: true,
    summary: { en: 'Bills by customer, state, month due …, with their sums', zh: '应收票据分组汇总' },
    input: z.object({
      ...paging,
      ...billFilters,
      by: z.enum(['customer', 'entity', 'due_month', 'currency', 'kind', 'state']),
      sort: z.enum(groupSorts).default('-amount'),
    }),
    output: groups(),
  }),
  listBills: query({
    name: 'bill.list',
    method: 'GET',
    path: '/api/bills',
    permission: 'bill.read',
    report: true,
    summary: { en: 'The register of bills receivable', zh: '应收票据备查簿' },
    input: z.object({
      ...paging,
      ...billFilters,
      sort: z
        .enum([
          'matures_on',
          '-matures_on',
          'received_on',
          '-received_on',
          'amount_minor',
          '-amount_minor',
          'number',
          '-number',
        ])
        .default('matures_on'),
    }),
    output: page(billRow),
  }),
  billCalendar: query({
    name: 'bill.calendar',
    method: 'GET',
    path: '/api/bills/calendar',
    permission: 'bill.read',
    report: true,
    summary: { en: 'Bills by the day they fall due, in a month', zh: '票据到期日历' },
    input: z.object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), entity_id: several(id()) }),
    output: z.object({
      days: z.array(
        z.object({
          on: day(),
          currency: currency(),
          bills: z.number(),
          amount_minor: minorOut(),
          /** Of them in our hands, to be presented. */
          ours: z.number(),
          ours_minor: minorOut(),
        }),
      ),
    }),
  }),
  readBill: query({
    name: 'bill.read',
    method: 'GET',
    path: '/api/bills/:bill_id',
    permission: 'bill.read',
    summary: { en: 'One bill with its endorsements and everything done with it', zh: '票据详情' },
    input: z.object({ bill_id: id() }),
    output: billRow.extend({
      for_financing: z.boolean(),
      note: z.string().nullable(),
      recorded_at: instant(),
      /** Until when it should be presented. */
      present_by: day(),
      endorsements: z.array(
        z.object({ line: z.number(), endorser: z.string(), endorsee: z.string(), endorsed_on: day().nullable() }),
      ),
      moves: z.array(
        z.object({
          line: z.number(),
          move: z.enum(billMoves),
          moved_on: day(),
          party: z.string().nullable(),
          rate: z.string().nullable(),
          interest_minor: minorOut().nullable(),
          reference: z.string().nullable(),
          reason: z.string().nullable(),
          takes_back: z.number().nullable(),
          /** The account of ours the money came to. */
          own_account: z.string().nullable(),
          by_name: z.string().nullable(),
        }),
      ),
    }),
  }),
  billExposure: query({
    name: 'bill.exposure',
    method: 'GET',
    path: '/api/customers/:customer_id/bills',
    permission: 'bill.read',
    summary: { en: 'Bills of a customer that are not paid yet, ours or passed on', zh: '客户未兑付的票据' },
    input: z.object({ customer_id: id() }),
    output: z.object({
      rows: z.array(
        z.object({
          currency: currency(),
          bills: z.number(),
          /** In our hands. */
          held_minor: minorOut(),
          /** Passed on, and on us again where it is not paid. */
          passed_on_minor: minorOut(),
        }),
      ),
    }),
  }),
}
