import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely'
import pg from 'pg'

/** Which organisation, and whose eyes, the database shows a transaction; the row security of every table reads these. */
export type Sight = {
  org_id: number
  person_id: string | null
  /** Entities in scope; null means all of them. */
  entity_ids: readonly string[] | null
  /** Customers in scope: '' all, 'own', 'departments'. */
  customers: '' | 'own' | 'departments'
  department_ids: readonly string[]
}

/** The two pools of a server: one for verbs, one for reports (a replica where one is configured). */
export type Database = {
  readonly url: string
  readonly main: pg.Pool
  readonly reports: pg.Pool
  close(): Promise<void>
}

export type TransactionKind = 'verb' | 'query'

/** One request's transaction: the only thing that can run a statement. */
export type Tx = {
  /** Runs a statement and answers its rows. Statements sent without awaiting travel together. */
  rows<T>(query: RawBuilder<T> | CompiledQuery<T>): Promise<T[]>
  /** Runs a statement and answers its first row, or null. */
  first<T>(query: RawBuilder<T> | CompiledQuery<T>): Promise<T | null>
  /**
   * Sends a statement whose answer nobody needs: it travels with what follows, up to the commit, and the transaction
   * fails with it, unless it was within a savepoint that was rolled back. Counts as a change.
   */
  send(query: RawBuilder<unknown> | CompiledQuery): void
  /** Runs plain text, for libraries that bring their own SQL. */
  text(text: string, values: unknown[]): Promise<{ rows: unknown[] }>
  /** How many statements so far changed a row. */
  readonly changes: number
}

/** Compiles kysely's `sql` and builders; it never runs anything itself. */
export const compiler = new Kysely<Record<string, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: db => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** PostgreSQL's text of an instant in UTC, as the one form instants have here: microseconds kept, a Z at the end. */
const instantText = (value: string) => {
  const [day, time = ''] = value.slice(0, -3).split(' ')
  const [seconds, fraction = ''] = time.split('.')
  return `${day}T${seconds}.${fraction.padEnd(6, '0')}Z`
}
const asText = (value: string) => value
const parsers: Record<number, (value: string) => unknown> = { 1082: asText, 1114: asText, 1184: instantText }
const dateArray = 1182
const textArray = 1009
const types = {
  getTypeParser: (oid: number, format?: string) =>
    parsers[oid] ?? pg.types.getTypeParser(oid === dateArray ? textArray : oid, format as 'text'),
}

/**
 * Opens the pools of a server. Every connection works as `duebook_app`, a role that owns nothing, in UTC.
 * `report_url` names a replica for reports.
 */
export function connect(url: string, options: { report_url?: string | undefined; max?: number } = {}): Database {
  const pool = (target: string) => {
    const made = new pg.Pool({
      connectionString: target,
      max: options.max ?? 20,
      pipeline: true,
      types,
      options: '-c role=duebook_app -c TimeZone=UTC -c jit=off -c random_page_cost=1.1 -c work_mem=32MB',
    } as pg.PoolConfig)
    // A connection that dies while idle is replaced by the pool; without a listener it would end the process.
    made.on('error', () => {})
    return made
  }
  const main = pool(url)
  const reports = options.report_url ? pool(options.report_url) : main
  return {
    url,
    main,
    reports,
    async close() {
      await main.end()
      if (reports !== main) await reports.end()
    },
  }
}

/**
 * A verb looks up by key what it works with. The checks of foreign keys keep their plan for as long as the connection
 * lives; one that was made while a table was nearly empty would read the whole table ever after.
 */
const begin = {
  verb: 'begin isolation level read committed; set local enable_seqscan = off',
  query: 'begin isolation level repeatable read read only',
}
const literal = (value: string) => `'${value.replaceAll("'", "''")}'`

function opening(kind: TransactionKind, sight: Sight | null): string {
  if (!sight) return begin[kind]
  const settings: [string, string][] = [['app.org', String(sight.org_id)]]
  if (sight.person_id) settings.push(['app.person', sight.person_id])
  if (sight.entity_ids !== null) settings.push(['app.entities', `{${sight.entity_ids.join(',')}}`])
  if (sight.customers !== '') settings.push(['app.customers', sight.customers])
  if (sight.department_ids.length > 0) settings.push(['app.departments', `{${sight.department_ids.join(',')}}`])
  const set = settings.map(([name, value]) => `set local ${name} = ${literal(value)}`).join('; ')
  return `${begin[kind]}; ${set}${isScoped(sight) ? '; set local role duebook_scoped' : ''}`
}

/** Whether these eyes see less than the whole organisation. */
export function isScoped(sight: Sight): boolean {
  return sight.entity_ids !== null || sight.customers !== ''
}

/** Lets a running transaction see with other eyes from here on. */
export async function seeAs(tx: Tx, sight: Sight): Promise<void> {
  const list = (ids: readonly string[]) => `{${ids.join(',')}}`
  await tx.rows(sql`
    select set_config('app.org', ${String(sight.org_id)}, true),
      set_config('app.person', ${sight.person_id ?? ''}, true),
      set_config('app.entities', ${sight.entity_ids === null ? '' : list(sight.entity_ids)}, true),
      set_config('app.customers', ${sight.customers}, true),
      set_config('app.departments', ${sight.department_ids.length > 0 ? list(sight.department_ids) : ''}, true),
      set_config('role', ${isScoped(sight) ? 'duebook_scoped' : 'duebook_app'}, true)`)
}

const names = new Map<string, string>()
function nameOf(text: string): string {
  const known = names.get(text)
  if (known) return known
  const name = createHash('sha1').update(text).digest('base64url').slice(0, 20)
  if (names.size < 2000) names.set(text, name)
  return name
}

/** Holds what is written in this turn of the loop back to its end, so that statements sent together leave in one packet. */
function corkTick(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  if (stream.writableCorked > 0) return
  stream.cork()
  process.nextTick(() => stream.uncork())
}

/** Statements travel together and are awaited one by one: a later one may fail while an earlier one is still awaited. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}

const changing = /^(INSERT|UPDATE|DELETE|MERGE)$/

/**
 * Runs `work` in one transaction that sees what `sight` may see (null: only what needs no organisation).
 * Commits when it returns and undoes everything when it throws. A verb's statements keep their plans on the
 * connection; a query is planned for its own parameters.
 *
 * It also undoes everything where a statement failed and `work` did not hear of it (sent, or caught), and throws the
 * failure that came first: what fails behind it only says that the transaction is over, and nobody tries that again.
 * When `work` has ended, nothing can be sent any more: the connection belongs to the next.
 */
export async function transaction<T>(
  pool: pg.Pool,
  kind: TransactionKind,
  sight: Sight | null,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let changes = 0
  let over = false
  let broken: Error | undefined
  // A connection that dies between two statements says so to nobody else; without a listener it would end the process.
  const die = (problem: Error) => {
    broken ??= problem
  }
  client.on('error', die)
  /** The first failure of what a commit would keep. */
  let failed: Error | undefined
  const sent: Promise<unknown>[] = []
  const fail = (error: Error) => {
    failed ??= error
  }
  const send = async (config: pg.QueryConfig) => {
    if (over) throw new Error('the transaction is over')
    corkTick(client)
    const running = client.query(config)
    sent.push(running.catch(fail))
    const result = await running
    if (changing.test(result.command) && (result.rowCount ?? 0) > 0) changes++
    return result
  }
  const tx: Tx = {
    rows<R>(query: RawBuilder<R> | CompiledQuery<R>) {
      const { sql: text, parameters } = 'sql' in query ? query : query.compile(compiler)
      const values = parameters as unknown[]
      const sending = send(kind === 'verb' ? { name: nameOf(text), text, values } : { text, values })
      return heard(sending.then(result => result.rows as R[]))
    },
    first<R>(query: RawBuilder<R> | CompiledQuery<R>) {
      return heard(tx.rows(query).then(rows => rows[0] ?? null))
    },
    send(query) {
      const { sql: text, parameters } = 'sql' in query ? query : query.compile(compiler)
      changes++
      void heard(send({ name: nameOf(text), text, values: parameters as unknown[] }))
    },
    text(text, values) {
      const sending = send({ text, values }).then(result => {
        // Answers come in order: whatever failed so far lies in the savepoint that was taken back.
        if (result.command === 'ROLLBACK') failed = undefined
        return { rows: result.rows as unknown[] }
      })
      return heard(sending)
    },
    get changes() {
      return changes
    },
  }
  try {
    const opened = client.query(opening(kind, sight))
    opened.catch(fail)
    const result = await work(tx)
    over = true
    await opened
    if (failed) throw failed
    // The commit travels with the last statements; where one of them failed the server answers it with a rollback.
    corkTick(client)
    const committed = await client.query('commit')
    await Promise.all(sent)
    if (committed.command !== 'COMMIT') throw failed ?? new Error('the transaction was rolled back')
    return result
  } catch (error) {
    over = true
    await Promise.all(sent)
    await client.query('rollback').catch(die)
    throw (error as { code?: string }).code === '25P02' ? (failed ?? error) : error
  } finally {
    client.off('error', die)
    client.release(broken)
  }
}
