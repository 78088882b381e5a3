import { runJob } from '../kernel/jobs.ts'
import { addDays } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { type Company, entityOf, idOf, plan, say } from './company-world.ts'

const short = new Set(['net15', 'net30', 'eom30', 'next-month-25', 'receipt'])

/** Customers who are settled by the month, of short terms, which suit every grade; what becomes of the bill of each is decided by its place. */
const settledOf = (company: Company): MadeUp[] =>
  company.customers.filter(one => one.entity === 'domestic' && short.has(one.terms_code)).slice(0, 3)

/** Some weeks before the end, customers of the month agree on what they take regularly, and the goods arrive. */
export function planMonth(company: Company): void {
  const { to } = company.input
  for (const [at, customer] of settledOf(company).entries())
    plan(company, addDays(to, -42 + at), () => supply(company, customer, at))
}

async function supply(company: Company, customer: MadeUp, at: number): Promise<void> {
  const { today } = company
  const entity_id = entityOf(company, customer)
  const customer_id = idOf(company, customer)
  const line = (description: string, quantity: number, price: number) => ({
    description,
    quantity: String(quantity),
    unit: '箱',
    unit_price: String(price),
    amount_minor: String(quantity * price * 100),
    tax_code: 'VAT13',
  })
  const draft = {
    entity_id,
    customer_id,
    title: '年度耗材供货合同（模拟）',
    signed_on: today,
    ends_on: addDays(today, 365),
    currency: customer.currency,
    lines: [line('密封件', 40 + at * 10, 452), line('润滑油', 20, 226)],
  }
  const { rows } = await say<{ rows: { contract_id: string }[] }>(company, 'clerk', 'contract.sign', [draft])
  const contract_id = rows[0]?.contract_id as string
  for (const [line, quantity] of [
    [1, 12],
    [2, 8],
  ] as const) {
    const sent = {
      contract_id,
      delivered_on: today,
      carrier: '德邦（模拟）',
      lines: [{ line, quantity: String(quantity) }],
    }
    const { delivery_id } = await say<{ delivery_id: string }>(company, 'clerk', 'delivery.record', sent)
    const confirmed = {
      delivery_id,
      confirmed_on: today,
      confirmed_name: '收货人（模拟）',
      confirmed_how: 'signed_note',
    }
    await say(company, 'clerk', 'delivery.confirm', confirmed)
  }
}

type Bill = { settlement_id: string; customer_id: string; until_on: string }
type Bills = { rows: Bill[] }

/** The month is settled: one bill waits for its customer behind a link, one is contested by a line, one became an invoice. */
export async function settleMonth(company: Company): Promise<void> {
  const { to } = company.input
  const customers = settledOf(company)
  if (customers.length === 0) return
  const settlement_day = Math.min(28, Number(addDays(to, -8).slice(8)))
  for (const customer of customers)
    await say(company, 'manager', 'settlement_terms.set', {
      customer_id: idOf(company, customer),
      entity_id: entityOf(company, customer),
      currency: customer.currency,
      settlement_day,
      reply_days: 10,
    })
  const asked = { on: to, customer_id: customers.map(customer => idOf(company, customer)) }
  const { job_id } = await say<{ job_id: string }>(company, 'clerk', 'settlement_run.start', asked)
  const org_id = company.actors.clerk.org_id
  // Whoever runs the jobs may have begun it; then there is nothing to run here, and it is waited for.
  await runJob(company.jobs, org_id, job_id)
  const read = () => say<Bills>(company, 'clerk', 'settlement.list', { customer_id: asked.customer_id })
  let { rows } = await read()
  for (let tries = 0; tries < 20 && rows.length < customers.length; tries++) rows = (await read()).rows
  const of = (at: number) => rows.find(row => row.customer_id === asked.customer_id[at])
  const [waits, contested, issued] = [of(0), of(1), of(2)]
  if (waits) await say(company, 'clerk', 'page.make', [{ kind: 'settlement', settlement_id: waits.settlement_id }])
  const answer = (bill: Bill, lines: { line: number; note: string }[]) =>
    say(company, 'clerk', 'settlement.confirm', {
      settlement_id: bill.settlement_id,
      answered_on: to,
      answered_how: 'signed_note',
      answered_name: '采购负责人（模拟）',
      reason: '客户盖章回传月结单（模拟）',
      contested: lines,
    })
  if (contested) await answer(contested, [{ line: 1, note: '少收一箱，待补货（模拟）' }])
  if (!issued) return
  await answer(issued, [])
  await say(company, 'clerk', 'settlement.issue', { settlement_ids: [issued.settlement_id], issued_on: to })
}

type Blue = { tax_invoice_id: string; number: string }
type Confirmation = { confirmation_id: string; version: number }

/** Two tax invoices are taken back: of one the buyer is asked, of the other the red one is here. */
export async function takeBack(company: Company): Promise<void> {
  const { rows } = await say<{ rows: Blue[] }>(company, 'manager', 'tax_invoice.list', { red: false, limit: 50 })
  const [asked, done] = rows.toSorted((one, other) => (one.number < other.number ? -1 : 1))
  const draft = (blue: Blue, more: object) =>
    say<Confirmation>(company, 'clerk', 'red_confirmation.draft', {
      blue_id: blue.tax_invoice_id,
      note: '客户退货（模拟）',
      ...more,
    })
  const named = ({ confirmation_id, version }: Confirmation) => ({ confirmation_id, version })
  if (asked) {
    const open = await draft(asked, { reason_code: '02', buyer_use: 'booked' })
    await say(company, 'clerk', 'red_confirmation.ask', named(open))
  }
  if (!done) return
  const drafted = await draft(done, { reason_code: '01', buyer_use: 'none' })
  const at = await say<Confirmation>(company, 'clerk', 'red_confirmation.ask', named(drafted))
  await say(company, 'clerk', 'red_confirmation.issue', {
    ...named(at),
    number: `8${String(company.input.seed).padStart(9, '0')}0000000001`,
    issued_on: company.input.to,
  })
}
