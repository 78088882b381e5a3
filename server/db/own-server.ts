import { Client } from 'pg'
import { assertTrigrams } from './embedded.ts'

/** Why a database of one's own will not do; a sentence for whoever set `DATABASE_URL`. */
export class DatabaseProblem extends Error {
  override name = 'DatabaseProblem'
}

const oldest = 16
const make = {
  16: "create database duebook template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'",
  17: "create database duebook template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'",
}

/**
 * Looks at the database of `DATABASE_URL` before anything is done to it: that it answers, is PostgreSQL 16 or newer, holds
 * UTF-8, and finds something in a Chinese name. Changes nothing. Throws `DatabaseProblem`.
 */
export async function assertOwnServer(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    throw new DatabaseProblem(`The database of DATABASE_URL does not answer: ${message || code}.`, { cause: error })
  }
  try {
    const { rows } = await client.query<{ version: number; encoding: string }>(
      "select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding",
    )
    const { version = 0, encoding = '' } = rows[0] ?? {}
    if (version < oldest) throw new DatabaseProblem(`PostgreSQL ${version} is too old: ${oldest} or newer is needed.`)
    const how = `Create it with: ${version === oldest ? make[16] : make[17]}`
    if (encoding !== 'UTF8') throw new DatabaseProblem(`This database holds ${encoding}, not UTF-8. ${how}`)
    await assertTrigrams(client).catch((error: Error) => {
      throw new DatabaseProblem(`${error.message.split(': ')[0]}: its character type is C. ${how}`, { cause: error })
    })
  } finally {
    await client.end()
  }
}

/** One key of a person as it lies in the database, by which a secret can be tried; null where there is none yet. */
export async function anyPersonalKey(
  url: string,
): Promise<{ org_id: number; subject_id: string; wrapped: Buffer } | null> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ org_id: number; subject_id: string; wrapped: Buffer }>(
      'select org_id, subject_id, wrapped from personal_keys where wrapped is not null order by created_at desc limit 1',
    )
    return rows[0] ?? null
  } finally {
    await client.end()
  }
}
