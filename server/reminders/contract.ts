import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { currency, day, id, instant, minorOut, page, paging, several, text, words } from '../kernel/fields.ts'
import { policyChannels, policyGrades, policyPeople, policyTones } from '../policy/policies-contract.ts'

/**
 * How a reminder stands; `task` is one that a person is to speak, `done` one whose task was finished, `failed` a letter that
 * could not leave and is tried no more by itself.
 */
export const reminderStates = [
  'waiting',
  'queued',
  'sending',
  'sent',
  'unsure',
  'bounced',
  'failed',
  'task',
  'done',
  'skipped',
  'withdrawn',
] as const
/** Why a letter could not leave: the mail server, whoever sent it may not any more, or something here. */
export const reminderFailures = ['mail', 'sender', 'program'] as const
export const reminderHolds = ['disputed', 'agreement', 'money'] as const
/** Why an item left a reminder before that went out. */
export const reminderLeft = ['paid', ...reminderHolds, 'retention', 'overtaken'] as const
export const reminderViews = ['waiting', 'sent', 'tasks', 'over'] as const
/** Which reminders by mail leave by themselves: none, those that the house gives, all. */
export const reminderAutomatic = ['off', 'house', 'all'] as const
export const reminderSorts = [
  'reminded_on',
  '-reminded_on',
  'amount_minor',
  '-amount_minor',
  'customer_name',
  '-customer_name',
] as const

const reminder = z.object({
  reminder_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  currency: currency(),
  grade: z.enum(policyGrades),
  step_day: z.number(),
  channel: z.enum(policyChannels),
  given_by: z.enum(policyPeople),
  tone: z.enum(policyTones),
  reminded_on: day(),
  state: z.enum(reminderStates),
  amount_minor: minorOut(),
  items: z.number(),
  recipient: z.string().nullable(),
  by_hand: z.boolean(),
  note: z.string().nullable(),
  /** Why it was skipped, or what came of its task. */
  reason: z.string().nullable(),
  /** Why it could not leave, and what the mail server said. */
  failed_because: z.enum(reminderFailures).nullable(),
  failed_with: z.string().nullable(),
  /** Why it was withdrawn: what was paid, or money that is there, has overtaken it; or it is held since. */
  over_by: z.enum(reminderLeft).nullable(),
  task_id: id().nullable(),
  task_owner_name: z.string().nullable(),
  sent_at: instant().nullable(),
  recorded_by_name: z.string().nullable(),
  recorded_at: instant(),
})

const filters = {
  view: z.enum(reminderViews).optional(),
  state: several(z.enum(reminderStates)),
  entity_id: several(id()),
  customer_id: several(id()),
  channel: several(z.enum(policyChannels)),
  tone: several(z.enum(policyTones)),
  item_id: several(id()),
  /** The days it is of. */
  from: day().optional(),
  to: day().optional(),
  /** The invoice or other document whose items it is about. */
  document_id: several(id()),
  sort: z.enum(reminderSorts).default('-reminded_on'),
}

const held = z.object({
  item_id: id(),
  entity_id: id(),
  entity_code: z.string(),
  customer_id: id(),
  customer_number: z.string(),
  customer_name: z.string(),
  number: z.string(),
  due_on: day(),
  days_late: z.number(),
  currency: currency(),
  open_minor: minorOut(),
  channel: z.enum(policyChannels),
  tone: z.enum(policyTones),
  reason: z.enum(reminderHolds),
})

/** Reminders to customers: what the collection policy asks for, day by day. */
export const remindersContract = {
  listReminders: query({
    name: 'reminder.list',
    method: 'GET',
    path: '/api/reminders',
    permission: 'reminder.read',
    summary: { en: 'Reminders to customers and what became of them', zh: '催款提醒及其结果' },
    input: z.object({ ...paging, ...filters }),
    output: page(reminder),
  }),
  readReminder: query({
    name: 'reminder.read',
    method: 'GET',
    path: '/api/reminders/:reminder_id',
    permission: 'reminder.read',
    summary: { en: 'One reminder with its items and its letter', zh: '查看催款提醒（含明细与信函）' },
    input: z.strictObject({ reminder_id: id() }),
    output: reminder.extend({
      lines: z.array(
        z.object({
          item_id: id(),
          number: z.string(),
          due_on: day(),
          days_late: z.number(),
          open_minor: minorOut(),
          /** What is open of it now. */
          left_minor: minorOut(),
          left_as: z.enum(reminderLeft).nullable(),
        }),
      ),
      /** The letter as it left, or as it would leave now; none where a person speaks it. */
      letter: z.object({ subject: z.string(), text: z.string() }).nullable(),
    }),
  }),
  previewReminders: query({
    name: 'reminder.preview',
    method: 'GET',
    path: '/api/reminders/preview',
    permission: 'reminder.read',
    summary: {
      en: 'What a run of reminders would make today, and what it would hold back and why',
      zh: '今日应生成的提醒，以及暂缓的明细与原因',
    },
    input: z.object({ entity_id: several(id()), customer_id: several(id()) }),
    output: z.object({
      /** Entities with a collection policy that holds today. */
      entities: z.number(),
      due: z.array(
        z.object({
          entity_code: z.string(),
          channel: z.enum(policyChannels),
          tone: z.enum(policyTones),
          currency: currency(),
          reminders: z.number(),
          items: z.number(),
          amount_minor: minorOut(),
        }),
      ),
      rows: z.array(held),
      /** Whether more customers were there than are looked at at a time. */
      more: z.boolean(),
      next: z.null(),
    }),
  }),
  runReminders: verb({
    name: 'reminder.run',
    method: 'POST',
    path: '/api/reminders/run',
    permission: 'reminder.send',
    summary: { en: 'Make the reminders that are due today, now', zh: '立即生成今日应发的催款提醒' },
    input: z.strictObject({ entity_id: id().optional(), customer_id: id().optional() }),
    output: z.object({
      entities: z.number(),
      made: z.number(),
      withdrawn: z.number(),
      /** Whether the rest goes on by itself, as longer work. */
      goes_on: z.boolean(),
    }),
    events: ['reminder.run', 'reminder.made', 'reminder.withdrawn'],
  }),
  sendReminders: verbOfMany({
    name: 'reminder.send',
    method: 'POST',
    path: '/api/reminders/send',
    permission: 'reminder.send',
    summary: {
      en: 'Send reminders by mail that wait, or record that they were sent',
      zh: '发送待发的催款邮件，或登记已另行发送',
    },
    each: z.strictObject({
      reminder_id: id(),
      /** A letter from here, or one that was sent in another way. */
      how: z.enum(['mail', 'hand']).default('mail'),
      /** The contact for reminders unless said, else the one who gets invoices. */
      recipient: text(254).optional(),
    }),
    max: 500,
    output: z.object({ rows: z.array(z.object({ reminder_id: id(), state: z.enum(reminderStates) })) }),
    events: ['reminder.released', 'reminder.sent', 'item.reminded'],
  }),
  skipReminders: verbOfMany({
    name: 'reminder.skip',
    method: 'POST',
    path: '/api/reminders/skip',
    permission: 'reminder.send',
    summary: { en: 'Skip reminders that wait, with a reason', zh: '跳过待发的催款提醒（须填原因）' },
    each: z.strictObject({ reminder_id: id(), reason: words(500) }),
    max: 500,
    output: z.object({ rows: z.array(z.object({ reminder_id: id(), state: z.enum(reminderStates) })) }),
    events: ['reminder.skipped'],
  }),
  noteReminder: verb({
    name: 'reminder.note',
    method: 'PUT',
    path: '/api/reminders/:reminder_id/note',
    permission: 'reminder.send',
    summary: { en: 'Write words of one’s own into a reminder that waits', zh: '修改待发提醒的附言' },
    input: z.strictObject({ reminder_id: id(), note: text(1000) }),
    output: z.object({ state: z.enum(reminderStates) }),
    events: ['reminder.noted'],
  }),
  setReminders: verb({
    name: 'reminder.switch',
    method: 'PUT',
    path: '/api/reminder-settings/:entity_id',
    permission: 'reminder.switch',
    summary: { en: 'Say which reminders by mail leave by themselves', zh: '设置哪些催款邮件自动发送' },
    input: z.strictObject({ entity_id: id(), automatic: z.enum(reminderAutomatic) }),
    output: z.object({ automatic: z.enum(reminderAutomatic) }),
    events: ['reminder.switched'],
  }),
  reminderSettings: query({
    name: 'reminder.settings',
    method: 'GET',
    path: '/api/reminder-settings',
    permission: 'reminder.read',
    summary: {
      en: 'By entity: whether a policy holds, and which reminders leave by themselves',
      zh: '各法人主体的催款设置',
    },
    input: z.strictObject({}),
    output: z.object({
      /** Whether mail can leave this installation at all. */
      mail: z.boolean(),
      /** Letters that could not leave and wait to be sent again. */
      failed: z.number(),
      rows: z.array(
        z.object({
          entity_id: id(),
          entity_code: z.string(),
          entity_name: z.string(),
          entity_name_en: z.string().nullable(),
          automatic: z.enum(reminderAutomatic),
          set_by_name: z.string().nullable(),
          /** The version of the collection policy that holds today. */
          policy_version: z.number().nullable(),
        }),
      ),
      next: z.null(),
    }),
  }),
}
