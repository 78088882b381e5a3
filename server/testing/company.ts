import { sql } from 'kysely'
import type { Identity } from '../access/identity.ts'
import { nobody } from '../access/actors.ts'
import { setUp } from '../access/set-up.ts'
import { type Database, transaction } from '../db/connect.ts'
import { type Actor, contextOf } from '../kernel/context.ts'
import { assert } from '../kernel/errors.ts'
import { enqueue, type JobRun, type Jobs, wholeOrganisation } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { addDays, addMonths, clockNow, type Day, dayOf, newId, startOfDay } from '../kernel/values.ts'
import { askCollector, planCollector } from './company-collections.ts'
import { planContracts } from './company-contracts.ts'
import { gradeCustomers, keepFiles, leaveReceiptsWaiting } from './company-files.ts'
import { leaveLetters } from './company-letters.ts'
import { type MadeUp, madeUpCustomers } from './company-customers.ts'
import { adoptPolicy, draftPolicy } from './company-policy.ts'
import { chargeLate, planDesk } from './company-desk.ts'
import { planMonth, settleMonth, takeBack } from './company-month.ts'
import { billServices, planServices } from './company-services.ts'
import { liveDay, owe } from './company-days.ts'
import { clockAt, type Company, type CompanyInput, say, taxIdOf } from './company-world.ts'
import { random } from './random.ts'

export const companyName = '云杉商贸集团（模拟数据）'
const timeZone = 'Asia/Shanghai'

/** How large a made-up company is; the small one is what the first start fills. */
export type CompanySize = { customers: number; invoices: number; months: number; seed?: number }
export const usualCompany: CompanySize = { customers: 400, invoices: 12_000, months: 24 }

/** The account of the one who sets a company up; the others sign in with the same password. */
type Account = { email: string; password: string }

/** Who works there beside the one who sets up, who is the finance manager. */
const staff = [
  { name: '周以宁', code: 'AR01', role: 'receivables_clerk', actor: 'clerk', desk: 'clerk' },
  { name: '何清扬', code: 'CA01', role: 'cashier', actor: 'cashier', desk: 'cashier' },
  { name: '陆景行', code: 'GM01', role: 'general_manager', actor: 'general', desk: 'general' },
  { name: '沈听澜', code: 'SA01', role: 'sales', actor: null, desk: 'sales' },
  { name: '秦望舒', code: 'SA02', role: 'sales', actor: null, desk: null },
  { name: '许如初', code: 'SA03', role: 'sales', actor: null, desk: null },
  { name: '叶南山', code: 'SA04', role: 'sales', actor: null, desk: null },
  { name: '顾长风', code: 'CO01', role: 'collector', actor: null, desk: 'collector' },
  { name: '闻静姝', code: 'AU01', role: 'auditor', actor: null, desk: 'auditor' },
] as const

/** Of the staff, who sees customers of their own alone. */
const ownCustomers = new Set(['sales', 'collector'])

/** Those of the staff who sign in: what they are, and their address beside that of the one who set up. */
export const desksOf = (email: string): { email: string; name: string; role: string }[] =>
  staff.flatMap(({ name, role, desk }) => (desk ? [{ email: email.replace('@', `.${desk}@`), name, role }] : []))

/**
 * Founds a made-up company and asks for its filling: an organisation marked as a demo, with people to sign in as.
 * `only_first` leaves everything as it is where somebody has set up an organisation already (`already_set_up`).
 */
export async function foundCompany(
  db: Database,
  identity: Identity,
  jobs: Jobs,
  options: Account & { size?: CompanySize; only_first?: boolean },
): Promise<{ org_id: number; job_id: string }> {
  const input = inputOf(options.size ?? usualCompany)
  const person = { name: '林知微', email: options.email, password: options.password, locale: 'zh' }
  const { org_id, person_id } = await setUp(
    db,
    identity,
    { organisation: companyName, time_zone: timeZone, ...person },
    { demo_at: startOfDay(input.from, timeZone), only_first: options.only_first ?? false },
  )
  return { org_id, job_id: await begin(db, jobs, org_id, person_id, input, options) }
}

/** So many months up to yesterday. */
function inputOf(size: CompanySize): CompanyInput {
  const to = addDays(dayOf(clockNow(), timeZone), -1)
  const from = `${addMonths(to, -size.months).slice(0, 7)}-01` as Day
  return { seed: size.seed ?? 1, customers: size.customers, invoices: size.invoices, from, to }
}

/** Goes on with companies that were founded and no more. */
export async function takeUpFilling(
  db: Database,
  jobs: Jobs,
  founded: readonly { org_id: number; person_id: string }[],
  account: Account,
): Promise<void> {
  for (const { org_id, person_id } of founded) await begin(db, jobs, org_id, person_id, inputOf(usualCompany), account)
}

/** Lets the staff in and asks for the filling. */
async function begin(
  db: Database,
  jobs: Jobs,
  org_id: number,
  person_id: string,
  input: CompanyInput,
  account: Account,
): Promise<string> {
  const actor = await jobs.actorOf(org_id, person_id)
  assert(actor, 'who set the company up may act in it')
  await hire(await openCompany(jobs, org_id, person_id, input), account)
  return transaction(db.main, 'verb', wholeOrganisation(org_id), tx =>
    enqueue(contextOf(tx, actor, clockNow(), newId(), null), 'demo.fill', input, daysBetween(input.from, input.to)),
  )
}

const daysBetween = (from: Day, to: Day) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1

/**
 * Fills a made-up company day by day through the verbs, under the company's own clock, so that every past moment has what
 * was known then; at the end its clock is the real one. Cut short, it goes through the same days again and finds by their
 * keys what is done. Refuses to touch an organisation that is no demo.
 */
export const fillCompany =
  (jobs: Jobs) =>
  async (run: JobRun): Promise<unknown> => {
    const input = run.input as CompanyInput
    const person_id = await run.step(async ctx => ctx.actor.person_id)
    const company = await openCompany(jobs, run.org_id, person_id, input)
    const days = daysBetween(input.from, input.to)
    await found(company)
    for (let at = 0; at < days; at++) {
      company.today = addDays(input.from, at)
      await liveDay(company)
      if (at % 5 === 4) {
        await run.step(ctx => ctx.tx.rows(sql`select refresh_statistics()`))
        await run.progress(at + 1, days)
        if (await run.cancelled()) return setDemoClock(jobs, run.org_id, null)
      }
    }
    await gradeCustomers(company)
    await say(company, 'manager', 'terms_offer.propose', {})
    await draftPolicy(company)
    await chargeLate(company)
    await settleMonth(company)
    await billServices(company)
    await takeBack(company)
    await leaveReceiptsWaiting(company)
    await leaveLetters(company)
    await askCollector(company)
    await setDemoClock(jobs, run.org_id, null)
    await run.progress(days, days)
    return { days, verbs: company.asked, invoices: company.claims.length }
  }

/** Moves the clock of a demo on, never back; null gives it the real one. */
async function setDemoClock(jobs: Jobs, org_id: number, now: string | null): Promise<void> {
  const row = await transaction(jobs.kernel.db.main, 'verb', wholeOrganisation(org_id), tx =>
    tx.first(sql`
      update organisations set demo_at = case when ${now}::timestamptz is null then null else greatest(demo_at, ${now}::timestamptz) end
      where org_id = ${org_id} and is_demo returning org_id`),
  )
  assert(row, 'only a demo has a clock of its own')
}

async function openCompany(jobs: Jobs, org_id: number, person_id: string, input: CompanyInput): Promise<Company> {
  const manager = await jobs.actorOf(org_id, person_id)
  assert(manager, 'the one who set up is there')
  const chance = random(input.seed)
  const customers = madeUpCustomers(chance, input.customers)
  return {
    jobs,
    org_id,
    input,
    chance,
    actors: { manager, clerk: manager, cashier: manager, general: manager },
    collector_id: '',
    customers,
    ids: new Map(),
    entities: { domestic: '', export: '' },
    own_accounts: { domestic: '', export: '' },
    accounts: [],
    claims: [],
    taxed: [],
    agreed: new Set(),
    agenda: new Map(),
    payments: new Map(),
    now: startOfDay(input.from, timeZone),
    today: input.from,
    asked: 0,
    setClock: now => setDemoClock(jobs, org_id, now),
  }
}

/** Entities, rates, customers and the opening balances: what stands before the first day. */
async function found(company: Company): Promise<void> {
  await clockAt(company, 1)
  await meetStaff(company)
  const { input } = company
  const entity = (code: string, name: string, name_en: string) => ({
    code,
    name,
    name_en,
    base_currency: 'CNY',
    standard: 'cas',
    books_from: input.from,
  })
  const open = async (draft: object) =>
    (await say<{ entity_id: string }>(company, 'manager', 'entity.create', draft)).entity_id
  company.entities.domestic = await open(
    entity('HZ', '云杉商贸（杭州）有限公司（模拟）', 'Spruce Trading Hangzhou (simulated)'),
  )
  company.entities.export = await open(
    entity('NB', '云杉进出口（宁波）有限公司（模拟）', 'Spruce Export Ningbo (simulated)'),
  )
  for (const [at, which] of (['domestic', 'export'] as const).entries()) {
    const entity_id = company.entities[which]
    const holder = at === 0 ? '云杉商贸（杭州）有限公司（模拟）' : '云杉进出口（宁波）有限公司（模拟）'
    const account = { entity_id, holder, bank: '临溪银行营业部（模拟）', number: `9900 0000 0000 00${at + 1}` }
    const opened = await say<{ own_account_id: string }>(company, 'manager', 'own_account.open', account)
    company.own_accounts[which] = opened.own_account_id
  }
  const rate = {
    currency: 'USD',
    base_currency: 'CNY',
    valid_on: addDays(input.from, -1),
    rate: '7.1500',
    source: '模拟',
  }
  await say(company, 'clerk', 'rate.set', [rate])
  await enterCustomers(company)
  await keepFiles(company)
  await adoptPolicy(company)
  await clockAt(company, 2)
  await openBooks(company)
  planContracts(company)
  planDesk(company)
  planMonth(company)
  planServices(company)
  planCollector(company)
}

/**
 * Employs the staff and lets those with a desk sign in. Their password comes with the call, so that no job keeps it; done
 * again it finds who is there.
 */
async function hire(company: Company, { email, password }: Account): Promise<void> {
  const desks = desksOf(email)
  for (const { name, code, role, desk } of staff) {
    const address = desk ? desks.find(one => one.name === name)?.email : undefined
    const draft = { name, code, ...(address ? { email: address } : {}) }
    const { rows } = await say<{ rows: { person_id: string }[] }>(company, 'manager', 'person.create', [draft])
    const person_id = rows[0]?.person_id as string
    const customers = ownCustomers.has(role) ? 'own' : ''
    // Whoever audits is let in for this year and the next.
    const ends = role === 'auditor' ? { valid_to: `${Number(company.input.to.slice(0, 4)) + 1}-12-31` } : {}
    await say(company, 'manager', 'grant.give', { person_id, role, customers, ...ends, reason: '建账（模拟）' })
    if (address && !(await staffOf(company)).get(code)?.signs_in) await letIn(company, person_id, password)
  }
}

/** Invites a person and accepts for it. */
async function letIn({ jobs, org_id, actors, now }: Company, person_id: string, password: string): Promise<void> {
  const manager: Actor = { ...actors.manager, via: 'job', clock: now }
  const { answer } = await runLine(jobs.kernel, manager, 'person.invite', { person_id, days: 1 })
  const { token } = answer as { token: string }
  const invited: Actor = { ...nobody, org_id, person_id, clock: now, sight: { ...nobody.sight, org_id, person_id } }
  await runLine(jobs.kernel, invited, 'invitation.accept', { token, password })
}

type Colleague = { code: string; person_id: string; signs_in: boolean }

const staffOf = (company: Company): Promise<Map<string, Colleague>> =>
  transaction(company.jobs.kernel.db.main, 'query', wholeOrganisation(company.org_id), async tx => {
    const rows = await tx.rows(sql<Colleague>`
      select code, person_id, user_id is not null as signs_in from people
      where org_id = ${company.org_id} and code is not null`)
    return new Map(rows.map(row => [row.code, row]))
  })

/** Finds who does what from now on. */
async function meetStaff(company: Company): Promise<void> {
  const known = await staffOf(company)
  for (const { code, actor, role } of staff) {
    if (role === 'collector') company.collector_id = known.get(code)?.person_id ?? ''
    if (!actor) continue
    const found = await company.jobs.actorOf(company.org_id, known.get(code)?.person_id ?? '')
    assert(found, 'who was given a role may act')
    company.actors[actor] = found
  }
}

async function enterCustomers(company: Company): Promise<void> {
  const { chance, customers, entities } = company
  const draft = (customer: MadeUp) => ({
    number: customer.number,
    name: customer.name,
    name_en: customer.name_en,
    country: customer.country,
    locale: customer.country === 'CN' ? 'zh' : 'en',
    ...(customer.country === 'CN' ? { tax_id: taxIdOf(customer) } : {}),
    head_office_number: customer.head_office_number,
    accounts: [
      {
        entity_id: entities[customer.entity],
        terms_code: customer.terms_code,
        currency: customer.currency,
        limit_minor: String(customer.usual_minor * 20),
        salesperson_code: chance.pick(['SA01', 'SA02', 'SA03', 'SA04']),
      },
    ],
  })
  const heads = customers.filter(customer => !customer.head_office_number)
  const branches = customers.filter(customer => customer.head_office_number)
  for (const part of [heads, branches]) {
    for (let at = 0; at < part.length; at += 500) {
      const some = part.slice(at, at + 500)
      const answer = await say<{ rows: { customer_id: string }[] }>(
        company,
        'clerk',
        'customer.create',
        some.map(draft),
      )
      for (const [place, row] of answer.rows.entries()) company.ids.set((some[place] as MadeUp).number, row.customer_id)
    }
  }
}

/** The balances the old books handed over, tied out and locked by two persons. */
async function openBooks(company: Company): Promise<void> {
  const { chance, input, entities } = company
  const owing = company.customers.filter(one => one.entity === 'domestic')
  const items = Array.from({ length: Math.max(6, Math.round(input.customers / 3)) }, (_, at) => {
    const customer = owing[at % owing.length] as MadeUp
    const isAdvance = at % 9 === 8
    const issued_on = addDays(input.from, -chance.int(10, 150))
    const minor = chance.minor(500_000, 20_000_000)
    return {
      customer_number: customer.number,
      kind: isAdvance ? 'advance' : at % 11 === 10 ? 'retention' : 'invoice',
      number: `QC-${String(at + 1).padStart(4, '0')}`,
      issued_on,
      due_on: addDays(issued_on, 60),
      currency: 'CNY',
      amount_minor: String(isAdvance ? -minor : minor),
    }
  })
  const accounts: Record<string, string> = { invoice: '1122', advance: '2204', retention: '1481' }
  const sums = new Map<string, bigint>()
  for (const { kind, amount_minor } of items) {
    const code = accounts[kind] as string
    sums.set(code, (sums.get(code) ?? 0n) + BigInt(amount_minor))
  }
  const totals = [...sums].map(([account_code, minor]) => ({
    account_code,
    currency: 'CNY',
    amount_minor: String(minor),
    base_minor: String(minor),
  }))
  const request = [{ entity_id: entities.domestic, items, totals }]
  const { rows } = await say<{ rows: { opening_id: string }[] }>(company, 'clerk', 'opening.enter', request)
  await say(company, 'clerk', 'opening.lock', { opening_id: rows[0]?.opening_id })
  const asked = { entity_id: [entities.domestic], q: 'QC-', include_settled: true, limit: 200, sort: 'number' }
  const listed = await say<{ rows: OpeningItem[] }>(company, 'clerk', 'item.list', asked)
  for (const item of listed.rows) {
    const customer = owing.find(one => one.number === item.customer_number)
    if (customer && item.kind === 'invoice')
      owe(company, { ...item, customer, invoice_id: item.document_id, open: BigInt(item.amount_minor) })
  }
}

type OpeningItem = {
  item_id: string
  document_id: string
  customer_number: string
  kind: string
  number: string
  amount_minor: string
  posted_on: Day
  due_on: Day
}
