import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { type Company, entityOf, idOf, say } from './company-world.ts'

/** A page that says what it is. */
const paper = join(import.meta.dirname, 'letter.pdf')

type Letter = { customer: MadeUp; payer?: MadeUp; payer_name?: string; days: number; total?: string; approved: boolean }

/**
 * Letters by which others pay: the head office for two of its branches, an agent for a customer, with one that ends soon and
 * one that waits for a second person.
 */
export async function leaveLetters(company: Company): Promise<void> {
  const branches = company.customers.filter(one => one.head_office_number)
  const head = company.customers.find(one => one.number === branches[0]?.head_office_number)
  const [first, second] = company.customers.filter(
    one => one.entity === 'domestic' && !one.head_office_number && one !== head,
  )
  const letters: Letter[] = [
    ...branches.slice(0, 2).flatMap(customer => (head ? [{ customer, payer: head, days: 300, approved: true }] : [])),
    ...(first
      ? [{ customer: first, payer_name: '临溪供应链服务有限公司（模拟）', days: 20, total: '50000000', approved: true }]
      : []),
    ...(second ? [{ customer: second, payer_name: '青岚代付服务有限公司（模拟）', days: 365, approved: false }] : []),
  ]
  const content = await readFile(paper)
  const file = {
    path: paper,
    name: '委托付款书（模拟）.pdf',
    mime: 'application/pdf',
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }
  for (const letter of letters) await register(company, letter, file)
}

async function register(company: Company, letter: Letter, file: object): Promise<void> {
  const { customer, payer, payer_name, days, total, approved } = letter
  const { letter_id } = await say<{ letter_id: string }>(company, 'clerk', 'payer_letter.register', {
    customer_id: idOf(company, customer),
    entity_id: entityOf(company, customer),
    kind: payer ? 'tripartite' : 'mandate',
    ...(payer ? { payer_id: idOf(company, payer) } : { payer_name }),
    valid_from: addDays(company.today, -60),
    valid_until: addDays(company.today, days),
    currency: customer.currency,
    ...(total ? { ceiling_total_minor: total } : {}),
    note: payer ? '总部统一付款（模拟）' : '委托代付货款（模拟）',
    file,
  })
  if (approved) await say(company, 'manager', 'payer_letter.approve', { letter_id })
}
