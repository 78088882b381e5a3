import { z } from 'zod'
import { sources } from '../contracts/billable-names-contract.ts'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, id, instant, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'
import { later, runStates } from './billing-contract.ts'

export const settlementStates = ['open', 'confirmed', 'contested', 'issued', 'undone'] as const
/** A settlement bill of the month 月结单, or the check of one contract before its invoice 开票前核对. */
export const settlementKinds = ['month', 'check'] as const
export const answeredHow = ['signed_note', 'mail', 'phone'] as const

const terms = z.object({
  entity_id: id(),
  entity_code: z.string(),
  currency: currency(),
  settlement_day: z.number(),
  reply_days: z.number(),
  active: z.boolean(),
  /** Made and sent by themselves on the day, in whose name, and up to which day that was done. */
  automatic: z.boolean(),
  automatic_by_name: z.string().nullable(),
  made_until: day().nullable(),
})

const row = z.object({
  settlement_id: id(),
  kind: z.enum(settlementKinds),
  /** Of a check, its contract. */
  contract_id: id().nullable(),
  contract_number: z.string().nullable(),
  number: z.string(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  currency: currency(),
  until_on: day(),
  reply_by: day(),
  state: z.enum(settlementStates),
  lines: z.number(),
  amount_minor: minorOut(),
  /** Contested lines, and those of them that still wait. */
  contested: z.number(),
  contested_minor: minorOut(),
  waiting: z.number(),
  answered_on: day().nullable(),
  answered_how: z.string().nullable(),
  answered_name: z.string().nullable(),
  invoice_id: id().nullable(),
  invoice_number: z.string().nullable(),
  /** Of its last page: how it stands; null where none was made. */
  page_state: z.string().nullable(),
  page_channel: z.string().nullable(),
})

/** Lines of a settlement bill that do not stand, each with why. */
export const contestedLines = z
  .array(z.strictObject({ line: z.int().min(1), note: words(500) }))
  .max(1000)
  .default([])

export const settlementLine = z.object({
  line: z.number(),
  contract_id: id(),
  contract_number: z.string(),
  source: z.enum(sources),
  description: z.string(),
  delivery_number: z.string().nullable(),
  happened_on: day().nullable(),
  quantity: z.string().nullable(),
  unit: z.string().nullable(),
  unit_price: z.string().nullable(),
  amount_minor: minorOut(),
  contested: z.boolean(),
  contest_note: z.string().nullable(),
  released_at: instant().nullable(),
})

/** Settlement bills 月结单: all that is unsettled of a customer on its day, confirmed by it, then one invoice. */
export const settlementsContract = {
  readSettlementTerms: query({
    name: 'settlement_terms.read',
    method: 'GET',
    path: '/api/customers/:customer_id/settlement-terms',
    permission: 'customer.read',
    summary: { en: 'Whether and when a customer is settled by the month', zh: '客户月结设置' },
    input: z.object({ customer_id: id() }),
    output: z.object({ rows: z.array(terms) }),
  }),
  setSettlementTerms: verb({
    name: 'settlement_terms.set',
    method: 'PUT',
    path: '/api/customers/:customer_id/settlement-terms',
    permission: 'customer.write',
    summary: { en: 'Say whether and when a customer is settled by the month', zh: '设置客户月结' },
    input: z.strictObject({
      customer_id: id(),
      entity_id: id(),
      currency: currency(),
      /** 31 is the end of the month. */
      settlement_day: z.int().min(1).max(31),
      reply_days: z.int().min(1).max(90).default(7),
      active: z.boolean().default(true),
      /** Bills are made and sent by themselves when the day is over, in the name of whoever says so. */
      automatic: z.boolean().default(false),
    }),
    output: z.object({ active: z.boolean() }),
    events: ['settlement_terms.set'],
  }),
  startSettlementRun: verb({
    name: 'settlement_run.start',
    method: 'POST',
    path: '/api/settlement-runs',
    permission: 'billing.run',
    summary: { en: 'Make the settlement bills of all customers whose day has come', zh: '生成月结单' },
    input: z.strictObject({
      /** Each account is settled by its last day on or before this one; today unless said. */
      on: day().optional(),
      entity_id: several(id()),
      customer_id: several(id()),
    }),
    output: z.object({ run_id: id(), job_id: id(), accounts: z.number() }),
    events: ['settlement_run.started'],
  }),
  proposeCheck: query({
    name: 'settlement.check_proposal',
    method: 'GET',
    path: '/api/contracts/:contract_id/checks/next',
    permission: 'contract.read',
    summary: {
      en: 'What of a contract its customer can be asked to check now: all that is ready and stands in no check',
      zh: '合同现可发起开票前核对的内容',
    },
    input: z.object({ contract_id: id() }),
    output: z.object({
      contract_id: id(),
      currency: z.string(),
      lines: z.array(
        z.object({
          key: z.string(),
          description: z.string(),
          quantity: z.string().nullable(),
          unit: z.string().nullable(),
          /** The delivery it is of, and its day. */
          delivery_id: id().nullable(),
          happened_on: day().nullable(),
          amount_minor: minorOut(),
        }),
      ),
    }),
  }),
  checkContract: verb({
    name: 'settlement.check',
    method: 'POST',
    path: '/api/contracts/:contract_id/checks',
    permission: 'billing.run',
    summary: {
      en: 'Let the customer check by line what is to be invoiced of a contract, before the invoice',
      zh: '开票前核对：请客户逐行核对合同待开单内容',
    },
    input: z.strictObject({
      contract_id: id(),
      reply_by: day(),
      /** What of it; all that is ready unless said. */
      keys: z
        .array(z.string().regex(/^[a-z]\d{1,3}(:\d{4}-\d{2}-\d{2})?$/))
        .min(1)
        .max(500)
        .optional(),
    }),
    output: z.object({ settlement_id: id(), number: z.string(), lines: z.number(), amount_minor: minorOut() }),
    events: ['settlement.made'],
  }),
  listSettlementRuns: query({
    name: 'settlement_run.list',
    method: 'GET',
    path: '/api/settlement-runs',
    permission: 'contract.read',
    summary: { en: 'Runs that made settlement bills, with how far they are', zh: '月结单生成记录' },
    input: z.object({ ...paging }),
    output: page(
      z.object({
        run_id: id(),
        on_day: day(),
        state: z.enum(runStates),
        accounts: z.number(),
        done: z.number(),
        made: z.number(),
        created_by_name: z.string().nullable(),
        created_at: instant(),
        finished_at: instant().nullable(),
      }),
    ),
  }),
  listSettlements: query({
    name: 'settlement.list',
    method: 'GET',
    path: '/api/settlements',
    permission: 'contract.read',
    report: true,
    summary: { en: 'Settlement bills and where each stands', zh: '月结单一览' },
    input: z.object({
      ...paging,
      state: several(z.enum(settlementStates)),
      kind: several(z.enum(settlementKinds)),
      contract_id: several(id()),
      entity_id: several(id()),
      customer_id: several(id()),
      currency: several(currency()),
      until_from: day().optional(),
      until_to: day().optional(),
      /** Only those with contested lines that still wait. */
      waits: z.enum(['true', 'false']).optional(),
      sort: z
        .enum(['-number', 'number', 'amount_minor', '-amount_minor', 'until_on', '-until_on'])
        .default('-until_on'),
    }),
    output: page(row).extend({
      /** Over all pages, of the first page alone. */
      sums: z
        .array(
          z.object({
            state: z.enum(settlementStates),
            currency: currency(),
            bills: z.number(),
            amount_minor: minorOut(),
          }),
        )
        .nullable(),
    }),
  }),
  readSettlement: query({
    name: 'settlement.read',
    method: 'GET',
    path: '/api/settlements/:settlement_id',
    permission: 'contract.read',
    summary: { en: 'A settlement bill with its lines', zh: '月结单详情' },
    input: z.object({ settlement_id: id() }),
    output: row.extend({
      reason: z.string().nullable(),
      recorded_by_name: z.string().nullable(),
      recorded_at: instant(),
      rows: z.array(settlementLine),
    }),
  }),
  confirmSettlement: verb({
    name: 'settlement.confirm',
    method: 'POST',
    path: '/api/settlements/:settlement_id/confirmation',
    permission: 'billing.run',
    summary: {
      en: 'Record how the customer confirmed a settlement bill, and what it contests',
      zh: '登记客户对月结单的确认',
    },
    input: z.strictObject({
      settlement_id: id(),
      answered_on: day(),
      answered_how: z.enum(answeredHow),
      answered_name: words(200),
      /** Why it is recorded by us, and by what evidence. */
      reason: words(500),
      contested: contestedLines,
    }),
    output: z.object({ state: z.enum(settlementStates) }),
    events: ['settlement.answered'],
  }),
  issueSettlements: verb({
    name: 'settlement.issue',
    method: 'POST',
    path: '/api/settlements/invoices',
    permission: 'billing.run',
    summary: {
      en: 'Issue one invoice for each confirmed settlement bill, and each check that is confirmed or need not be',
      zh: '按已确认的月结单、核对单开立应收单',
    },
    input: z.strictObject({
      settlement_ids: z.array(id()).min(1).max(200),
      /** The day of the settlement, of a check today, unless said. */
      issued_on: day().optional(),
      /** Why a check is issued without the answer of the customer, where the rules of billing allow it. */
      reason: text(500).optional(),
      ...later,
    }),
    output: z.object({ rows: z.array(z.object({ settlement_id: id(), invoice_id: id(), number: z.string() })) }),
    events: ['settlement.issued', 'invoice.issued'],
  }),
  undoSettlements: verb({
    name: 'settlement.undo',
    method: 'POST',
    path: '/api/settlements/undoing',
    permission: 'billing.run',
    summary: { en: 'Take back settlement bills that are not issued', zh: '撤销未开单的月结单' },
    input: z.strictObject({ settlement_ids: z.array(id()).min(1).max(200), reason: words(500) }),
    output: z.object({ rows: z.array(z.object({ settlement_id: id() })) }),
    events: ['settlement.undone'],
  }),
  releaseSettlementLines: verb({
    name: 'settlement.release',
    method: 'POST',
    path: '/api/settlements/:settlement_id/released',
    permission: 'billing.run',
    summary: {
      en: 'Say that what was contested is settled and comes with the next bill',
      zh: '争议解决，转入下期月结',
    },
    input: z.strictObject({
      settlement_id: id(),
      lines: z.array(z.int().min(1)).min(1).max(1000),
      reason: text(500),
    }),
    output: z.object({ lines: z.number() }),
    events: ['settlement.released'],
  }),
}
