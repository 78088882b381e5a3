import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { instant, words } from '../kernel/fields.ts'

/** What a contract may take its course by; of goods and services with an advance in the plan it is prepayment. */
export const courses = ['goods', 'services', 'prepayment', 'milestones'] as const
/** The steps there are; each follows from what was recorded. */
export const stepNames = [
  'signed',
  'advance',
  'delivered',
  'confirmed',
  'request',
  'billed',
  'sent',
  'paid',
  'posting',
] as const
/** What each step is called unless the template says otherwise: Chinese, English. */
export const stepTitles: Record<(typeof stepNames)[number], readonly [string, string]> = {
  signed: ['签订', 'Signed'],
  advance: ['预付款到账', 'Advance paid'],
  delivered: ['发货', 'Delivered'],
  confirmed: ['客户确认', 'Confirmed'],
  request: ['开票申请', 'Invoice requested'],
  billed: ['开单', 'Billed'],
  sent: ['寄送', 'Sent'],
  paid: ['付款', 'Paid'],
  posting: ['确认入账', 'Posted'],
}

/** How much of a step must be done before what comes after it is let through. */
export const gates = ['no', 'begun', 'whole'] as const
/**
 * Steps of which a piece of evidence can be asked: the signed file, a tracking number, a signed note, a request for a tax invoice,
 * a bill that was sent, a voucher.
 */
export const stepsWithEvidence = ['signed', 'delivered', 'confirmed', 'request', 'billed', 'posting'] as const

export const stepRule = z.strictObject({
  step: z.enum(stepNames),
  name_zh: words(30),
  name_en: words(60),
  /** `responsible` is the salesperson of the contract, else who entered it; otherwise the code of a role. */
  owner: words(60),
  /** The step from whose day the days count; null is the one before. */
  from: z.enum(stepNames).nullable(),
  days: z.int().min(0).max(3650),
  evidence: z.boolean(),
  gate: z.enum(gates),
})

const template = z.object({
  course: z.enum(courses),
  /** 0 is the template of the house. */
  version: z.number(),
  /** Which edition of the template of the house it is; null for one of one's own. */
  edition: z.number().nullable(),
  steps: z.array(stepRule),
  reason: z.string().nullable(),
  recorded_at: instant().nullable(),
  by_name: z.string().nullable(),
  /** Active contracts that keep this version. */
  running: z.number(),
})

/** What can be asked of the steps of contracts. */
export const stepsContract = {
  listStepTemplates: query({
    name: 'step_template.list',
    method: 'GET',
    path: '/api/step-templates',
    permission: 'contract.read',
    summary: { en: 'Steps of contracts by their course, with every version', zh: '合同步骤模板及历史版本' },
    input: z.object({}),
    output: z.object({ rows: z.array(template), next: z.null() }),
  }),
  setStepTemplate: verb({
    name: 'step_template.set',
    method: 'PUT',
    path: '/api/step-templates/:course',
    permission: 'organisation.manage',
    summary: {
      en: 'Set the steps of contracts from now on; running ones keep theirs',
      zh: '修订合同步骤模板（在执行合同沿用原版本）',
    },
    input: z.strictObject({
      course: z.enum(courses),
      /** The version one has read. */
      version: z.number().int().min(0),
      steps: z.array(stepRule).min(2).max(stepNames.length),
      reason: words(500),
    }),
    output: z.object({ course: z.enum(courses), version: z.number() }),
    events: ['step_template.set'],
  }),
}
