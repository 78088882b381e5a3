import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import type { Identity } from '../access/identity.ts'
import type { Database } from '../db/connect.ts'
import { Refusal } from '../kernel/errors.ts'
import { type Jobs, runWaiting } from '../kernel/jobs.ts'
import { companyName, type CompanySize, desksOf, foundCompany, takeUpFilling, usualCompany } from './company.ts'

/** What the demo needs of a program that is running. */
export type DemoHouse = {
  url: string
  db: Database
  modules: { identity: Identity; jobs: Jobs }
  settings: { home: string; host: string; publicUrl: string; demo: 'auto' | 'on' | 'off' }
}
type Account = { email: string; password: string }
type Offer = Account & { people: { email: string; name: string; role: string }[] }

const email = 'demo@duebook.local'
const nearby = new Set(['127.0.0.1', '::1', '[::1]', 'localhost'])

/** Whether only this machine can reach the program; an account with a password on the sign-in page is for nobody else. */
const isNearby = ({ host, publicUrl }: DemoHouse['settings']) =>
  nearby.has(host) && nearby.has(new URL(publicUrl).hostname)

/**
 * The demo of an installation: founded at the first start of all, and from then on the account to sign in with. Null
 * where it is switched off, where others can reach the program and nobody asked for it, and where there is none.
 */
export async function offerDemo(house: DemoHouse): Promise<Offer | null> {
  const { settings, modules, db, url } = house
  if (settings.demo === 'off' || (settings.demo === 'auto' && !isNearby(settings))) return null
  if (!(await isThere(url))) {
    const account = readAccount(settings.home) ?? writeAccount(settings.home)
    try {
      await foundCompany(db, modules.identity, modules.jobs, { ...account, only_first: true })
    } catch (error) {
      // Somebody has set up already: then there is nothing to show.
      if (error instanceof Refusal && error.problems[0]?.code === 'already_set_up') return null
      throw error
    }
  }
  const account = readAccount(settings.home)
  if (!account) return null
  await takeUpFilling(db, modules.jobs, await unfilled(url), account)
  return { ...account, people: desksOf(account.email) }
}

/** The demo's password is made once, at random, and kept where only the owner of the installation reads it. */
function writeAccount(home: string): Account {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const account = { email, password: randomBytes(9).toString('base64url') }
  writeFileSync(join(home, 'demo.json'), `${JSON.stringify(account)}\n`, { mode: 0o600 })
  return account
}

function readAccount(home: string): Account | null {
  try {
    return JSON.parse(readFileSync(join(home, 'demo.json'), 'utf8')) as Account
  } catch {
    return null
  }
}

async function ask<T>(url: string, text: string, values: unknown[]): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows as T[]
  } finally {
    await client.end()
  }
}

const isThere = async (url: string) =>
  (await ask(url, 'select from organisations where is_demo and name = $1', [companyName])).length > 0

/** Demos whose filling nobody asked for, because the program ended in between. */
const unfilled = (url: string) =>
  ask<{ org_id: number; person_id: string }>(
    url,
    `select o.org_id, p.person_id from organisations o join people p using (org_id)
     where o.is_demo and o.name = $1 and p.user_id is not null and p.code is null
       and not exists (select from jobs j where j.org_id = o.org_id and j.kind = 'demo.fill')`,
    [companyName],
  )

/** `duebook demo`: another made-up company, of any size, filled before the command ends. */
export async function demoCommand(args: string[], house: DemoHouse): Promise<number> {
  const option = { type: 'string' } as const
  const { values } = parseArgs({
    args,
    options: { customers: option, invoices: option, months: option, seed: option },
  })
  const number = (text: string | undefined, usual: number) =>
    text === undefined ? usual : Math.max(1, Number(text) || 0)
  const size: CompanySize = {
    customers: number(values.customers, usualCompany.customers),
    invoices: number(values.invoices, usualCompany.invoices),
    months: number(values.months, usualCompany.months),
    seed: number(values.seed, 1),
  }
  const account = readAccount(house.settings.home) ?? writeAccount(house.settings.home)
  const { org_id } = await foundCompany(house.db, house.modules.identity, house.modules.jobs, { ...account, size })
  await runWaiting(house.modules.jobs, org_id)
  process.stdout.write(`${JSON.stringify({ org_id, email: account.email })}\n`)
  return 0
}
