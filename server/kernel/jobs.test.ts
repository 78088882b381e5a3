import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { pino } from 'pino'
import { connect, type Database, transaction } from '../db/connect.ts'
import { type Scratch, scratchDatabase } from '../testing/scratch.ts'
import { type Actor, type Context, contextOf } from './context.ts'
import { Refusal, refuse } from './errors.ts'
import { expireAnswers } from './expire.ts'
import { createJobs, enqueue, type JobRun, type Jobs, runJob, runWaiting, wholeOrganisation } from './jobs.ts'
import { jobsContract } from './jobs-contract.ts'
import { startQueue } from './queue.ts'
import { createKernel, runLine } from './run.ts'
import { clockNow, newId } from './values.ts'

const log = pino({ level: 'silent' })
let db: Database
let jobs: Jobs
let ada: Actor

// A database of its own: a queue takes the jobs of every organisation.
let scratch: Scratch

before(async () => {
  scratch = await scratchDatabase('jobs')
  db = connect(scratch.url)
  const org_id = await scratch.organisation()
  const person_id = newId<'person'>()
  ada = {
    person_id,
    via: 'session',
    key_id: null,
    org_id,
    permissions: new Set(),
    sight: { ...wholeOrganisation(org_id), person_id },
    time_zone: 'Asia/Shanghai',
    locale: 'zh',
    clock: null,
  }
  jobs = createJobs(createKernel(db), jobsContract, async (_org, person) => (person === person_id ? ada : null), log)
})
after(async () => {
  await db?.close()
  await scratch?.drop()
})

const asAda = <T>(work: (ctx: Context) => Promise<T>, actor = ada) =>
  transaction(db.main, 'verb', actor.sight, tx => work(contextOf(tx, actor, clockNow(), newId(), null)))
const ask = (kind: string, input: unknown = {}, total?: number) => asAda(ctx => enqueue(ctx, kind, input, total))
const read = async (job_id: string, actor = ada) =>
  (await runLine(jobs.kernel, actor, 'job.read', { job_id })).answer as Record<string, unknown>
const until = async (job_id: string, state: string) => {
  for (let tries = 0; ; tries++) {
    const row = await read(job_id)
    if (row.state === state) return row
    assert.ok(tries < 1500, `the job is ${String(row.state)}, never ${state}`)
    await pause(20)
  }
}

test('[KRN-20] a job runs as the person who asked, tells its progress and keeps its result', async () => {
  const seen: unknown[] = []
  jobs.handlers.set('count', async run => {
    for (let at = 1; at <= 3; at++) {
      await run.step(async ctx => seen.push([ctx.actor.person_id, ctx.actor.via]))
      await run.progress(at)
      seen.push((await read(run.job_id)).done)
    }
    return { counted: 3, input: run.input }
  })
  const job_id = await ask('count', { of: 'three' }, 3)
  assert.equal((await read(job_id)).state, 'waiting')
  await runWaiting(jobs, ada.org_id)
  const row = await read(job_id)
  assert.deepEqual([row.state, row.done, row.total], ['done', 3, 3])
  assert.deepEqual(row.result, { counted: 3, input: { of: 'three' } })
  const who = [ada.person_id, 'job']
  assert.deepEqual(seen, [who, 1, who, 2, who, 3])
})

test('[KRN-20] what the verb undoes was never asked for', async () => {
  let asked = ''
  await assert.rejects(
    asAda(async ctx => {
      asked = await enqueue(ctx, 'count', {})
      refuse('not_found', {})
    }),
    Refusal,
  )
  await assert.rejects(read(asked), /job_unknown/)
})

test('[KRN-21] a refusal fails the job with its problems; a bug is tried again and given up after five', async () => {
  jobs.handlers.set('refused', async () => refuse('item_unknown', { item_id: 'x' }))
  const refused = await ask('refused')
  await runWaiting(jobs, ada.org_id)
  const row = await read(refused)
  assert.equal(row.state, 'failed')
  assert.deepEqual(row.result, { problems: [{ index: 0, code: 'item_unknown', params: { item_id: 'x' } }] })

  let runs = 0
  jobs.handlers.set('broken', async () => {
    runs++
    throw new Error('no')
  })
  const broken = await ask('broken')
  for (let at = 0; at < 4; at++) {
    await assert.rejects(runJob(jobs, ada.org_id, broken), /no/)
    assert.equal((await read(broken)).state, 'running')
  }
  await runJob(jobs, ada.org_id, broken)
  await runJob(jobs, ada.org_id, broken)
  assert.deepEqual([(await read(broken)).state, runs], ['failed', 5])
})

test('[KRN-21] progress earns a job new tries', async () => {
  let at = 0
  jobs.handlers.set('rough', async run => {
    if (++at > 12) return 'through'
    await run.progress(at)
    throw new Error('again')
  })
  const job_id = await ask('rough')
  for (let tries = 0; tries < 12; tries++) await assert.rejects(runJob(jobs, ada.org_id, job_id), /again/)
  await runJob(jobs, ada.org_id, job_id)
  assert.equal((await read(job_id)).result, 'through')
})

test('[KRN-22] one program at a time runs a job', async () => {
  let inside = 0
  let most = 0
  jobs.handlers.set('alone', async run => {
    most = Math.max(most, ++inside)
    await run.step(ctx => ctx.tx.rows(sql`select pg_sleep(0.01)`))
    inside--
  })
  const job_id = await ask('alone')
  await Promise.all(Array.from({ length: 5 }, () => runJob(jobs, ada.org_id, job_id)))
  assert.equal(most, 1)
  await until(job_id, 'done')
})

test('[KRN-23] a job can be asked to stop, by whoever asked for it', async () => {
  jobs.handlers.set('long', async (run: JobRun) => {
    let done = 0
    while (!(await run.cancelled())) {
      if (done++ === 2) await runLine(jobs.kernel, ada, 'job.cancel', { job_id: run.job_id })
      assert.ok(done < 10)
    }
    return { done }
  })
  const job_id = await ask('long')
  const bob = { ...ada, person_id: newId<'person'>() }
  await assert.rejects(read(job_id, bob), /job_unknown/)
  await assert.rejects(runLine(jobs.kernel, bob, 'job.cancel', { job_id }), /job_unknown/)
  await runWaiting(jobs, ada.org_id)
  assert.deepEqual([(await read(job_id)).state, (await read(job_id)).result], ['cancelled', { done: 3 }])
  const waiting = await ask('long')
  await runLine(jobs.kernel, ada, 'job.cancel', { job_id: waiting })
  await runWaiting(jobs, ada.org_id)
  assert.equal((await read(waiting)).state, 'cancelled')
  const boss = { ...bob, permissions: new Set(['job.read_all']) }
  assert.equal((await read(job_id, boss)).state, 'cancelled')
})

test('[KRN-23] jobs are listed newest first, page by page', async () => {
  const list = async (input: object) =>
    (await runLine(jobs.kernel, ada, 'job.list', { limit: 2, ...input })).answer as {
      rows: { job_id: string }[]
      next: string | null
    }
  const ids: string[] = []
  for (let after: string | undefined; ; ) {
    const page = await list({ after })
    ids.push(...page.rows.map(row => row.job_id))
    if (!page.next) break
    after = page.next
  }
  assert.ok(ids.length > 4)
  assert.deepEqual(ids, [...new Set(ids)].toSorted().toReversed())
  assert.equal((await list({ kind: ['broken'], state: ['failed'] })).rows.length, 1)
  await assert.rejects(list({ after: 'x' }), /cursor_invalid/)
})

test('[KRN-24] the queue runs what is asked, what waited before it came, and what a dead program left', async () => {
  const ran: string[] = []
  jobs.handlers.set('noted', async run => ran.push(run.job_id))
  const early = await ask('noted')
  const left = await ask('noted')
  await scratch.owner("update jobs set state = 'running', attempts = 1 where job_id = $1", [left])
  const queue = await startQueue(jobs, scratch.url)
  try {
    await until(early, 'done')
    await until(left, 'done')
    const late = await ask('noted')
    await until(late, 'done')
    assert.deepEqual(ran.toSorted(), [early, left, late])
    assert.equal(await queue.healthy(), true)
    const rows = await scratch.owner("select data from pgboss.job where name = 'work' and singleton_key = $1", [late])
    assert.deepEqual(rows, [{ data: { org_id: ada.org_id, job_id: late } }])
    const scoped = { ...ada, sight: { ...ada.sight, customers: 'own' as const } }
    const own = await asAda(ctx => enqueue(ctx, 'noted', {}), scoped)
    await until(own, 'done')
    await assert.rejects(
      asAda(ctx => ctx.tx.rows(sql`select * from pgboss.job`)),
      /permission denied/,
    )
  } finally {
    await queue.stop(5)
  }
})

test('[KRN-24] a person who was disabled starts nothing any more', async () => {
  jobs.handlers.set('step', run => run.step(async () => 1))
  const gone = { ...ada, person_id: newId<'person'>() }
  const job_id = await asAda(ctx => enqueue(ctx, 'step', {}), gone)
  await runWaiting(jobs, ada.org_id)
  const row = await read(job_id, gone)
  assert.equal((row.result as { problems: { code: string }[] }).problems[0]?.code, 'person_disabled')
})

test('[KRN-25] an answer is kept for a repeat for 30 days and then forgotten', async () => {
  const keep = (key: string, days: number) =>
    scratch.owner(
      `insert into kept_answers (org_id, actor_id, verb, key, input_hash, created_at)
       values ($1, $2, 'thing.make', $3, '\\x00', now() - $4 * interval '1 day')`,
      [ada.org_id, ada.person_id, key, days],
    )
  await keep('old', 31)
  await keep('young', 29)
  assert.equal(await expireAnswers(db, ada.org_id), 1)
  assert.deepEqual(await scratch.owner('select key from kept_answers'), [{ key: 'young' }])
})
