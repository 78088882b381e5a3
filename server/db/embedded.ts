import type { ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { bootPostgres, clearRemains, type Place, prepareCluster, signal, stopPostgres } from './postgres.ts'

/** What `run.json` in the home says about the program that holds it, so that other commands find its database. */
export interface Run {
  /** The program's process. */
  pid: number
  /** PostgreSQL's process; null while it starts. */
  postgres_pid: number | null
  /** The private folder with the Unix socket; null while it starts. */
  socket: string | null
  port: number
  database: string
  started_at: string
  /** Where the program answers people, if it does. */
  address: string | null
  /** The connection string of the database; null while it starts. */
  url: string | null
}

/** A home is in use by another living program. */
export class HomeHeld extends Error {
  override name = 'HomeHeld'
  readonly home: string
  readonly pid: number | null
  readonly address: string | null

  constructor(home: string, holder: Run | null) {
    const who = holder ? `process ${holder.pid}${holder.address ? ` at ${holder.address}` : ''}` : 'another process'
    super(
      `${home} is in use by ${who}${holder ? `, since ${holder.started_at}` : ''}. Stop it first, or choose another DUEBOOK_HOME.`,
    )
    this.home = home
    this.pid = holder?.pid ?? null
    this.address = holder?.address ?? null
  }
}

export interface EmbeddedOptions {
  /** Where the program answers people; shown to whoever finds the home held. */
  address?: string
  /** When another program holds the home, use its database instead of refusing. */
  join?: boolean
  /** PostgreSQL settings that beat every file, for tests. */
  settings?: Record<string, string>
  /** Hears of what went wrong and was mended, in a sentence. */
  log?: (message: string) => void
  /** Called when PostgreSQL died more often than restarting makes sense: the program cannot go on. */
  onLost?: (error: Error) => void
}

export interface Embedded {
  /** Connection string of the database `duebook`, as its superuser `duebook`, over the socket. */
  url: string
  /** Stops PostgreSQL cleanly and lets go of the home; does nothing when joined. May be called more than once. */
  stop: () => Promise<void>
  /** True when the database belongs to another program. */
  joined: boolean
}

const restartsAllowed = 5
const restartsWithin = 10 * 60_000

/**
 * Starts the embedded PostgreSQL with its data in `<home>/pg`, making it at the first start, and holds the home until
 * `stop`. Whatever a killed program or a killed server left behind is cleared first. A server that dies is started
 * again, at most five times in ten minutes. Throws `HomeHeld` when another program holds the home and `join` is not set.
 */
export async function startEmbedded(home: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const folder = await realpath(home)
  for (;;) {
    const lock = hold(folder, 300)
    if (lock) return startHolding(folder, lock, options)
    const joined = options.join ? await joinEmbedded(folder) : null
    if (joined) return { url: joined.url, joined: true, stop: async () => {} }
    if (!options.join) throw new HomeHeld(folder, await readRun(folder))
  }
}

/** Holds a home without a server, so that none starts in it meanwhile. Throws `HomeHeld` when another program holds it. */
export async function holdHome(home: string): Promise<{ release: () => void }> {
  const folder = await realpath(home)
  const lock = hold(folder, 300)
  if (!lock) throw new HomeHeld(folder, await readRun(folder))
  return { release: () => lock.close() }
}

/** The database of the program that holds the home, waiting while it starts; null when nobody holds it. */
export async function joinEmbedded(home: string): Promise<{ url: string } | null> {
  for (let waited = 0; waited <= 120_000; waited += 50) {
    const lock = hold(home, 0)
    lock?.close()
    if (lock) return null
    const url = (await readRun(home))?.url
    if (url && (await answers(url))) return { url }
    await pause(50)
  }
  throw new HomeHeld(home, await readRun(home))
}

/** All that a program knows of the server it holds. */
interface Held {
  readonly home: string
  readonly place: Place
  readonly options: EmbeddedOptions
  readonly lock: DatabaseSync
  run: Run
  child: ChildProcess | null
  reviving: Promise<void>
  stopping: Promise<void> | null
  readonly died: number[]
  readonly atExit: () => void
}

async function startHolding(home: string, lock: DatabaseSync, options: EmbeddedOptions): Promise<Embedded> {
  const before = await readRun(home)
  const held: Held = {
    home,
    place: { data: join(home, 'pg'), log: join(home, 'log'), socket: await mkdtemp('/tmp/duebook-') },
    options,
    lock,
    run: {
      pid: process.pid,
      postgres_pid: null,
      socket: null,
      port: 5432,
      database: 'duebook',
      started_at: new Date().toISOString(),
      address: options.address ?? null,
      url: null,
    },
    child: null,
    reviving: Promise.resolve(),
    stopping: null,
    died: [],
    // Where the program ends without `stop`, nothing can be awaited any more, but a signal can be sent.
    atExit: () => void (held.child?.pid && signal(held.child.pid, 'SIGINT')),
  }
  const stop = () => {
    held.stopping ??= letGo(held)
    return held.stopping
  }
  try {
    process.on('exit', held.atExit)
    await tell(held, {})
    await clearRemains(held.place.data)
    await dropSocket(before)
    await prepareCluster(held.place)
    held.child = await bootPostgres(held.place, options.settings)
    const { socket } = held.place
    const url = (database: string) => `postgresql://duebook@localhost:5432/${database}?host=${socket}`
    await prepareDatabase(url)
    await tell(held, { postgres_pid: held.child.pid ?? null, socket, url: url('duebook') })
    watch(held, held.child)
    return { url: url('duebook'), stop, joined: false }
  } catch (error) {
    await stop()
    throw error
  }
}

function watch(held: Held, child: ChildProcess): void {
  const revived = (code: number | null, name: NodeJS.Signals | null) => {
    if (held.stopping) return
    held.reviving = revive(held, name ?? `code ${code}`).catch((error: Error) => {
      held.options.log?.(error.message)
      held.options.onLost?.(error)
    })
  }
  if (hasEnded(child)) revived(child.exitCode, child.signalCode)
  else child.once('exit', revived)
}

/** Starts a server again that died under us: same data, same socket, so that whoever waits connects again. */
async function revive(held: Held, end: string): Promise<void> {
  held.died.push(Date.now())
  const recent = held.died.filter(at => Date.now() - at < restartsWithin).length
  if (recent > restartsAllowed) throw new Error(`PostgreSQL ended ${recent} times in ten minutes, now with ${end}.`)
  held.options.log?.(`PostgreSQL ended with ${end}; starting it again (${recent} of ${restartsAllowed}).`)
  await clearRemains(held.place.data)
  held.child = await bootPostgres(held.place, held.options.settings)
  await tell(held, { postgres_pid: held.child.pid ?? null })
  watch(held, held.child)
}

async function letGo(held: Held): Promise<void> {
  await held.reviving
  const child = held.child
  if (child?.pid) await stopPostgres(child.pid, () => hasEnded(child))
  process.off('exit', held.atExit)
  await rm(join(held.home, 'run.json'), { force: true })
  await rm(held.place.socket, { recursive: true, force: true })
  held.lock.close()
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Makes the database at the first start and looks whether it can search Chinese names. */
async function prepareDatabase(url: (database: string) => string): Promise<void> {
  await connected(url('postgres'), async client => {
    const found = await client.query("select 1 from pg_database where datname = 'duebook'")
    if (found.rowCount === 0) await client.query('create database duebook')
  })
  await connected(url('duebook'), assertTrigrams)
}

/**
 * Looks whether pg_trgm finds anything in a Chinese name, which hangs on the locale of the database and fails silently:
 * every fuzzy search for a customer would come back empty. Changes nothing. Throws a sentence.
 */
export async function assertTrigrams(client: Pick<Client, 'query'>): Promise<void> {
  await client.query('begin')
  try {
    await client.query('create extension if not exists pg_trgm')
    const schema = await client.query<{ name: string }>(
      "select extnamespace::regnamespace::text as name from pg_extension where extname = 'pg_trgm'",
    )
    const answer = await client.query<{ trigrams: string[] }>(
      `select ${schema.rows[0]?.name}.show_trgm('深圳腾跃贸易') as trigrams`,
    )
    if (!answer.rows[0]?.trigrams.length)
      throw new Error(
        "This database cannot search Chinese names: its character type is C. Create it with locale_provider builtin, builtin_locale 'C.UTF-8' and lc_ctype 'C.UTF-8'.",
      )
  } finally {
    await client.query('rollback')
  }
}

/**
 * Takes the home by a lock of the operating system, which ends with its process however that ends and cannot be confused
 * by a process number that is used again; SQLite is the one thing in Node that takes such locks. Waits `timeout`
 * milliseconds, since whoever joins looks at it for an instant. Null when it is taken.
 */
function hold(home: string, timeout: number): DatabaseSync | null {
  const lock = new DatabaseSync(join(home, 'lock'), { timeout })
  try {
    lock.exec('pragma locking_mode = exclusive; pragma journal_mode = off; begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    const busy = 5
    if ((error as { errcode?: number }).errcode === busy) return null
    throw new Error(`${home} cannot be locked: ${(error as Error).message}.`, { cause: error })
  }
}

async function readRun(home: string): Promise<Run | null> {
  const text = await readFile(join(home, 'run.json'), 'utf8').catch(() => null)
  try {
    return text === null ? null : (JSON.parse(text) as Run)
  } catch {
    return null
  }
}

/** Writes `run.json` anew, whole or not at all. */
async function tell(held: Held, news: Partial<Run>): Promise<void> {
  held.run = { ...held.run, ...news }
  const made = join(held.home, 'run.json.new')
  await writeFile(made, `${JSON.stringify(held.run, null, 2)}\n`, { mode: 0o600 })
  await rename(made, join(held.home, 'run.json'))
}

/** The socket folder of a program that was killed; only ever a folder that such a program makes. */
async function dropSocket(before: Run | null): Promise<void> {
  const folder = before?.socket
  if (folder && folder === `/tmp/${basename(folder)}` && basename(folder).startsWith('duebook-'))
    await rm(folder, { recursive: true, force: true })
}

async function answers(url: string): Promise<boolean> {
  return connected(url, client => client.query('select 1')).then(
    () => true,
    () => false,
  )
}

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
