import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '../server/kernel/values.ts'
import { multipart } from '../server/testing/upload.ts'
import { type Random, random } from '../server/testing/random.ts'

const main = new URL('../server/main.ts', import.meta.url).pathname

/** How often to kill, from which seed, and how many invoices the file of each round holds. */
export type Killing = { rounds: number; seed: number; rows: number; tell(text: string): void }

// oxlint-disable-next-line no-explicit-any -- the tests know the shape of what they ask for
type Body = any
/** How long anything here may take on a busy machine before it counts as stuck, in milliseconds. */
const patience = 240_000

type Installation = { home: string; server: ChildProcess; address: string; cookie: string; said: () => string }

/**
 * Starts the real program in a folder of its own and, round by round, kills it or its PostgreSQL at a random moment of an
 * import, while batches are issued over HTTP. After each start what was acknowledged is there, no chunk is there in part,
 * the import ends by itself with every row once, and at the end `duebook verify` is silent.
 */
export async function killRounds(killing: Killing): Promise<void> {
  const chance = random(killing.seed)
  const home = mkdtempSync(join(tmpdir(), 'duebook-kill-'))
  const place: Installation = { home, server: await launch(home), address: '', cookie: '', said: () => '' }
  try {
    await listening(place)
    await setUp(place)
    for (let round = 1; round <= killing.rounds; round++)
      killing.tell(await oneRound(place, chance, round, killing.rows))
    await end(place.server)
    const verified = await command(home, ['verify'])
    assert.deepEqual([verified.status, verified.out], [0, ''], verified.err)
  } finally {
    if (place.server.exitCode === null && place.server.signalCode === null) await end(place.server)
    rmSync(home, { recursive: true, force: true })
  }
}

const env = (home: string) => ({
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
  DUEBOOK_HOME: home,
  DUEBOOK_DEMO: 'off',
  PORT: '0',
  LOG_LEVEL: 'error',
  NODE_NO_WARNINGS: '1',
})

async function launch(home: string): Promise<ChildProcess> {
  return spawn(process.execPath, [main, 'start'], { env: env(home), stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Waits until the program says where it answers. */
async function listening(place: Installation): Promise<void> {
  const { server } = place
  let said = ''
  place.said = () => said
  const ended = once(server, 'close').then(() => {
    throw new Error(`The program ended instead of answering:\n${said}`)
  })
  ended.catch(() => {})
  const found = new Promise<string>(resolve => {
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      const address = /answers at (\S+)/.exec(said)?.[1]
      if (address) resolve(address)
    })
  })
  place.address = await Promise.race([found, ended])
}

async function end(server: ChildProcess): Promise<void> {
  const closed = once(server, 'close')
  server.kill('SIGTERM')
  await closed
}

async function command(home: string, args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [main, ...args], { env: env(home), stdio: ['ignore', 'pipe', 'pipe'] })
  const answer = { status: null as number | null, out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => (answer.out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (answer.err += chunk.toString()))
  const [status] = (await once(child, 'close')) as [number | null]
  return { ...answer, status }
}

type Asked = { body?: unknown; headers?: Record<string, string>; method?: string }

async function ask(place: Installation, path: string, asked: Asked = {}): Promise<{ status: number; body: Body }> {
  const { body, headers = {} } = asked
  const isFile = Buffer.isBuffer(body)
  const answer = await fetch(`${place.address}${path}`, {
    method: asked.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { cookie: place.cookie, ...(body && !isFile ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body === undefined ? {} : { body: isFile ? new Uint8Array(body) : JSON.stringify(body) }),
  })
  const text = await answer.text()
  if (path.startsWith('/api/auth'))
    place.cookie = answer.headers
      .getSetCookie()
      .map(line => line.split(';')[0])
      .join('; ')
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}

async function must(place: Installation, path: string, asked: Asked = {}): Promise<Body> {
  const { status, body } = await ask(place, path, asked)
  assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`)
  return body
}

async function setUp(place: Installation): Promise<void> {
  const account = { email: 'kill@example.com', password: newId() as string }
  await must(place, '/api/set-up', { body: { organisation: 'Kill', name: 'Kill', ...account } })
  await must(place, '/api/auth/sign-in/email', { body: account })
  await must(place, '/api/entities', {
    body: { code: 'E1', name: 'E1', base_currency: 'CNY', books_from: '2020-01-01' },
  })
}

/** Whether a program whose PostgreSQL died answers again by itself; one whose database dies too often ends instead. */
async function recovers(place: Installation): Promise<boolean> {
  for (const until = Date.now() + patience; Date.now() < until; await pause(100)) {
    if (place.server.exitCode !== null || place.server.signalCode !== null) return false
    const health = await ask(place, '/api/health').catch(() => null)
    if (health?.status === 200) return true
  }
  throw new Error(`The program neither answered nor ended within ${patience / 1000} s.\n${place.said()}`)
}

type Batch = { key: string; acknowledged: Body }
const batchSize = 20

async function oneRound(place: Installation, chance: Random, round: number, rows: number): Promise<string> {
  const made = await must(place, '/api/customers', {
    body: [
      { number: `F${round}`, name: `File ${round}` },
      { number: `H${round}`, name: `Batches ${round}` },
    ],
  })
  const [file, hand] = made.rows.map((row: { customer_id: string }) => row.customer_id) as [string, string]
  const import_id = await startImport(place, round, rows)
  const batches: Batch[] = []
  const issuing = issue(place, hand, batches)
  const target = round % 2 === 0 ? 'server' : 'PostgreSQL'
  const delay = chance.int(0, 2500)
  await pause(delay)
  if (target === 'server') place.server.kill('SIGKILL')
  else killPostgres(place.home)
  await issuing
  const alive = target === 'PostgreSQL' && (await recovers(place))
  if (!alive) {
    if (place.server.exitCode === null && place.server.signalCode === null) await once(place.server, 'close')
    place.server = await launch(place.home)
    await listening(place)
  }
  await same(place, hand, batches)
  await complete(place, import_id, file, rows)
  const sent = batches.filter(batch => batch.acknowledged).length
  const next = alive ? 'it went on by itself' : 'it was started again'
  return `round ${round}: killed ${target} after ${delay} ms, ${sent} of ${batches.length} batches had been acknowledged; ${next}`
}

async function startImport(place: Installation, round: number, rows: number): Promise<string> {
  const lines = Array.from(
    { length: rows },
    (_, at) => `K${round}-${at + 1},F${round},2026-01-${String((at % 28) + 1).padStart(2, '0')},1.00`,
  )
  const columns = { number: 'number', customer_number: 'customer', issued_on: 'day', amount: 'amount' }
  const map = { columns, constants: { entity_code: 'E1' }, source: `kill ${round}` }
  const content = `number,customer,day,amount\n${lines.join('\n')}\n`
  const { body, headers } = multipart({ kind: 'invoices', map: JSON.stringify(map) }, { name: 'kill.csv', content })
  const started = await must(place, '/api/imports', { body, headers })
  return started.import_id
}

/** Issues one batch after the other until nobody answers any more, and notes which were acknowledged. */
async function issue(place: Installation, customer_id: string, batches: Batch[]): Promise<void> {
  for (;;) {
    const batch: Batch = { key: newId(), acknowledged: null }
    batches.push(batch)
    try {
      const { status, body } = await send(place, customer_id, batch)
      if (status !== 200) return
      batch.acknowledged = body
    } catch {
      return
    }
  }
}

const send = (place: Installation, customer_id: string, { key }: Batch) =>
  ask(place, '/api/invoices', {
    headers: { 'idempotency-key': key },
    body: Array.from({ length: batchSize }, () => ({ customer_id, issued_on: '2026-01-10', amount_minor: '100' })),
  })

/** Sends every batch again: those that were acknowledged answer the same, and each is there once. */
async function same(place: Installation, customer_id: string, batches: readonly Batch[]): Promise<void> {
  for (const batch of batches) {
    const { status, body } = await send(place, customer_id, batch)
    assert.equal(status, 200, JSON.stringify(body))
    if (batch.acknowledged) assert.deepEqual(body, batch.acknowledged)
  }
  assert.equal(await itemsOf(place, customer_id), batches.length * batchSize)
}

/** Waits for the import to end. At every look there are whole chunks only, and at the end every row once. */
async function complete(place: Installation, import_id: string, customer_id: string, rows: number): Promise<void> {
  for (const until = Date.now() + patience; ; ) {
    assert.ok(Date.now() < until, `the import did not end within ${patience / 1000} s`)
    const items = await itemsOf(place, customer_id)
    assert.ok(items % 2000 === 0 || items === rows, `${items} rows of a chunk are there`)
    const found = await must(place, `/api/imports/${import_id}`)
    assert.ok(!['failed', 'cancelled'].includes(found.state), JSON.stringify(found))
    if (found.state === 'done') {
      assert.deepEqual([Number(found.rows_ok), Number(found.rows_refused), Number(found.rows_known)], [rows, 0, 0])
      break
    }
    await pause(20)
  }
  assert.equal(await itemsOf(place, customer_id), rows)
}

async function itemsOf(place: Installation, customer_id: string): Promise<number> {
  const { totals } = await must(place, `/api/reports/ageing?as_of=2026-12-31&customer_id=${customer_id}`)
  return totals[0]?.items ?? 0
}

/** Kills the PostgreSQL of this folder, and nothing else. */
function killPostgres(home: string): void {
  const [pid] = readFileSync(join(home, 'pg', 'postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGKILL')
}
