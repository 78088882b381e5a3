import { createReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type Entry, type EntryEnd, writeBackupFile } from './backup-file.ts'
import { copyOut } from './copy.ts'

/** A table of a backup: its columns in their order, and the order of its rows. */
export type CopiedTable = { schema: string; name: string; columns: string[]; order: string }

/** What a backup says of itself at its beginning. */
export type BackupHead = {
  entry: 'head'
  format: 1
  duebook: string
  made_at: string
  postgres: string
  migrations: { name: string; hash: string }[]
}

/** What went into a backup, or came out of it. */
export type BackupSummary = { head: BackupHead; tables: number; rows: number; files: number; bytes: number }

/** Text of every value the same on every server. */
export const copySettings = `set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
  set bytea_output = 'hex'; set extra_float_digits = 1; set client_encoding = 'UTF8'; set statement_timeout = 0`

const quoted = (name: string) => pg.escapeIdentifier(name)

/**
 * The tables that a backup carries, referenced ones before those that refer to them. The queue is left out: the rows of
 * `jobs` bring it back. So is the number of the transaction of an event, which means something in one cluster only: what
 * is loaded counts as committed together.
 */
export async function copiedTables(client: pg.Client): Promise<CopiedTable[]> {
  const { rows } = await client.query<CopiedTable & { id: string; refers: string[] }>(`
    select c.oid::text as id, n.nspname as schema, c.relname as name,
      (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and a.atttypid <> 'xid8'::regtype) as columns,
      coalesce((select string_agg(quote_ident(a.attname) ||
          case when a.attcollation <> 0 then ' collate "C"' else '' end, ', ' order by k.at)
        from pg_index i cross join unnest(i.indkey::int2[]) with ordinality k(attnum, at)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary), 't::text collate "C"') as "order",
      coalesce((select array_agg(distinct f.confrelid::text) from pg_constraint f
        where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '{}') as refers
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'identity') and c.relkind = 'r' and c.relname <> 'schema_migrations'
    order by n.nspname desc, c.relname`)
  const sorted: typeof rows = []
  const left = new Set(rows)
  while (left.size > 0) {
    const ids = new Set([...left].map(table => table.id))
    const free = [...left].filter(table => !table.refers.some(id => ids.has(id)))
    // Tables that refer to each other in a ring go together; nothing is checked until all of them are there.
    for (const table of free.length > 0 ? free : left) {
      sorted.push(table)
      left.delete(table)
    }
  }
  return sorted.map(({ schema, name, columns, order }) => ({ schema, name, columns, order }))
}

/** The statement that reads a table in the one order in which its hash is taken. */
export function copyStatement({ schema, name, columns, order }: CopiedTable): string {
  return `copy (select ${columns.map(quoted).join(', ')} from only ${quoted(schema)}.${quoted(name)} t order by ${order}) to stdout`
}

export type BackupOptions = {
  /** The database, as its owner. */
  url: string
  /** The folder of files, and the secret of the installation, which goes only into an encrypted backup. */
  files: string
  secret: string
  passphrase: string | null
}

/**
 * Writes everything into one file while the program runs: every table from one snapshot, the numbers of sequences, the
 * files (a file lies in its place before its row is committed), and with a passphrase the installation's secret.
 */
export async function writeBackup(path: string, options: BackupOptions): Promise<BackupSummary> {
  const client = new pg.Client({ connectionString: options.url })
  client.on('error', () => {})
  await client.connect()
  const summary: BackupSummary = { head: null as never, tables: 0, rows: 0, files: 0, bytes: 0 }
  try {
    await client.query(`${copySettings}; begin isolation level repeatable read read only`)
    summary.head = await headOf(client)
    await writeBackupFile(path, options.passphrase, entriesOf(client, summary.head, options), (head, end) =>
      count(summary, head, end),
    )
    await client.query('commit')
    return summary
  } finally {
    await client.end()
  }
}

/** Adds an entry to a summary. */
export function count(summary: BackupSummary, head: Entry['head'], end: EntryEnd): void {
  summary.bytes += end.bytes
  if (head.entry === 'file') summary.files++
  if (head.entry !== 'table') return
  summary.tables++
  summary.rows += end.rows
}

async function headOf(client: pg.Client): Promise<BackupHead> {
  const migrations = await client.query<{ name: string; hash: string }>(
    'select name, hash from schema_migrations order by name',
  )
  const version = await client.query<{ server_version: string }>('show server_version')
  const { version: duebook } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return {
    entry: 'head',
    format: 1,
    duebook,
    made_at: new Date().toISOString(),
    postgres: version.rows[0]?.server_version ?? '',
    migrations: migrations.rows,
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

async function* entriesOf(client: pg.Client, head: BackupHead, options: BackupOptions): AsyncGenerator<Entry> {
  yield { head, blocks: nothing() }
  if (options.passphrase !== null) yield { head: { entry: 'secret', value: options.secret }, blocks: nothing() }
  for (const table of await copiedTables(client))
    yield { head: { entry: 'table', ...table }, blocks: copyOut(client, copyStatement(table)) }
  const sequences = await client.query<{ schema: string; name: string; last_value: string }>(`
    select schemaname as schema, sequencename as name, last_value::text from pg_sequences
    where schemaname in ('public', 'identity') and last_value is not null order by 1, 2`)
  yield { head: { entry: 'sequences', sequences: sequences.rows }, blocks: nothing() }
  for (const path of await storedFiles(options.files))
    yield { head: { entry: 'file', path }, blocks: createReadStream(join(options.files, path)) }
}

/** The files that are kept, by the path under their folder: `ab/ab12…`; what is still coming in is left out. */
async function storedFiles(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return found
    .filter(each => each.isFile() && /^[0-9a-f]{64}$/.test(each.name))
    .map(each => `${each.name.slice(0, 2)}/${each.name}`)
    .sort()
}
