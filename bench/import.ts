import { runWaiting } from '../server/kernel/jobs.ts'
import { multipart } from '../server/testing/upload.ts'
import { openBench } from './house.ts'
import { apiKey } from './key.ts'
import { fixture, limitBatch } from './issue-limit.ts'
import { oneCustomer } from './issue.ts'
import { report, timed } from './measure.ts'

/** Invoices from a CSV of many customers through upload, map, chunks and verbs, beside the batched limit for as many invoices. */
export async function importCsv(rows: number): Promise<void> {
  const bench = await openBench()
  const customer_id = await oneCustomer(bench)
  const token = await apiKey(bench)
  const customers = Array.from({ length: 500 }, (_, at) => ({ number: `K${at}`, name: `Customer ${at}` }))
  await bench.ask('customer.create', customers)
  const content = fileOf(rows, customers.length)
  const map = {
    columns: {
      customer_number: 'Customer',
      number: 'Invoice',
      issued_on: 'Date',
      due_on: 'Due',
      amount: 'Amount',
      currency: 'Currency',
    },
    constants: { entity_code: 'B1' },
    day_order: 'ymd',
  }
  const before = process.memoryUsage().rss
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss)
  }, 50)
  const { body, headers } = multipart({ kind: 'invoices', map: JSON.stringify(map) }, { name: 'invoices.csv', content })
  const started = await bench.house.app.inject({
    method: 'POST',
    url: '/api/imports',
    payload: body,
    headers: { ...headers, authorization: `Bearer ${token}` },
  })
  if (started.statusCode !== 200) throw new Error(started.payload)
  const ours = await timed(() => runWaiting(bench.house.modules.jobs, bench.org_id))
  clearInterval(watch)
  const done = await bench.ask('import.read', { import_id: JSON.parse(started.payload).import_id })
  if (Number(done.rows_ok) !== rows)
    throw new Error(`the import took ${done.rows_ok} of ${rows} rows: ${JSON.stringify(done.problem)}`)
  const fixed = await fixture(bench, customer_id)
  await limitBatch(bench, fixed, 1000)
  const limit = await timed(async () => {
    for (let batch = 0; batch < rows / 1000; batch++) await limitBatch(bench, fixed, 1000)
  })
  report('import_csv', (rows / ours) * 1000, 'invoices/s', (rows / limit) * 1000)
  report('import_csv_memory', (peak - before) / 2 ** 20, 'MiB', null)
  await bench.house.close()
  await bench.owner.end()
}

function fileOf(rows: number, customers: number): string {
  const lines = ['Customer,Invoice,Date,Due,Currency,Amount']
  for (let row = 0; row < rows; row++) {
    const day = String(1 + (row % 28)).padStart(2, '0')
    lines.push(
      `K${row % customers},X-${row},2026-01-${day},2026-03-${day},CNY,"${1 + (row % 9)},${String(row % 1000).padStart(3, '0')}.${String(row % 100).padStart(2, '0')}"`,
    )
  }
  return `${lines.join('\n')}\n`
}
