import { z } from 'zod'
import { query, verb } from '../kernel/contract.ts'
import { day, decimal, id, instant, page, paging, several, text, words } from '../kernel/fields.ts'

/** Grades a policy speaks of: A, B and C as customers are graded, D for those who get no credit. */
export const policyGrades = ['A', 'B', 'C', 'D'] as const
export type PolicyGrade = (typeof policyGrades)[number]
/** How a reminder goes out, who gives it, and in which tone; the tone only rises. */
export const policyChannels = ['email', 'message', 'phone', 'letter', 'visit', 'hand_over'] as const
export const policyPeople = ['house', 'clerk', 'salesperson', 'collector', 'manager', 'legal'] as const
export const policyTones = ['friendly', 'polite', 'firm', 'formal', 'final', 'legal'] as const
export const policyWays = ['transfer', 'bill', 'cheque', 'card', 'electronic', 'cash'] as const
export const policyStates = ['draft', 'approved', 'published', 'withdrawn'] as const

const count = (most: number) => z.int().min(0).max(most)
const byGrade = <T extends z.ZodType>(one: T) => z.strictObject({ A: one, B: one, C: one, D: one })

/** What holds for one grade. */
export const policyDeadline = z.strictObject({
  /** Days from the invoice on; 0 is at once. */
  due_days: count(365),
  /** The least that is paid in advance, in hundredths. */
  advance_percent: count(100),
  /** Late up to so many days, nothing follows but a friendly word. */
  grace_days: count(90),
  /** Per cent of what is overdue, a day; null where only the law speaks. */
  late_percent_day: decimal(4)
    .refine(value => !value.startsWith('-') && Number(value) <= 1)
    .nullable(),
})

/** One reminder: on which day before (−) or after (+) the due day each grade gets it; null, not at all. */
export const policyReminder = z.strictObject({
  channel: z.enum(policyChannels),
  by: z.enum(policyPeople),
  tone: z.enum(policyTones),
  days: byGrade(z.int().min(-60).max(365).nullable()),
})

/** A collection policy as it is written. */
export const policyText = z.strictObject({
  grades: byGrade(policyDeadline),
  /** Which grade a customer without one is treated as. */
  ungraded: z.enum(policyGrades),
  reminders: z.array(policyReminder).max(20),
  /** How customers may pay, the most welcome first. */
  ways: z.array(z.enum(policyWays)).min(1).max(policyWays.length),
  /** Whom customers ask. */
  contact: text(200),
  /** Further words of the document, a paragraph a line. */
  words_zh: text(4000),
  words_en: text(4000),
})
export type PolicyText = z.output<typeof policyText>

/** What of a policy a customer is told: of its grade, and neither which that is nor who reminds it. */
export const policyShort = z.object({
  version: z.number(),
  due_days: z.number(),
  grace_days: z.number(),
  late_percent_day: z.string().nullable(),
  /** Where a clause of the contract says it by the year. */
  late_percent_year: z.string().nullable(),
  ways: z.array(z.enum(policyWays)),
  contact: z.string(),
})
export type PolicyShort = z.output<typeof policyShort>

const head = z.object({
  policy_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  entity_name: z.string(),
  entity_name_en: z.string().nullable(),
  version: z.number(),
  edition: z.number(),
  state: z.enum(policyStates),
  /** Whether it holds today. */
  holds: z.boolean(),
  note: z.string(),
  valid_from: day().nullable(),
  valid_until: day().nullable(),
  written_by: z.array(z.object({ person_id: id(), name: z.string() })),
  written_at: instant(),
  approved_by_name: z.string().nullable(),
  approved_at: instant().nullable(),
  published_by_name: z.string().nullable(),
  published_at: instant().nullable(),
  withdrawn_reason: z.string().nullable(),
})
const policy_id = { policy_id: id() }

export const policiesContract = {
  listPaymentPolicies: query({
    name: 'payment_policy.list',
    method: 'GET',
    path: '/api/payment-policies',
    permission: 'payment_policy.read',
    summary: { en: 'Versions of the collection policy', zh: '收款政策各版本' },
    input: z.strictObject({ ...paging, entity_id: several(id()), state: several(z.enum(policyStates)) }),
    output: page(head),
  }),
  readPaymentPolicy: query({
    name: 'payment_policy.read',
    method: 'GET',
    path: '/api/payment-policies/:policy_id',
    permission: 'payment_policy.read',
    summary: { en: 'One version of the collection policy', zh: '查看收款政策' },
    input: z.strictObject(policy_id),
    output: head.extend({ policy: policyText }),
  }),
  comparePaymentPolicies: query({
    name: 'payment_policy.compare',
    method: 'GET',
    path: '/api/payment-policies/:policy_id/changes',
    permission: 'payment_policy.read',
    summary: { en: 'What differs between two versions of the collection policy', zh: '比较收款政策两个版本' },
    input: z.strictObject({ ...policy_id, with: id() }),
    output: z.object({
      from_version: z.number(),
      to_version: z.number(),
      rows: z.array(
        z.object({
          /** What it is about: a field, or a reminder by channel, giver and tone. */
          field: z.string(),
          grade: z.enum(policyGrades).nullable(),
          reminder: z.array(z.string()).nullable(),
          before: z.string().nullable(),
          after: z.string().nullable(),
        }),
      ),
    }),
  }),
  readTimetable: query({
    name: 'payment_policy.timetable',
    method: 'GET',
    path: '/api/payment-policies/timetable',
    permission: 'payment_policy.read',
    summary: {
      en: 'The reminders that hold for an entity on a day, one row for each grade and step',
      zh: '某日适用的催收时间表（按等级与步骤）',
    },
    input: z.strictObject({ entity_id: id(), on: day().optional(), grade: several(z.enum(policyGrades)) }),
    output: z.object({
      policy_id: id().nullable(),
      version: z.number().nullable(),
      ungraded: z.enum(policyGrades).nullable(),
      rows: z.array(
        z.object({
          grade: z.enum(policyGrades),
          /** Its place in the policy, from 0. */
          step: z.number(),
          day: z.number(),
          /** Whether it lies within the days of grace. */
          in_grace: z.boolean(),
          channel: z.enum(policyChannels),
          by: z.enum(policyPeople),
          tone: z.enum(policyTones),
        }),
      ),
      next: z.null(),
    }),
  }),
  standardPaymentPolicy: query({
    name: 'payment_policy.standard',
    method: 'GET',
    path: '/api/payment-policies/standard',
    permission: 'payment_policy.read',
    summary: { en: 'What a first draft of the collection policy begins with', zh: '收款政策初稿范本' },
    input: z.strictObject({}),
    output: policyText,
  }),
  draftPaymentPolicy: verb({
    name: 'payment_policy.draft',
    method: 'POST',
    path: '/api/payment-policies',
    permission: 'payment_policy.write',
    summary: { en: 'Begin the next version of the collection policy', zh: '起草收款政策新版本' },
    input: z.strictObject({ entity_id: id(), note: words(500), policy: policyText }),
    output: z.object({ policy_id: id(), version: z.number() }),
    events: ['payment_policy.drafted'],
  }),
  writePaymentPolicy: verb({
    name: 'payment_policy.write',
    method: 'PUT',
    path: '/api/payment-policies/:policy_id',
    permission: 'payment_policy.write',
    summary: {
      en: 'Write on at a draft; one that was approved is a draft again',
      zh: '修改收款政策草稿（已批准的退回草稿）',
    },
    input: z.strictObject({ ...policy_id, edition: z.int().min(1), note: words(500), policy: policyText }),
    output: z.object({ edition: z.number() }),
    events: ['payment_policy.written'],
  }),
  approvePaymentPolicy: verb({
    name: 'payment_policy.approve',
    method: 'POST',
    path: '/api/payment-policies/:policy_id/approval',
    permission: 'payment_policy.approve',
    summary: { en: 'Approve a draft that others wrote', zh: '批准他人起草的收款政策' },
    input: z.strictObject({ ...policy_id, edition: z.int().min(1) }),
    output: z.object({ state: z.enum(policyStates) }),
    events: ['payment_policy.approved'],
  }),
  publishPaymentPolicy: verb({
    name: 'payment_policy.publish',
    method: 'POST',
    path: '/api/payment-policies/:policy_id/publication',
    permission: 'payment_policy.approve',
    summary: {
      en: 'Publish an approved policy from a day on; the one before ends there',
      zh: '自某日起发布收款政策（前一版至此失效）',
    },
    input: z.strictObject({ ...policy_id, valid_from: day() }),
    output: z.object({ valid_from: day() }),
    events: ['payment_policy.published'],
  }),
  withdrawPaymentPolicy: verb({
    name: 'payment_policy.withdraw',
    method: 'POST',
    path: '/api/payment-policies/:policy_id/withdrawal',
    permission: 'payment_policy.approve',
    summary: { en: 'Withdraw a version that does not hold yet', zh: '撤回尚未生效的收款政策' },
    input: z.strictObject({ ...policy_id, reason: words(500) }),
    output: z.object({ state: z.enum(policyStates) }),
    events: ['payment_policy.withdrawn'],
  }),
}
