import type { Actor } from '../kernel/context.ts'
import { parseInput } from '../kernel/http.ts'
import type { Jobs } from '../kernel/jobs.ts'
import { runLine } from '../kernel/run.ts'
import { addDays, type Day, type Instant, plusMicros, startOfDay, weekday } from '../kernel/values.ts'
import type { MadeUp } from './company-customers.ts'
import type { Random } from './random.ts'

/** What is asked of a made-up company; the same is always filled the same way. */
export type CompanyInput = { seed: number; customers: number; invoices: number; from: Day; to: Day }

/** People of the company, by what they do. */
export type Role = 'manager' | 'clerk' | 'cashier' | 'general'

/** A claim on a customer that the filler keeps in mind until it is paid. */
export type Claim = {
  item_id: string
  invoice_id: string
  number: string
  customer: MadeUp
  open: bigint
  posted_on: Day
  due_on: Day
}

export type Company = {
  jobs: Jobs
  org_id: number
  input: CompanyInput
  chance: Random
  actors: Record<Role, Actor>
  /** Who collects from customers that do not pay. */
  collector_id: string
  customers: MadeUp[]
  ids: Map<string, string>
  entities: Record<'domestic' | 'export', string>
  /** Our own bank accounts, by entity. */
  own_accounts: Record<'domestic' | 'export', string>
  /** Bank accounts of customers to which money may go back. */
  accounts: (readonly [MadeUp, string])[]
  claims: Claim[]
  /** Invoices for which a tax invoice was asked for. */
  taxed: string[]
  /** Customers with an agreement, by their numbers. */
  agreed: Set<string>
  /** What is to happen on a day, in the order in which it was decided. */
  agenda: Map<Day, (() => Promise<void>)[]>
  /** Payments of a day, by who pays. */
  payments: Map<Day, { payer: MadeUp; claim: Claim; amount: bigint }[]>
  now: Instant
  today: Day
  /** How many verbs of each moment have been asked, for their keys. */
  asked: number
  setClock(now: Instant): Promise<void>
}

/**
 * Asks a verb as one of the company's people, and lets the general manager release it where it waits for a second person.
 * Each has a key of its own, so that a filling that was cut short finds what it has done.
 */
export async function say<T>(company: Company, role: Role, name: string, raw: unknown): Promise<T> {
  const { outcome, key, as } = await asked(company, role, name, raw)
  if (!outcome.parked) return JSON.parse(JSON.stringify(outcome.answer)) as T
  const { request_id } = outcome.answer as { request_id: string }
  const released = await runLine(
    company.jobs.kernel,
    as(role === 'general' ? 'manager' : 'general'),
    'approval.release',
    { request_id, reason: '同意（模拟）' },
    { key: `${key} released` },
  )
  return (JSON.parse(JSON.stringify(released.answer)) as { answer: T }).answer
}

/** Asks a verb, and lets it wait where it waits for a second person. */
export async function leave(company: Company, role: Role, name: string, raw: unknown): Promise<void> {
  await asked(company, role, name, raw)
}

async function asked(company: Company, role: Role, name: string, raw: unknown) {
  const { jobs, now } = company
  const entry = jobs.kernel.lines.get(name)
  if (!entry) throw new Error(`${name} is not mounted`)
  const key = `demo ${company.input.seed} ${company.asked++} ${name}`
  const as = (who: Role): Actor => ({ ...company.actors[who], via: 'job', clock: now })
  const given = JSON.parse(JSON.stringify(raw)) as unknown
  const outcome = await runLine(jobs.kernel, as(role), name, parseInput(entry.line, given), { key, raw: given })
  return { outcome, key, as }
}

/** The moment of an hour of today. */
export async function clockAt(company: Company, hour: number): Promise<void> {
  company.now = plusMicros(startOfDay(company.today, 'Asia/Shanghai'), hour * 3_600_000_000)
  await company.setClock(company.now)
}

/** A working day on or after a day. */
export function workday(day: Day): Day {
  let found = day
  while (weekday(found) > 5) found = addDays(found, 1)
  return found
}

/** Puts something on the agenda of a day; days that are over count as tomorrow, days past the end never come. */
export function plan(company: Company, day: Day, work: () => Promise<void>): void {
  const on = workday(day <= company.today ? addDays(company.today, 1) : day)
  const list = company.agenda.get(on) ?? []
  list.push(work)
  company.agenda.set(on, list)
}

export const idOf = (company: Company, customer: MadeUp): string => company.ids.get(customer.number) as string
export const entityOf = (company: Company, customer: MadeUp): string => company.entities[customer.entity]

/** A taxpayer number of the old form in a division there is not: it is no company's. */
export const taxIdOf = ({ number }: MadeUp): string => `999999${`SIM${number}`.padEnd(9, '0').slice(0, 9)}`
