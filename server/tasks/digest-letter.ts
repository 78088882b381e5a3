import type { Answered } from '../kernel/contract.ts'
import type { inboxContract } from './inbox-contract.ts'

type News = Answered<(typeof inboxContract)['listInbox']>['rows'][number]

/** What a digest tells. */
export type Content = {
  name: string
  email: string | null
  locale: string
  organisation: string
  day: string
  tasks: { title: string; due_on: string; due_time: string | null; overdue: boolean }[]
  news: News[]
  unread: number
  /** The most lines of each kind. */
  most: number
}

const words = {
  en: {
    subject: ({ organisation, tasks, unread }: Content) =>
      `${organisation}: ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'} due, ${unread} unread`,
    hello: (name: string) => `Good morning, ${name},`,
    tasks: 'Tasks due today or overdue',
    overdue: 'overdue',
    news: (unread: number) => `Unread (${unread})`,
    more: (count: number) => `… and ${count} more`,
    open: (url: string) => `Inbox: ${url}/inbox\nTasks: ${url}/tasks`,
    off: (url: string) => `This letter comes once a day. Switch it off at ${url}/me`,
    somebody: 'Somebody',
    gone: 'something you may not see any more',
    lines: {
      mention: (who: string, what: string) => `${who} mentioned you: ${what}`,
      task_given: (who: string, what: string) => `${who} gave you a task: ${what}`,
      task_moved: (who: string, what: string) => `${who} moved or took over a task: ${what}`,
      task_closed: (who: string, what: string) => `${who} closed a task: ${what}`,
      task_due: (_: string, what: string) => `Due: ${what}`,
      approval_waiting: (who: string, what: string) => `${who} asks for a release: ${what}`,
      import_finished: (_: string, what: string) => `Import finished: ${what}`,
      billing_run_finished: (_: string, what: string) => `Billing run finished: ${what}`,
      receipt_waiting: (who: string, what: string) => `${who} recorded a receipt for you to confirm: ${what}`,
      receipt_returned: (who: string, what: string) => `${who} returned a receipt to you: ${what}`,
    },
  },
  zh: {
    subject: ({ organisation, tasks, unread }: Content) =>
      `${organisation}：${tasks.length} 项任务到期，${unread} 条消息未读`,
    hello: (name: string) => `${name}，早上好：`,
    tasks: '今日到期及逾期的任务',
    overdue: '已逾期',
    news: (unread: number) => `未读消息（${unread}）`,
    more: (count: number) => `……另有 ${count} 条`,
    open: (url: string) => `消息：${url}/inbox\n任务：${url}/tasks`,
    off: (url: string) => `本邮件每日一封，可在 ${url}/me 关闭。`,
    somebody: '有人',
    gone: '（内容已无权查看）',
    lines: {
      mention: (who: string, what: string) => `${who} 提到了您：${what}`,
      task_given: (who: string, what: string) => `${who} 给您派了任务：${what}`,
      task_moved: (who: string, what: string) => `${who} 改期或接手了任务：${what}`,
      task_closed: (who: string, what: string) => `${who} 办结了任务：${what}`,
      task_due: (_: string, what: string) => `任务到期：${what}`,
      approval_waiting: (who: string, what: string) => `${who} 提交了待您复核的事项：${what}`,
      import_finished: (_: string, what: string) => `导入完成：${what}`,
      billing_run_finished: (_: string, what: string) => `批量开单完成：${what}`,
      receipt_waiting: (who: string, what: string) => `${who} 登记了待您复核的收款：${what}`,
      receipt_returned: (who: string, what: string) => `${who} 退回了您登记的收款：${what}`,
    },
  },
} as const

/**
 * The letter in the reader's language. A mail travels in the open: it names documents and tasks, but neither amounts nor
 * what a comment says. Pure. [TSK-12]
 */
export function letterOf(content: Content, public_origin: string): { subject: string; text: string } {
  const { name, tasks, news, unread, most } = content
  const locale = content.locale === 'en' ? 'en' : 'zh'
  const said = words[locale]
  const parts = [said.hello(name)]
  const part = (head: string, lines: readonly string[], all: number) => {
    const rest = all - lines.length
    parts.push([head, ...lines.map(line => `- ${line}`), ...(rest > 0 ? [said.more(rest)] : [])].join('\n'))
  }
  if (tasks.length > 0)
    part(
      said.tasks,
      tasks.slice(0, most).map(task => taskLine(task, said.overdue)),
      tasks.length,
    )
  if (news.length > 0)
    part(
      said.news(unread),
      news.map(one => newsLine(one, locale)),
      unread,
    )
  parts.push(said.open(public_origin), said.off(public_origin))
  return { subject: said.subject(content), text: `${parts.join('\n\n')}\n` }
}

const taskLine = ({ title, due_on, due_time, overdue }: Content['tasks'][number], late: string) =>
  `${title} · ${[due_on, due_time].filter(Boolean).join(' ')}${overdue ? ` · ${late}` : ''}`

function newsLine(one: News, locale: 'en' | 'zh'): string {
  const said = words[locale]
  const document = [one.subject_number, one.customer_name].filter(Boolean).join(' ')
  const title = one.kind === 'mention' ? '' : (one.summary?.[locale] ?? one.text ?? '')
  const what = [title, document].filter(Boolean).join(' · ')
  return said.lines[one.kind](one.actor_name ?? said.somebody, what || said.gone)
}
