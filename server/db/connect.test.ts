import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'
import { connect, type Database, type Tx, transaction } from './connect.ts'

// A table of its own that refuses what a test wants refused: now, or only at the commit.
let scratch: Scratch
let db: Database
before(async () => {
  scratch = await scratchDatabase('connect')
  await scratch.owner('create table written (key text primary key, size int check (size < 100))')
  await scratch.owner('create table late (key text unique deferrable initially deferred)')
  await scratch.owner('grant all on written, late to duebook_app, duebook_scoped')
  // One connection: whatever a transaction leaves behind, the next one meets.
  db = connect(scratch.url, { max: 1 })
})
after(async () => {
  await db?.close()
  await scratch?.drop()
})

const run = <T>(work: (tx: Tx) => Promise<T>) => transaction(db.main, 'verb', null, work)
const insert = (key: string, size = 1) => sql`insert into written (key, size) values (${key}, ${size})`
const keys = async () =>
  (await scratch.owner<{ key: string }>('select key from written order by key')).map(row => row.key)
const code = (wanted: string) => (error: unknown) => (error as { code?: string }).code === wanted
const clear = () => scratch.owner('delete from written; delete from late')

test('[KRN-70] what is sent without awaiting is there after the commit, in the order it was sent', async () => {
  await clear()
  const answer = await run(async tx => {
    tx.send(insert('a'))
    tx.send(sql`update written set size = 2 where key = 'a'`)
    tx.send(insert('b'))
    return tx.changes
  })
  assert.equal(answer, 3)
  assert.deepEqual(await scratch.owner('select key, size from written order by key'), [
    { key: 'a', size: 2 },
    { key: 'b', size: 1 },
  ])
})

test('[KRN-71] a sent statement that fails after the handler returned undoes everything and is the reason', async () => {
  await clear()
  const failing = run(async tx => {
    tx.send(insert('a'))
    tx.send(insert('too large', 100))
    return 'done'
  })
  await assert.rejects(failing, code('23514'))
  assert.deepEqual(await keys(), [])
  await run(async tx => tx.send(insert('next')))
  assert.deepEqual(await keys(), ['next'])
})

test('[KRN-71] a sent statement that failed while the handler was still at work is the reason, not what came behind', async () => {
  await clear()
  const failing = run(async tx => {
    tx.send(insert('too large', 100))
    await tx.rows(sql`select 1`)
    return 'done'
  })
  await assert.rejects(failing, code('23514'))
  const waiting = run(async tx => {
    tx.send(insert('too large', 100))
    await pause(30)
    return 'done'
  })
  await assert.rejects(waiting, code('23514'))
  assert.deepEqual(await keys(), [])
})

test('[KRN-72] a handler that catches a failure commits nothing, and the failure is told all the same', async () => {
  await clear()
  for (const catching of [
    // It swallows what came behind a sent failure, the failure itself, or both and goes on writing.
    async (tx: Tx) => {
      tx.send(insert('too large', 100))
      await tx.rows(sql`select 1`).catch(() => {})
    },
    async (tx: Tx) => {
      await tx.rows(insert('too large', 100)).catch(() => {})
    },
    async (tx: Tx) => {
      await tx.rows(insert('too large', 100)).catch(() => {})
      tx.send(insert('a'))
    },
    async (tx: Tx) => {
      await tx.rows(insert('too large', 100)).catch(() => {})
      await tx.rows(insert('a'))
    },
  ])
    await assert.rejects(run(catching), code('23514'))
  assert.deepEqual(await keys(), [])
})

test('[KRN-72] an error of the handler itself stays its own, whatever was sent before', async () => {
  await clear()
  const own = new Error('the handler says no')
  const refusing = run(async tx => {
    tx.send(insert('a'))
    tx.send(insert('too large', 100))
    throw own
  })
  await assert.rejects(refusing, error => error === own)
  assert.deepEqual(await keys(), [])
})

test('[KRN-73] what failed within a savepoint that was taken back does not undo the rest', async () => {
  await clear()
  const answer = await run(async tx => {
    tx.send(insert('before'))
    await tx.text('savepoint part', [])
    tx.send(insert('within'))
    tx.send(insert('too large', 100))
    await tx.text('rollback to savepoint part', [])
    tx.send(insert('behind'))
    return 'done'
  })
  assert.equal(answer, 'done')
  assert.deepEqual(await keys(), ['before', 'behind'])
  const failing = run(async tx => {
    tx.send(insert('too large', 100))
    await tx.text('savepoint part', []).catch(() => {})
    await tx.text('rollback to savepoint part', []).catch(() => {})
  })
  await assert.rejects(failing, code('23514'))
})

test('[KRN-74] what only the commit finds is told, and the connection serves the next', async () => {
  await clear()
  const failing = run(async tx => {
    tx.send(sql`insert into late (key) values ('a'), ('a')`)
  })
  await assert.rejects(failing, code('23505'))
  await run(async tx => tx.send(insert('next')))
  assert.deepEqual(await keys(), ['next'])
})

test('[KRN-75] a deadlock among sent statements comes out under its own code, so that it can be tried again', async () => {
  await clear()
  await run(async tx => tx.send(sql`insert into written (key, size) values ('a', 1), ('b', 1)`))
  const two = connect(scratch.url, { max: 2 })
  const grow = (key: string) => sql`update written set size = size + 1 where key = ${key}`
  const meet = Promise.withResolvers<void>()
  let there = 0
  const one = (first: string, second: string) =>
    transaction(two.main, 'verb', null, async tx => {
      await tx.rows(grow(first))
      if (++there === 2) meet.resolve()
      await meet.promise
      tx.send(grow(second))
    })
  const outcomes = await Promise.allSettled([one('a', 'b'), one('b', 'a')])
  await two.close()
  const failed = outcomes.filter(outcome => outcome.status === 'rejected')
  assert.equal(failed.length, 1)
  assert.equal(failed[0]?.reason.code, '40P01')
  assert.deepEqual(await scratch.owner('select size from written'), [{ size: 2 }, { size: 2 }])
})

test('[KRN-76] a connection that dies is told, replaced, and leaves nothing', async () => {
  await clear()
  const dying = run(async tx => {
    const row = await tx.first(sql<{ pid: number }>`select pg_backend_pid() as pid`)
    tx.send(insert('a'))
    const other = new pg.Client({ connectionString: scratch.url })
    await other.connect()
    await other.query('select pg_terminate_backend($1)', [row?.pid])
    await other.end()
    tx.send(insert('b'))
  })
  await assert.rejects(dying)
  assert.deepEqual(await keys(), [])
  await run(async tx => tx.send(insert('next')))
  assert.deepEqual(await keys(), ['next'])
})

test('[KRN-77] what comes when the transaction is over is never sent: the connection belongs to the next', async () => {
  await clear()
  let late: Tx | undefined
  await run(async tx => {
    late = tx
  })
  await assert.rejects(late?.rows(insert('late')) ?? Promise.resolve(), /the transaction is over/)
  late?.send(insert('late'))
  // One of several failed; another one's next step comes only when everything is over.
  let rest: Promise<unknown> | undefined
  const failing = run(async tx => {
    rest = pause(50).then(() => tx.rows(insert('rest')))
    rest.catch(() => {})
    await Promise.all([rest, tx.rows(insert('too large', 100))])
  })
  await assert.rejects(failing, code('23514'))
  await run(async tx => {
    await pause(100)
    tx.send(insert('next'))
  })
  await assert.rejects(rest ?? Promise.resolve(), /the transaction is over/)
  assert.deepEqual(await keys(), ['next'])
})

test('[KRN-78] a query cannot send a change', async () => {
  await clear()
  const changing = transaction(db.main, 'query', null, async tx => tx.send(insert('a')))
  await assert.rejects(changing, code('25006'))
  assert.deepEqual(await keys(), [])
})
