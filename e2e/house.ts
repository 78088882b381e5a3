import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { openIdentity } from '../server/access/identity.ts'
import { setUp } from '../server/access/set-up.ts'
import { createApp, createModules } from '../server/app.ts'
import { connect } from '../server/db/connect.ts'
import { runWaiting } from '../server/kernel/jobs.ts'
import type { Mail } from '../server/kernel/mail.ts'
import { unlockPersonal } from '../server/kernel/personal.ts'
import { startQueue } from '../server/kernel/queue.ts'
import type { Instant } from '../server/kernel/values.ts'
import { type CompanySize, desksOf, foundCompany } from '../server/testing/company.ts'
import { scratchDatabase } from '../server/testing/scratch.ts'
import { fillCompany } from './company.ts'

/** Whom the journeys sign in as. */
export const clerk = { email: 'lin@example.com', password: 'a quiet desk with a lamp' }

/** The day on which every journey happens. */
const now = '2026-03-31T04:00:00.000000Z' as Instant

/** A whole Duebook on a port of its own, with a small company in it, as a person meets it. */
export type House = {
  address: string
  ask: Ask
  /** The session of the clerk, for a window. */
  cookies: { name: string; value: string; url: string }[]
  /** Does now what else is done by the clock. */
  sweep: (name: string) => Promise<void>
  close: () => Promise<void>
}

/** Asks the server as the clerk and expects to be answered. */
// oxlint-disable-next-line no-explicit-any -- a test knows the shape of what it asked for
export type Ask = (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown) => Promise<any>

/**
 * Opens one. Where letters are to leave it, it is no demo, lives today, and holds nothing but its first person: a demo never
 * writes to anybody. With a size it is the made-up company that a first start offers, as small as that, and lives today.
 */
export async function openHouse(mail: Mail | null = null, size: CompanySize | null = null): Promise<House> {
  const scratch = await scratchDatabase('e2e')
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' })
  unlockPersonal('only for tests, never for anything else')
  const db = connect(scratch.url, { max: 8 })
  const door = {
    url: scratch.url,
    secret: 'only for tests, never for anything else',
    public_origin: 'http://127.0.0.1',
  }
  const identity = openIdentity(door)
  const home = mkdtempSync(join(tmpdir(), 'duebook-e2e-'))
  const modules = createModules({ db, log, identity, public_origin: door.public_origin, home, mail })
  const app = await createApp({ modules, log, home, migration: '', metrics_token: null, queue: () => null })
  const address = await app.listen({ port: Number(process.env.E2E_PORT ?? 0), host: '127.0.0.1' })
  const person = { organisation: '华东示例贸易有限公司', name: '林晓', locale: 'zh', time_zone: 'Asia/Shanghai' }
  const { org_id } = size
    ? await foundCompany(db, identity, modules.jobs, { ...clerk, size })
    : await setUp(db, identity, { ...person, ...clerk }, mail ? {} : { demo_at: now })
  if (size) {
    modules.demo.account = { ...clerk, people: desksOf(clerk.email) }
    await runWaiting(modules.jobs, org_id)
  }
  // Begun earlier it would take the filling to itself, and what is opened would not be filled yet.
  const queue = await startQueue(modules.jobs, scratch.url)
  const { ask, cookies } = await signedIn(address)
  if (!mail && !size) await fillCompany(ask)
  const close = async () => {
    await queue.stop(1)
    await app.close()
    await modules.sealer.stop()
    await identity.close()
    await db.close()
    await scratch.drop()
    rmSync(home, { recursive: true, force: true })
  }
  const sweep = async (name: string) => modules.jobs.sweeps.find(one => one.name === name)?.run(org_id)
  return { address, ask, cookies, sweep, close }
}

async function signedIn(address: string): Promise<Pick<House, 'ask' | 'cookies'>> {
  const headers = { 'content-type': 'application/json', origin: address }
  const door = await fetch(`${address}/api/auth/sign-in/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify(clerk),
  })
  assert.equal(door.status, 200, await door.text())
  const pairs = door.headers.getSetCookie().map(one => one.split(';')[0] ?? '')
  const cookie = pairs.join('; ')
  const ask: Ask = async (method, path, body) => {
    const answer = await fetch(`${address}${path}`, {
      method,
      headers: { ...headers, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text.slice(0, 2000)}`)
    return JSON.parse(text)
  }
  const cookies = pairs.map(pair => {
    const [name = '', ...value] = pair.split('=')
    return { name, value: value.join('='), url: address }
  })
  return { ask, cookies }
}
