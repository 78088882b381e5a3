import { z } from 'zod'
import { query, verbOfMany } from '../kernel/contract.ts'
import { day, flag, id, instant, page, paging, several, text, words } from '../kernel/fields.ts'
import { subject } from './comments-contract.ts'
import { subjectKinds } from './subjects-contract.ts'

const state = z.enum(['open', 'finished', 'dropped'])
/** A time of the day on the organisation's clock. */
const time = () => z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

const task = z.object({
  task_id: id(),
  title: z.string(),
  note: z.string().nullable(),
  owner_id: id(),
  owner_name: z.string(),
  given_by: id(),
  given_by_name: z.string(),
  due_on: z.string(),
  due_time: z.string().nullable(),
  overdue: z.boolean(),
  /** The rule that gave it; null for one given by hand. */
  rule: z.string().nullable(),
  subject_kind: z.enum(subjectKinds).nullable(),
  subject_id: id().nullable(),
  /** The kind of the document: an invoice may be a credit note. */
  document_kind: z.string().nullable(),
  /** How the document is called; null where there is none, or the reader may not see it. */
  subject_number: z.string().nullable(),
  customer_id: id().nullable(),
  customer_number: z.string().nullable(),
  customer_name: z.string().nullable(),
  state,
  outcome: z.string().nullable(),
  closed_by_name: z.string().nullable(),
  closed_at: instant().nullable(),
  recorded_at: instant(),
  version: z.number(),
  /** Whether the reader may finish, postpone, hand on and drop it. */
  may_change: z.boolean(),
})

const changed = z.object({ rows: z.array(z.object({ task_id: id(), version: z.number() })) })
const most = 500

/** What can be asked of tasks. */
export const tasksContract = {
  listTasks: query({
    name: 'task.list',
    method: 'GET',
    path: '/api/tasks',
    permission: 'task.read',
    summary: { en: 'Tasks: one’s own, and those about what one may see', zh: '任务列表' },
    input: z.strictObject({
      ...paging,
      owner_id: several(id()),
      given_by: several(id()),
      state: several(state),
      overdue: flag(),
      subject_kind: several(subject.subject_kind),
      subject_id: several(id()),
      customer_id: several(id()),
      rule: several(z.string().max(100)),
      due_from: day().optional(),
      due_to: day().optional(),
      q: text(100).optional(),
      sort: z.enum(['due_on', '-due_on', 'recorded_at', '-recorded_at', 'title', '-title']).default('due_on'),
    }),
    output: page(task),
  }),
  readTask: query({
    name: 'task.read',
    method: 'GET',
    path: '/api/tasks/:task_id',
    permission: 'task.read',
    summary: { en: 'One task and what happened to it', zh: '任务详情与经过' },
    input: z.strictObject({ task_id: id() }),
    output: task.extend({
      history: z.array(
        z.object({
          event_id: id(),
          name: z.string(),
          recorded_at: instant(),
          actor_name: z.string().nullable(),
          data: z.record(z.string(), z.unknown()),
        }),
      ),
    }),
  }),
  giveTasks: verbOfMany({
    name: 'task.give',
    method: 'POST',
    path: '/api/tasks',
    permission: 'task.give',
    summary: { en: 'Give tasks, to oneself or to others who may see what they are about', zh: '派发任务' },
    each: z.strictObject({
      title: words(200),
      note: text(2000).optional(),
      /** Oneself unless told. */
      owner_id: id().optional(),
      due_on: day(),
      due_time: time().optional(),
      subject_kind: subject.subject_kind.optional(),
      subject_id: id().optional(),
      /** The rule that asks for it. A rule has one open task at a time about a document; another is answered as known. */
      rule: z
        .string()
        .regex(/^[a-z][a-z0-9_.-]{0,99}$/)
        .optional(),
    }),
    max: most,
    output: z.object({ rows: z.array(z.object({ task_id: id(), known: z.boolean() })) }),
    events: ['task.given'],
  }),
  takeOverTasks: verbOfMany({
    name: 'task.take_over',
    method: 'POST',
    path: '/api/tasks/take-over',
    permission: 'task.give',
    summary: { en: 'Take over tasks of colleagues', zh: '接手任务' },
    each: z.strictObject({ task_id: id(), why: text(500).optional() }),
    max: most,
    output: changed,
    events: ['task.taken_over'],
  }),
  reassignTasks: verbOfMany({
    name: 'task.reassign',
    method: 'POST',
    path: '/api/tasks/reassign',
    permission: 'task.give',
    summary: { en: 'Hand tasks on to another person', zh: '转派任务' },
    each: z.strictObject({ task_id: id(), owner_id: id(), why: text(500).optional() }),
    max: most,
    output: changed,
    events: ['task.reassigned'],
  }),
  postponeTasks: verbOfMany({
    name: 'task.postpone',
    method: 'POST',
    path: '/api/tasks/postpone',
    permission: 'task.give',
    summary: { en: 'Move tasks to another day', zh: '改期任务' },
    each: z.strictObject({ task_id: id(), due_on: day(), due_time: time().optional(), why: text(500).optional() }),
    max: most,
    output: changed,
    events: ['task.postponed'],
  }),
  finishTasks: verbOfMany({
    name: 'task.finish',
    method: 'POST',
    path: '/api/tasks/finish',
    permission: 'task.give',
    summary: { en: 'Finish tasks, saying what came of them', zh: '完成任务并填写结果' },
    each: z.strictObject({ task_id: id(), outcome: words(1000) }),
    max: most,
    output: changed,
    events: ['task.finished'],
  }),
  dropTasks: verbOfMany({
    name: 'task.drop',
    method: 'POST',
    path: '/api/tasks/drop',
    permission: 'task.give',
    summary: { en: 'Drop tasks that need not be done any more, with a reason', zh: '取消任务并说明原因' },
    each: z.strictObject({ task_id: id(), reason: words(500) }),
    max: most,
    output: changed,
    events: ['task.dropped'],
  }),
  reopenTasks: verbOfMany({
    name: 'task.reopen',
    method: 'POST',
    path: '/api/tasks/reopen',
    permission: 'task.give',
    summary: { en: 'Open tasks again that were closed by mistake', zh: '重新打开误办结的任务' },
    each: z.strictObject({ task_id: id() }),
    max: most,
    output: changed,
    events: ['task.reopened'],
  }),
}
