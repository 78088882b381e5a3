import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import pg from 'pg'
import { newId } from '../server/kernel/values.ts'
import { type Bench, openBench } from './house.ts'
import { report, timed } from './measure.ts'
import { apiKey } from './key.ts'
import { fixture, limitBatch, limitStatement } from './issue-limit.ts'

const clients = 16
const draft = (customer_id: string, entity_id: string) => ({
  customer_id,
  entity_id,
  issued_on: '2026-01-08',
  due_on: '2026-03-02',
  lines: [{ description: 'Goods', quantity: '10', unit_price: '100', tax_code: 'VAT13', amount_minor: '100000' }],
})

/** One invoice a request over HTTP, 16 at a time; and the same without drawing a number. */
export async function issueHttp(amount: number): Promise<void> {
  const bench = await openBench()
  const customer_id = await oneCustomer(bench)
  const token = await apiKey(bench)
  await bench.house.app.listen({ port: 0, host: '127.0.0.1' })
  const address = bench.house.app.server.address() as { port: number }
  const run = promisify(execFile)
  const http = async (body: object) => {
    const { stdout } = await run(process.execPath, [
      new URL('./client.ts', import.meta.url).pathname,
      `http://127.0.0.1:${address.port}/api/invoices`,
      token,
      JSON.stringify(body),
      String(clients),
      String(amount),
    ])
    const done = JSON.parse(stdout) as { failed: number; ms: number }
    if (done.failed > 0) throw new Error(`${done.failed} requests failed`)
    return (amount / done.ms) * 1000
  }
  await http(draft(customer_id, bench.entity_id))
  const ours = await http(draft(customer_id, bench.entity_id))
  const limit = await limitRate(bench, customer_id, amount, true)
  report('issue_http', ours, 'invoices/s', limit)
  const free = await limitRate(bench, customer_id, amount, false)
  report('issue_http_limit_without_number', ours, 'invoices/s', free)
  await bench.house.close()
  await bench.owner.end()
}

async function limitRate(bench: Bench, customer_id: string, amount: number, numbered: boolean): Promise<number> {
  const fixed = await fixture(bench, customer_id)
  const pool = new pg.Pool({
    connectionString: bench.house.url,
    max: clients,
    options: '-c role=duebook_app -c TimeZone=UTC -c jit=off',
  })
  let left = amount
  const work = async () => {
    const client = await pool.connect()
    await client.query(`set app.org = '${bench.org_id}'`)
    while (left-- > 0) await client.query(limitStatement(fixed, numbered))
    client.release()
  }
  const ms = await timed(() => Promise.all(Array.from({ length: clients }, work)))
  await pool.end()
  return (amount / ms) * 1000
}

/** Batches of 1,000 through the verb, beside one transaction of one insert a table. */
export async function issueBatch(batches: number): Promise<number> {
  const bench = await openBench()
  const customer_id = await oneCustomer(bench)
  const drafts = Array.from({ length: 1000 }, () => draft(customer_id, bench.entity_id))
  const fixed = await fixture(bench, customer_id)
  await bench.ask('invoice.issue', drafts)
  await limitBatch(bench, fixed, 1000)
  let ours = 0
  let limit = 0
  for (let batch = 0; batch < batches; batch++) {
    ours += await timed(() => bench.ask('invoice.issue', drafts))
    limit += await timed(() => limitBatch(bench, fixed, 1000))
  }
  const rate = (ms: number) => ((batches * 1000) / ms) * 1000
  report('issue_batch', rate(ours), 'invoices/s', rate(limit))
  await bench.house.close()
  await bench.owner.end()
  return rate(limit)
}

/** Enters the one customer the workload bills. */
export async function oneCustomer(bench: Bench): Promise<string> {
  const made = await bench.ask('customer.create', { number: `C-${newId()}`, name: 'Customer' })
  return made.rows[0].customer_id
}
