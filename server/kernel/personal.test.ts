import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect, type Database, transaction } from '../db/connect.ts'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'
import { type Actor, type Context, contextOf } from './context.ts'
import { wholeOrganisation } from './jobs.ts'
import { destroyPersonalKey, openPersonal, sealPersonal, unlockPersonal } from './personal.ts'
import { clockNow, newId } from './values.ts'

let scratch: Scratch
let db: Database
let org_id: number
let other: number

before(async () => {
  scratch = await scratchDatabase('personal')
  db = connect(scratch.url)
  org_id = await scratch.organisation()
  other = await scratch.organisation()
  unlockPersonal('a secret of the installation, long enough')
})
after(async () => {
  await db?.close()
  await scratch?.drop()
})

const run = <T>(work: (ctx: Context) => Promise<T>, org = org_id) =>
  transaction(db.main, 'verb', wholeOrganisation(org), tx => {
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

test('[KRN-40] personal fields come back, each under the key of its person, and look different each time', async () => {
  const [a, b] = [newId(), newId()]
  const values = { name: '王小明', phone: '13800000000' }
  const rows = [
    { subject_id: a, values },
    { subject_id: b, values: { name: 'Bob' } },
    { subject_id: a, values },
  ]
  const sealed = await run(ctx => sealPersonal(ctx, rows))
  assert.equal(new Set(sealed).size, 3)
  assert.ok(sealed.every(text => text && !text.includes('13800000000')))
  const opened = await run(ctx =>
    openPersonal(
      ctx,
      sealed.map((text, at) => ({ subject_id: rows[at]?.subject_id as string, sealed: text })),
    ),
  )
  assert.deepEqual(
    opened,
    rows.map(row => row.values),
  )
  await assert.rejects(run(ctx => openPersonal(ctx, [{ subject_id: b, sealed: sealed[0] ?? null }])))
  const changed = `${sealed[0]?.slice(0, -2)}AA`
  await assert.rejects(run(ctx => openPersonal(ctx, [{ subject_id: a, sealed: changed }])))
})

test('[KRN-41] destroying the key erases what was sealed, and nothing is sealed about that person again', async () => {
  const [a, b] = [newId(), newId()]
  const [sealed = null, kept = null] = await run(ctx =>
    sealPersonal(ctx, [
      { subject_id: a, values: { name: 'A' } },
      { subject_id: b, values: { name: 'B' } },
    ]),
  )
  await run(ctx => destroyPersonalKey(ctx, [a, newId()]))
  const opened = await run(ctx =>
    openPersonal(ctx, [
      { subject_id: a, sealed },
      { subject_id: b, sealed: kept },
    ]),
  )
  assert.deepEqual(opened, [null, { name: 'B' }])
  assert.deepEqual(await run(ctx => sealPersonal(ctx, [{ subject_id: a, values: { name: 'A' } }])), [null])
})

test('[KRN-42] two at once make one key, and no key opens in another organisation or with another secret', async () => {
  const subject_id = newId()
  const seal = () => run(ctx => sealPersonal(ctx, [{ subject_id, values: { n: 1 } }]))
  const all = (await Promise.all(Array.from({ length: 8 }, seal))).flat()
  const opened = await run(ctx =>
    openPersonal(
      ctx,
      all.map(sealed => ({ subject_id, sealed })),
    ),
  )
  assert.deepEqual(
    opened,
    all.map(() => ({ n: 1 })),
  )
  assert.deepEqual(await run(ctx => openPersonal(ctx, [{ subject_id, sealed: all[0] ?? null }]), other), [null])
  unlockPersonal('another secret of another installation')
  await assert.rejects(run(ctx => openPersonal(ctx, [{ subject_id, sealed: all[0] ?? null }])))
  unlockPersonal('a secret of the installation, long enough')
})
