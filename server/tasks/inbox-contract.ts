import { z } from 'zod'
import { query, verb, verbOfMany } from '../kernel/contract.ts'
import { flag, id, instant, minorOut, page, paging, several } from '../kernel/fields.ts'
import { subjectKinds } from './subjects-contract.ts'

export const notificationKinds = [
  'mention',
  'task_given',
  'task_moved',
  'task_closed',
  'task_due',
  'approval_waiting',
  'import_finished',
  'billing_run_finished',
  'receipt_waiting',
  'receipt_returned',
] as const

const notification = z.object({
  notification_id: id(),
  kind: z.enum(notificationKinds),
  /** The comment, task, request, import or billing run it speaks of. */
  about_id: id(),
  actor_name: z.string().nullable(),
  recorded_at: instant(),
  read_at: instant().nullable(),
  /** The task's title, the beginning of the comment, the name of the file; null where one may not see it any more. */
  text: z.string().nullable(),
  /** Of a verb that waits: what it does. */
  summary: z.object({ en: z.string(), zh: z.string() }).nullable(),
  /** How far it is: of a task, an import. */
  state: z.string().nullable(),
  due_on: z.string().nullable(),
  subject_kind: z.enum(subjectKinds).nullable(),
  subject_id: id().nullable(),
  document_kind: z.string().nullable(),
  subject_number: z.string().nullable(),
  /** Of a receipt that waits, or came back. */
  currency: z.string().nullable(),
  amount_minor: minorOut().nullable(),
  customer_id: id().nullable(),
  customer_name: z.string().nullable(),
})

const some = z.strictObject({ notification_id: id() })
const count = z.object({ count: z.number() })

/** What can be asked of one's own inbox. */
export const inboxContract = {
  listInbox: query({
    name: 'inbox.list',
    method: 'GET',
    path: '/api/inbox',
    permission: 'signed_in',
    summary: { en: 'What one was told, the newest first', zh: '消息列表（按时间倒序）' },
    input: z.strictObject({ ...paging, unread: flag(), kind: several(z.enum(notificationKinds)) }),
    output: page(notification),
  }),
  countInbox: query({
    name: 'inbox.count',
    method: 'GET',
    path: '/api/inbox/count',
    permission: 'signed_in',
    summary: { en: 'How much in the inbox is unread', zh: '未读消息数' },
    input: z.strictObject({}),
    output: z.object({ unread: z.number() }),
  }),
  markRead: verbOfMany({
    name: 'inbox.read',
    method: 'POST',
    path: '/api/inbox/read',
    permission: 'signed_in',
    summary: { en: 'Mark notifications as read', zh: '标为已读' },
    each: some,
    max: 500,
    output: count,
    events: ['inbox.read'],
  }),
  markUnread: verbOfMany({
    name: 'inbox.unread',
    method: 'POST',
    path: '/api/inbox/unread',
    permission: 'signed_in',
    summary: { en: 'Mark notifications as unread again', zh: '标为未读' },
    each: some,
    max: 500,
    output: count,
    events: ['inbox.unread'],
  }),
  markAllRead: verb({
    name: 'inbox.read_all',
    method: 'POST',
    path: '/api/inbox/read-all',
    permission: 'signed_in',
    summary: { en: 'Mark everything as read', zh: '全部标为已读' },
    input: z.strictObject({}),
    output: count,
    events: ['inbox.read'],
  }),
  readDigest: query({
    name: 'digest.read',
    method: 'GET',
    path: '/api/me/digest',
    permission: 'signed_in',
    summary: { en: 'Whether one gets a digest by mail once a day', zh: '是否接收每日邮件摘要' },
    input: z.strictObject({}),
    output: z.object({
      on: z.boolean(),
      /** Whether this installation can send mail at all. */
      mail: z.boolean(),
      /** Where it goes; null without an address. */
      email: z.string().nullable(),
    }),
  }),
  switchDigest: verb({
    name: 'digest.switch',
    method: 'PUT',
    path: '/api/me/digest',
    permission: 'signed_in',
    summary: { en: 'Switch one’s daily digest by mail on or off', zh: '开启或关闭每日邮件摘要' },
    input: z.strictObject({ on: z.boolean() }),
    output: z.object({ on: z.boolean() }),
    events: ['digest.switched', 'digest.sent'],
  }),
}
