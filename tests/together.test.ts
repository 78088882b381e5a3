import assert from 'node:assert/strict'
import { test } from 'node:test'
import { take } from '../server/kernel/together.ts'
import { newId } from '../server/kernel/values.ts'
import { asOwner } from '../server/testing/customers.ts'
import { type Reply, testHouse, testOrganisation } from '../server/testing/organisation.ts'

/** Requests that wait at the same time share a transaction, and nobody can tell. */
await testHouse()
const org = await testOrganisation()
const { entity_id } = org
const clerk = await org.as('everything')
const other = await org.as('everything')
assert.equal((await clerk.post('/api/customers', { number: 'TOGETHER', name: 'Together' })).status, 200)

const draft = (more: object = {}) => ({
  entity_id,
  customer_number: 'TOGETHER',
  issued_on: '2026-01-10',
  due_on: '2026-02-10',
  amount_minor: '10000',
  ...more,
})
const codeOf = ({ status, body }: Reply) => (status === 200 ? 'ok' : body.problems[0].code)
const numbersOf = (replies: readonly Reply[]) =>
  replies.flatMap(({ status, body }) => (status === 200 ? body.rows.map((row: { number: string }) => row.number) : []))

/** How many transactions wrote the documents of these numbers. */
async function transactionsOf(numbers: readonly string[]): Promise<number> {
  const [row] = await asOwner<{ count: number }>(
    'select count(distinct xmin::text)::int as count from invoices where org_id = $1 and number = any ($2)',
    [org.org_id, numbers],
  )
  return row?.count ?? 0
}

test('a group takes whoever waits, in order, up to its bounds; one that is larger goes by itself', () => {
  const of = (...sizes: number[]) => sizes.map(size => ({ input: Array.from({ length: size }) }))
  const sizes = (lane: { waiting: { input: unknown[] }[] }) => take(lane).map(({ input }) => input.length)
  const lane = { waiting: of(1, 2, 997, 1, 4000, 3) }
  assert.deepEqual(sizes(lane), [1, 2, 997])
  assert.deepEqual(sizes(lane), [1])
  assert.deepEqual(sizes(lane), [4000])
  assert.deepEqual(sizes(lane), [3])
  assert.deepEqual(sizes(lane), [])
  assert.equal(take({ waiting: of(...Array.from({ length: 100 }, () => 1)) }).length, 64)
})

test('requests that wait together share transactions, each with its own rows, and the numbers have no gap', async () => {
  const replies = await Promise.all(
    Array.from({ length: 48 }, (_, at) =>
      clerk.post(
        '/api/invoices',
        at % 3 === 0 ? [draft({ amount_minor: `${100 + at}` }), draft()] : draft({ amount_minor: `${100 + at}` }),
      ),
    ),
  )
  for (const [at, reply] of replies.entries()) {
    assert.equal(codeOf(reply), 'ok')
    assert.equal(reply.body.rows.length, at % 3 === 0 ? 2 : 1)
    assert.equal(reply.body.rows[0].amount_minor, `${100 + at}`, 'the first row answers the first input')
  }
  const numbers = numbersOf(replies)
  const counts = numbers.map(number => Number(number.slice(-6))).sort((a, b) => a - b)
  assert.deepEqual(
    counts,
    Array.from({ length: 64 }, (_, at) => (counts[0] as number) + at),
  )
  const shared = await transactionsOf(numbers)
  assert.ok(shared < 40, `48 requests shared ${shared} transactions`)
})

test('two people never share one', async () => {
  const [mine, theirs] = await Promise.all(
    [clerk, other].map(client => Promise.all(Array.from({ length: 12 }, () => client.post('/api/invoices', draft())))),
  )
  const rows = await asOwner<{ xid: string; actor_id: string }>(
    `select v.xmin::text as xid, e.actor_id from invoices v
     join events e on e.org_id = v.org_id and e.subject_id = v.invoice_id and e.name = 'invoice.issued'
     where v.org_id = $1 and v.number = any ($2)`,
    [org.org_id, numbersOf([...(mine ?? []), ...(theirs ?? [])])],
  )
  const actors = Map.groupBy(rows, row => row.xid)
  assert.equal(rows.length, 24)
  for (const group of actors.values()) assert.equal(new Set(group.map(row => row.actor_id)).size, 1)
})

test('a refusal among them is the answer of its own request only, and its index is its own', async () => {
  for (let round = 0; round < 40; round++) {
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        clerk.post('/api/invoices', at === 4 ? [draft(), draft({ customer_number: 'NOBODY' })] : draft()),
      ),
    )
    assert.deepEqual(
      replies.map(codeOf),
      replies.map((_, at) => (at === 4 ? 'customer_unknown' : 'ok')),
    )
    assert.equal(replies[4]?.body.problems[0].index, 1)
    const counts = numbersOf(replies)
      .map(number => Number(number.slice(-6)))
      .sort((a, b) => a - b)
    assert.deepEqual(
      counts,
      Array.from({ length: 9 }, (_, at) => (counts[0] as number) + at),
    )
  }
})

test('the same key twice, the same key with another body, and the same external id twice, answer as if each came alone', async () => {
  for (let round = 0; round < 40; round++) {
    const [key, again, external_id] = [newId(), newId(), newId()]
    const post = (body: object, given?: string) =>
      clerk.post('/api/invoices', body, given ? { 'idempotency-key': given } : {})
    const [first, twin, one, another, brought, broughtAgain] = await Promise.all([
      post(draft(), key),
      post(draft(), key),
      post(draft(), again),
      post(draft({ amount_minor: '1' }), again),
      post(draft({ source: 'crm', external_id })),
      post(draft({ source: 'crm', external_id })),
      ...Array.from({ length: 4 }, () => post(draft())),
    ])
    assert.ok(first && twin && one && another && brought && broughtAgain)
    assert.deepEqual(first.body, twin.body)
    assert.deepEqual([codeOf(one), codeOf(another)].sort(), ['idempotency_key_reused', 'ok'])
    assert.equal(brought.body.rows[0].invoice_id, broughtAgain.body.rows[0].invoice_id)
    assert.deepEqual([brought.body.rows[0].known, broughtAgain.body.rows[0].known].sort(), [false, true])
    // Asked once more, each answer is the kept one.
    const kept = await post(draft(), key)
    assert.deepEqual(kept.body, first.body)
    assert.equal(kept.headers['idempotent-replayed'], 'true')
  }
})

test('receipts that pay one invoice at the same time never take more than it owes', async () => {
  for (let round = 0; round < 40; round++) {
    const issued = await clerk.post('/api/invoices', draft())
    const number = issued.body.rows[0].number
    const replies = await Promise.all(
      Array.from({ length: 4 }, () =>
        clerk.post('/api/receipts', {
          entity_id,
          customer_number: 'TOGETHER',
          received_on: '2026-01-20',
          amount_minor: '6000',
          apply: [{ invoice_number: number, amount_minor: '6000' }],
        }),
      ),
    )
    assert.deepEqual(replies.map(codeOf).sort(), ['item_overapplied', 'item_overapplied', 'item_overapplied', 'ok'])
  }
})

test('a person disabled in between is refused, whoever else waits', async () => {
  const gone = await org.as('everything')
  const before = await gone.post('/api/invoices', draft())
  assert.equal(before.status, 200)
  const waiting = Promise.all(Array.from({ length: 8 }, () => gone.post('/api/invoices', draft())))
  await waiting
  assert.equal((await org.admin.post(`/api/people/${gone.person_id}/disable`, {})).status, 200)
  const after = await Promise.all(Array.from({ length: 8 }, () => gone.post('/api/invoices', draft())))
  for (const reply of after) assert.notEqual(reply.status, 200)
})
