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
  await on(server, `create database ${name} template template0`)
  if (!empty) await migrate(url.href)
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
