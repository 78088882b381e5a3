import assert from 'node:assert/strict'
import pg from 'pg'
import { migrate } from '../db/migrate.ts'

/** A database of one test file's own, beside the one all tests share. */
export type Scratch = {
  url: string
  /** Runs plain SQL as the owner. */
  owner<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>
  /** A new organisation. */
  organisation(): Promise<number>
  drop(): Promise<void>
}

/**
 * Makes a database in the server of `DUEBOOK_TEST_URL`, for what works on whole databases: the queue, the sealer,
 * backups. Migrated unless `empty`.
 */
export async function scratchDatabase(label: string, empty = false): Promise<Scratch> {
  const server = process.env.DUEBOOK_TEST_URL
  assert.ok(server, 'DUEBOOK_TEST_URL names a database')
  const name = `duebook_${label}_${process.pid}_${Date.now().toString(36)}`
  const url = new URL(server)
  url.pathname = `/${name}`
  if (empty) await on(server, `create database ${name} template template0`)
  else await copied(server, name)
  return {
    url: url.href,
    owner: (text, values) => on(url.href, text, values),
    async organisation() {
      const [row] = await on<{ org_id: number }>(
        url.href,
        "insert into organisations (name) values ('Test') returning org_id",
      )
      assert.ok(row)
      return row.org_id
    },
    drop: async () => void (await on(server, `drop database if exists ${name} with (force)`)),
  }
}

/** The migrated database that others are copied from, beside the one of the tests; whoever drops that drops this as well. */
export const moldOf = (database: string) => `${database}_mold`

/** A copy of a migrated database: the first asker makes it, the others wait. Migrating anew takes four times as long. */
async function copied(server: string, name: string): Promise<void> {
  const url = new URL(server)
  const mold = moldOf(decodeURIComponent(url.pathname.slice(1)))
  url.pathname = `/${mold}`
  const client = new pg.Client({ connectionString: server })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query("select pg_advisory_lock(hashtext('duebook.mold'))")
    const { rowCount } = await client.query('select from pg_database where datname = $1', [mold])
    if (rowCount === 0) {
      await client.query(`create database ${pg.escapeIdentifier(mold)} template template0`)
      await migrate(url.href)
    }
    await client.query(`create database ${name} template ${pg.escapeIdentifier(mold)}`)
  } finally {
    await client.end()
  }
}

async function on<T>(target: string, text: string, values: unknown[] = []): Promise<T[]> {
  const client = new pg.Client({ connectionString: target })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(text, values)).rows as T[]
  } finally {
    await client.end()
  }
}
