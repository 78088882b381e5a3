import { z } from 'zod'
import { customerDraft } from '../customers/contract.ts'
import { documentKinds, grades } from '../customers/file-names-contract.ts'
import { query, verb } from '../kernel/contract.ts'
import { day, flag, id, instant, page, paging, several, text, words } from '../kernel/fields.ts'

const state = z.enum(['collecting', 'checking', 'activated', 'rejected', 'withdrawn'])

const row = z.object({
  onboarding_id: id(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  kind: z.string(),
  state,
  grade: z.enum(grades).nullable(),
  note: z.string().nullable(),
  reason: z.string().nullable(),
  /** Since when it is in its state, and by when it should be over. */
  since: instant(),
  due_on: day(),
  late: z.boolean(),
  applied_by: id(),
  applied_name: z.string(),
  checked_name: z.string().nullable(),
  recorded_at: instant(),
})

export const onboardingContract = {
  applyOnboarding: verb({
    name: 'onboarding.apply',
    method: 'POST',
    path: '/api/onboardings',
    permission: 'onboarding.apply',
    summary: { en: 'Apply for the opening of a customer account', zh: '提交客户开户申请' },
    input: customerDraft.omit({ source: true, external_id: true }).extend({
      grade: z.enum(grades).optional(),
      note: text(2000).optional(),
    }),
    output: z.object({ onboarding_id: id(), customer_id: id(), number: z.string() }),
    events: ['customer.created', 'onboarding.applied'],
  }),
  submitOnboarding: verb({
    name: 'onboarding.submit',
    method: 'POST',
    path: '/api/onboardings/:onboarding_id/submission',
    permission: 'onboarding.apply',
    summary: { en: 'Hand an account opening over to be checked', zh: '开户资料齐备，提交审核' },
    input: z.strictObject({ onboarding_id: id() }),
    output: z.object({ state }),
    events: ['onboarding.submitted'],
  }),
  activateOnboarding: verb({
    name: 'onboarding.activate',
    method: 'POST',
    path: '/api/onboardings/:onboarding_id/activation',
    permission: 'onboarding.check',
    summary: { en: 'Activate a customer that was checked', zh: '审核通过，启用客户' },
    /** The reason is needed where a check does not pass. */
    input: z.strictObject({ onboarding_id: id(), reason: text(500).optional() }),
    output: z.object({ state }),
    events: ['onboarding.activated', 'customer_grade.set'],
  }),
  rejectOnboarding: verb({
    name: 'onboarding.reject',
    method: 'POST',
    path: '/api/onboardings/:onboarding_id/rejection',
    permission: 'onboarding.check',
    summary: { en: 'Reject an account opening, or send it back for papers', zh: '驳回或退回开户申请' },
    input: z.strictObject({ onboarding_id: id(), back: z.boolean().default(false), reason: words(500) }),
    output: z.object({ state }),
    events: ['onboarding.rejected', 'onboarding.returned'],
  }),
  withdrawOnboarding: verb({
    name: 'onboarding.withdraw',
    method: 'POST',
    path: '/api/onboardings/:onboarding_id/withdrawal',
    permission: 'onboarding.apply',
    summary: { en: 'Withdraw an account opening', zh: '撤回开户申请' },
    input: z.strictObject({ onboarding_id: id(), reason: words(500) }),
    output: z.object({ state }),
    events: ['onboarding.withdrawn'],
  }),
  listOnboardings: query({
    name: 'onboarding.list',
    method: 'GET',
    path: '/api/onboardings',
    permission: 'customer.read',
    summary: { en: 'Account openings, the newest first', zh: '开户申请一览' },
    input: z.strictObject({ ...paging, state: several(state), late: flag() }),
    output: page(row),
  }),
  readOnboarding: query({
    name: 'onboarding.read',
    method: 'GET',
    path: '/api/onboardings/:onboarding_id',
    permission: 'customer.read',
    summary: { en: 'One account opening with its checks', zh: '开户申请详情与核对' },
    input: z.strictObject({ onboarding_id: id() }),
    output: row.extend({
      /** The papers that are demanded, and whether each is there and valid. */
      documents: z.array(z.object({ kind: z.enum(documentKinds), there: z.boolean() })),
      checks: z.array(
        z.object({ check: z.enum(['documents', 'tax_id', 'twins', 'contact', 'address']), passed: z.boolean() }),
      ),
      twins: z.array(z.object({ customer_id: id(), number: z.string(), name: z.string(), score: z.number() })),
    }),
  }),
}
