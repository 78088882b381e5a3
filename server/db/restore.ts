import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import {
  type BackupHead,
  type BackupSummary,
  type CopiedTable,
  copiedTables,
  copySettings,
  copyStatement,
} from './backup.ts'
import { BackupProblem, type Entry, type EntryEnd, measure, readBackupFile } from './backup-file.ts'
import { copyIn, copyOut } from './copy.ts'
import { migrate, migrationFiles } from './migrate.ts'

export type RestoreOptions = {
  /** An empty database, as its owner. */
  url: string
  passphrase: string | null
  /** The home that gets the folder of files and, where the backup carries it, the secret. */
  home: string
}

/**
 * Loads a backup into an empty database: brings the schema to the version of the backup, copies every table in, reads
 * every table out again and compares rows and hashes, and then brings the schema up to this program. Files are compared
 * with their names, which are their hashes. Throws `BackupProblem` for a file that is damaged, cut short, newer than
 * this program, or whose rows do not come back as they were.
 */
export async function loadBackup(path: string, options: RestoreOptions): Promise<BackupSummary & { secret: boolean }> {
  const client = new pg.Client({ connectionString: options.url })
  client.on('error', () => {})
  await client.connect()
  try {
    await refuseFull(client)
    // All of the file is read once before any of it is loaded: what is damaged far behind is known at the beginning.
    for await (const _ of readBackupFile(path, options.passphrase));
    const summary = await loadEntries(client, path, options)
    await migrate(options.url)
    await client.query('analyze')
    return summary
  } finally {
    await client.end()
  }
}

async function refuseFull(client: pg.Client): Promise<void> {
  const found = await client.query(
    "select 1 from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' limit 1",
  )
  if (found.rowCount) throw new BackupProblem('the database is not empty; a backup is restored into an empty one')
}

async function loadEntries(client: pg.Client, path: string, options: RestoreOptions) {
  const summary = { head: null as unknown as BackupHead, tables: 0, rows: 0, files: 0, bytes: 0, secret: false }
  const loaded: { table: CopiedTable; end: EntryEnd }[] = []
  for await (const { head, blocks } of readBackupFile(path, options.passphrase)) {
    if (!summary.head) {
      summary.head = await begin(client, head, options.url)
      continue
    }
    if (head.entry === 'table') {
      const table = await tableOf(client, head)
      const end = await loadTable(client, table, blocks)
      loaded.push({ table, end })
      summary.tables++
      summary.rows += end.rows
      summary.bytes += end.bytes
    } else if (head.entry === 'sequences') await setSequences(client, head)
    else if (head.entry === 'file') {
      summary.bytes += await loadFile(join(options.home, 'files'), head, blocks)
      summary.files++
    } else if (head.entry === 'secret') {
      await writeFile(join(options.home, 'secret'), `${String(head.value)}\n`, { mode: 0o600 })
      summary.secret = true
    } else throw new BackupProblem(`it holds something this program does not know: ${head.entry}`)
  }
  if (!summary.head) throw new BackupProblem('it is empty')
  await client.query('commit')
  await compare(client, loaded)
  return summary
}

/** Brings the schema to the version of the backup and opens the one transaction in which everything is loaded. */
async function begin(client: pg.Client, head: Entry['head'], url: string): Promise<BackupHead> {
  if (head.entry !== 'head' || head.format !== 1) throw new BackupProblem('it does not begin as a backup does')
  const said = head as unknown as BackupHead
  const carried = await migrationFiles()
  const unknown = said.migrations.filter(({ name }) => !carried.includes(name))
  if (unknown.length > 0)
    throw new BackupProblem(
      `it was made by a newer Duebook (${said.duebook}): ${unknown.map(each => each.name).join(', ')}`,
    )
  await migrate(url, said.migrations.at(-1)?.name)
  const ran = await client.query<{ name: string; hash: string }>(
    'select name, hash from schema_migrations order by name',
  )
  if (JSON.stringify(ran.rows) !== JSON.stringify(said.migrations))
    throw new BackupProblem('it was made with other migrations than those of this program')
  await client.query(`${copySettings}; begin`)
  // Checks of references and append-only triggers would look at each row again; what is loaded was checked when written.
  await client.query('savepoint quiet')
  await client
    .query("set local session_replication_role = 'replica'")
    .catch(() => client.query('rollback to savepoint quiet'))
  return said
}

async function tableOf(client: pg.Client, head: Entry['head']): Promise<CopiedTable> {
  const said = head as unknown as CopiedTable
  const known = (await copiedTables(client)).find(each => each.schema === said.schema && each.name === said.name)
  if (!known) throw new BackupProblem(`it holds a table this program does not know: ${said.schema}.${said.name}`)
  if (JSON.stringify(known.columns) !== JSON.stringify(said.columns))
    throw new BackupProblem(`its table ${said.name} has other columns than this program's`)
  return known
}

async function loadTable(client: pg.Client, table: CopiedTable, blocks: AsyncIterable<Buffer>): Promise<EntryEnd> {
  const measured = measure()
  async function* passing() {
    for await (const block of blocks) {
      measured.add(block)
      yield block
    }
  }
  const names = table.columns.map(column => pg.escapeIdentifier(column)).join(', ')
  const target = `${pg.escapeIdentifier(table.schema)}.${pg.escapeIdentifier(table.name)}`
  await copyIn(client, `copy ${target} (${names}) from stdin`, passing())
  return measured.end()
}

async function setSequences(client: pg.Client, head: Entry['head']): Promise<void> {
  for (const { schema, name, last_value } of head.sequences as { schema: string; name: string; last_value: string }[])
    await client.query('select setval($1::regclass, $2::int8)', [
      `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`,
      last_value,
    ])
}

async function loadFile(folder: string, head: Entry['head'], blocks: AsyncIterable<Buffer>): Promise<number> {
  const path = String(head.path)
  if (!/^([0-9a-f]{2})\/\1[0-9a-f]{62}$/.test(path))
    throw new BackupProblem(`it holds a file with a wrong name: ${path}`)
  await mkdir(join(folder, path, '..'), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  let bytes = 0
  async function* passing() {
    for await (const block of blocks) {
      hash.update(block)
      bytes += block.length
      yield block
    }
  }
  await pipeline(Readable.from(passing()), createWriteStream(join(folder, path), { mode: 0o600 }))
  if (hash.digest('hex') !== path.slice(3)) throw new BackupProblem(`its file ${path} is damaged`)
  return bytes
}

/** Reads every table out again, in the same order, and compares. */
async function compare(client: pg.Client, loaded: readonly { table: CopiedTable; end: EntryEnd }[]): Promise<void> {
  for (const { table, end } of loaded) {
    const measured = measure()
    for await (const block of copyOut(client, copyStatement(table))) measured.add(block)
    const found = measured.end()
    if (found.rows !== end.rows || found.sha256 !== end.sha256)
      throw new BackupProblem(
        `its table ${table.name} did not come back as it was: ${end.rows} rows went in, ${found.rows} came out`,
      )
  }
}
