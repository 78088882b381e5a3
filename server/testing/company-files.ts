import { addDays } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { type Company, idOf, say } from './company-world.ts'

/** How many customers have a fuller file. */
const kept = 24

/** Addresses, papers (some of them near their end when the company's time is over) and bank accounts of some customers. */
export async function keepFiles(company: Company): Promise<void> {
  for (const [at, customer] of company.customers.slice(0, kept).entries()) await keepFile(company, customer, at)
}

async function keepFile(company: Company, customer: MadeUp, at: number): Promise<void> {
  const customer_id = idOf(company, customer)
  const home = customer.country === 'CN'
  await say(company, 'clerk', 'customer.add_address', {
    customer_id,
    roles: at % 3 === 0 ? ['registered'] : ['registered', 'invoice', 'statement'],
    line: home ? `模拟路 ${at + 1} 号` : `${at + 1} Example Street`,
    country: customer.country,
  })
  const paper = (kind: string, title: string, days: number) =>
    say(company, 'clerk', 'customer.add_document', {
      customer_id,
      kind,
      title,
      valid_until: addDays(company.input.to, days),
    })
  await paper('licence', home ? '营业执照（模拟）' : 'Business licence (simulated)', (at % 8) * 45 - 20)
  if (at % 4 === 0) await paper('mandate', '授权委托书（模拟）', at * 6 - 12)
  if (at % 3 > 0) return
  const { account_id } = await say<{ account_id: string }>(company, 'clerk', 'customer_account.enter', {
    customer_id,
    holder: customer.name,
    bank: '临溪银行营业部（模拟）',
    number: `8800 0000 0000 ${String(1000 + at)}`,
    currency: customer.currency,
    evidence: '加盖公章的开户信息函（模拟）',
  })
  if (at % 2 > 0) return
  await say(company, 'clerk', 'customer_account.activate', { account_id })
  company.accounts.push([customer, account_id])
}

/** Works the grades out; those of the customers billed the most are confirmed, the others wait. */
export async function gradeCustomers(company: Company): Promise<void> {
  await say(company, 'manager', 'customer_grade.propose', {})
  const asked = { state: ['waiting'], limit: 120 }
  const { rows } = await say<{ rows: Proposed[] }>(company, 'manager', 'customer_grade.list', asked)
  const lines = rows.slice(0, -1).map(({ customer_id, proposed }) => ({ customer_id, grade: proposed }))
  if (lines.length > 0) await say(company, 'manager', 'customer_grade.set', lines)
}

/** Another person confirms large receipts from now on; a few that the cashier recorded wait. */
export async function leaveReceiptsWaiting(company: Company): Promise<void> {
  const confirm_from_minor = { A: '100000000', B: '50000000', C: '20000000', none: '50000000' }
  await say(company, 'manager', 'receipt_rules.change', { confirm_from_minor })
  const payers = company.customers.filter(one => one.country === 'CN' && one.currency === 'CNY').slice(3, 6)
  const drafts = payers.map((customer, at) => ({
    customer_id: idOf(company, customer),
    entity_id: company.entities.domestic,
    received_on: company.today,
    currency: 'CNY',
    method: 'transfer',
    amount_minor: String(123_450_000 + at * 17_000_000),
    reference: `预付货款（模拟）${at + 1}`,
  }))
  if (drafts.length > 0) await say(company, 'cashier', 'receipt.record', drafts)
}

type Proposed = { customer_id: string; proposed: string }
