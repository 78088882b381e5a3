import { transaction } from '../server/db/connect.ts'
import { sealPostings } from '../server/ledger/posting-chunks.ts'
import { asApplication, type Bench, openBench, settle } from './house.ts'
import { inPairs, p95, report, timed } from './measure.ts'
import { seedBooks } from './seed.ts'

const today = () => new Date().toISOString().slice(0, 10)
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

/** The ageing alone, written by hand: the least that puts open items of today into buckets per customer, on the best index there is. */
const limitText = `
  select customer_id, sum(open_minor) filter (where due_on >= $2) as not_due,
    sum(open_minor) filter (where due_on < $2 and due_on >= $2 - 30) as b0,
    sum(open_minor) filter (where due_on < $2 - 30 and due_on >= $2 - 60) as b1,
    sum(open_minor) filter (where due_on < $2 - 60 and due_on >= $2 - 90) as b2,
    sum(open_minor) filter (where due_on < $2 - 90) as b3, sum(open_minor) as total
  from open_items where org_id = $1 and open_minor <> 0 and plain group by customer_id`

/** Ageing of today and of 90 days ago with its proof, and a page of invoices, on the same large books. */
export async function largeBooks(open: number, wanted: (name: string) => boolean): Promise<void> {
  const bench = await openBench()
  await seedBooks(bench, { open, customers: Math.max(10, Math.floor(open / 100)) })
  await settle(bench)
  await transaction(bench.house.db.main, 'verb', bench.sight, tx =>
    sealPostings({ tx, org_id: bench.org_id }, { least: 1 }),
  )
  if (wanted('ageing_today') || wanted('ageing_past')) await ageings(bench)
  if (wanted('list_page')) await listPages(bench)
  await bench.house.close()
  await bench.owner.end()
}

async function ageings(bench: Bench): Promise<void> {
  const limit = () => asApplication(bench, limitText.replaceAll('$2', '$2::date'), [bench.org_id, today()])
  const ask = (as_of: string) => async () => {
    const found = await bench.ask('report.ageing', { as_of })
    if (!found.proof.agrees) throw new Error(`the proof of ${as_of} does not agree: ${JSON.stringify(found.proof)}`)
  }
  const now = await inPairs(7, ask(today()), limit)
  report('ageing_today', now.ours, 'ms', now.limit)
  const past = await inPairs(7, ask(daysAgo(90)), limit)
  report('ageing_past', past.ours, 'ms', past.limit)
}

/** Every filter and every sort of the invoice list, 50 rows a page, some way down. */
async function listPages(bench: Bench): Promise<void> {
  const customer = await bench.owner.query<{ customer_id: string }>(
    'select customer_id from customers where org_id = $1 limit 1',
    [bench.org_id],
  )
  const sorts = ['issued_on', '-issued_on', 'due_on', '-due_on', 'amount_minor', '-amount_minor', 'number', '-number']
  const filters: Record<string, string>[] = [
    {},
    { customer_id: customer.rows[0]?.customer_id as string },
    { kind: 'invoice' },
    { state: 'issued' },
    { currency: 'CNY' },
    { entity_id: bench.entity_id },
    { issued_from: daysAgo(120), issued_to: daysAgo(90) },
    { due_from: daysAgo(60), due_to: daysAgo(30) },
    { number: 'B1234' },
    { amount_from: '500000', amount_to: '500100' },
    { open: 'open' },
    { open: 'settled' },
  ]
  const times: number[] = []
  let slowest = { ms: 0, what: '' }
  for (const sort of sorts)
    for (const filter of filters) {
      let after: string | undefined
      for (let page = 0; page < 5; page++) {
        const ms = await timed(async () => {
          const found = await bench.ask('invoice.list', { ...filter, sort, limit: '50', after })
          after = found.next ?? undefined
        })
        times.push(ms)
        if (ms > slowest.ms) slowest = { ms, what: `${sort} ${JSON.stringify(filter)} page ${page}` }
        if (!after) break
      }
    }
  report('list_page', p95(times), 'ms', 50)
  console.error(`slowest page: ${slowest.ms.toFixed(1)} ms for ${slowest.what}`)
}
