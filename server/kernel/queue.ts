import { PgBoss } from 'pg-boss'
import { type Jobs, runJob } from './jobs.ts'

/** A running queue. */
export type JobQueue = {
  /** Whether the queue answers. */
  healthy(): Promise<boolean>
  /** Takes no more work, gives what runs up to `seconds` to end, and lets go; what is cut short is taken up again. */
  stop(seconds?: number): Promise<void>
}

/** How long a program that runs a job may be silent before the queue gives the job to another. */
const heartbeat = 60
const work = {
  policy: 'short',
  notify: true,
  retryLimit: 10,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: 24 * 60 * 60,
  deleteAfterSeconds: 24 * 60 * 60,
  heartbeatSeconds: heartbeat,
}

/**
 * Installs the queue at `url` (as the owner) and runs what is in it: jobs as they come, sweeps by the clock. The rows of
 * `jobs` are the truth and the queue only delivers: whatever waits there and is not queued, or runs there and whose
 * program is gone, is queued again, at the start and every ten seconds. As often the planner learns what has grown.
 */
export async function startQueue(jobs: Jobs, url: string, concurrency = 2): Promise<JobQueue> {
  const boss = new PgBoss({
    connectionString: url,
    schema: 'pgboss',
    application_name: 'duebook-jobs',
    max: 4,
    useListenNotify: true,
    registerInstance: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', error => jobs.log.warn({ err: error }, 'the queue has a problem'))
  await boss.start({ attempts: 5 })
  if (await boss.getQueue('work')) {
    const { policy: _, ...changeable } = work
    await boss.updateQueue('work', changeable)
  } else await boss.createQueue('work', work)
  await boss.work<{ org_id: number; job_id: string }>(
    'work',
    { localConcurrency: concurrency, notifyPollingIntervalSeconds: 10 },
    async ([job]) => {
      if (job) await runJob(jobs, job.data.org_id, job.data.job_id)
    },
  )
  await scheduleSweeps(boss, jobs)
  const requeue = () =>
    requeueForgotten(boss)
      .then(() => boss.getDb().executeSql('select public.refresh_statistics()'))
      .catch((error: Error) => jobs.log.warn({ err: error }, 'the queue has a problem'))
  await requeue()
  const timer = setInterval(() => void requeue(), 10_000)
  timer.unref()
  return {
    async healthy() {
      return boss.isInstalled().catch(() => false)
    },
    async stop(seconds = 20) {
      clearInterval(timer)
      await boss.stop({ graceful: true, timeout: seconds * 1000 })
    },
  }
}

async function scheduleSweeps(boss: PgBoss, jobs: Jobs): Promise<void> {
  const known = new Set<string>()
  for (const sweep of jobs.sweeps) {
    const queue = `sweep.${sweep.name}`
    known.add(queue)
    if (!(await boss.getQueue(queue)))
      await boss.createQueue(queue, { policy: 'exclusive', retryLimit: 0, deleteAfterSeconds: 3600 })
    await boss.work(queue, { pollingIntervalSeconds: 5 }, async () => {
      for (const org_id of await organisationsOf(boss))
        await sweep
          .run(org_id)
          .catch((error: Error) => jobs.log.error({ org_id, sweep: sweep.name, err: error }, 'sweep failed'))
    })
    await boss.schedule(queue, sweep.cron, null, { tz: 'UTC' })
  }
  // What an older program swept and this one does not.
  for (const { name } of await boss.getSchedules())
    if (name.startsWith('sweep.') && !known.has(name)) await boss.unschedule(name)
}

async function organisationsOf(boss: PgBoss): Promise<number[]> {
  const { rows } = await boss.getDb().executeSql('select org_id from public.organisations order by org_id')
  return (rows as { org_id: number }[]).map(row => row.org_id)
}

/** Sends what waits without being queued, and what runs without a living program: nobody holds its lock. */
async function requeueForgotten(boss: PgBoss): Promise<void> {
  const { rows } = await boss.getDb().executeSql(`
    select j.org_id, j.job_id from public.jobs j
    where j.state in ('waiting', 'running')
      and not exists (select from pgboss.job q where q.name = 'work' and q.singleton_key = j.job_id::text
        and q.state in ('created', 'retry'))
      and not exists (select from pg_locks l where l.locktype = 'advisory' and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
        and l.objsubid = 1
        and ((l.classid::int8 << 32) | l.objid::int8) = hashtextextended(j.job_id::text, 0))
    limit 1000`)
  const forgotten = rows as { org_id: number; job_id: string }[]
  if (forgotten.length === 0) return
  await boss.insert(
    'work',
    forgotten.map(({ org_id, job_id }) => ({ data: { org_id, job_id }, singletonKey: job_id })),
  )
}
