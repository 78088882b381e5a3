import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { connect, type Database, transaction } from '../db/connect.ts'
import { type Actor, type Context, contextOf, moment } from '../kernel/context.ts'
import { wholeOrganisation } from '../kernel/jobs.ts'
import { clockNow, type Day, type Instant, newId } from '../kernel/values.ts'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'
import { createEntity } from './entities.ts'
import { controlBalances, sealPostings } from './posting-chunks.ts'

let scratch: Scratch
let db: Database
before(async () => {
  scratch = await scratchDatabase('chunks')
  db = connect(scratch.url)
})
after(async () => {
  await db?.close()
  await scratch?.drop()
})

const actorOf = (org_id: number): Actor => ({
  person_id: newId(),
  via: 'local',
  key_id: null,
  org_id,
  permissions: new Set(),
  sight: wholeOrganisation(org_id),
  time_zone: 'UTC',
  locale: 'en',
  clock: null,
})
const within = <T>(org_id: number, kind: 'verb' | 'query', work: (ctx: Context) => Promise<T>) =>
  transaction(db.main, kind, wholeOrganisation(org_id), tx =>
    work(contextOf(tx, actorOf(org_id), clockNow(), newId(), null)),
  )
const seal = (org_id: number, least = 1) =>
  within(org_id, 'verb', ctx => sealPostings(ctx, { least, behind: '0 seconds' }))
const day = (text: string) => text as Day
const balance = async (org_id: number, as_of: string, known_at: Instant | null = null) => {
  const rows = await within(org_id, 'query', ctx =>
    controlBalances(ctx, { as_of: day(as_of), known_at, entity_ids: null }),
  )
  return rows.map(row => `${row.currency} ${row.amount_minor} ${row.base_minor}`).join(', ')
}

/** An organisation with an entity, and how to post to its receivables past the verbs. */
async function organisation() {
  const org_id = await scratch.organisation()
  const draft = {
    code: 'E1',
    name: 'E1',
    base_currency: 'CNY',
    standard: 'cas',
    taxpayer_kind: 'general',
    country: 'CN',
  } as const
  const { entity_id } = await within(org_id, 'verb', ctx => createEntity(ctx, { ...draft, books_from: '2020-01-01' }))
  const [account] = await scratch.owner<{ account_id: string }>(
    "select account_id from accounts where org_id = $1 and code = '1122'",
    [org_id],
  )
  const values = (posted_on: string, minor: number) => [
    org_id,
    newId(),
    entity_id,
    account?.account_id,
    posted_on,
    minor,
  ]
  return { org_id, values }
}
const insert = `
  with entry as (
    insert into entries (org_id, entry_id, entity_id, posted_on, recorded_at, kind) values ($1, $2, $3, $5, clock_timestamp(), 'test'))
  insert into postings (org_id, entry_id, line, entity_id, account_id, currency, amount_minor, base_minor, posted_on, recorded_at)
    values ($1, $2, 1, $3, $4, 'CNY', $6, $6, $5, clock_timestamp())`

test('[LGR-18] a balance is the same before and after sealing, on every day and at every moment', async () => {
  const { org_id, values } = await organisation()
  await scratch.owner(insert, values('2026-01-10', 100))
  await scratch.owner(insert, values('2026-02-10', 20))
  const known = clockNow()
  await scratch.owner(insert, values('2026-01-20', 3))
  const look = async () => [
    await balance(org_id, '2026-01-09'),
    await balance(org_id, '2026-01-31'),
    await balance(org_id, '2026-12-31'),
    await balance(org_id, '2026-12-31', known),
    await balance(org_id, '2026-01-31', known),
  ]
  const told = ['', 'CNY 103 103', 'CNY 123 123', 'CNY 120 120', 'CNY 100 100']
  assert.deepEqual(await look(), told)
  assert.equal(await seal(org_id, 4), 0)
  assert.equal(await seal(org_id), 3)
  assert.deepEqual(await look(), told)
  assert.equal(await seal(org_id), 0)
  await scratch.owner(insert, values('2026-01-05', 1000))
  assert.equal(await balance(org_id, '2026-01-31'), 'CNY 1103 1103')
  assert.equal(await seal(org_id), 1)
  assert.equal(await balance(org_id, '2026-01-31'), 'CNY 1103 1103')
  assert.equal(await balance(org_id, '2026-01-31', known), 'CNY 100 100')
})

test('[LGR-18] nothing is sealed that an older transaction may still add to', async () => {
  const { org_id, values } = await organisation()
  const slow = new pg.Client({ connectionString: scratch.url })
  await slow.connect()
  await slow.query('begin')
  await slow.query(insert, values('2026-01-10', 7))
  await scratch.owner(insert, values('2026-01-10', 100))
  assert.equal(await seal(org_id), 0)
  await slow.query('commit')
  await slow.end()
  assert.equal(await seal(org_id), 2)
  assert.equal(await balance(org_id, '2026-01-31'), 'CNY 107 107')
})

test('[LGR-18] a verb that took its moment, but wrote nothing yet, holds the sealing back', async () => {
  const { org_id, values } = await organisation()
  const { promise: waiting, resolve: go } = Promise.withResolvers<void>()
  const { promise: began, resolve: taken } = Promise.withResolvers<void>()
  const verb = within(org_id, 'verb', async ctx => {
    const recorded_at = await moment(ctx)
    taken()
    await waiting
    const [, entry_id, entity_id, account_id] = values('2026-01-10', 0)
    await ctx.tx.text(
      `with entry as (insert into entries (org_id, entry_id, entity_id, posted_on, recorded_at, kind) values ($1, $2, $3, '2026-01-10', $5, 'test'))
       insert into postings (org_id, entry_id, line, entity_id, account_id, currency, amount_minor, base_minor, posted_on, recorded_at)
       values ($1, $2, 1, $3, $4, 'CNY', 7, 7, '2026-01-10', $5)`,
      [org_id, entry_id, entity_id, account_id, recorded_at],
    )
  })
  await began
  await scratch.owner(insert, values('2026-01-10', 100))
  const early = await seal(org_id)
  go()
  await verb
  assert.equal(early, 0)
  assert.equal(await seal(org_id), 2)
  assert.equal(await balance(org_id, '2026-01-31'), 'CNY 107 107')
})

test('[LGR-18] an organisation with a clock of its own is never sealed; two sealers make one chunk', async () => {
  const demo = await organisation()
  await scratch.owner('update organisations set is_demo = true, demo_at = now() where org_id = $1', [demo.org_id])
  await scratch.owner(insert, demo.values('2026-01-10', 100))
  assert.equal(await seal(demo.org_id), 0)
  assert.equal(await balance(demo.org_id, '2026-01-31'), 'CNY 100 100')
  const { org_id, values } = await organisation()
  for (let at = 0; at < 5; at++) await scratch.owner(insert, values('2026-01-10', 1))
  let sealed = 0
  for (let round = 0; sealed < 5 && round < 100; round++)
    sealed += (await Promise.all(Array.from({ length: 4 }, () => seal(org_id)))).reduce((sum, count) => sum + count, 0)
  assert.equal(sealed, 5)
  assert.equal(await balance(org_id, '2026-01-31'), 'CNY 5 5')
})
