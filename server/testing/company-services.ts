import { runJob } from '../kernel/jobs.ts'
import { addDays, addMonths, type Day } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { type Company, entityOf, idOf, plan, say } from './company-world.ts'

/** Of whom nothing else is told: they buy services, and projects by milestones. */
const buyersOf = (company: Company): MadeUp[] =>
  company.customers.filter(one => one.entity === 'domestic' && one.habit === 'prompt').slice(2, 9)

/** Services by the month, projects paid in advance and by milestones, and customers who want an account of their own. */
export function planServices(company: Company): void {
  const { to } = company.input
  for (const [at, customer] of buyersOf(company).entries())
    if (at < 4) plan(company, addDays(to, -100 + at * 9), () => serve(company, customer, at))
    else plan(company, addDays(to, -150 + at * 12), () => agreeProject(company, customer, at - 4))
  for (const [at, before] of [26, 12, 7, 3].entries()) plan(company, addDays(to, -before), () => applyFor(company, at))
}

type Signed = { rows: { contract_id: string; number: string }[] }

const sign = async (company: Company, customer: MadeUp, more: object) => {
  const draft = {
    entity_id: entityOf(company, customer),
    customer_id: idOf(company, customer),
    signed_on: company.today,
    currency: customer.currency,
    ...more,
  }
  const { rows } = await say<Signed>(company, 'clerk', 'contract.sign', [draft])
  return rows[0] as Signed['rows'][number]
}

/** A service of a year, billed by the month: two in advance, two behind. */
async function serve(company: Company, customer: MadeUp, at: number): Promise<void> {
  const from = `${company.today.slice(0, 7)}-01` as Day
  const description = at % 2 === 0 ? '设备维保（模拟）' : '仓储租赁（模拟）'
  await sign(company, customer, {
    title: at % 2 === 0 ? '设备维保服务合同（模拟）' : '仓储租赁合同（模拟）',
    kind: 'services',
    starts_on: from,
    ends_on: addDays(addMonths(from, 12), -1),
    lines: [
      {
        description,
        tax_code: at % 2 === 0 ? 'VAT6' : 'VAT9',
        recurs: {
          from,
          to: addDays(addMonths(from, 12), -1),
          timing: at < 2 ? 'advance' : 'arrears',
          prices: [{ from, amount_minor: String(1_280_000 + at * 430_000) }],
        },
      },
    ],
  })
}

/** A project: a third in advance, which comes, then milestones; how many of them are met is decided by its place. */
async function agreeProject(company: Company, customer: MadeUp, at: number): Promise<void> {
  const { today } = company
  const total = 36_000_000n + BigInt(at) * 9_000_000n
  const of = (percent: bigint) => String((total * percent) / 100n)
  const { contract_id, number } = await sign(company, customer, {
    title: '仓储系统实施合同（模拟）',
    kind: 'milestones',
    ends_on: addDays(today, 300),
    lines: [
      { description: '系统实施（模拟）', quantity: '1', unit: '项', amount_minor: String(total), tax_code: 'VAT6' },
    ],
    parts: [
      { kind: 'advance', label: '预付款 30%', amount_minor: of(30n), planned_on: addDays(today, 7) },
      { kind: 'milestone', label: '方案确认', amount_minor: of(30n), planned_on: addDays(today, 40) },
      { kind: 'milestone', label: '上线验收', amount_minor: of(35n), planned_on: addDays(today, 130) },
      { kind: 'retention', label: '质保金 5%', amount_minor: of(5n), months: 12 },
    ],
  })
  if (at === 2) return
  plan(company, addDays(today, 6), async () => {
    const paid = {
      entity_id: entityOf(company, customer),
      customer_id: idOf(company, customer),
      received_on: company.today,
      currency: customer.currency,
      amount_minor: of(30n),
      is_advance: true,
      reference: number,
    }
    await say(company, 'cashier', 'receipt.record', [paid])
  })
  const met = (part: number, evidence: string, after: number) =>
    plan(company, addDays(today, after), async () => {
      await say(company, 'clerk', 'contract.mark', { contract_id, part, met_on: company.today, evidence })
    })
  met(2, '方案确认单（模拟）', 38)
  if (at === 0) met(3, '上线验收单（模拟）', 80)
}

const applicants = [
  '澄江织造有限公司（模拟）',
  '明岳工贸有限公司（模拟）',
  '南汀物资有限公司（模拟）',
  '北屿文具有限公司（模拟）',
]

type Applied = { onboarding_id: string; customer_id: string }

/** Somebody new wants an account: one is refused, one taken in, one waits to be checked, one for its papers. */
async function applyFor(company: Company, at: number): Promise<void> {
  const { onboarding_id, customer_id } = await say<Applied>(company, 'clerk', 'onboarding.apply', {
    name: applicants[at],
    contacts: [{ name: `联系人 ${at + 1}（模拟）`, email: `opening${at + 1}@example.com`, roles: ['invoice'] }],
    accounts: [{ entity_id: company.entities.domestic, terms_code: 'net30' }],
    grade: at === 1 ? 'B' : 'C',
    note: '销售拜访后申请（模拟）',
  })
  if (at === 3) return
  const papers = ['licence', 'opening_form', 'address_proof']
  for (const kind of papers)
    await say(company, 'clerk', 'customer.add_document', {
      customer_id,
      kind,
      title: '开户资料（模拟）',
      valid_until: addDays(company.today, 700),
    })
  await say(company, 'clerk', 'onboarding.submit', { onboarding_id })
  if (at === 0) await say(company, 'manager', 'onboarding.reject', { onboarding_id, reason: '工商登记已注销（模拟）' })
  if (at === 1)
    await say(company, 'manager', 'onboarding.activate', { onboarding_id, reason: '老客户推荐，税号待补（模拟）' })
}

/** What services and milestones of earlier weeks gave to bill is billed in one run; what came since is left to be billed. */
export async function billServices(company: Company): Promise<void> {
  const customer_id = buyersOf(company).map(customer => idOf(company, customer))
  if (customer_id.length === 0) return
  const until = addDays(company.input.to, -12)
  const asked = { until, issued_on: company.input.to, filter: { customer_id } }
  const { job_id } = await say<{ job_id: string }>(company, 'clerk', 'billing_run.start', asked)
  await runJob(company.jobs, company.org_id, job_id)
}
