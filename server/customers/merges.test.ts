import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, create, eventsOf, type Founded, founded, inside, openItem } from '../testing/customers.ts'
import { testHouse } from '../testing/organisation.ts'
import { decideMerging, type Mergeable } from './merges.ts'
import { recountTwins } from './recounts.ts'

await testHouse()

const merge = (org: Founded, customer_id: string, into_id: string) =>
  org.admin.post(`/api/customers/${customer_id}/merging`, { into_id, reason: 'entered twice' })
const unmerge = (org: Founded, customer_id: string) =>
  org.admin.post(`/api/customers/${customer_id}/unmerging`, { reason: 'they are two' })
const read = async (org: Founded, customer_id: string) => (await org.admin.get(`/api/customers/${customer_id}`)).body
const invoice = (org: Founded, party: object) =>
  org.admin.post('/api/invoices', {
    entity_id: org.entities[0],
    issued_on: '2026-01-01',
    amount_minor: '100',
    due_on: '2026-01-31',
    ...party,
  })
/** Customers by their numbers. */
async function entered(org: Founded, ...drafts: { number: string; [field: string]: unknown }[]) {
  const rows = await create(org, ...drafts)
  return rows.map(row => row.customer_id) as [string, string, string]
}

test('[CUS-19] a merged customer points to its survivor, which is found by its number and names', async () => {
  const org = await founded()
  const [old, kept] = await entered(
    org,
    { number: '100', name: '宏达', name_en: 'Hongda', number_aliases: ['SAP-1'], name_aliases: ['HD'] },
    { number: '200', name: '上海宏达贸易有限公司', name_aliases: ['HD'] },
  )
  const reply = await merge(org, old, kept)
  assert.deepEqual([reply.status, reply.body.open_items], [200, 0], JSON.stringify(reply.body))

  const file = await read(org, old)
  assert.deepEqual([file.state, file.merged_into, file.merged_into_name], ['archived', kept, '上海宏达贸易有限公司'])
  const survivor = await read(org, kept)
  assert.deepEqual(
    survivor.aliases.map((alias: { alias: string; source: string }) => [alias.alias, alias.source]).toSorted(),
    [
      ['HD', ''],
      ['Hongda', '100'],
      ['宏达', '100'],
    ],
  )
  const found = await org.admin.get('/api/customers', { q: 'Hongda', state: 'active' })
  assert.deepEqual(
    found.body.rows.map((row: { number: string }) => row.number),
    ['200'],
  )
  for (const name of ['宏达', 'hongda', 'HD'])
    assert.deepEqual(
      (await org.admin.get('/api/customers/twins', { name })).body.rows.map((row: { number: string }) => row.number),
      ['200'],
      name,
    )

  // Its numbers are those of the survivor now, for documents and for whoever would bear them anew.
  for (const customer_number of ['100', 'SAP-1']) {
    const issued = await invoice(org, { customer_number })
    assert.equal(issued.status, 200, JSON.stringify(issued.body))
  }
  const items = await org.admin.get('/api/open-items', { customer_id: kept })
  assert.equal(items.body.rows.length, 2, JSON.stringify(items.body))
  assert.deepEqual(codes(await org.admin.post('/api/customers', { number: '0100', name: 'New' })), ['0 alias_taken'])
  assert.deepEqual(codes(await org.admin.post('/api/customers', { number: '100', name: 'New' })), ['0 alias_taken'])

  const [event] = (await eventsOf(org, old)).slice(-1)
  assert.deepEqual([event?.name, event?.data.into, event?.data.reason], ['customer.merged', '200', 'entered twice'])
  const [got] = (await eventsOf(org, kept)).filter(one => one.name === 'customer.merged')
  assert.deepEqual([got?.data.merged, got?.data.names], ['100', ['宏达', 'Hongda']])
})

test('[CUS-19] merging moves nothing in the books: open items keep their debtor, and nothing new is entered for it', async () => {
  const org = await founded()
  const [old, kept] = await entered(org, { number: '1', name: 'Acme' }, { number: '2', name: 'ACME Ltd' })
  await openItem(org, old)
  assert.equal((await merge(org, old, kept)).body.open_items, 1)

  const items = await org.admin.get('/api/open-items', { customer_id: old })
  assert.equal(items.body.rows.length, 1)
  const refused = await invoice(org, { customer_id: old })
  assert.deepEqual([refused.status, refused.body.problems[0].code], [409, 'customer_merged'])
  assert.deepEqual(refused.body.problems[0].params, { customer: '1', into: '2' })
  const { version } = await read(org, old)
  for (const reply of [
    await org.admin.put(`/api/customers/${old}`, { version, name: 'X' }),
    await org.admin.post('/api/customer-aliases', { customer_id: old, kind: 'name', alias: 'X' }),
    await org.admin.post('/api/customer-accounts', { customer_id: old, entity_id: org.entities[0], currency: 'CNY' }),
    await org.admin.post(`/api/customers/${old}/archive`, { archived: false, reason: 'x' }),
    await merge(org, old, kept),
    await merge(org, kept, old),
  ])
    assert.deepEqual(codes(reply), ['0 customer_merged'])

  // What is open is moved by a transfer, which somebody decides on.
  const moved = await org.admin.post('/api/transfers', {
    item_id: items.body.rows[0].item_id,
    to_customer_id: kept,
    reason: 'merged',
  })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
  assert.equal((await org.admin.get('/api/open-items', { customer_id: kept })).body.rows.length, 1)
  assert.equal((await org.admin.get('/api/open-items', { customer_id: old })).body.rows.length, 0)
})

test('[CUS-19] taking a merging back restores what was', async () => {
  const org = await founded()
  const [old, kept] = await entered(
    org,
    { number: '1', name: 'Acme', name_aliases: ['AC'] },
    { number: '2', name: 'Zebra', name_aliases: ['ZB'] },
  )
  const before = await read(org, old)
  await merge(org, old, kept)
  // A spelling of its number that came to the survivor meanwhile goes back with it.
  assert.equal(
    (await org.admin.post('/api/customer-aliases', { customer_id: kept, kind: 'number', alias: '01' })).status,
    200,
  )
  assert.deepEqual((await unmerge(org, old)).body, { state: 'active' })
  const { version, ...after } = await read(org, old)
  assert.deepEqual({ ...after, version: before.version }, before)
  assert.equal(version, before.version + 2)
  assert.deepEqual(
    (await read(org, kept)).aliases.map((alias: { alias: string }) => alias.alias),
    ['ZB'],
  )
  assert.equal((await invoice(org, { customer_number: '1' })).status, 200)
  assert.equal((await org.admin.get('/api/open-items', { customer_id: old })).body.rows.length, 1)
  assert.deepEqual(codes(await unmerge(org, old)), ['0 customer_not_merged'])

  await org.admin.post(`/api/customers/${kept}/archive`, { reason: 'x' })
  assert.equal((await merge(org, kept, old)).status, 200)
  assert.deepEqual((await unmerge(org, kept)).body, { state: 'archived' })
})

test('[CUS-19] one that was merged into a customer that is merged on leads to the last, and each step comes back alone', async () => {
  const org = await founded()
  const [a, b, c] = await entered(
    org,
    { number: 'A', name: 'Alpha' },
    { number: 'B', name: 'Beta' },
    { number: 'C', name: 'Gamma' },
  )
  const into = async () => [(await read(org, a)).merged_into, (await read(org, b)).merged_into]
  const names = async (customer_id: string) =>
    (await read(org, customer_id)).aliases.map((alias: { alias: string }) => alias.alias)
  await merge(org, a, b)
  await merge(org, b, c)
  assert.deepEqual(await into(), [c, c])
  assert.deepEqual(await names(c), ['Alpha', 'Beta'])
  assert.deepEqual(codes(await merge(org, c, a)), ['0 customer_merged'])

  await unmerge(org, b)
  assert.deepEqual(await into(), [b, null])
  assert.deepEqual([await names(b), await names(c)], [['Alpha'], []])

  await merge(org, b, c)
  await unmerge(org, a)
  assert.deepEqual(await into(), [null, c])
  assert.deepEqual(await names(c), ['Beta'])
})

test('[CUS-19] of two mergings that cross, one wins; a document that is being entered is finished first', async () => {
  const org = await founded()
  for (let turn = 0; turn < 20; turn++) {
    const [a, b] = await entered(org, { number: `A${turn}`, name: 'Acme' }, { number: `B${turn}`, name: 'Acme Ltd' })
    const crossed = await Promise.all([merge(org, a, b), merge(org, b, a)])
    assert.deepEqual(crossed.map(reply => reply.status).toSorted(), [200, 409])
    assert.deepEqual(
      crossed.flatMap(reply => codes(reply) ?? []),
      ['0 customer_merged'],
    )
    const [old, kept] = crossed[0]?.status === 200 ? [a, b] : [b, a]
    await unmerge(org, old)
    const [issued, merged] = await Promise.all([invoice(org, { customer_id: old }), merge(org, old, kept)])
    assert.equal(merged.status, 200)
    if (issued.status === 200) assert.equal(merged.body.open_items, 1)
    else assert.deepEqual([codes(issued), merged.body.open_items], [['0 customer_merged'], 0])
  }
})

test('[CUS-19] only one who sees every customer and every entity merges, and two that are merged are no pair any more', async () => {
  const org = await founded()
  const [a, b] = await entered(org, { number: 'A', name: 'Acme' }, { number: 'B', name: 'Acme Ltd' })
  for (const scope of [{ entity_ids: [org.entities[0]] }, { customers: 'own' as const }]) {
    const clerk = await org.as('everything', scope)
    const reply = await clerk.post(`/api/customers/${a}/merging`, { into_id: b, reason: 'x' })
    assert.equal(reply.status, 403, JSON.stringify(reply.body))
  }
  await inside(org, tx => recountTwins(tx, org.org_id))
  const pairs = async () => (await org.admin.get('/api/customers/twin-pairs')).body.rows.length
  assert.equal(await pairs(), 1)
  await merge(org, a, b)
  assert.equal(await pairs(), 0)
  await unmerge(org, a)
  assert.equal(await pairs(), 1)
})

test('[CUS-19] what a merging is refused for, and which names the survivor gets', () => {
  const customer = (customer_id: string, more: Partial<Mergeable> = {}): Mergeable => ({
    customer_id,
    number: customer_id,
    name: customer_id,
    name_en: null,
    state: 'active',
    merged_into: null,
    name_aliases: [],
    ...more,
  })
  const merged = customer('M', { state: 'archived', merged_into: 'B' })
  const archived = customer('R', { state: 'archived' })
  const all = new Map(
    [
      customer('A', { name_en: 'a', name_aliases: ['B', 'x'] }),
      customer('B', { name_aliases: ['x'] }),
      merged,
      archived,
    ].map(one => [one.customer_id, one]),
  )
  const cases: [string, string, string[], string[]][] = [
    ['A', 'B', [], ['A', 'a']],
    ['R', 'B', [], ['R']],
    ['A', 'A', ['merge_into_itself'], []],
    ['A', 'R', ['customer_archived'], []],
    ['A', 'M', ['customer_merged'], []],
    ['M', 'B', ['customer_merged'], []],
    ['M', 'R', ['customer_merged', 'customer_archived'], []],
    ['?', 'B', ['customer_unknown'], []],
    ['A', '?', ['customer_unknown'], []],
  ]
  for (const [customer_id, into_id, refusals, names] of cases) {
    const { plan, problems } = decideMerging(all, { customer_id, into_id })
    assert.deepEqual(
      problems.map(problem => problem.code),
      refusals,
      `${customer_id} ${into_id}`,
    )
    assert.deepEqual(plan?.aliases.map(alias => alias.alias) ?? [], names, `${customer_id} ${into_id}`)
  }
})
