import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { connect, type Database, transaction } from '../db/connect.ts'
import { type Actor, contextOf, record } from '../kernel/context.ts'
import type { Line } from '../kernel/contract.ts'
import { parseInput } from '../kernel/http.ts'
import { wholeOrganisation } from '../kernel/jobs.ts'
import { createKernel, type Kernel, mount, runLine } from '../kernel/run.ts'
import { clockNow, newId } from '../kernel/values.ts'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'
import { proofContract } from './contract.ts'
import { provesConsistency, provesInclusion } from './merkle.ts'
import { proofQueries } from './queries.ts'
import { createSealer, eventHash, type SealedEvent, sealEvents } from './seal.ts'
import { verifyEvents } from './verify.ts'

let scratch: Scratch
let db: Database
let kernel: Kernel

before(async () => {
  scratch = await scratchDatabase('proof')
  db = connect(scratch.url)
  kernel = createKernel(db)
  mount(kernel, proofContract, proofQueries)
})
after(async () => {
  await db?.close()
  await scratch?.drop()
})

const actorOf = (org_id: number): Actor => ({
  person_id: newId(),
  via: 'session',
  key_id: null,
  org_id,
  permissions: new Set(['event.read']),
  sight: wholeOrganisation(org_id),
  time_zone: 'UTC',
  locale: 'en',
  clock: null,
})
const happen = (org_id: number, many: number, name = 'thing.done') =>
  transaction(db.main, 'verb', wholeOrganisation(org_id), tx => {
    const ctx = contextOf(tx, actorOf(org_id), clockNow(), newId(), null)
    const happenings = Array.from({ length: many }, (_, at) => ({
      subject_id: newId(),
      data: { amount_minor: 10n ** 15n + BigInt(at), name: '深圳腾跃', nested: { b: [1, 2.5, null], a: true } },
    }))
    return record(ctx, name, clockNow(), happenings)
  })
// Transactions of other databases in the same server hold the sealer back as well.
const sealAll = async (org_id: number) => {
  for (let tries = 0; (await sealEvents(db, org_id)).left; tries++) {
    assert.ok(tries < 500, 'everything is sealed')
    await pause(20)
  }
}
type Listed = { rows: (SealedEvent & { leaf: number; hash: string })[]; next: string | null }
const ask = async (org_id: number, name: string, input: object) =>
  (await runLine(kernel, actorOf(org_id), name, parseInput(lineOf(name), input))).answer as never
const lineOf = (name: string): Line => {
  const entry = kernel.lines.get(name)
  assert.ok(entry)
  return entry.line
}
const list = (org_id: number, input: object): Promise<Listed> => ask(org_id, 'event.list', { limit: 200, ...input })
const buffer = (text: string) => Buffer.from(text, 'hex')

test('[PRF-3] events are numbered without a gap, and the feed follows them to the end', async () => {
  const org_id = await scratch.organisation()
  await happen(org_id, 3)
  await happen(org_id, 2, 'other.done')
  await sealAll(org_id)
  const all = await list(org_id, {})
  assert.deepEqual(
    all.rows.map(row => row.leaf),
    [0, 1, 2, 3, 4],
  )
  assert.equal(all.next, null)
  for (const row of all.rows) assert.equal(eventHash(row).toString('hex'), row.hash)
  const page = await list(org_id, { limit: 2 })
  assert.equal(page.next, '1')
  assert.equal((await list(org_id, { after: 4 })).rows.length, 0)
  await happen(org_id, 1)
  await sealAll(org_id)
  assert.deepEqual(
    (await list(org_id, { after: 4 })).rows.map(row => row.leaf),
    [5],
  )
  assert.equal((await list(org_id, { name: ['other.done'] })).rows.length, 2)
  const subject_id = all.rows[1]?.subject_id
  assert.deepEqual(
    (await list(org_id, { subject_id })).rows.map(row => row.leaf),
    [1],
  )
})

test('[PRF-4] an event is not numbered while an older transaction runs, whatever their ids say', async () => {
  const org_id = await scratch.organisation()
  const slow = new pg.Client({ connectionString: scratch.url })
  await slow.connect()
  await slow.query('begin')
  await slow.query(
    `insert into events (org_id, event_id, name, subject_id, via, recorded_at, data)
     values ($1, 'ffffffff-0000-7000-8000-000000000000', 'slow.done', $2, 'local', now(), '{}')`,
    [org_id, newId()],
  )
  await happen(org_id, 2)
  assert.deepEqual(await sealEvents(db, org_id), { sealed: 0, left: true })
  await slow.query('commit')
  await slow.end()
  await sealAll(org_id)
  assert.deepEqual(
    (await list(org_id, {})).rows.map(row => row.name),
    ['slow.done', 'thing.done', 'thing.done'],
  )
})

test('[PRF-4] sealers at once number each event once', async () => {
  const org_id = await scratch.organisation()
  await Promise.all(Array.from({ length: 8 }, () => happen(org_id, 40)))
  await Promise.all(Array.from({ length: 8 }, () => sealEvents(db, org_id)))
  await sealAll(org_id)
  const { logs, findings } = await verifyEvents(scratch.url, org_id)
  assert.deepEqual(findings, [])
  assert.equal(logs[0]?.size, 320)
})

test('[PRF-5] a proof leads from any event to the root, over kept nodes too; a changed row is named', async () => {
  const org_id = await scratch.organisation()
  await happen(org_id, 1500)
  await happen(org_id, 1700)
  await sealAll(org_id)
  const { logs } = await verifyEvents(scratch.url, org_id)
  const log = logs[0]
  assert.ok(log && log.size === 3200)
  const leaves = await scratch.owner<{ event_id: string; leaf: string }>(
    'select event_id, leaf from event_leaves where org_id = $1 and leaf in (0, 1023, 1024, 2047, 2048, 2600, 3199)',
    [org_id],
  )
  assert.equal(leaves.length, 7)
  type Proof = { leaf: number; hash: string; size: number; root: string; path: string[] }
  for (const { event_id, leaf } of leaves)
    for (const size of [undefined, Number(leaf) + 1]) {
      const proof: Proof = await ask(org_id, 'event.prove', { event_id, size })
      const path = proof.path.map(buffer)
      assert.ok(provesInclusion(Number(leaf), proof.size, buffer(proof.hash), path, buffer(proof.root)))
      if (size === undefined) assert.equal(proof.root, log.root)
    }
  type Growth = { from_root: string; size: number; root: string; path: string[] }
  for (const from of [0, 1, 1000, 1024, 1025, 2048, 3199, 3200]) {
    const growth: Growth = await ask(org_id, 'event.prove_growth', { from })
    const path = growth.path.map(buffer)
    assert.ok(provesConsistency(from, 3200, buffer(growth.from_root), buffer(growth.root), path), String(from))
    assert.equal(growth.root, log.root)
    if (from > 0) {
      const early: Growth = await ask(org_id, 'event.prove_growth', { size: from })
      assert.equal(early.root, growth.from_root)
    }
  }
  await assert.rejects(ask(org_id, 'event.prove', { event_id: newId() }), /not_found/)
  await assert.rejects(ask(org_id, 'event.prove_growth', { size: 3201 }), /field_out_of_range/)
  const scoped = { ...actorOf(org_id), sight: { ...wholeOrganisation(org_id), customers: 'own' as const } }
  await assert.rejects(runLine(kernel, scoped, 'event.list', { limit: 1 }), /out_of_scope/)

  const change = (text: string) =>
    scratch.owner(`set session_replication_role = replica; ${text.replaceAll('$org', String(org_id))}`)
  const at = (leaf: number) => leaves.find(row => row.leaf === String(leaf))?.event_id
  const first = async () => (await verifyEvents(scratch.url, org_id)).findings[0]
  await change(
    `update events set data = data || '{"amount_minor":"1"}' where org_id = $org and event_id = '${at(2600)}'`,
  )
  assert.deepEqual(await first(), { org_id, leaf: 2600, event_id: at(2600), problem: 'hash_differs' })
  await change(`delete from events where org_id = $org and event_id = '${at(2048)}'`)
  assert.deepEqual(await first(), { org_id, leaf: 2048, event_id: at(2048), problem: 'event_missing' })
  await change('delete from event_leaves where org_id = $org and leaf = 1023')
  assert.deepEqual(await first(), { org_id, leaf: 1023, event_id: null, problem: 'leaf_missing' })
})

test('[PRF-6] the sealer seals soon after a commit', async () => {
  const org_id = await scratch.organisation()
  const sealer = createSealer(db, pino({ level: 'silent' }), 1)
  kernel.onCommit = org => sealer.soon(org)
  await happen(org_id, 2)
  kernel.onCommit(org_id)
  for (let tries = 0; (await list(org_id, {})).rows.length < 2; tries++) {
    assert.ok(tries < 500, 'sealed')
    await pause(20)
  }
  await sealer.stop()
})
