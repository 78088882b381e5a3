import { z } from 'zod'
import { reasons, sources } from '../contracts/billable-names-contract.ts'
import { query, verb } from '../kernel/contract.ts'
import { currency, day, flag, id, instant, minorOut, page, paging, several, text } from '../kernel/fields.ts'
import { channels, dispatchStates } from './dispatch-contract.ts'

/** When what a customer was asked to check may be issued without its answer. */
export const unansweredRules = ['never', 'after_reply', 'always'] as const
export const runStates = ['waiting', 'running', 'done', 'cancelled'] as const
export const runLineStates = ['waiting', 'issued', 'refused', 'left'] as const
export const ways = ['mail', 'sms', 'link', 'courier', 'hand', 'none'] as const

/** Where a run puts tax and revenue: with each invoice, later, or where what the contract bills puts them. */
export const turnsOfRuns = ['now', 'later', 'by_contract'] as const

/** What narrows down what can be billed; the same for the list as for a run over all of it. */
const filter = {
  entity_id: several(id()),
  customer_id: several(id()),
  source: several(z.enum(sources)),
  currency: several(currency()),
  /** The beginning of the number of a contract or customer, or a part of the customer's name. */
  q: z.string().max(100).optional(),
}

/** Where tax and revenue of what is issued stand, as of a single bill; now unless said. */
export const later = {
  tax_point: z.enum(turnsOfRuns).optional(),
  revenue: z.enum(turnsOfRuns).optional(),
}

const said = {
  contract_id: id(),
  contract_number: z.string(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  source: z.enum(sources),
  description: z.string(),
  quantity: z.string().nullable(),
  unit: z.string().nullable(),
  currency: currency(),
  amount_minor: minorOut(),
}

const billable = z.object({
  ...said,
  key: z.string(),
  /** The day since which it is ready, or for which it is planned. */
  ready_on: day().nullable(),
  ready: z.boolean(),
  why: z.enum(reasons),
  /** What of the contract was left to be billed before it. */
  left_minor: minorOut(),
})

const sum = z.object({ currency: currency(), lines: z.number(), amount_minor: minorOut() })

const run = z.object({
  run_id: id(),
  until_on: day(),
  issued_on: day(),
  /** Where tax and revenue of its invoices stand; null is now. */
  tax_point: z.enum(turnsOfRuns).nullable(),
  revenue: z.enum(turnsOfRuns).nullable(),
  state: z.enum(runStates),
  created_by_name: z.string().nullable(),
  created_at: instant(),
  finished_at: instant().nullable(),
  lines: z.number(),
  waiting: z.number(),
  issued: z.number(),
  refused: z.number(),
  left: z.number(),
  invoices: z.number(),
})

const runLine = z.object({
  ...said,
  line: z.number(),
  state: z.enum(runLineStates),
  problem: z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) }).nullable(),
  invoice_id: id().nullable(),
  invoice_number: z.string().nullable(),
  paper: z.enum(['waiting', 'made', 'failed']).nullable(),
  dispatch_channel: z.enum(channels).nullable(),
  dispatch_state: z.enum(dispatchStates).nullable(),
  dispatch_problem: z.string().nullable(),
})

export const billingContract = {
  listBillables: query({
    name: 'billable.list',
    method: 'GET',
    path: '/api/billables',
    permission: 'contract.read',
    report: true,
    summary: { en: 'What contracts have to be billed by a day, and why or why not', zh: '可开单内容一览（含原因）' },
    input: z.object({
      ...paging,
      ...filter,
      until: day().optional(),
      ready: flag(),
      sort: z
        .enum([
          'contract_number',
          '-contract_number',
          'customer_name',
          '-customer_name',
          'amount_minor',
          '-amount_minor',
          'ready_on',
          '-ready_on',
        ])
        .default('contract_number'),
    }),
    output: page(billable).extend({
      until: day(),
      tolerance_bp: z.number(),
      unanswered: z.enum(unansweredRules),
      /** Over all pages, of the first page alone. */
      ready_sums: z.array(sum).nullable(),
      waiting_sums: z.array(sum).nullable(),
    }),
  }),
  startBillingRun: verb({
    name: 'billing_run.start',
    method: 'POST',
    path: '/api/billing-runs',
    permission: 'billing.run',
    summary: { en: 'Bill what is ready, in a run', zh: '批量开单' },
    input: z.strictObject({
      until: day(),
      issued_on: day().optional(),
      filter: z.strictObject(filter).default({}),
      ...later,
      /** Only these of them; left out, all that is ready. */
      picked: z
        .array(z.strictObject({ contract_id: id(), key: z.string().regex(/^[a-z]\d{1,3}(:\d{4}-\d{2}-\d{2})?$/) }))
        .min(1)
        .max(5000)
        .optional(),
    }),
    output: z.object({ run_id: id(), job_id: id(), lines: z.number(), bills: z.number() }),
    events: ['billing_run.started'],
  }),
  retryBillingRun: verb({
    name: 'billing_run.retry',
    method: 'POST',
    path: '/api/billing-runs/:run_id/retry',
    permission: 'billing.run',
    summary: { en: 'Try what a run refused or left once more', zh: '重试批量开单中被拒绝的行' },
    input: z.strictObject({
      run_id: id(),
      /** Left out, all of them. */
      lines: z.array(z.int().min(1)).min(1).max(5000).optional(),
    }),
    output: z.object({ job_id: id(), lines: z.number() }),
    events: ['billing_run.retried'],
  }),
  remakeBillingPapers: verb({
    name: 'billing_run.remake_papers',
    method: 'POST',
    path: '/api/billing-runs/:run_id/papers',
    permission: 'billing.run',
    summary: { en: 'Make papers of a run again that could not be made', zh: '重新生成失败的账单 PDF' },
    input: z.strictObject({
      run_id: id(),
      /** Left out, all of them. */
      invoice_ids: z.array(id()).min(1).max(5000).optional(),
    }),
    output: z.object({ papers: z.number() }),
    events: ['billing_run.papers_asked'],
  }),
  cancelBillingRun: verb({
    name: 'billing_run.cancel',
    method: 'POST',
    path: '/api/billing-runs/:run_id/cancellation',
    permission: 'billing.run',
    summary: { en: 'Stop a billing run; what it issued stays', zh: '停止批量开单（已开立的保留）' },
    input: z.strictObject({ run_id: id() }),
    output: z.object({ state: z.enum(runStates) }),
    events: ['billing_run.cancelled'],
  }),
  listBillingRuns: query({
    name: 'billing_run.list',
    method: 'GET',
    path: '/api/billing-runs',
    permission: 'contract.read',
    summary: { en: 'Billing runs', zh: '批量开单记录' },
    input: z.object({ ...paging, state: several(z.enum(runStates)) }),
    output: page(run),
  }),
  readBillingRun: query({
    name: 'billing_run.read',
    method: 'GET',
    path: '/api/billing-runs/:run_id',
    permission: 'contract.read',
    summary: { en: 'A billing run with its figures', zh: '批量开单详情' },
    input: z.object({ run_id: id() }),
    output: run.extend({
      papers: z.number(),
      papers_made: z.number(),
      papers_failed: z.number(),
      dispatched: z.number(),
      not_dispatched: z.number(),
      sums: z.array(sum.extend({ state: z.enum(runLineStates) })),
    }),
  }),
  listBillingRunLines: query({
    name: 'billing_run.list_lines',
    method: 'GET',
    path: '/api/billing-runs/:run_id/lines',
    permission: 'contract.read',
    summary: { en: 'The lines of a billing run and what became of each', zh: '批量开单明细' },
    input: z.object({
      ...paging,
      run_id: id(),
      state: several(z.enum(runLineStates)),
      customer_id: several(id()),
      dispatch: z.enum(['done', 'problem', 'none']).optional(),
      paper: z.enum(['waiting', 'made', 'failed']).optional(),
      sort: z.enum(['line', '-line', 'amount_minor', '-amount_minor']).default('line'),
    }),
    output: page(runLine),
  }),
  readBillingPaper: query({
    name: 'billing_run.read_paper',
    method: 'GET',
    path: '/api/billing-runs/:run_id/papers/:invoice_id',
    permission: 'invoice.read',
    file: true,
    summary: { en: 'The paper of an invoice as a run made it', zh: '批量开单生成的账单 PDF' },
    input: z.object({ run_id: id(), invoice_id: id() }),
    output: z.any(),
  }),
  setBillingRules: verb({
    name: 'billing.set_rules',
    method: 'PUT',
    path: '/api/billing-rules',
    permission: 'billing.rules',
    summary: {
      en: 'Say how far a bill may lie above its contract, and when it may be issued without the answer of the customer',
      zh: '设置开单三单匹配容差及未答复时可否开单',
    },
    input: z.strictObject({
      tolerance_bp: z.int().min(0).max(500),
      /** When what a customer was asked to check may be issued without its answer; as it was unless said. */
      unanswered: z.enum(unansweredRules).optional(),
    }),
    output: z.object({ tolerance_bp: z.number(), unanswered: z.enum(unansweredRules) }),
    events: ['billing_rules.set'],
  }),
  readBillingWay: query({
    name: 'billing_way.read',
    method: 'GET',
    path: '/api/customers/:customer_id/billing-way',
    permission: 'customer.read',
    summary: { en: 'How a customer is billed', zh: '客户开单方式' },
    input: z.object({ customer_id: id() }),
    output: z.object({ channel: z.enum(ways), recipient: z.string().nullable() }),
  }),
  setBillingWay: verb({
    name: 'billing_way.set',
    method: 'PUT',
    path: '/api/customers/:customer_id/billing-way',
    permission: 'customer.write',
    summary: { en: 'Say how a customer is billed', zh: '设置客户开单方式' },
    input: z.strictObject({ customer_id: id(), channel: z.enum(ways), recipient: text(254).optional() }),
    output: z.object({ channel: z.enum(ways) }),
    events: ['billing_way.set'],
  }),
}
