import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'

const folder = mkdtempSync(join(tmpdir(), 'duebook-cli-'))
const main = new URL('../main.ts', import.meta.url).pathname
const env = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
  DUEBOOK_HOME: join(folder, 'home'),
  PORT: '0',
  LOG_LEVEL: 'warn',
  DUEBOOK_DEMO: 'off',
  NODE_NO_WARNINGS: '1',
}

type Answer = { status: number | null; out: string; err: string }
async function duebook(args: string[], more: Record<string, string> = {}): Promise<Answer> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const answer: Answer = { status: null, out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (answer.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (answer.err += chunk.toString()))
  const [status] = (await once(child, 'close')) as [number | null]
  return { ...answer, status }
}

let server: ChildProcess
let address = ''
const start = async () => {
  server = spawn(process.execPath, [main, 'start'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  for (let tries = 0; !/answers at (\S+)/.test(said); tries++) {
    assert.ok(tries < 1500 && server.exitCode === null, said)
    await pause(20)
  }
  address = /answers at (\S+)/.exec(said)?.[1] ?? ''
  return () => said
}
const stop = async () => {
  const ended = once(server, 'exit')
  server.kill('SIGINT')
  return ((await ended) as [number | null])[0]
}

before(async () => {
  const said = await start()
  for (let tries = 0; !/first administrator/.test(said()); tries++) {
    assert.ok(tries < 500, said())
    await pause(20)
  }
})
after(async () => {
  if (server.exitCode === null) await stop()
  rmSync(folder, { recursive: true, force: true })
})

test('an unknown command, or none, answers with what there is', async () => {
  const [none, unknown, help] = await Promise.all([duebook([]), duebook(['fly']), duebook(['help'])])
  assert.deepEqual([none.status, unknown.status, help.status], [64, 64, 0])
  assert.match(unknown.err, /There is no command "fly"/)
  for (const text of [none.out, unknown.err, help.out]) assert.match(text, /duebook restore FILE/)
})

test('a second start says who holds the data, and the running one stays healthy', async () => {
  const second = await duebook(['start'])
  assert.equal(second.status, 1)
  assert.match(second.err, new RegExp(`in use by process ${server.pid}`))
  for (let tries = 0; ; tries++) {
    const health = await fetch(`${address}/api/health`)
    if (health.status === 200) break
    assert.ok(tries < 500, await health.text())
    await pause(20)
  }
  assert.match(await (await fetch(`${address}/api/metrics`)).text(), /duebook_request_seconds_bucket/)
  const proxied = await fetch(`${address}/api/metrics`, { headers: { 'x-forwarded-for': '10.0.0.1' } })
  assert.equal(proxied.status, 404)
})

test('anything can be asked from the command line, as somebody, and is refused in words', async () => {
  const made = await fetch(`${address}/api/set-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      organisation: 'Acme',
      name: 'Ada',
      email: 'ada@example.com',
      password: 'correct horse battery staple',
      locale: 'en',
      time_zone: 'UTC',
    }),
  })
  assert.equal(made.status, 200, await made.text())
  const as = ['--as', 'Ada@example.com']
  const jobs = await duebook(['do', 'job.list', '{"limit":"5"}', ...as])
  assert.deepEqual([jobs.status, JSON.parse(jobs.out)], [0, { rows: [], next: null }])
  const refused = await duebook(['do', 'job.read', '{"job_id":"01a20000-0000-7000-8000-000000000000"}', ...as])
  assert.deepEqual([refused.status, refused.out], [1, ''])
  assert.match(refused.err, /\[job_unknown\]/)
  const stranger = await duebook(['do', 'job.list', '--as', 'eve@example.com'])
  assert.match(stranger.err, /Nobody active here has the e-mail eve@example.com/)
  assert.match((await duebook(['do', 'job.fly', ...as])).err, /There is no "job.fly"/)
  assert.match((await duebook(['do', 'job.list', '{', ...as])).err, /not JSON/)
})

test('what was backed up while it ran is proven, refused over running data, and comes back', async () => {
  const key = { DUEBOOK_BACKUP_KEY: 'a passphrase that is long' }
  const file = join(folder, 'all.backup')
  const made = await duebook(['backup', file], key)
  assert.equal(made.status, 0, made.err)
  const checked = await duebook(['restore', file, '--check'], key)
  assert.deepEqual([checked.status, /everything holds/.test(checked.err)], [0, true], checked.err)
  const over = await duebook(['restore', file], key)
  assert.match(over.err, new RegExp(`in use by process ${server.pid}`))
  assert.equal(await stop(), 0)
  const back = await duebook(['restore', file], key)
  assert.equal(back.status, 0, back.err)
  assert.match(back.err, /lies in .*\.before-restore-/)
  const list = await duebook(['do', 'job.list', '--as', 'ada@example.com'])
  assert.equal(list.status, 0, list.err)
  assert.equal((await duebook(['verify'])).status, 0)
  writeFileSync(file, 'DUEBOOK')
  const broken = await duebook(['restore', file], key)
  assert.match(broken.err, /all\.backup was not restored: it is not a backup/)
})
