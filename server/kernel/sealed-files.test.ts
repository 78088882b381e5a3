import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { writeBackup } from '../db/backup.ts'
import { connect, type Database, transaction } from '../db/connect.ts'
import { loadBackup } from '../db/restore.ts'
import { eInvoicePdf } from '../testing/einvoice.ts'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'
import { type Actor, type Context, contextOf } from './context.ts'
import { Refusal } from './errors.ts'
import { clearIncoming, filesFolder, keepFile, pathOf, receiveFile, writeNameless } from './files.ts'
import { wholeOrganisation } from './jobs.ts'
import { destroyPersonalKey, unlockPersonal } from './personal.ts'
import { carriesProgram, pdfObjects } from './pdf-program.ts'
import { keepSealedFile, openKeptFile } from './sealed-files.ts'
import { clockNow, type Instant, newId } from './values.ts'

let scratch: Scratch
let db: Database
let home: string
let org_id: number
const at = '2026-03-01T08:00:00.123456Z' as Instant
const secret = 'a secret of the installation, long enough'

before(async () => {
  scratch = await scratchDatabase('sealed')
  db = connect(scratch.url)
  home = await mkdtemp(join(tmpdir(), 'duebook-sealed-'))
  org_id = await scratch.organisation()
  unlockPersonal(secret)
})
after(async () => {
  await db?.close()
  await scratch?.drop()
  await rm(home, { recursive: true, force: true })
})

const runIn = <T>(database: Database, org: number, work: (ctx: Context) => Promise<T>) =>
  transaction(database.main, 'verb', wholeOrganisation(org), tx => {
    const actor: Actor = {
      person_id: newId(),
      via: 'session',
      key_id: null,
      org_id: org,
      permissions: new Set(),
      sight: wholeOrganisation(org),
      time_zone: 'UTC',
      locale: 'en',
      clock: null,
    }
    return work(contextOf(tx, actor, clockNow(), newId(), null))
  })
const run = <T>(work: (ctx: Context) => Promise<T>) => runIn(db, org_id, work)

const upload = (content: Buffer | string) =>
  receiveFile(home, Readable.from([Buffer.from(content)]), 'c.csv', 'text/csv')
async function keep(content: Buffer | string) {
  const file = await upload(content)
  const file_id = await run(ctx => keepSealedFile(ctx, home, file, 'import', at))
  await rm(file.path)
  return rowOf(file_id)
}
async function rowOf(file_id: string) {
  const [row] = await scratch.owner(
    `select encode(sha256, 'hex') as sha256, size::int as size from files where file_id = '${file_id}'`,
  )
  assert.ok(row)
  return { file_id, sha256: row.sha256 as string, size: row.size as number }
}
const incoming = () => readdir(join(filesFolder(home), 'incoming'))
async function read(file: { file_id: string; sha256: string }) {
  const opened = await run(ctx => openKeptFile(ctx, home, file))
  try {
    return await readFile(opened.path)
  } finally {
    await opened.close()
  }
}

test('[KRN-79] a sealed file comes back to the byte, says nothing where it lies, and leaves no copy behind', async () => {
  const big = Buffer.alloc(3_000_001, 'customer 王小明 13800000000\n')
  for (const content of [Buffer.alloc(0), Buffer.from('x'), Buffer.from('王小明,13800000000\n'), big]) {
    const [one, two] = [await keep(content), await keep(content)]
    assert.equal(one.size, content.length)
    assert.notEqual(one.sha256, two.sha256, 'the same content lies there twice and looks different')
    const lying = await readFile(pathOf(home, one.sha256))
    assert.equal(lying.includes('13800000000'), false)
    assert.ok((await read(one)).equals(content))
    assert.ok((await read(two)).equals(content))
  }
  assert.deepEqual(await incoming(), [])
})

test('[KRN-79] a file that was changed, cut off or put in another’s place does not open, nor one whose key is gone', async () => {
  const [file, other] = [await keep('one,two,three'), await keep('four,five,six')]
  const path = pathOf(home, file.sha256)
  const whole = await readFile(path)
  const changed = Buffer.from(whole)
  changed[40] = (changed[40] as number) ^ 1
  for (const content of [
    changed,
    whole.subarray(0, -1),
    whole.subarray(0, 20),
    await readFile(pathOf(home, other.sha256)),
  ]) {
    await writeFile(path, content)
    await assert.rejects(read(file))
  }
  await writeFile(path, whole)
  assert.equal((await read(file)).toString(), 'one,two,three')
  await run(ctx => destroyPersonalKey(ctx, [file.file_id]))
  await assert.rejects(read(file), error => error instanceof Refusal && error.problems[0]?.code === 'file_unknown')
  assert.equal((await read(other)).toString(), 'four,five,six')
  assert.deepEqual(await incoming(), [])
})

test('[KRN-79] a file from the time before files were sealed is read where it lies, and stays there', async () => {
  const file = await upload('a,b\n1,2\n')
  const row = await rowOf(await run(ctx => keepFile(ctx, home, file, 'import', at)))
  assert.equal((await read(row)).toString(), 'a,b\n1,2\n')
  assert.ok(await stat(pathOf(home, row.sha256)))
})

test('a verb that is run again after it met another keeps the file it has moved already; one that is nowhere is a fault', async () => {
  const file = await upload('once more')
  await run(ctx => keepFile(ctx, home, file, 'import', at))
  const again = await run(ctx => keepFile(ctx, home, file, 'import', at))
  assert.ok(again)
  assert.equal((await readFile(pathOf(home, file.sha256))).toString(), 'once more')
  const nowhere = { ...file, sha256: '0'.repeat(64) }
  await assert.rejects(run(ctx => keepFile(ctx, home, nowhere, 'import', at)))
})

test('[KRN-79] a backup holds sealed files sealed, and what is restored from it opens with the same secret alone', async () => {
  const file = await keep('王小明,13800000000')
  const backup = join(home, 'backup')
  await writeBackup(backup, { url: scratch.url, files: filesFolder(home), secret, passphrase: null })
  const target = await scratchDatabase('sealed_restored', true)
  const other = await mkdtemp(join(tmpdir(), 'duebook-restored-'))
  try {
    await loadBackup(backup, { url: target.url, passphrase: null, home: other })
    assert.equal((await readFile(pathOf(other, file.sha256))).includes('13800000000'), false)
    const restored = connect(target.url)
    try {
      const open = () => runIn(restored, org_id, ctx => openKeptFile(ctx, other, file))
      const opened = await open()
      assert.equal(await readFile(opened.path, 'utf8'), '王小明,13800000000')
      await opened.close()
      unlockPersonal('another secret of the installation, as long')
      await assert.rejects(open())
    } finally {
      unlockPersonal(secret)
      await restored.close()
    }
  } finally {
    await target.drop()
    await rm(other, { recursive: true, force: true })
  }
})

test('[KRN-79] what programs that died left on its way goes after a day', async () => {
  const [old, fresh] = [await upload('old'), await upload('fresh')]
  const yesterday = new Date(Date.now() - 25 * 3_600_000)
  await utimes(old.path, yesterday, yesterday)
  assert.equal(await clearIncoming(home), 1)
  assert.deepEqual(await incoming(), [fresh.path.split('/').at(-1)])
  assert.equal(await clearIncoming(join(home, 'nowhere')), 0)
})

test('[KRN-79] what fails while it is written without a name fails alone', async () => {
  const failing = writeNameless(home, async file => {
    file.write(Buffer.alloc(2 ** 20))
    throw new Error('no more')
  })
  await assert.rejects(failing, /no more/)
  const body = await writeNameless(home, file => new Promise<void>(done => file.end('whole', done)))
  assert.equal(await text(body), 'whole')
})

test('[KRN-80] a file made to be looked through for hours is looked through at once', () => {
  for (const evil of ['>>stream\nendstream', '#41', '/#4a', '>> ', '/Encrypt 1 1 ']) {
    const objects = pdfObjects(Buffer.from('%PDF-1.7\n'.padEnd(4 * 2 ** 20, evil)))
    assert.equal(carriesProgram(objects.text), false)
  }
})

test('[KRN-80] a PDF that starts something is kept nowhere, also packed or with hidden letters; an encrypted one of a bank is', async () => {
  const pdf = (extra: string, packed = false) => eInvoicePdf({ Title: 'x' }, extra, packed)
  const hidden = deflateSync(Buffer.from('9 0 << /S /Launch /F (calc.exe) >>'))
  const stream = (content: Buffer, extra = '') =>
    Buffer.concat([
      pdf(extra),
      Buffer.from(
        `9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${content.length} >>\nstream\n`,
      ),
      content,
      Buffer.from('\nendstream\nendobj\n'),
    ])
  const dangers = [
    pdf('/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>'),
    pdf('/OpenAction << /S /#4aavaScript >>'),
    pdf('/AA << /O << /S /Launch /F (calc.exe) >> >>'),
    stream(hidden),
    stream(Buffer.from('not to be unpacked')),
    pdf('/OpenAction << /S /#4A#61v#61Script >>'),
    // Behind more that does not unpack than anybody tries, which "encrypted" would excuse.
    Buffer.concat([
      stream(Buffer.from('sealed'), '/Encrypt 5 0 R'),
      ...Array.from({ length: 100 }, () => stream(Buffer.from('sealed'))),
      stream(hidden),
    ]),
  ]
  for (const danger of dangers)
    await assert.rejects(keep(danger), (error: Refusal) => error.problems[0]?.code === 'file_active')
  for (const plain of [
    pdf(''),
    pdf('', true),
    stream(Buffer.from('sealed'), '/Encrypt 5 0 R'),
    '/JavaScript in a table',
  ])
    assert.ok((await keep(plain)).file_id)
})
