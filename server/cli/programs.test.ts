import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'

// Real programs on a database of their own, as DATABASE_URL names one.
const folder = mkdtempSync(join(tmpdir(), 'duebook-programs-'))
const main = new URL('../main.ts', import.meta.url).pathname
const secret = 'the one secret of all these programs'
let scratch: Scratch
const running = new Set<ChildProcess>()

before(async () => {
  scratch = await scratchDatabase('programs', true)
})
after(async () => {
  for (const child of running) child.kill('SIGKILL')
  await scratch?.drop()
  rmSync(folder, { recursive: true, force: true })
})

type Program = { child: ChildProcess; said: () => string }

function run(args: string[], url: string, more: Record<string, string> = {}): Program {
  const env = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
    DATABASE_URL: url,
    DUEBOOK_HOME: join(folder, 'home'),
    DUEBOOK_SECRET: secret,
    PORT: '0',
    LOG_LEVEL: 'warn',
    NODE_NO_WARNINGS: '1',
    ...more,
  }
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  running.add(child)
  child.once('exit', () => running.delete(child))
  return { child, said: () => said }
}

async function says(program: Program, wanted: RegExp): Promise<void> {
  for (let tries = 0; !wanted.test(program.said()); tries++) {
    assert.ok(tries < 1500 && program.child.exitCode === null, program.said())
    await pause(20)
  }
}

async function ends({ child, said }: Program): Promise<number | null> {
  for (let tries = 0; child.exitCode === null && child.signalCode === null; tries++) {
    assert.ok(tries < 3000, `it should have ended: ${said()}`)
    await pause(20)
  }
  return child.exitCode
}

async function until(what: string, looks: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await looks()); tries++) {
    assert.ok(tries < 3000, what)
    await pause(20)
  }
}

const jobs = () =>
  scratch.owner<{ state: string; done: string; attempts: number }>('select state, done, attempts from jobs')

test('a worker beside a server takes its job over when the server is killed', async () => {
  const server = run(['start'], scratch.url, { DUEBOOK_DEMO: 'on' })
  await says(server, /sign in as/)
  const worker = run(['worker'], scratch.url)
  await says(worker, /Running jobs/)
  await until('the company is being filled', async () => Number((await jobs())[0]?.done ?? 0) > 0)
  server.child.kill('SIGKILL')
  await ends(server)
  const [before] = await jobs()
  // Whoever takes over goes through the days again, so the figure falls and then passes where it was.
  let fell = false
  await until('the worker goes on', async () => {
    const [now] = await jobs()
    fell ||= Number(now?.done) < Number(before?.done)
    return fell || Number(now?.done) > Number(before?.done)
  })
  const again = run(['start'], scratch.url, { DUEBOOK_DEMO: 'off' })
  await says(again, /answers at/)
  again.child.kill('SIGINT')
  assert.equal(await ends(again), 0, again.said())
  // Its job would have 20 seconds to come to an end.
  worker.child.kill('SIGKILL')
  await ends(worker)
  assert.equal((await jobs())[0]?.state, 'running', 'the job waits for the next program')
})

test('a program with another secret does not join', async () => {
  const customer = { number: 'N1', name: '腾跃', contacts: [{ name: '王小明', phone: '13800000000' }] }
  const made = run(['do', 'customer.create', JSON.stringify(customer), '--as', 'demo@duebook.local'], scratch.url)
  assert.equal(await ends(made), 0, made.said())
  const other = run(['worker'], scratch.url, { DUEBOOK_SECRET: 'another secret, of another installation' })
  assert.equal(await ends(other), 1)
  assert.match(other.said(), /DUEBOOK_SECRET is not the secret of this database/)
})

test('a backup is restored into an empty database of one’s own, and into no other', async () => {
  const empty = await scratchDatabase('programs_copy', true)
  const file = join(folder, 'all.backup')
  const home = join(folder, 'other-home')
  try {
    const backup = run(['backup', file], scratch.url)
    assert.equal(await ends(backup), 0, backup.said())
    const restore = run(['restore', file], empty.url, { DUEBOOK_HOME: home })
    assert.equal(await ends(restore), 0, restore.said())
    assert.match(restore.said(), /came back as they were, and everything holds[^]*carries no secret/)
    const count = 'select count(*)::int as events from events'
    assert.deepEqual(await empty.owner(count), await scratch.owner(count))
    const twice = run(['restore', file], empty.url, { DUEBOOK_HOME: home })
    assert.equal(await ends(twice), 1)
    assert.match(twice.said(), /the database is not empty/)
    const server = run(['start'], empty.url, { DUEBOOK_HOME: home, DUEBOOK_DEMO: 'off' })
    await says(server, /answers at/)
    server.child.kill('SIGINT')
    assert.equal(await ends(server), 0, server.said())
  } finally {
    await empty.drop()
  }
})

test('a database that cannot search Chinese names, or does not answer, is refused in a sentence', async () => {
  const name = `duebook_programs_c_${process.pid}`
  const url = new URL(scratch.url)
  url.pathname = `/${name}`
  const how = "encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'"
  await scratch.owner(`create database ${name} template template0 ${how}`)
  try {
    const migrate = run(['migrate'], url.href)
    assert.equal(await ends(migrate), 1)
    assert.match(migrate.said(), /cannot search Chinese names.*create database/)
  } finally {
    await scratch.owner(`drop database ${name}`)
  }
  const nobody = run(['migrate'], 'postgresql://127.0.0.1:1/nothing')
  assert.equal(await ends(nobody), 1)
  assert.match(nobody.said(), /does not answer/)
})
