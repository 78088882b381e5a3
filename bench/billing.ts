import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { type Jobs, runJob } from '../server/kernel/jobs.ts'
import { type Bench, asApplication, openBench, settle } from './house.ts'
import { report, timed } from './measure.ts'

/** Invoices a second, from the click to the last one on paper and queued. */
const limit = 100
const customers = 500

/**
 * A run over many contracts: from what is ready to invoices that are issued, numbered, on paper and queued to go out. Two
 * jobs at a time, as the queue runs them: the first papers are made while the rest is posted.
 */
export async function billingRun(amount: number): Promise<void> {
  const bench = await openBench()
  await signMany(bench, amount)
  await settle(bench)
  // Whoever the workload acts as is granted nothing by rows.
  const jobs = { ...bench.house.modules.jobs, actorOf: async () => bench.actor }
  const list = await timed(() => bench.ask('billable.list', { until: '2026-02-01', ready: true }))
  report('billing_list', list, 'ms', null)
  let posted = 0
  const begun = process.cpuUsage()
  const served = await serverComputed(bench)
  const whole = await timed(async () => {
    const started = await bench.ask('billing_run.start', { until: '2026-02-01', issued_on: '2026-02-01' })
    const papers = runPapers(bench, jobs, amount)
    const posting = async () => {
      posted = await timed(() => runJob(jobs, bench.org_id, started.job_id))
      await papers()
    }
    await Promise.all([posting(), papers()])
  })
  const { user, system } = process.cpuUsage(begun)
  const database = (await serverComputed(bench)) - served
  const [made] = await asApplication<{ issued: string; papers: string; queued: string }>(
    bench,
    `select count(*) filter (where v.number is not null) as issued, count(p.file_id) as papers, count(p.dispatch_id) as queued
     from billing_papers p join invoices v on v.org_id = p.org_id and v.invoice_id = p.invoice_id where p.org_id = $1`,
    [bench.org_id],
  )
  for (const [name, count] of Object.entries(made ?? {}))
    if (Number(count) !== amount) throw new Error(`${count} of ${amount} ${name}`)
  await bench.house.close()
  await bench.owner.end()
  const rate = (ms: number) => (amount / ms) * 1000
  // What the program with its threads and PostgreSQL computed, whoever else was at the machine: both cores together
  // have 20 ms for an invoice at 100 a second.
  const program = (user + system) / 1000
  report('billing_run_program', program / amount, 'ms an invoice', null)
  report('billing_run_database', database / amount, 'ms an invoice', null)
  report('billing_run_computed', (program + database) / amount, 'ms an invoice', (1000 * cpus().length) / limit)
  report(`billing_run (${cpus().length} cores)`, rate(whole), 'invoices/s', limit)
  // Beside the papers of what was posted before; batches of one insert a table are told by `issue_batch`.
  report('billing_run_posting', rate(posted), 'invoices/s', null)
}

/** Service contracts of many customers who want their bills by courier. */
async function signMany(bench: Bench, amount: number): Promise<void> {
  const drafts = Array.from({ length: customers }, (_, at) => ({ number: `B-${at}`, name: `深圳${at}号商贸有限公司` }))
  const { rows } = await bench.ask('customer.create', drafts)
  for (const { customer_id } of rows) await bench.ask('billing_way.set', { customer_id, channel: 'courier' })
  for (let from = 0; from < amount; from += 1000) {
    const contracts = Array.from({ length: Math.min(1000, amount - from) }, (_, at) => ({
      customer_id: rows[(from + at) % customers].customer_id,
      entity_id: bench.entity_id,
      title: '维护服务',
      kind: 'services',
      signed_on: '2026-01-05',
      lines: [{ description: '维护服务费', amount_minor: String(100_000 + from + at), tax_code: 'VAT6' }],
    }))
    await bench.ask('contract.sign', contracts)
  }
}

/** One of the two places of the queue: it takes what the run has asked for as soon as that is committed, until all is on paper. */
function runPapers(bench: Bench, jobs: Jobs, amount: number): () => Promise<void> {
  const taken = new Set<string>()
  let billed = 0
  return async () => {
    while (billed < amount) {
      const waiting = await asApplication<{ job_id: string; bills: number }>(
        bench,
        `select job_id, total::int as bills from jobs where org_id = $1 and kind = 'billing.papers' and state = 'waiting'
         order by job_id`,
        [bench.org_id],
      )
      const next = waiting.find(({ job_id }) => !taken.has(job_id))
      if (!next) {
        await setTimeout(20)
        continue
      }
      taken.add(next.job_id)
      billed += next.bills
      await runJob(jobs, bench.org_id, next.job_id)
    }
  }
}

/** Milliseconds that the PostgreSQL of the bench has computed, those of its processes that ended included; 0 where the machine does not say. */
async function serverComputed(bench: Bench): Promise<number> {
  const { rows } = await bench.owner.query<{ place: string }>("select current_setting('data_directory') as place")
  try {
    const [head = ''] = readFileSync(`${rows[0]?.place}/postmaster.pid`, 'utf8').split('\n')
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .reduce((sum, pid) => sum + ticksOf(pid, head.trim()) * 10, 0)
  } catch {
    return 0
  }
}

/** What a process of the server computed, in ticks of 10 ms; of the first one also what its children that ended did. */
function ticksOf(pid: string, first: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number)
    if (pid === first) return user + system + endedUser + endedSystem
    return fields[1] === first ? user + system : 0
  } catch {
    // It ended meanwhile.
    return 0
  }
}
