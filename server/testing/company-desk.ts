import { addDays, addMonths, type Day } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { type Claim, type Company, entityOf, idOf, leave, plan, type Role, say, taxIdOf } from './company-world.ts'

/** What people find on their desks when the company's time is over: bills, refunds, requests for tax invoices, agreements. */
export function planDesk(company: Company): void {
  const { to } = company.input
  for (let at = 0; at < 12; at++) plan(company, addDays(to, -190 + at * 15), () => payByBill(company, at))
  for (const [at, before] of [52, 31, 16, 4].entries()) plan(company, addDays(to, -before), () => payTwice(company, at))
  for (const [at, before] of [24, 19, 15, 11, 8, 6, 4, 3].entries())
    plan(company, addDays(to, -before), () => askForTaxInvoice(company, at))
  for (const [at, before] of [70, 44, 21].entries()) plan(company, addDays(to, -before), () => agree(company, at))
}

/** A claim of whom it is said, the one with the earliest due day; what is chosen follows from the company's mind alone. */
function claimOf(company: Company, fits: (claim: Claim) => boolean): Claim | undefined {
  const found = company.claims.filter(
    claim => claim.open > 0n && claim.customer.entity === 'domestic' && claim.posted_on < company.today && fits(claim),
  )
  return found.toSorted((one, other) => (one.due_on < other.due_on ? -1 : one.due_on > other.due_on ? 1 : 0))[0]
}

const acceptors = ['临溪银行（模拟）', '云澜商业银行（模拟）', '青岚集团财务有限公司（模拟）'] as const

/** A customer pays with an acceptance bill; what becomes of it is decided by its place in the row. */
async function payByBill(company: Company, at: number): Promise<void> {
  const { today } = company
  const claim = claimOf(company, ({ customer, due_on }) => customer.habit === 'slow' && due_on <= addDays(today, 20))
  if (!claim) return
  const amount_minor = String(claim.open)
  const issued_on = addDays(today, -3)
  const matures_on = addMonths(issued_on, at % 4 === 1 ? 6 : 3)
  const kind = at % 3 === 2 ? 'finance_company' : at % 2 === 0 ? 'bank' : 'commercial'
  const { rows } = await say<{ rows: { bill_id: string }[] }>(company, 'cashier', 'bill.receive', [
    {
      entity_id: entityOf(company, claim.customer),
      customer_id: idOf(company, claim.customer),
      received_on: today,
      amount_minor,
      apply: [{ item_id: claim.item_id, amount_minor }],
      bill: {
        kind,
        number: `9${String(company.input.seed).padStart(9, '0')}${today.replaceAll('-', '')}${String(at).padStart(12, '0')}`,
        drawer: claim.customer.name,
        acceptor: kind === 'commercial' ? claim.customer.name : acceptors[at % acceptors.length],
        issued_on,
        matures_on,
        amount_minor,
      },
    },
  ])
  claim.open = 0n
  const bill_id = rows[0]?.bill_id as string
  const later = (day: Day, name: string, more: object = {}, role: Role = 'manager') =>
    plan(company, day, async () => void (await say(company, role, name, { bill_id, ...more })))
  const fate = at % 6
  if (fate === 1) return later(addDays(today, 12), 'bill.endorse', { party: '远山五金供应（模拟）', kept: true })
  if (fate === 3)
    return later(addDays(today, 9), 'bill.discount', { party: '临溪银行（模拟）', rate: '2.1', recourse: false })
  if (fate === 4) return later(addDays(today, 6), 'bill.pledge', { party: '临溪银行（模拟）' })
  later(matures_on, 'bill.present', {}, 'cashier')
  later(
    addDays(matures_on, 3),
    fate === 5 ? 'bill.refuse' : 'bill.clear',
    fate === 5 ? { reason: '账户余额不足（模拟）' } : {},
    'cashier',
  )
}

/** Money comes twice and goes back: the earlier refunds are paid, the last ones wait for somebody. */
async function payTwice(company: Company, at: number): Promise<void> {
  const known = company.accounts.filter(([customer]) => customer.entity === 'domestic')
  const found = known[at % Math.max(known.length, 1)]
  if (!found) return
  const [customer, account_id] = found
  const customer_id = idOf(company, customer)
  const amount_minor = String(company.chance.minor(300_000, 4_000_000))
  const draft = {
    entity_id: entityOf(company, customer),
    customer_id,
    received_on: company.today,
    amount_minor,
    note: '客户重复付款（模拟）',
  }
  const { rows } = await say<{ rows: { item_id: string }[] }>(company, 'clerk', 'receipt.record', [draft])
  plan(company, addDays(company.today, 1), async () => {
    const lines = [{ item_id: rows[0]?.item_id, amount_minor }]
    const asked = { customer_id, account_id, reason: '重复付款退回（模拟）', lines }
    const { refund_id } = await say<{ refund_id: string }>(company, 'clerk', 'refund.request', asked)
    if (at === 3) return
    if (at === 2) return void (await leave(company, 'clerk', 'refund.approve', { refund_id }))
    await say(company, 'clerk', 'refund.approve', { refund_id })
    if (at === 1) return
    plan(company, addDays(company.today, 2), async () => {
      const paid = { refund_id, own_account_id: company.own_accounts.domestic, bank_reference: `TK${at}（模拟）` }
      await say(company, 'cashier', 'refund.pay', paid)
    })
  })
}

type Asked = { tax_request_id: string; version: number }

/** Tax invoices are asked for: the earlier ones are issued and entered, the later ones wait for approval or for issuing. */
async function askForTaxInvoice(company: Company, at: number): Promise<void> {
  const asked = new Set(company.taxed)
  const claim = claimOf(company, ({ invoice_id, number, posted_on, customer }) => {
    const fresh = posted_on >= addDays(company.today, -25) && !asked.has(invoice_id)
    return fresh && !number.startsWith('QC-') && customer.habit !== 'disputing'
  })
  if (!claim) return
  company.taxed.push(claim.invoice_id)
  const draft = {
    kind: 'ordinary',
    buyer_name: claim.customer.name,
    buyer_tax_id: taxIdOf(claim.customer),
    remarks: `订单对应应收单 ${claim.number}`,
    lines: [{ invoice_id: claim.invoice_id, invoice_line: 1 }],
  }
  const drafted = await say<Asked>(company, 'clerk', 'tax_request.draft', draft)
  const named = ({ tax_request_id, version }: Asked) => ({ tax_request_id, version })
  if (at === 7) return
  const submitted = await say<Asked>(company, 'clerk', 'tax_request.submit', named(drafted))
  if (at >= 5) return void (await leave(company, 'clerk', 'tax_request.approve', named(submitted)))
  await say(company, 'clerk', 'tax_request.approve', named(submitted))
  if (at >= 3) return
  plan(company, addDays(company.today, 1), async () => {
    const issued = {
      tax_request_id: drafted.tax_request_id,
      number: `9${String(company.input.seed).padStart(9, '0')}${String(at).padStart(10, '0')}`,
      issued_on: company.today,
    }
    await say(company, 'clerk', 'tax_invoice.enter', issued)
  })
}

/** Who cannot pay in time is given parts, or later days. */
async function agree(company: Company, at: number): Promise<void> {
  const { today } = company
  const late = (habit: MadeUp['habit']) =>
    claimOf(company, ({ customer, due_on }) => {
      return customer.habit === habit && due_on < today && !company.agreed.has(customer.number)
    })
  const claim = late('failing') ?? late('slow')
  if (!claim) return
  company.agreed.add(claim.customer.number)
  const isParts = at !== 1
  const third = claim.open / 3n
  const parts = [third, third, claim.open - 2n * third].map((amount, part) => ({
    due_on: addDays(today, 30 * (part + 1)),
    amount_minor: String(amount),
  }))
  await say(company, 'manager', 'agreement.make', {
    kind: isParts ? 'instalments' : 'extension',
    agreed_on: today,
    items: [{ item_id: claim.item_id, ...(isParts ? {} : { due_on: addDays(today, 45) }) }],
    parts: isParts ? parts : [],
    reverts: isParts,
    signed_by: '财务负责人（模拟）',
    reason: isParts ? '客户资金周转困难，申请分期（模拟）' : '客户项目验收推迟，申请延期（模拟）',
  })
  if (isParts && third > 0n) payPart(company, claim, third, addDays(today, 29))
}

function payPart(company: Company, claim: Claim, amount: bigint, on: Day): void {
  plan(company, on, async () => {
    const payer: MadeUp = claim.customer
    if (claim.open < amount) return
    const draft = {
      entity_id: entityOf(company, payer),
      customer_id: idOf(company, payer),
      received_on: company.today,
      amount_minor: String(amount),
      apply: [{ item_id: claim.item_id, amount_minor: String(amount) }],
    }
    await say(company, 'clerk', 'receipt.record', [draft])
    claim.open -= amount
  })
}

type Late = { item_id: string; entity_id: string; currency: string; amount_minor: string }

/** The last thing done: a late charge on each of two customers, as contract or law says, and one that is waived. */
export async function chargeLate(company: Company): Promise<void> {
  const before = await say<{ rows: unknown[] }>(company, 'manager', 'late_charge.list', { limit: 1 })
  if (before.rows.length > 0) return
  let made = 0
  for (const customer of company.customers.filter(one => one.entity === 'domestic' && one.habit === 'project')) {
    if (made === 3) break
    const customer_id = idOf(company, customer)
    const asked = { customer_id, until: company.input.to }
    const { rows } = await say<{ rows: Late[] }>(company, 'manager', 'late_charge.propose', asked)
    const [first] = rows
    if (!first) continue
    const chosen = {
      customer_id,
      entity_id: first.entity_id,
      currency: first.currency,
      until: company.input.to,
      item_ids: [first.item_id],
      amount_minor: first.amount_minor,
    }
    if (made === 2)
      await say(company, 'manager', 'late_charge.waive', { ...chosen, reason: '长期客户，首次逾期（模拟）' })
    else await say(company, 'manager', 'late_charge.issue', chosen)
    made++
  }
}
