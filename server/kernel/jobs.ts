import { sql } from 'kysely'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { type Sight, type Tx, transaction } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { type Actor, type Context, contextOf, may, moment, record } from './context.ts'
import { assert, Refusal, refuse } from './errors.ts'
import type { job, jobsContract } from './jobs-contract.ts'
import { NotTaken } from './mail.ts'
import { type Handlers, type Kernel, mount, retryable } from './run.ts'
import { type Id, type Instant, isId, newId } from './values.ts'

/** What a handler works with. It may be run again after a crash, so each step must be one that can be found done. */
export type JobRun = {
  readonly org_id: number
  readonly job_id: string
  readonly input: unknown
  /** The clock of the database at the beginning of this run. */
  readonly started_at: Instant
  /** One transaction as the person who asked, with what they might do then, as far as they may now. */
  step<T>(work: (ctx: Context) => Promise<T>): Promise<T>
  /** How much is done, for whoever waits for it. */
  progress(done: number, total?: number): Promise<void>
  /** Whether somebody asked to stop; a handler that then returns is `cancelled`. */
  cancelled(): Promise<boolean>
}

/** Does the work of one kind of job and answers what is kept as its result. */
export type JobHandler = (run: JobRun) => Promise<unknown>

/** What whoever asked for a job might do and saw at that moment; it never becomes more. */
export type Rights = Pick<Sight, 'entity_ids' | 'customers' | 'department_ids'> & {
  permissions: readonly string[]
  key_id: string | null
}

/**
 * Who a person of an organisation is now, held to rights where some are given; null where they, or the key by which they
 * asked, may do nothing any more.
 */
export type ActorOf = (org_id: number, person_id: string, rights?: Rights | null) => Promise<Actor | null>

/** What runs by the clock, for every organisation in turn; `cron` is in UTC. */
export type Sweep = { name: string; cron: string; run(org_id: number): Promise<void> }

/** Everything that runs later. Modules put their handlers and sweeps in; `startQueue` runs them. */
export type Jobs = {
  readonly kernel: Kernel
  readonly actorOf: ActorOf
  readonly log: Logger
  readonly handlers: Map<string, JobHandler>
  readonly sweeps: Sweep[]
}

/** The registry of longer work; mounts the lines that tell about it. */
export function createJobs(kernel: Kernel, contract: typeof jobsContract, actorOf: ActorOf, log: Logger): Jobs {
  mount(kernel, contract, jobLines)
  return { kernel, actorOf, log, handlers: new Map(), sweeps: [] }
}

/** How often a job may be begun without getting any further before it is given up. */
const attemptsAllowed = 5

/**
 * Asks for longer work, in the transaction of the verb: it begins if and when that commits. It may what the one who asks
 * may here, and no more. Answers its id. [KRN-26]
 */
export async function enqueue(ctx: Context, kind: string, input: unknown, total?: number): Promise<Id<'job'>> {
  const [job_id] = await enqueueAll(ctx, kind, [input], total)
  assert(job_id, 'a job for each input')
  return job_id
}

/** The same for several works of a kind. [KRN-26] */
export async function enqueueAll(
  ctx: Context,
  kind: string,
  inputs: readonly unknown[],
  total?: number,
): Promise<Id<'job'>[]> {
  const { person_id: created_by, key_id, permissions, sight } = ctx.actor
  const { entity_ids, customers, department_ids } = sight
  const rights: Rights = { permissions: [...permissions].sort(), entity_ids, customers, department_ids, key_id }
  const rows = inputs.map(input => ({ job_id: newId<'job'>(), kind, input, total: total ?? null, created_by, rights }))
  await insertRows(ctx.tx, 'jobs', ctx.org_id, rows)
  return queueJobs(ctx.tx, rows)
}

async function queueJobs<T extends string>(tx: Tx, rows: readonly { job_id: T }[]): Promise<T[]> {
  const ids = rows.map(row => row.job_id)
  await tx.rows(sql`select queue_job(w.id) from unnest(${ids}::uuid[]) as w (id)`)
  return ids
}

/**
 * Asks, by the clock, for longer work in the name of each of these people: it may what each may when it runs. For a sweep
 * that has a transaction of its own. [KRN-26]
 */
export async function enqueueFor(
  tx: Tx,
  org_id: number,
  kind: string,
  works: readonly { person_id: string; input: unknown }[],
): Promise<void> {
  const rows = works.map(({ person_id, input }) => ({ job_id: newId(), kind, input, created_by: person_id }))
  await insertRows(tx, 'jobs', org_id, rows)
  await queueJobs(tx, rows)
}

/** The eyes of the kernel itself on one organisation. */
export const wholeOrganisation = (org_id: number): Sight => ({
  org_id,
  person_id: null,
  entity_ids: null,
  customers: '',
  department_ids: [],
})

type Begun = {
  kind: string
  input: unknown
  created_by: string
  rights: Rights | null
  attempts: number
  started_at: Instant
}

/**
 * Runs a job that waits, or one whose program died, and writes down how it ended. Does nothing where it has ended or
 * another program runs it. A refusal fails it at once; anything else is thrown for the queue to try again, until it
 * was begun five times without progress.
 */
export async function runJob(jobs: Jobs, org_id: number, job_id: string): Promise<void> {
  const lock = await lockJob(jobs, job_id)
  if (!lock) return
  try {
    const begun = await begin(jobs, org_id, job_id)
    if (!begun) return
    await runBegun(jobs, org_id, job_id, begun, lock)
  } finally {
    await lock.release()
  }
}

async function runBegun(jobs: Jobs, org_id: number, job_id: string, begun: Begun, lock: JobLock): Promise<void> {
  const end = (state: string, result: unknown) =>
    own(jobs, org_id, tx =>
      tx.rows(sql`
        update jobs set state = ${state}, result = ${JSON.stringify(result ?? null)}::jsonb, updated_at = clock_timestamp()
        where org_id = ${org_id} and job_id = ${job_id}`),
    )
  let stopped = false
  const run: JobRun = {
    org_id,
    job_id,
    input: begun.input,
    started_at: begun.started_at,
    async step(work) {
      assert(!lock.lost, 'the lock of the job is held')
      return asMaker(jobs, org_id, begun, job_id, work)
    },
    async progress(done, total) {
      await own(jobs, org_id, tx =>
        tx.rows(sql`
          update jobs set done = ${done}, total = coalesce(${total ?? null}::int8, total),
            attempts = case when done <> ${done} then 1 else attempts end, updated_at = clock_timestamp()
          where org_id = ${org_id} and job_id = ${job_id}`),
      )
    },
    async cancelled() {
      const row = await own(jobs, org_id, tx =>
        tx.first(
          sql<{ cancel_asked: boolean }>`select cancel_asked from jobs where org_id = ${org_id} and job_id = ${job_id}`,
        ),
      )
      stopped = row?.cancel_asked === true
      return stopped
    },
  }
  const handler = jobs.handlers.get(begun.kind)
  try {
    assert(handler, `a job "${begun.kind}" has a handler`)
    const result = await handler(run)
    await end(stopped ? 'cancelled' : 'done', result)
  } catch (error) {
    if (error instanceof Refusal) return void (await end('failed', { problems: error.problems }))
    jobs.log.error({ job_id, org_id, kind: begun.kind, attempt: begun.attempts, err: error }, 'job failed')
    if (begun.attempts >= attemptsAllowed) {
      const why = error instanceof NotTaken ? { reason: error.reason } : {}
      return void (await end('failed', { problems: [], title: 'internal_error', ...why }))
    }
    throw error
  }
}

async function begin(jobs: Jobs, org_id: number, job_id: string): Promise<Begun | null> {
  const begun = await own(jobs, org_id, tx =>
    tx.first(sql<Begun & { state: string }>`
      update jobs set attempts = attempts + 1, updated_at = clock_timestamp(),
        state = case when cancel_asked and attempts = 0 then 'cancelled' when attempts >= ${attemptsAllowed} then 'failed' else 'running' end
      where org_id = ${org_id} and job_id = ${job_id} and state in ('waiting', 'running')
      returning state, kind, input, created_by, rights, attempts, updated_at as started_at`),
  )
  return begun?.state === 'running' ? begun : null
}

/** One transaction of the kernel's own, for the rows of jobs; it records nothing. */
function own<T>(jobs: Jobs, org_id: number, work: (tx: Tx) => Promise<T>): Promise<T> {
  return transaction(jobs.kernel.db.main, 'verb', wholeOrganisation(org_id), work)
}

async function asMaker<T>(
  jobs: Jobs,
  org_id: number,
  { created_by, rights }: Begun,
  job_id: string,
  work: (ctx: Context) => Promise<T>,
): Promise<T> {
  const person = await jobs.actorOf(org_id, created_by, rights)
  if (!person) refuse('person_disabled', { person_id: created_by })
  const actor: Actor = { ...person, via: 'job' }
  for (let attempt = 1; ; attempt++) {
    try {
      const result = await transaction(jobs.kernel.db.main, 'verb', actor.sight, async tx => {
        const now = actor.clock ?? (await tx.first(sql<{ at: Instant }>`select clock_timestamp() as at`))?.at
        assert(now, 'the clock answers')
        return work(contextOf(tx, actor, now, job_id, null))
      })
      jobs.kernel.onCommit(org_id)
      return result
    } catch (error) {
      if (attempt < 3 && retryable.has((error as { code?: string }).code ?? '')) continue
      throw error
    }
  }
}

type JobLock = { readonly lost: boolean; release(): Promise<void> }

/** A lock of the session: it goes when the program dies, so that a living one may take the job over. */
async function lockJob(jobs: Jobs, job_id: string): Promise<JobLock | null> {
  const client = await jobs.kernel.db.main.connect()
  let lost: Error | undefined
  const lose = (error: Error) => {
    lost = error
  }
  client.on('error', lose)
  const release = async () => {
    const unlocked = await client
      .query('select pg_advisory_unlock(hashtextextended($1, 0))', [job_id])
      .catch((error: Error) => lose(error))
    client.off('error', lose)
    client.release(unlocked ? undefined : lost)
  }
  try {
    if (await tryLock(client, job_id))
      return {
        get lost() {
          return lost !== undefined
        },
        release,
      }
    client.off('error', lose)
    client.release()
    return null
  } catch (error) {
    client.off('error', lose)
    client.release(error as Error)
    throw error
  }
}

async function tryLock(client: pg.PoolClient, job_id: string): Promise<boolean> {
  const text = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked'
  return (await client.query<{ locked: boolean }>(text, [job_id])).rows[0]?.locked === true
}

/**
 * Runs every job of an organisation that waits, here and now, one after the other; for stories and for commands that
 * must not end before their work. What such a job enqueues is run as well.
 */
export async function runWaiting(jobs: Jobs, org_id: number): Promise<void> {
  for (let last = ''; ; ) {
    const after = last || null
    const next = await own(jobs, org_id, tx =>
      tx.first(sql<{ job_id: string }>`
        select job_id from jobs where org_id = ${org_id} and state in ('waiting', 'running')
          and (${after}::uuid is null or job_id > ${after}::uuid)
        order by job_id limit 1`),
    )
    if (!next) return
    await runJob(jobs, org_id, next.job_id)
    last = next.job_id
  }
}

type JobRow = Omit<z.output<typeof job>, 'done' | 'total'> & { done: string; total: string | null }

const columns = sql`job_id, kind, state, done, total, result, cancel_asked, created_by, created_at, updated_at`
/** Who may see the work of others. */
const seesAll = (ctx: Context) => may(ctx, 'job.read_all')
const shown = (row: JobRow) => ({
  ...row,
  done: Number(row.done),
  total: row.total === null ? null : Number(row.total),
})

const jobLines: Handlers<typeof jobsContract> = {
  async readJob(ctx, { job_id }) {
    const found = await ctx.tx.first(sql<JobRow>`
      select ${columns} from jobs where org_id = ${ctx.org_id} and job_id = ${job_id}
        and (created_by = ${ctx.actor.person_id} or ${seesAll(ctx)})`)
    return found ? shown(found) : refuse('job_unknown', { job_id })
  },

  async listJobs(ctx, { after, limit, kind, state }) {
    if (after !== undefined && !isId(after)) refuse('cursor_invalid', {})
    const rows = await ctx.tx.rows(sql<JobRow>`
      select ${columns} from jobs where org_id = ${ctx.org_id}
        and (created_by = ${ctx.actor.person_id} or ${seesAll(ctx)})
        and (${after ?? null}::uuid is null or job_id < ${after ?? null}::uuid)
        and (${kind ?? null}::text[] is null or kind = any (${kind ?? null}::text[]))
        and (${state ?? null}::text[] is null or state = any (${state ?? null}::text[]))
      order by job_id desc limit ${limit + 1}`)
    const more = rows.length > limit
    const kept = more ? rows.slice(0, limit) : rows
    return { rows: kept.map(shown), next: more ? (kept.at(-1)?.job_id ?? null) : null }
  },

  async cancelJob(ctx, { job_id }) {
    const found = await ctx.tx.first(sql<JobRow>`
      select ${columns} from jobs where org_id = ${ctx.org_id} and job_id = ${job_id}
        and (created_by = ${ctx.actor.person_id} or ${seesAll(ctx)}) for update`)
    if (!found) refuse('job_unknown', { job_id })
    if (found.cancel_asked || (found.state !== 'waiting' && found.state !== 'running')) return shown(found)
    const asked_at = await moment(ctx)
    const changed = await ctx.tx.first(sql<JobRow>`
      update jobs set cancel_asked = true, updated_at = clock_timestamp()
      where org_id = ${ctx.org_id} and job_id = ${job_id} returning ${columns}`)
    assert(changed, 'a locked job is there')
    await record(ctx, 'job.cancel_asked', asked_at, [{ subject_id: job_id, data: { kind: found.kind } }])
    return shown(changed)
  },
}
