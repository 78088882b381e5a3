import { cpus } from 'node:os'
import { type Jobs, runJob } from '../server/kernel/jobs.ts'
import { type Bench, asApplication, openBench, settle } from './house.ts'
import { issueBatch } from './issue.ts'
import { report, timed } from './measure.ts'

/** Invoices a second, from the click to the last one on paper and queued. */
const limit = 100
const customers = 500

/**
 * A run over many contracts: from what is ready to invoices that are issued, numbered, on paper and queued to go out. Two
 * jobs at a time, as the queue runs them. Posting alone is told beside batches of one insert a table.
 */
export async function billingRun(amount: number): Promise<void> {
  const bench = await openBench()
  await signMany(bench, amount)
  await settle(bench)
  // Whoever the workload acts as is granted nothing by rows.
  const jobs = { ...bench.house.modules.jobs, actorOf: async () => bench.actor }
  const list = await timed(() => bench.ask('billable.list', { until: '2026-02-01', ready: true }))
  report('billing_list', list, 'ms', null)
  const before = await issueBatch(3)
  let posted = 0
  const begun = process.cpuUsage()
  const whole = await timed(async () => {
    posted = await timed(async () => {
      const started = await bench.ask('billing_run.start', { until: '2026-02-01', issued_on: '2026-02-01' })
      await runJob(jobs, bench.org_id, started.job_id)
    })
    await runAll(bench, jobs)
  })
  const { user, system } = process.cpuUsage(begun)
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
  // What the program and its threads computed, whoever else was at the machine; without PostgreSQL.
  report('billing_run_computed', (user + system) / 1000 / amount, 'ms an invoice', null)
  report(`billing_run (${cpus().length} cores)`, rate(whole), 'invoices/s', limit)
  // The limit is measured before and behind, since nothing can take turns with a run.
  report('billing_run_posting', rate(posted), 'invoices/s', (before + (await issueBatch(3))) / 2)
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

/** Runs what the run asked for, two jobs at a time. */
async function runAll(bench: Bench, jobs: Jobs): Promise<void> {
  const waiting = await asApplication<{ job_id: string }>(
    bench,
    `select job_id from jobs where org_id = $1 and kind = 'billing.papers' and state = 'waiting' order by job_id`,
    [bench.org_id],
  )
  const turns = waiting.values()
  const work = async () => {
    for (const { job_id } of turns) await runJob(jobs, bench.org_id, job_id)
  }
  await Promise.all([work(), work()])
}
