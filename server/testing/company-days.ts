import { addDays, addMonths, type Day, dayFrom, periodOf, weekday } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import { remind } from './company-reminders.ts'
import { type Claim, clockAt, type Company, entityOf, idOf, plan, say, workday } from './company-world.ts'

export type Issued = {
  rows: { invoice_id: string; number: string; item_ids: string[]; due_on: Day | null; amount_minor: string }[]
}

/** Everything that happens in the company on one day. */
export async function liveDay(company: Company): Promise<void> {
  const { today, chance } = company
  if (weekday(today) === 1) await rates(company)
  if (weekday(today) <= 5) {
    await clockAt(company, 10)
    await sell(company)
  }
  const due = company.payments.get(today)
  if (due) {
    await clockAt(company, 15)
    await receive(company, due)
  }
  const work = company.agenda.get(today)
  if (work) {
    await clockAt(company, 16)
    for (const one of work) await one()
  }
  if (weekday(today) === 1 && today > addDays(company.input.to, -100)) await remind(company)
  if (today.endsWith('-09')) await close(company)
  company.agenda.delete(today)
  company.payments.delete(today)
  if (chance.chance(0.004)) await amendDue(company)
}

async function rates(company: Company): Promise<void> {
  await clockAt(company, 9)
  // A walk around 7.15, as a simulated rate.
  const week = Number(BigInt(Date.parse(company.today)) / 604_800_000n)
  const rate = (7.15 + 0.12 * Math.sin(week / 7) + company.chance.int(-20, 20) / 1000).toFixed(4)
  const row = { currency: 'USD', base_currency: 'CNY', valid_on: company.today, rate, source: '模拟' }
  await say(company, 'clerk', 'rate.set', [row])
}

/** The invoices of the day, in one batch: how many, by the season and by how many are still to come. */
async function sell(company: Company): Promise<void> {
  const { chance, today, input } = company
  const days = (Date.parse(input.to) - Date.parse(input.from)) / 86_400_000 || 1
  const usual = (input.invoices / days) * (7 / 5)
  const busy = ['-11', '-12', '-03', '-06'].some(month => today.slice(4, 7) === month) ? 1.25 : 0.92
  const wanted = usual * busy * (0.5 + chance.int(0, 100) / 100)
  const count = Math.floor(wanted) + (chance.chance(wanted % 1) ? 1 : 0)
  if (count === 0) return
  // Who has stopped paying is sold to for some weeks more, until somebody notices.
  const wanting = company.customers.filter(customer => today < addDays(failsOn(company, customer), 45))
  const buyers = Array.from({ length: count }, () =>
    chance.weigh(wanting.map(customer => [customer.weight, customer] as const)),
  )
  const drafts = buyers.map(customer => draftOf(company, customer))
  const { rows } = await say<Issued>(company, 'clerk', 'invoice.issue', drafts)
  for (const [at, row] of rows.entries())
    remember(company, buyers[at] as MadeUp, row, drafts[at] as ReturnType<typeof draftOf>)
}

const goods: readonly (readonly [string, string, number])[] = [
  ['精密轴承', '件', 180],
  ['不锈钢管件', '米', 96],
  ['伺服电机', '台', 2650],
  ['控制柜', '套', 8800],
  ['包装膜', '卷', 145],
  ['技术服务', '次', 3200],
]

function draftOf(company: Company, customer: MadeUp) {
  const { chance, today } = company
  const isExport = customer.entity === 'export'
  const target = Number(chance.minor(Math.ceil(customer.usual_minor / 4), customer.usual_minor * 3))
  const lines = Array.from({ length: chance.pick([1, 1, 2, 3]) }, (_, at) => {
    const [description, unit, price] = chance.pick(goods)
    const unit_price = isExport ? Math.round(price / 7) : price
    const quantity = Math.max(1, Math.round(target / 100 / unit_price / (at + 1)))
    const tax_code = isExport ? 'VAT0' : description === '技术服务' ? 'VAT6' : 'VAT13'
    const amount_minor = String(quantity * unit_price * 100)
    return { description, quantity: String(quantity), unit, unit_price: String(unit_price), tax_code, amount_minor }
  })
  // Of some, what the due day counts from is known only later.
  const late = chance.chance(0.1)
  const net = lines.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
  const retention = { amount_minor: String(net / 20n), due_on: addMonths(today, 12) }
  return {
    entity_id: entityOf(company, customer),
    customer_id: idOf(company, customer),
    issued_on: today,
    currency: customer.currency,
    lines,
    ...(customer.habit === 'project' ? { retention } : {}),
    base_days: {
      ...(late ? {} : { tax_invoice: addDays(today, 5), acceptance: addDays(today, 20) }),
      bill_of_lading: addDays(today, 3),
    },
    reference: `PO-${chance.int(10_000, 99_999)}`,
  }
}

/** Keeps the claims of an invoice in mind, and decides by the customer's habit what becomes of them. */
export function remember(
  company: Company,
  customer: MadeUp,
  row: Issued['rows'][number],
  draft: { issued_on: Day; retention?: { amount_minor: string } },
): void {
  const { chance } = company
  const [item_id] = row.item_ids
  if (!item_id) return
  const claim: Claim = {
    item_id,
    invoice_id: row.invoice_id,
    number: row.number,
    customer,
    open: BigInt(row.amount_minor) - BigInt(draft.retention?.amount_minor ?? 0),
    posted_on: draft.issued_on,
    due_on: row.due_on ?? addDays(draft.issued_on, 60),
  }
  company.claims.push(claim)
  if (row.due_on === null) plan(company, addDays(draft.issued_on, 25), () => determine(company, claim))
  if (chance.chance(0.004) && customer.habit !== 'project')
    return plan(company, addDays(company.today, 2), () => correct(company, claim))
  if (customer.habit === 'disputing' && chance.chance(0.35))
    return plan(company, addDays(company.today, chance.int(8, 20)), () => dispute(company, claim))
  schedule(company, claim)
}

/** Takes over a claim of the old books. */
export function owe(company: Company, claim: Claim): void {
  company.claims.push(claim)
  schedule(company, claim)
}

/** The tax invoice came late: now the due day is known. */
async function determine(company: Company, claim: Claim): Promise<void> {
  if (claim.open === 0n) return
  const request = { item_id: claim.item_id, legal_due_on: claim.due_on, why: '补录到期基准：发票已签收' }
  await say(company, 'manager', 'item.amend_terms', [request])
}

/** Says when a claim will be paid, in one part or in two. */
function schedule(company: Company, claim: Claim): void {
  const { chance } = company
  const day = payDay(company, claim)
  if (!day) return
  const parts = chance.chance(0.08) ? ([55n, 45n] as const) : ([100n] as const)
  let left = claim.open
  for (const [at, share] of parts.entries()) {
    const amount = at === parts.length - 1 ? left : (claim.open * share) / 100n
    left -= amount
    const on = workday(addDays(day <= company.today ? addDays(company.today, 1) : day, at * chance.int(12, 40)))
    const payer = company.customers.find(one => one.number === claim.customer.head_office_number) ?? claim.customer
    const list = company.payments.get(on) ?? []
    if (amount > 0n) list.push({ payer, claim, amount })
    company.payments.set(on, list)
  }
}

/** The day a customer pays, by its habit; null where it never does. */
function payDay(company: Company, claim: Claim): Day | null {
  const { chance } = company
  const { habit } = claim.customer
  const due = claim.due_on
  if (habit === 'prompt') return addDays(due, chance.int(-4, 3))
  if (habit === 'slow') return addDays(due, chance.int(5, 55))
  if (habit === 'project') return addDays(due, chance.int(10, 40))
  if (habit === 'disputing') return addDays(due, chance.int(0, 25))
  if (habit === 'prepaying') return addDays(claim.posted_on, chance.int(1, 10))
  if (habit === 'seasonal') return season(due)
  // It pays for a while, each time later, and then no more.
  const day = addDays(due, chance.int(10, 45))
  if (day < failsOn(company, claim.customer)) return day
  plan(company, addDays(due, 180), () => giveUp(company, claim))
  return null
}

/** The day from which a customer pays no more: that of a failing one lies anywhere in the company's time. */
function failsOn({ input }: Company, { habit, number }: MadeUp): Day {
  const days = (Date.parse(input.to) - Date.parse(input.from)) / 86_400_000
  return habit === 'failing' ? addDays(input.from, 100 + ((Number(number.slice(1)) * 37) % Math.max(days, 1))) : lastDay
}

const lastDay = '9999-01-01' as Day

/** The next day on which a seasonal payer clears its accounts: before the spring festival and at the ends of quarters. */
function season(due: Day): Day {
  const year = Number(due.slice(0, 4))
  const days = [year, year + 1].flatMap(one => [
    dayFrom(one, 1, 22),
    dayFrom(one, 6, 26),
    dayFrom(one, 9, 26),
    dayFrom(one, 12, 24),
  ])
  return (days.find(day => day !== null && day >= due) as Day | undefined) ?? due
}

type Payment = { payer: MadeUp; claim: Claim; amount: bigint }

/** The money of the day: one receipt for each payer, with what it pays. */
async function receive(company: Company, payments: readonly Payment[]): Promise<void> {
  const { chance, today } = company
  const byPayer = Map.groupBy(payments, payment => payment.payer)
  const drafts: object[] = []
  const later: ((item_id: string) => void)[] = []
  for (const [payer, mine] of byPayer) {
    const live = mine.filter(({ claim, amount }) => claim.open >= amount)
    if (live.length === 0) continue
    const total = live.reduce((sum, { amount }) => sum + amount, 0n)
    const form = chance.weigh([
      [80, 'applied'],
      [12, 'on account'],
      [8, 'short'],
    ] as const)
    // The bank statement is entered some days after the money came: the past as it was known then differs.
    const received_on = chance.chance(0.12)
      ? maxDay(addDays(today, -chance.int(1, 4)), [company.input.from, ...live.map(({ claim }) => claim.posted_on)])
      : today
    const short =
      form === 'short' && live.length === 1 && payer.currency === 'CNY' && total > 10_000n
        ? BigInt(chance.int(1, 99))
        : 0n
    const fee = payer.currency === 'USD' && total > 100_000n ? BigInt(chance.int(15, 35) * 100) : 0n
    const apply = live.map(({ claim, amount }) => ({
      item_id: claim.item_id,
      amount_minor: String(amount - short),
      ...(short > 0n && claim.open === amount ? { difference: { kind: 'rounding', amount_minor: String(short) } } : {}),
    }))
    drafts.push({
      entity_id: entityOf(company, payer),
      customer_id: idOf(company, payer),
      received_on,
      currency: payer.currency,
      method: 'transfer',
      amount_minor: String(total - short - fee),
      bank_charge_minor: String(fee),
      is_advance: payer.habit === 'prepaying' && form === 'on account',
      apply: form === 'on account' ? [] : apply,
      ...(form === 'on account'
        ? {}
        : {
            reference: live
              .map(({ claim }) => claim.number)
              .join(' ')
              .slice(0, 200),
          }),
    })
    later.push(item_id => {
      if (form === 'on account')
        return void plan(company, addDays(today, chance.int(1, 14)), () => match(company, item_id, live))
      for (const { claim, amount } of live) claim.open -= amount
    })
  }
  if (drafts.length === 0) return
  const { rows } = await say<{ rows: { item_id: string }[] }>(company, 'clerk', 'receipt.record', drafts)
  for (const [at, row] of rows.entries()) later[at]?.(row.item_id)
}

const maxDay = (day: Day, days: readonly Day[]) => days.reduce((latest, one) => (one > latest ? one : latest), day)

/** Money that lay on account finds what it pays; now and then first the wrong claim, which is taken back. */
async function match(company: Company, credit_item_id: string, payments: readonly Payment[]): Promise<void> {
  const { chance } = company
  const live = payments.filter(({ claim, amount }) => claim.open >= amount)
  if (live.length === 0) return
  const lines = live.map(({ claim, amount }) => ({
    debit_item_id: claim.item_id,
    credit_item_id,
    amount_minor: String(amount),
  }))
  const { rows } = await say<{ rows: { application_id: string }[] }>(company, 'clerk', 'item.apply', [{ lines }])
  const [first] = rows
  if (!first || live.length > 1 || !chance.chance(0.1)) {
    for (const { claim, amount } of live) claim.open -= amount
    return
  }
  plan(company, addDays(company.today, 2), async () => {
    const request = { application_id: first.application_id, reason: '核销对象有误（模拟）' }
    await say(company, 'clerk', 'item.unapply', [request])
    plan(company, addDays(company.today, 1), () => match(company, credit_item_id, live))
  })
}

async function dispute(company: Company, claim: Claim): Promise<void> {
  const { chance } = company
  const told = (disputed: boolean, reason: string) =>
    say(company, 'clerk', 'item.dispute', [{ item_id: claim.item_id, disputed, reason }])
  await told(true, chance.pick(['数量短少', '质量异议', '价格与合同不符', '发票抬头有误']))
  plan(company, addDays(company.today, chance.int(25, 80)), async () => {
    if (chance.chance(0.5)) await credit(company, claim)
    await told(false, '双方已确认')
    schedule(company, claim)
  })
}

/** A part of the claim is given up by a credit note, which is applied to it at once. */
async function credit(company: Company, claim: Claim): Promise<void> {
  const amount = (claim.open * BigInt(company.chance.int(5, 18))) / 100n
  if (amount === 0n) return
  const draft = {
    entity_id: entityOf(company, claim.customer),
    customer_id: idOf(company, claim.customer),
    issued_on: company.today,
    currency: claim.customer.currency,
    amount_minor: String(amount),
    credits_id: claim.invoice_id,
    apply: true,
    reason: '质量折让（模拟）',
  }
  await say(company, 'clerk', 'credit_note.issue', [draft])
  claim.open -= amount
}

/** The invoice was wrong: it is mirrored and issued anew for the right amount. */
async function correct(company: Company, claim: Claim): Promise<void> {
  const right = (claim.open * 95n) / 100n
  const { customer } = claim
  const invoice = {
    entity_id: entityOf(company, customer),
    customer_id: idOf(company, customer),
    issued_on: claim.posted_on,
    currency: customer.currency,
    amount_minor: String(right),
    due_on: claim.due_on,
  }
  const request = { invoice_id: claim.invoice_id, reason: '单价录入有误（模拟）', invoice }
  const made = await say<{ invoice_id: string; number: string }>(company, 'clerk', 'invoice.correct', request)
  const document = { document_id: [made.invoice_id], include_settled: true }
  const { rows } = await say<{ rows: { item_id: string; posted_on: Day }[] }>(company, 'clerk', 'item.list', document)
  const [item] = rows
  claim.open = 0n
  if (!item) return
  const anew = { ...claim, ...made, item_id: item.item_id, open: right, posted_on: item.posted_on }
  company.claims.push(anew)
  schedule(company, anew)
}

/** A debt that nobody will pay is written off; of some of them a part comes back. */
async function giveUp(company: Company, claim: Claim): Promise<void> {
  const { chance } = company
  if (claim.open === 0n || !chance.chance(0.7)) return
  const request = { item_id: claim.item_id, reason: '债务人已停止经营（模拟）', evidence: ['破产公告（模拟）'] }
  const { rows } = await say<{ rows: { application_id: string }[] }>(company, 'manager', 'item.write_off', [request])
  const lost = claim.open
  claim.open = 0n
  const [first] = rows
  if (!first || !chance.chance(0.25)) return
  plan(company, addDays(company.today, 30), async () => {
    const amount_minor = String(lost / 5n || 1n)
    const back = { application_id: first.application_id, amount_minor, note: '破产分配（模拟）' }
    await say(company, 'manager', 'item.recover', back)
  })
}

/** Another day is agreed for something that is open. */
async function amendDue(company: Company): Promise<void> {
  const claim = company.claims.findLast(
    one => one.open > 0n && one.customer.habit === 'slow' && !company.agreed.has(one.customer.number),
  )
  if (!claim) return
  const request = { item_id: claim.item_id, agreed_due_on: addDays(company.today, 45), why: '客户申请展期（模拟）' }
  await say(company, 'manager', 'item.amend_terms', [request])
}

/** The month before is closed in both entities. */
async function close(company: Company): Promise<void> {
  const period = periodOf(addMonths(company.today, -1))
  if (period < periodOf(company.input.from)) return
  await clockAt(company, 18)
  for (const entity_id of Object.values(company.entities))
    await say(company, 'clerk', 'period.close', { entity_id, period })
}
