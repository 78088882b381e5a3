import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { addDays, type Day, newId } from '../kernel/values.ts'
import { asOwner, codes, create, eventsOf, type Founded, founded, inside } from '../testing/customers.ts'
import { type Client, testHouse } from '../testing/organisation.ts'
import { ownersSweep } from './jobs.ts'
import { ownersAt, refreshOwners } from './owners.ts'

await testHouse()

const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) as Day

/** Two salespeople of two departments, and a customer of the first. */
async function withSalespeople() {
  const org = await founded()
  const [entity_id] = org.entities
  const departments = [newId(), newId()] as const
  for (const [at, department_id] of departments.entries())
    await asOwner('insert into departments (org_id, department_id, code, name) values ($1, $2, $3, $3)', [
      org.org_id,
      department_id,
      `D${at}`,
    ])
  const scope = (at: 0 | 1, name: string) => ({ department_id: departments[at], name })
  const [ann, bob] = [await org.as('sales', scope(0, 'Ann')), await org.as('sales', scope(1, 'Bob'))]
  await asOwner(`update people set code = 'ann' where org_id = $1 and person_id = $2`, [org.org_id, ann.person_id])
  const [customer] = await create(org, { number: 'K', name: 'K', accounts: [{ entity_id, salesperson_code: 'ann' }] })
  return { org, entity_id, departments, ann, bob, customer_id: customer?.customer_id as string }
}

async function accountOf(org: Founded, customer_id: string) {
  const { body } = await org.admin.get(`/api/customers/${customer_id}`)
  const { salesperson_name, department_id } = body.accounts[0] ?? {}
  return { salesperson_name, department_id }
}

test('[CUS-9] the first owner counts from the beginning, in the department of the salesperson', async () => {
  const { org, customer_id, departments } = await withSalespeople()
  assert.deepEqual(await accountOf(org, customer_id), { salesperson_name: 'Ann', department_id: departments[0] })
  const { body } = await org.admin.get(`/api/customers/${customer_id}`)
  assert.deepEqual(
    body.owners.map((owner: { effective_on: string }) => owner.effective_on),
    ['1900-01-01'],
  )
})

test('[CUS-9] a hand-over counts from its day, and is known from the moment it was written down', async () => {
  const { org, entity_id, customer_id, ann, bob, departments } = await withSalespeople()
  const handOver = (salesperson_id: string | null, effective_on: string) =>
    org.admin.post('/api/customer-owners', { customer_id, entity_id, salesperson_id, effective_on, why: 'Moves' })
  const tomorrow = addDays(today, 1)
  assert.deepEqual((await handOver(bob.person_id, tomorrow)).body, { count: 1 })
  assert.deepEqual(await accountOf(org, customer_id), { salesperson_name: 'Ann', department_id: departments[0] })

  const names = new Map([
    [ann.person_id, 'Ann'],
    [bob.person_id, 'Bob'],
  ])
  const at = (as_of: string, known_at: string | null = null) =>
    inside(org, async tx => {
      const rows = await tx.rows(
        sql<{ salesperson_id: string }>`select * from ${ownersAt(org.org_id, as_of, known_at)} o`,
      )
      return rows.map(row => names.get(row.salesperson_id) ?? null)
    })
  assert.deepEqual([await at(today), await at(tomorrow)], [['Ann'], ['Bob']])
  await inside(org, tx => refreshOwners({ tx, org_id: org.org_id, today: tomorrow }))
  assert.deepEqual(await accountOf(org, customer_id), { salesperson_name: 'Bob', department_id: departments[1] })
  assert.equal(await inside(org, tx => refreshOwners({ tx, org_id: org.org_id, today: tomorrow })), 0)

  const before = await asOwner<{ at: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`,
  )
  assert.deepEqual((await handOver(null, tomorrow)).body, { count: 1 })
  assert.deepEqual([await at(tomorrow), await at(tomorrow, before[0]?.at), await at(today)], [[null], ['Bob'], ['Ann']])
  assert.deepEqual((await handOver(bob.person_id, '2026-01-01')).body, { count: 1 })
  assert.deepEqual([await at('2025-12-31'), await at('2026-01-01')], [['Ann'], ['Bob']])
  assert.equal((await eventsOf(org, customer_id)).filter(event => event.name === 'customer.handed_over').length, 3)
})

test('[CUS-9] a hand-over whose day has come reaches the account within the hour', async () => {
  const { org, entity_id, customer_id, bob, departments } = await withSalespeople()
  const line = { customer_id, entity_id, salesperson_id: bob.person_id, effective_on: addDays(today, 5) }
  assert.equal((await org.admin.post('/api/customer-owners', line)).status, 200)
  const { db } = await testHouse()
  await ownersSweep(db).run(org.org_id)
  assert.equal((await accountOf(org, customer_id)).salesperson_name, 'Ann')
  await asOwner(`update organisations set is_demo = true, demo_at = now() + interval '6 days' where org_id = $1`, [
    org.org_id,
  ])
  await ownersSweep(db).run(org.org_id)
  assert.deepEqual(await accountOf(org, customer_id), { salesperson_name: 'Bob', department_id: departments[1] })
})

test('[CUS-9] a hand-over of the past changes the owner of today at once, also where nothing was set before', async () => {
  const { org, customer_id, bob } = await withSalespeople()
  const second = org.entities[1]
  const line = { customer_id, salesperson_id: bob.person_id, effective_on: '2026-01-01' }
  const reply = await org.admin.post(
    '/api/customer-owners',
    org.entities.map(entity_id => ({ ...line, entity_id })),
  )
  assert.deepEqual(reply.body, { count: 2 })
  const { body } = await org.admin.get(`/api/customers/${customer_id}`)
  assert.deepEqual(
    body.accounts.map((account: { salesperson_name: string }) => account.salesperson_name),
    ['Bob', 'Bob'],
  )
  await asOwner(`update people set state = 'disabled' where org_id = $1 and person_id = $2`, [
    org.org_id,
    bob.person_id,
  ])
  const refused = await org.admin.post('/api/customer-owners', [
    { ...line, entity_id: second },
    { ...line, entity_id: second, salesperson_id: newId() },
    { ...line, entity_id: newId(), salesperson_id: null, department_id: newId() },
    { ...line, customer_id: newId(), entity_id: second, salesperson_id: null },
  ])
  assert.deepEqual(codes(refused), [
    '0 person_disabled',
    '1 field_invalid',
    '1 person_unknown',
    '2 entity_unknown',
    '2 department_unknown',
    '3 customer_unknown',
  ])
})

const seen = async (client: Client, query: Record<string, string> = {}): Promise<string[]> =>
  (await client.get('/api/customers', query)).body.rows.map((row: { number: string }) => row.number)

test('[CUS-12] salespeople see their own customers, and their heads those of the department', async () => {
  const { org, entity_id, ann, bob, departments, customer_id } = await withSalespeople()
  const [bobs] = await create(org, {
    number: 'K2',
    name: 'K of Bob',
    number_aliases: ['other'],
    contacts: [{ name: 'Secret' }],
    accounts: [{ entity_id, salesperson_id: bob.person_id }],
  })
  await create(org, { number: 'K3', name: 'K of nobody', number_aliases: ['nobody'] })
  const head = await org.as('sales_manager', { department_id: departments[1] })
  for (const query of [{}, { q: 'K' }, { sort: '-name' }, { q: 'K', state: 'active' }] as Record<string, string>[]) {
    assert.deepEqual(await seen(ann, query), ['K'])
    assert.deepEqual(await seen(bob, query), ['K2'])
    assert.deepEqual(await seen(head, query), ['K2'])
  }
  assert.deepEqual((await seen(org.admin)).length, 3)
  assert.deepEqual(
    [await seen(ann, { q: 'other' }), await seen(bob, { q: 'other' }), await seen(bob, { q: 'nobody' })],
    [[], ['K2'], []],
  )
  const path = `/api/customers/${bobs?.customer_id}`
  assert.equal((await bob.get(path)).body.contacts[0].name, 'Secret')
  assert.equal((await ann.get(path)).status, 404)
  assert.equal((await ann.get(`/api/customers/${customer_id}`)).status, 200)
})

test('[CUS-12] who sees only some customers cannot decide what takes all of them', async () => {
  const { org, entity_id, bob, customer_id } = await withSalespeople()
  const own = await org.as('everything', { customers: 'own', name: 'Own' })
  const line = { customer_id, entity_id, effective_on: '2026-01-01' }
  assert.equal((await org.admin.post('/api/customer-owners', { ...line, salesperson_id: own.person_id })).status, 200)
  for (const reply of [
    await own.post('/api/customers', { name: 'New' }),
    await own.post('/api/customer-aliases', { customer_id, kind: 'number', alias: '9' }),
    await own.put(`/api/customers/${customer_id}`, { version: 1, head_office_number: 'K' }),
  ])
    assert.deepEqual([reply.status, codes(reply)], [403, ['0 out_of_scope']])
  assert.equal((await own.put(`/api/customers/${customer_id}`, { version: 1, name: 'Renamed' })).status, 200)
  assert.equal((await own.post(`/api/customers/${customer_id}/contacts`, { name: 'Somebody' })).status, 200)
  const account = { customer_id, entity_id: org.entities[1], terms_code: 'net30' }
  assert.deepEqual((await own.post('/api/customer-accounts', account)).body, { count: 1 })
  // What is handed over is out of sight from then on.
  const handed = await own.post('/api/customer-owners', { ...line, salesperson_id: bob.person_id, effective_on: today })
  assert.deepEqual(handed.body, { count: 1 }, JSON.stringify(handed.body))
  assert.equal((await own.get(`/api/customers/${customer_id}`)).status, 404)
  assert.deepEqual(codes(await own.post('/api/customer-owners', { ...line, salesperson_id: null })), [
    '0 customer_unknown',
  ])
})

test('[CUS-12] who sees one entity sets its accounts alone, and archives nobody', async () => {
  const { org, entity_id, customer_id } = await withSalespeople()
  const [, second] = org.entities
  const clerk = await org.as('everything', { entity_ids: [second] })
  const made = await clerk.post('/api/customers', {
    name: 'New',
    accounts: [{ entity_id: second, terms_code: 'net30' }],
  })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const set = (entity_id: string) => clerk.post('/api/customer-accounts', { customer_id, entity_id, currency: 'USD' })
  assert.deepEqual(codes(await set(entity_id)), ['0 entity_unknown'])
  assert.equal((await set(second)).status, 200)
  assert.deepEqual(
    (await clerk.get(`/api/customers/${customer_id}`)).body.accounts.map(
      (account: { entity_id: string }) => account.entity_id,
    ),
    [second],
  )
  const archived = await clerk.post(`/api/customers/${customer_id}/archive`, { reason: 'x' })
  assert.deepEqual(codes(archived), ['0 out_of_scope'])
})
