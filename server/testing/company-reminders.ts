import { addDays } from '../kernel/values.ts'
import { clockAt, type Company, say } from './company-world.ts'

type Made = { reminder_id: string; channel: string; task_id: string | null }

const outcomes = [
  '答应本周付款（模拟）',
  '称已在走付款流程（模拟）',
  '未接通，明日再联系（模拟）',
  '要求补寄对账单（模拟）',
]

/**
 * The reminders of a Monday, and what came of them: most were sent in another way, since no mail leaves a demo, a few skipped,
 * most tasks finished. What the last week made still waits. Asked again it finds the same reminders of the day.
 */
export async function remind(company: Company): Promise<void> {
  const { today, input } = company
  await clockAt(company, 17)
  await say(company, 'clerk', 'reminder.run', {})
  const asked = { from: today, to: today, sort: 'customer_name', limit: 200 }
  const { rows } = await say<{ rows: Made[] }>(company, 'manager', 'reminder.list', asked)
  // The letters of the last week wait; of the last weeks a few tasks are still to be done.
  const [last, late] = [today > addDays(input.to, -7), today > addDays(input.to, -21)]
  const letters = last ? [] : rows.filter(row => row.channel === 'email')
  const [skipped, sent] = [letters.filter((_, at) => at % 9 === 8), letters.filter((_, at) => at % 9 !== 8)]
  if (sent.length > 0) {
    const byHand = sent.map(({ reminder_id }) => ({ reminder_id, how: 'hand' }))
    await say(company, 'clerk', 'reminder.send', byHand)
  }
  if (skipped.length > 0) {
    const reason = '刚通过电话，客户已安排付款（模拟）'
    await say(
      company,
      'clerk',
      'reminder.skip',
      skipped.map(({ reminder_id }) => ({ reminder_id, reason })),
    )
  }
  const tasks = rows.flatMap(row => row.task_id ?? []).filter((_, at) => !late || at % (last ? 3 : 12) !== 0)
  if (tasks.length > 0)
    await say(
      company,
      'manager',
      'task.finish',
      tasks.map((task_id, at) => ({ task_id, outcome: outcomes[at % outcomes.length] })),
    )
  for (const role of ['manager', 'clerk'] as const) await say(company, role, 'inbox.read_all', {})
}
