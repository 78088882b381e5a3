import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import pg from 'pg'
import { wholeOrganisation } from './jobs.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'
import { transaction } from '../db/connect.ts'

const house = await testHouse()

test('[KRN-27] a working role has the planner told of what has grown, and never needs to own a table', async () => {
  const { org_id } = await testOrganisation()
  let known = -1
  const rolledBack = transaction(house.db.main, 'verb', wholeOrganisation(org_id), async tx => {
    // One at a time: an import of another story may be at it.
    await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('duebook statistics', 0))`)
    await tx.rows(sql`
      insert into customers (org_id, customer_id, number, name, name_key, recorded_at, changed_at)
      select ${org_id}, gen_random_uuid(), 'G' || n, 'Grown ' || n || repeat(' x', 40), 'grown ' || n, now(), now()
      from generate_series(1, 20000) n`)
    await tx.rows(sql`select refresh_statistics()`)
    const row = await tx.first(sql<{ estimate: number }>`
      select reltuples as estimate from pg_class where oid = 'customers'::regclass`)
    known = row?.estimate ?? -1
    throw new Error('nothing of it stays')
  })
  await assert.rejects(rolledBack, /nothing of it stays/)
  assert.ok(known >= 20_000, `the planner believes in ${known} customers`)
})

test('[KRN-27] a table once counted while it held only rows taken back is counted again when rows stay in it', async () => {
  const owner = new pg.Client({ connectionString: process.env.DUEBOOK_TEST_URL })
  await owner.connect()
  await owner.query('begin')
  try {
    await owner.query(`select pg_advisory_xact_lock(hashtextextended('duebook statistics', 0))`)
    await owner.query('create table grown_and_shrunk (n int, words text)')
    const fill = (rows: number) =>
      owner.query(`insert into grown_and_shrunk select n, repeat('x', 200) from generate_series(1, ${rows}) n`)
    const known = async () => {
      await owner.query('select refresh_statistics()')
      const { rows } = await owner.query(`select reltuples from pg_class where oid = 'grown_and_shrunk'::regclass`)
      return Number(rows[0].reltuples)
    }
    await owner.query('savepoint tried')
    await fill(20_000)
    await owner.query('rollback to savepoint tried')
    assert.equal(await known(), 0, 'nothing stayed of it')
    await fill(10_000)
    assert.ok((await known()) > 5_000, 'it has not doubled, but what it holds is known')
  } finally {
    await owner.end()
  }
})
