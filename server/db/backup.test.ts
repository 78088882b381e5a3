import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'
import { writeBackup } from './backup.ts'
import { BackupProblem } from './backup-file.ts'
import { loadBackup } from './restore.ts'

let source: Scratch
let folder: string
const passphrase = 'a passphrase that is long'
const content = Buffer.from('the contract, signed\n\u0000\u0001')
const hash = createHash('sha256').update(content).digest('hex')

before(async () => {
  source = await scratchDatabase('backup')
  folder = await mkdtemp(join(tmpdir(), 'duebook-backup-'))
  await source.owner(
    "insert into organisations (name, created_at) select '组织 ' || n, '2026-03-01T08:00:00.123456Z' from generate_series(1, 3) n",
  )
  await source.owner(`
    insert into events (org_id, event_id, name, subject_id, via, recorded_at, data)
    select 1 + n % 3, gen_random_uuid(), 'thing.done', gen_random_uuid(), 'local', clock_timestamp(),
      jsonb_build_object('text', E'tab\\there, line\\nthere, back\\\\slash, 深圳', 'amount_minor', n::text, 'none', null)
    from generate_series(1, 5000) n`)
  await source.owner(`
    insert into files (org_id, file_id, name, mime, size, sha256, purpose, created_at)
    values (1, gen_random_uuid(), '合同.pdf', 'application/pdf', ${content.length}, '\\x${hash}', 'evidence', now())`)
  await mkdir(join(folder, 'files', hash.slice(0, 2)), { recursive: true })
  await mkdir(join(folder, 'files', 'incoming'))
  await writeFile(join(folder, 'files', hash.slice(0, 2), hash), content)
  await writeFile(join(folder, 'files', 'incoming', 'half'), 'half')
})
after(async () => {
  await source?.drop()
  await rm(folder, { recursive: true, force: true })
})

const at = (name: string) => join(folder, name)
const back = (name: string, key: string | null = null) =>
  writeBackup(at(name), { url: source.url, files: at('files'), secret: 's'.repeat(40), passphrase: key })
const fresh = () => scratchDatabase('restored', true)
const load = async (name: string, key: string | null = null) => {
  const target = await fresh()
  const home = await mkdtemp(at('home-'))
  try {
    const summary = await loadBackup(at(name), { url: target.url, passphrase: key, home })
    return { target, home, summary }
  } catch (error) {
    await target.drop()
    throw error
  }
}
const refused = async (name: string, message: RegExp, key: string | null = null, what = name) =>
  assert.rejects(
    load(name, key),
    (error: Error) => {
      assert.ok(error instanceof BackupProblem, String(error.stack))
      assert.match(error.message, message)
      return true
    },
    what,
  )

test('[KRN-60] what is restored is what was there: rows, numbers of sequences, files, and it goes on from there', async () => {
  const made = await back('plain')
  assert.equal(made.files, 1)
  assert.ok(made.tables > 30 && made.rows > 5000)
  const { target, home, summary } = await load('plain')
  try {
    assert.deepEqual(
      [summary.rows, summary.tables, summary.files, summary.bytes, summary.secret],
      [made.rows, made.tables, made.files, made.bytes, false],
    )
    const query = `select md5(string_agg(t::text, '|' order by event_id)) as all from (
      select org_id, event_id, name, subject_id, via, recorded_at, data from events) t`
    assert.deepEqual(await target.owner(query), await source.owner(query))
    const organisations = 'select org_id, name, created_at::text from organisations order by 1'
    assert.deepEqual(await target.owner(organisations), await source.owner(organisations))
    assert.equal(await target.organisation(), 4)
    assert.deepEqual(await readFile(join(home, 'files', hash.slice(0, 2), hash)), content)
    await assert.rejects(target.owner('update events set name = name'), /append-only/)
    const [ahead] = await target.owner<{ ahead: number }>(
      'select count(*)::int as ahead from events where xid >= pg_snapshot_xmax(pg_current_snapshot())',
    )
    assert.equal(ahead?.ahead, 0)
  } finally {
    await target.drop()
  }
})

test('[KRN-61] an encrypted backup opens with its passphrase alone, carries the secret, and shows nothing', async () => {
  await back('sealed', passphrase)
  const raw = await readFile(at('sealed'))
  assert.ok(!raw.includes('thing.done') && !raw.includes('ssssssss'))
  await refused('sealed', /encrypted: set DUEBOOK_BACKUP_KEY/)
  await refused('sealed', /passphrase is another/, 'another passphrase')
  const { target, home, summary } = await load('sealed', passphrase)
  await target.drop()
  assert.equal(summary.secret, true)
  assert.equal((await readFile(join(home, 'secret'), 'utf8')).trim(), 's'.repeat(40))
})

test('[KRN-62] a backup that was changed or cut short anywhere is refused in a sentence', async () => {
  for (const [name, key] of [
    ['plain', null],
    ['sealed', passphrase],
  ] as const) {
    const raw = await readFile(at(name))
    const places = [0, 7, 8, 9, 20, 40, Math.floor(raw.length / 2), raw.length - 30, raw.length - 1]
    for (const place of places) {
      const changed = Buffer.from(raw)
      changed[place] = (changed[place] as number) ^ 0x41
      await writeFile(at('changed'), changed)
      await refused('changed', /./, key, `${name} changed at ${place}`)
      await writeFile(at('changed'), raw.subarray(0, place))
      await refused('changed', /./, key, `${name} cut at ${place}`)
    }
  }
  await refused('nowhere', /cannot be read/)
  await writeFile(at('other'), 'something else altogether, long enough for a beginning')
  await refused('other', /not a backup of Duebook/)
})

test('[KRN-63] a database with anything in it is not restored over, and a file that is there is not written over', async () => {
  await assert.rejects(
    loadBackup(at('plain'), { url: source.url, passphrase: null, home: folder }),
    /the database is not empty/,
  )
  await assert.rejects(back('plain'), /EEXIST/)
})

test('[KRN-64] a backup is one moment: what is written meanwhile is not in it, not even in part', async () => {
  const writer = new pg.Client({ connectionString: source.url })
  await writer.connect()
  const writing = new AbortController()
  const written = (async () => {
    while (!writing.signal.aborted)
      await writer.query(
        `with o as (insert into organisations (name) values ('new') returning org_id)
         insert into departments (org_id, department_id, code, name) select org_id, gen_random_uuid(), 'D', 'D' from o`,
      )
  })()
  await back('hot')
  writing.abort()
  await written
  await writer.end()
  const { target } = await load('hot')
  const [row] = await target.owner<{ orphans: number; widows: number }>(`
    select count(*) filter (where o.org_id is null)::int as orphans, count(*) filter (where d.org_id is null)::int as widows
    from departments d full join organisations o on o.org_id = d.org_id where coalesce(o.name, 'new') = 'new'`)
  await target.drop()
  assert.deepEqual(row, { orphans: 0, widows: 0 })
})
