import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { currency, day, decimal, id, instant, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'

import { agreed, contractDraft, contractKinds, partKinds } from './draft-contract.ts'
import { periodRow, recurs } from './recurrence-contract.ts'
import { courses, gates, stepNames } from './steps-contract.ts'
import { turning } from './tax-point-contract.ts'

/** What a person may say of a contract; one whose import was undone is `undone`. */
export const contractStates = ['active', 'completed', 'terminated'] as const
const allStates = [...contractStates, 'undone'] as const
const confirmations = ['signed_note', 'mail', 'phone', 'page'] as const

const contractRow = z.object({
  contract_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  number: z.string(),
  title: z.string(),
  kind: z.enum(contractKinds),
  state: z.enum(allStates),
  signed_on: day(),
  ends_on: day().nullable(),
  currency: currency(),
  amount_minor: minorOut(),
  /** Issued under the contract, less what was credited. */
  billed_minor: minorOut(),
  /** Of what was billed, what is no longer open. */
  settled_minor: minorOut(),
  salesperson_name: z.string().nullable(),
})

const lineRow = z.object({
  line: z.number(),
  description: z.string(),
  product: z.string().nullable(),
  quantity: z.string().nullable(),
  unit: z.string().nullable(),
  unit_price: z.string().nullable(),
  price_includes_tax: z.boolean(),
  tax_code: z.string(),
  tax_rate: z.string(),
  net_minor: minorOut(),
  tax_minor: minorOut(),
  amount_minor: minorOut(),
  delivered: z.string(),
  confirmed: z.string(),
  billed: z.string(),
  billed_minor: minorOut(),
  recurs: recurs.nullable(),
})

const partRow = z.object({
  part: z.number(),
  kind: z.enum(partKinds),
  label: z.string(),
  amount_minor: minorOut(),
  planned_on: day().nullable(),
  months: z.number().nullable(),
  met_on: day().nullable(),
  billed: z.boolean(),
})

const step = z.object({
  step: z.enum(stepNames),
  name_zh: z.string(),
  name_en: z.string(),
  owner: z.string(),
  gate: z.enum(gates),
  /** Hundredths of what the step has to do: 10000 is all of it. */
  done: z.number().int(),
  on: day().nullable(),
  /** The day by which it should be done; null where that is not known yet. */
  due_on: day().nullable(),
  late: z.boolean(),
  /** The day its days count from; null where that step is not done. */
  from: day().nullable(),
  /** Days from there until it was done, or until today. */
  took_days: z.number().int().nullable(),
  late_days: z.number().int(),
  /** Receipts that are to pay it and wait for another person; they are no money yet. */
  waiting: z.number().int(),
  /** Invoices whose letter came back and that went out in no other way. */
  bounced: z.number().int(),
  /** Something of it is done, though the evidence that is asked for is not there. */
  lacks_evidence: z.boolean(),
  /** Nothing of it is done, though something of a later step is. */
  skipped: z.boolean(),
})

const delivery = z.object({
  delivery_id: id(),
  number: z.string(),
  delivered_on: day(),
  carrier: z.string().nullable(),
  tracking: z.string().nullable(),
  note: z.string().nullable(),
  state: z.enum(['sent', 'confirmed', 'returned']),
  confirmed_on: day().nullable(),
  confirmed_name: z.string().nullable(),
  confirmed_how: z.string().nullable(),
  /** What of a line the customer said arrived, where that is less; null while nothing was said of it. */
  lines: z.array(
    z.object({ line: z.number(), quantity: z.string(), received: z.string().nullable(), note: z.string().nullable() }),
  ),
  /** Signed delivery notes that are kept, the earliest first. */
  notes: z.array(z.object({ note_id: id(), name: z.string() })),
})

export const contractsContract = {
  signContracts: verbOfMany({
    name: 'contract.sign',
    method: 'POST',
    path: '/api/contracts',
    permission: 'contract.sign',
    summary: { en: 'Enter signed contracts', zh: '录入已签订的合同' },
    each: contractDraft,
    max: 1000,
    output: z.object({
      rows: z.array(
        z.object({
          contract_id: id(),
          number: z.string(),
          amount_minor: minorOut(),
          /** Its source had brought it before. */
          known: z.boolean(),
        }),
      ),
    }),
    events: ['contract.signed'],
  }),
  amendContract: verb({
    name: 'contract.amend',
    method: 'PUT',
    path: '/api/contracts/:contract_id',
    permission: 'contract.amend',
    summary: { en: 'Agree another version of a contract; earlier ones stay', zh: '变更合同（保留历史版本）' },
    input: z.strictObject({ contract_id: id(), version: z.number().int(), reason: words(500), ...agreed }),
    output: z.object({ version: z.number() }),
    events: ['contract.amended'],
  }),
  closeContract: verb({
    name: 'contract.close',
    method: 'POST',
    path: '/api/contracts/:contract_id/state',
    permission: 'contract.amend',
    summary: { en: 'Complete or terminate a contract, or take it up again', zh: '合同完结、终止或恢复' },
    input: z.strictObject({ contract_id: id(), state: z.enum(contractStates), reason: words(500) }),
    output: z.object({ state: z.enum(contractStates) }),
    events: ['contract.closed', 'contract.undone'],
  }),
  markContract: verb({
    name: 'contract.mark',
    method: 'POST',
    path: '/api/contracts/:contract_id/marks',
    permission: 'delivery.record',
    summary: { en: 'Say that a milestone is met or the whole accepted', zh: '登记里程碑达成或验收' },
    input: z.strictObject({
      contract_id: id(),
      /** The part of the plan; left out for the acceptance of the whole. */
      part: z.int().min(1).max(120).optional(),
      /** Null takes it back. */
      met_on: day().nullable(),
      evidence: words(500),
    }),
    output: z.object({ met_on: day().nullable() }),
    events: ['contract.marked'],
  }),
  recordDelivery: verb({
    name: 'delivery.record',
    method: 'POST',
    path: '/api/contracts/:contract_id/deliveries',
    permission: 'delivery.record',
    summary: { en: 'Record a delivery under a contract', zh: '登记发货' },
    input: z.strictObject({
      contract_id: id(),
      delivered_on: day(),
      carrier: text(100).optional(),
      tracking: text(100).optional(),
      note: text(500).optional(),
      lines: z
        .array(z.strictObject({ line: z.int().min(1).max(500), quantity: decimal(13) }))
        .min(1)
        .max(500),
    }),
    output: z.object({ delivery_id: id(), number: z.string() }),
    events: ['delivery.recorded'],
  }),
  confirmDelivery: verb({
    name: 'delivery.confirm',
    method: 'POST',
    path: '/api/deliveries/:delivery_id/confirmation',
    permission: 'delivery.record',
    summary: { en: 'Record that the customer confirmed the goods', zh: '登记客户确认收货' },
    input: z.strictObject({
      delivery_id: id(),
      confirmed_on: day(),
      confirmed_name: words(200),
      confirmed_how: z.enum(confirmations),
      /** Lines of which less arrived; what is not named arrived whole. */
      received: z
        .array(z.strictObject({ line: z.int().min(1).max(1000), quantity: decimal(13), note: text(500).optional() }))
        .max(200)
        .default([]),
    }),
    output: z.object({ state: z.literal('confirmed') }),
    events: ['delivery.confirmed'],
  }),
  returnDelivery: verb({
    name: 'delivery.return',
    method: 'POST',
    path: '/api/deliveries/:delivery_id/return',
    permission: 'delivery.record',
    summary: { en: 'Record that a whole delivery came back or never left', zh: '登记整单退回或未发出' },
    input: z.strictObject({ delivery_id: id(), reason: words(500) }),
    output: z.object({ state: z.literal('returned') }),
    events: ['delivery.returned'],
  }),
  listContracts: query({
    name: 'contract.list',
    method: 'GET',
    path: '/api/contracts',
    permission: 'contract.read',
    report: true,
    summary: { en: 'Contracts with what was billed and paid', zh: '合同一览（含开单与回款进度）' },
    input: z.object({
      ...paging,
      entity_id: several(id()),
      customer_id: several(id()),
      kind: several(z.enum(contractKinds)),
      /** Left out, all but those whose import was undone. */
      state: several(z.enum(allStates)),
      currency: several(currency()),
      signed_from: day().optional(),
      signed_to: day().optional(),
      q: z.string().max(100).optional(),
      sort: z
        .enum(['signed_on', '-signed_on', 'amount_minor', '-amount_minor', 'number', '-number'])
        .default('-signed_on'),
    }),
    output: page(contractRow),
  }),
  readContract: query({
    name: 'contract.read',
    method: 'GET',
    path: '/api/contracts/:contract_id',
    permission: 'contract.read',
    summary: { en: 'One contract with its plan, deliveries, invoices and where it stands', zh: '合同详情与执行进度' },
    input: z.object({ contract_id: id() }),
    output: contractRow.extend({
      starts_on: day().nullable(),
      terms_code: z.string().nullable(),
      method: z.string().nullable(),
      penalty_per_day: z.string().nullable(),
      penalty_per_year: z.string().nullable(),
      penalty_cap: z.string().nullable(),
      grace_days: z.number(),
      reference: z.string().nullable(),
      note: z.string().nullable(),
      net_minor: minorOut(),
      tax_minor: minorOut(),
      accepted_on: day().nullable(),
      version: z.number(),
      course: z.enum(courses),
      steps_version: z.number(),
      /** Of the template of the house, its edition; says nothing beside a version of one's own. */
      steps_edition: z.number(),
      recorded_at: instant(),
      lines: z.array(lineRow),
      parts: z.array(partRow),
      /** Of lines that recur, the periods of the version that counts. */
      periods: z.array(periodRow),
      steps: z.array(step),
      deliveries: z.array(delivery),
      invoices: z.array(
        z.object({
          invoice_id: id(),
          number: z.string(),
          kind: z.string(),
          issued_on: day(),
          /** The earliest day that something open of it falls due; of what is settled, the last there was. */
          due_on: day().nullable(),
          amount_minor: minorOut(),
          open_minor: minorOut(),
          state: z.string(),
        }),
      ),
      versions: z.array(
        z.object({
          version: z.number(),
          reason: z.string().nullable(),
          recorded_at: instant(),
          recorded_by: z.string().nullable(),
          /** What is other than in the version before: a field, how it was and how it is. */
          changes: z.array(
            z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
          ),
        }),
      ),
    }),
  }),
  proposeInvoice: query({
    name: 'contract.propose_invoice',
    method: 'GET',
    path: '/api/contracts/:contract_id/next-invoice',
    permission: 'contract.read',
    summary: { en: 'What a contract has ready to be billed', zh: '合同可开单内容' },
    input: z.object({ contract_id: id() }),
    output: z.object({
      contract_id: id(),
      customer_id: id(),
      entity_id: id(),
      currency: currency(),
      terms_code: z.string().nullable(),
      reference: z.string(),
      lines: z.array(
        z.object({
          description: z.string(),
          quantity: z.string().nullable(),
          unit: z.string().nullable(),
          unit_price: z.string().nullable(),
          price_includes_tax: z.boolean(),
          tax_code: z.string(),
          amount_minor: minorOut(),
          contract_line: z.number().nullable(),
          contract_part: z.number().nullable(),
          contract_period: day().nullable(),
        }),
      ),
      /** The share of this invoice that is retained, and the day it is released if that is known. */
      retention: z.object({ amount_minor: minorOut(), due_on: day().nullable() }).nullable(),
      base_days: z.object({ goods_received: day().optional(), acceptance: day().optional() }),
      turning,
      /** What of the contract is left to bill. */
      left_minor: minorOut(),
    }),
  }),
}
