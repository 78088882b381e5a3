import { transaction } from '../server/db/connect.ts'
import { newId } from '../server/kernel/values.ts'
import { type Bench, openBench } from './house.ts'
import { oneCustomer } from './issue.ts'
import { report, timed } from './measure.ts'

type Pairs = { debits: string[]; credits: string[] }

/** 10,000 receipts to 10,000 invoices in one verb, beside hand-written SQL for the same rows under the same locks. */
export async function applyBatch(count: number): Promise<void> {
  const bench = await openBench()
  const customer_id = await oneCustomer(bench)
  const rounds = 3
  let ours = 0
  let limit = 0
  for (let round = 0; round <= rounds; round++) {
    const mine = await pairs(bench, customer_id, count)
    const theirs = await pairs(bench, customer_id, count)
    await bench.owner.query('vacuum analyze open_items')
    const requests = Array.from({ length: Math.ceil(count / 1000) }, (_, chunk) => ({
      applied_on: '2026-03-01',
      lines: mine.debits.slice(chunk * 1000, chunk * 1000 + 1000).map((debit_item_id, at) => ({
        debit_item_id,
        credit_item_id: mine.credits[chunk * 1000 + at] as string,
        amount_minor: '113000',
      })),
    }))
    const a = await timed(() => bench.ask('item.apply', requests))
    const b = await timed(() => limitApply(bench, customer_id, theirs))
    if (round === 0) continue
    ours += a
    limit += b
  }
  const rate = (ms: number) => ((rounds * count) / ms) * 1000
  report('apply_batch', rate(ours), 'applications/s', rate(limit))
  await bench.house.close()
  await bench.owner.end()
}

async function pairs(bench: Bench, customer_id: string, count: number): Promise<Pairs> {
  const debits: string[] = []
  const credits: string[] = []
  for (let done = 0; done < count; done += 1000) {
    const size = Math.min(1000, count - done)
    const invoice = { customer_id, issued_on: '2026-01-08', due_on: '2026-02-08', amount_minor: '113000' }
    const receipt = { customer_id, received_on: '2026-02-08', amount_minor: '113000' }
    const issued = await bench.ask(
      'invoice.issue',
      Array.from({ length: size }, () => invoice),
    )
    const received = await bench.ask(
      'receipt.record',
      Array.from({ length: size }, () => receipt),
    )
    debits.push(...issued.rows.map((row: { item_ids: string[] }) => row.item_ids[0]))
    credits.push(...received.rows.map((row: { item_id: string }) => row.item_id))
  }
  return { debits, credits }
}

async function limitApply(bench: Bench, customer_id: string, { debits, credits }: Pairs): Promise<void> {
  const ids = debits.map(() => newId() as string)
  const events = debits.map(() => newId() as string)
  await transaction(bench.house.db.main, 'verb', bench.sight, async tx => {
    await Promise.all([
      tx.text(
        'select item_id from open_items where org_id = $1 and item_id = any ($2::uuid[]) order by item_id for update',
        [bench.org_id, [...debits, ...credits]],
      ),
      tx.text(
        `insert into applications (org_id, application_id, item_id, counter_item_id, entity_id, customer_id, item_posted_on, delta_minor, delta_base_minor, applied_on, recorded_at, kind)
         select $1::int, a, d, c, $2::uuid, $3::uuid, '2026-01-08'::date, -113000, -113000, '2026-03-01'::date, transaction_timestamp(), 'application' from unnest($4::uuid[], $5::uuid[], $6::uuid[]) t (a, d, c)
         union all
         select $1::int, a, c, d, $2::uuid, $3::uuid, '2026-02-08'::date, 113000, 113000, '2026-03-01'::date, transaction_timestamp(), 'application' from unnest($4::uuid[], $5::uuid[], $6::uuid[]) t (a, d, c)`,
        [bench.org_id, bench.entity_id, customer_id, ids, debits, credits],
      ),
      tx.text(
        `update open_items set open_minor = 0, open_base_minor = 0, settled_on = '2026-03-01', settled_at = transaction_timestamp()
         where org_id = $1 and item_id = any ($2::uuid[])`,
        [bench.org_id, [...debits, ...credits]],
      ),
      tx.text(
        `insert into events (org_id, event_id, name, subject_id, actor_id, via, recorded_at, data)
         select $1, e, 'item.applied', a, $2, 'local', clock_timestamp(), jsonb_build_object('kind', 'application', 'applied_on', '2026-03-01',
           'reverses_id', null, 'recorded_at', clock_timestamp(), 'amount_minor', '113000', 'application_id', a, 'debit_item_id', d, 'credit_item_id', c)
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[]) t (e, a, d, c)`,
        [bench.org_id, bench.actor.person_id, events, ids, debits, credits],
      ),
    ])
  })
}
