import { addDays } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { type Company, entityOf, idOf, plan, say } from './company-world.ts'

/** How many customers that pay late, but pay, the collector has beside those that have stopped paying. */
const slow = 8

/** Whose customers they are from the last weeks on: those that have stopped paying, and some of those that pay late. */
function handedOver({ customers }: Company): MadeUp[] {
  const late = customers.filter(({ habit, entity }) => habit === 'slow' && entity === 'domestic')
  return [...customers.filter(({ habit }) => habit === 'failing'), ...late.slice(-slow)]
}

/** Two months before the end, sales hands what it cannot collect over to the collector. */
export function planCollector(company: Company): void {
  plan(company, addDays(company.input.to, -60), async () => {
    const lines = handedOver(company).map(customer => ({
      customer_id: idOf(company, customer),
      entity_id: entityOf(company, customer),
      salesperson_id: company.collector_id,
      effective_on: company.today,
      why: '转催收（模拟）',
    }))
    await say(company, 'clerk', 'customer.hand_over', lines)
  })
}

const works = [
  [0, '电话催收：确认付款日（模拟）'],
  [1, '寄送催款函（模拟）'],
  [3, '上门对账（模拟）'],
] as const

/** What the finance manager asks the collector to do in these days. */
export async function askCollector(company: Company): Promise<void> {
  const { to } = company.input
  const tasks = handedOver(company)
    .slice(0, works.length)
    .map((customer, at) => {
      const [days, title] = works[at] as (typeof works)[number]
      return {
        title,
        owner_id: company.collector_id,
        due_on: addDays(to, days),
        subject_kind: 'customer',
        subject_id: idOf(company, customer),
      }
    })
  await say(company, 'manager', 'task.give', tasks)
}
