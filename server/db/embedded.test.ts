import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { type Embedded, HomeHeld, joinEmbedded, type Run, startEmbedded } from './embedded.ts'

const home = mkdtempSync(join(tmpdir(), 'duebook-embedded-'))
after(() => rmSync(home, { recursive: true, force: true }))

const run = () => JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as Run & { postgres_pid: number }

async function ask(url: string, statement: string): Promise<unknown> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const answer = await client.query<unknown[]>({ text: statement, rowMode: 'array' })
    return answer.rows[0]?.[0]
  } finally {
    await client.end()
  }
}

async function until(condition: () => unknown): Promise<void> {
  for (let tries = 0; !(await condition()); tries++) {
    assert.ok(tries < 1500, 'it never came')
    await pause(20)
  }
}

/** Another program that holds the home. */
async function holder() {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('embedded.ts', import.meta.url))})
    await startEmbedded(${JSON.stringify(home)}, { address: 'http://127.0.0.1:4300' })
    console.log('holding')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return child
}

async function started(work: (server: Embedded, log: string[]) => Promise<void>): Promise<void> {
  const log: string[] = []
  const server = await startEmbedded(home, { log: message => log.push(message) })
  try {
    await work(server, log)
  } finally {
    await server.stop()
  }
}

test('a first start makes a database that listens on its private socket alone and reads Chinese', () =>
  started(async ({ url, joined }) => {
    assert.equal(joined, false)
    assert.equal(await ask(url, "select lower('Ä') || current_user || current_database()"), 'äduebookduebook')
    assert.equal(await ask(url, 'show listen_addresses'), '')
    assert.equal(await ask(url, 'show fsync'), 'on')
    assert.equal(await ask(url, "select count(*)::int from pg_extension where extname = 'pg_trgm'"), 0)
    await ask(url, 'create table kept as select 42 as answer')
  }))

test('what was written is there after a stop, and a stop leaves neither run.json nor socket', async () => {
  let socket: string | null = null
  await started(async ({ url }) => {
    assert.equal(await ask(url, 'select answer from kept'), 42)
    socket = run().socket
    assert.ok(socket && existsSync(socket))
  })
  assert.equal(existsSync(join(home, 'run.json')), false)
  assert.equal(existsSync(String(socket)), false)
  assert.equal(await joinEmbedded(home), null)
})

test('a server that is killed under the program comes back at the same address', () =>
  started(async ({ url }, log) => {
    const { postgres_pid } = run()
    process.kill(postgres_pid, 'SIGKILL')
    await until(() => run().postgres_pid !== postgres_pid)
    assert.equal(await ask(url, 'select answer from kept'), 42)
    assert.match(log.join(), /SIGKILL; starting it again \(1 of 5\)/)
  }))

test('a second start is refused by name, other commands join, and what a killed program left is cleared', async () => {
  const other = await holder()
  await assert.rejects(startEmbedded(home), (error: unknown) => {
    assert.ok(error instanceof HomeHeld)
    assert.equal(error.pid, other.pid)
    assert.equal(error.address, 'http://127.0.0.1:4300')
    assert.match(error.message, new RegExp(`in use by process ${other.pid} at http://127.0.0.1:4300`))
    return true
  })
  const joined = await startEmbedded(home, { join: true })
  assert.equal(joined.joined, true)
  assert.equal(await ask(joined.url, 'select answer from kept'), 42)
  await joined.stop()
  assert.equal(await ask(joined.url, 'select answer from kept'), 42)

  other.kill('SIGKILL')
  await once(other, 'exit')
  const orphan = run()
  assert.equal(await ask(joined.url, 'select answer from kept'), 42, 'PostgreSQL outlives a killed program')
  assert.equal(await joinEmbedded(home), null, 'nobody joins an orphan')
  await started(async ({ url }) => {
    assert.notEqual(run().postgres_pid, orphan.postgres_pid)
    assert.equal(existsSync(String(orphan.socket)), false)
    assert.equal(await ask(url, 'select answer from kept'), 42)
  })
})

test('program and server both killed, and the number of the server now belongs to another process', async () => {
  const other = await holder()
  const { postgres_pid } = run()
  other.kill('SIGKILL')
  await once(other, 'exit')
  process.kill(postgres_pid, 'SIGKILL')
  const file = join(home, 'pg', 'postmaster.pid')
  writeFileSync(file, readFileSync(file, 'utf8').replace(String(postgres_pid), String(process.ppid)))
  await started(async ({ url }) => assert.equal(await ask(url, 'select answer from kept'), 42))
})

test('data of another major version is refused in a sentence and left alone', async () => {
  const version = join(home, 'pg', 'PG_VERSION')
  const written = readFileSync(version, 'utf8')
  writeFileSync(version, '17\n')
  await assert.rejects(startEmbedded(home), /was written by PostgreSQL 17 and this program carries 18/)
  writeFileSync(version, written)
  await started(async ({ url }) => assert.equal(await ask(url, 'select answer from kept'), 42))
})
