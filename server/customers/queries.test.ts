import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contextOf } from '../kernel/context.ts'
import { newId } from '../kernel/values.ts'
import { actorHere } from '../access/actors.ts'
import { asOwner, codes, create, founded, inside, openItem } from '../testing/customers.ts'
import { type Reply, testHouse } from '../testing/organisation.ts'
import { customerRefs, customersById, customersByNumber, refKey } from './find.ts'

await testHouse()

type Row = { customer_id: string; number: string; name: string; recorded_at: string; state: string }

test('[CUS-14] every sort and filter pages through exactly what it means', async () => {
  const org = await founded()
  const [first, second] = org.entities
  const drafts = Array.from({ length: 23 }, (_, at) => ({
    number: `N${(at * 7) % 23}`,
    name: ['宏达', 'Acme', 'acme', '张'.repeat(300)][at % 4] as string,
    related_party: at % 3 === 0,
    accounts:
      at % 2 === 0
        ? [{ entity_id: first, salesperson_id: at % 4 === 0 ? org.admin.person_id : undefined }]
        : [{ entity_id: second, salesperson_id: org.admin.person_id }],
  }))
  const made = (await create(org, ...drafts)).map((row, at) => ({ ...row, ...(drafts[at] as (typeof drafts)[number]) }))
  for (const row of made.slice(0, 5))
    assert.equal((await org.admin.post(`/api/customers/${row.customer_id}/archive`, { reason: 'x' })).status, 200)
  const archived = new Set(made.slice(0, 5).map(row => row.customer_id))

  const all = async (query: Record<string, string | string[]>) => {
    const rows: Row[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page = await org.admin.get('/api/customers', { limit: '4', ...query, ...(after ? { after } : {}) })
      assert.equal(page.status, 200, JSON.stringify(page.body))
      rows.push(...page.body.rows)
      after = page.body.next
    }
    assert.equal(new Set(rows.map(row => row.customer_id)).size, rows.length)
    return rows
  }
  for (const sort of ['number', 'name', 'recorded_at'] as const) {
    const up = await all({ sort })
    assert.equal(up.length, 23)
    assert.deepEqual(
      up.map(row => row[sort]),
      up.map(row => row[sort]).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
      sort,
    )
    assert.deepEqual(
      (await all({ sort: `-${sort}` })).map(row => row.customer_id),
      up.map(row => row.customer_id).toReversed(),
    )
  }
  const expect = async (query: Record<string, string | string[]>, fits: (row: (typeof made)[number]) => boolean) =>
    assert.deepEqual(
      (await all(query)).map(row => row.number).toSorted(),
      made
        .filter(fits)
        .map(row => row.number)
        .toSorted(),
      JSON.stringify(query),
    )
  const me = org.admin.person_id
  await expect({ state: 'archived' }, row => archived.has(row.customer_id))
  await expect({ state: 'active', sort: '-name' }, row => !archived.has(row.customer_id))
  await expect({ related_party: 'true' }, row => row.related_party)
  await expect({ related_party: 'false' }, row => !row.related_party)
  await expect({ entity_id: first }, row => row.accounts[0]?.entity_id === first)
  await expect({ entity_id: [first, second] }, () => true)
  await expect(
    { entity_id: first, salesperson_id: me },
    row => row.accounts[0]?.entity_id === first && row.accounts[0]?.salesperson_id === me,
  )
  await expect({ salesperson_id: newId() }, () => false)
  await expect({ q: 'acme' }, row => row.name.toLowerCase() === 'acme')
  await expect(
    { q: 'acme', related_party: 'true', state: 'active' },
    row => row.name.toLowerCase() === 'acme' && row.related_party && !archived.has(row.customer_id),
  )
})

test('[CUS-14] the branches of a head office are listed, and no others', async () => {
  const org = await founded()
  const rows = await create(
    org,
    { number: 'H', name: 'Head' },
    { number: 'B1', name: 'Branch', head_office_number: 'H' },
    { number: 'B2', name: 'Branch', head_office_number: 'H' },
    { number: 'B3', name: 'Of a branch', head_office_number: 'B1' },
  )
  const head_office_id = rows[0]?.customer_id as string
  const { body } = await org.admin.get('/api/customers', { head_office_id, sort: 'number' })
  assert.deepEqual(
    body.rows.map((row: Row) => row.number),
    ['B1', 'B2'],
  )
})

test('[CUS-14] a cursor is taken only by the sort it belongs to', async () => {
  const org = await founded()
  await create(org, { name: 'a' }, { name: 'b' })
  const { body } = await org.admin.get('/api/customers', { limit: '1' })
  for (const query of [{ after: 'x' }, { after: body.next, sort: '-number' }, { after: body.next, sort: 'name' }]) {
    const reply = await org.admin.get('/api/customers', query)
    assert.deepEqual([reply.status, codes(reply)], [400, ['0 cursor_invalid']])
  }
})

test('[CUS-14] a search finds parts and other spellings of numbers, names, tax identifiers and aliases', async () => {
  const org = await founded()
  await create(
    org,
    {
      number: '200769623',
      name: 'Wal-Mar Corp',
      name_en: 'Walmart',
      tax_id: '91350100M000100Y43',
      number_aliases: ['SAP-77'],
      name_aliases: ['沃尔玛'],
    },
    { number: 'X%_\\', name: '100% Cotton_\\' },
    { number: 'Z', name: 'Zebra' },
  )
  const found = async (q: string) =>
    (await org.admin.get('/api/customers', { q })).body.rows.map((row: Row) => row.name)
  for (const q of [
    '200769',
    '0200769623',
    ' ２００７６９６２３ ',
    'walmart',
    'WAL MAR GmbH',
    '9135',
    'sap-77',
    '00SAP-77',
    '尔玛',
    '沃尔玛有限公司',
  ])
    assert.deepEqual(await found(q), ['Wal-Mar Corp'], q)
  for (const q of ['%', '_', '\\', '100%']) assert.deepEqual(await found(q), ['100% Cotton_\\'], q)
  assert.equal((await found('   ')).length, 3)
  assert.deepEqual(await found('nothing like it'), [])
})

test('[CUS-3] documents find their customers by number and learn what belongs to them within an entity', async () => {
  const org = await founded()
  const [first, second] = org.entities
  const [a, b] = await create(
    org,
    {
      number: '0042',
      name: 'A',
      number_aliases: ['SAP 9'],
      accounts: [{ entity_id: first, terms_code: 'eom30', currency: 'USD', salesperson_id: org.admin.person_id }],
    },
    { number: '00042', name: 'B', head_office_number: '0042' },
    { number: '7', name: 'C' },
  )
  await inside(org, async tx => {
    const actor = await actorHere(tx, { person_id: org.admin.person_id, key_id: null }, 'customer.read')
    assert.ok(actor)
    const ctx = contextOf(tx, actor, '2026-01-01T00:00:00.000000Z' as never, newId(), null)
    const numbers = ['0042', '42', 'sap9', 'SAP 9', '007', 'none']
    const names = async (merge: boolean) =>
      Object.fromEntries(
        [...(await customersByNumber(ctx, numbers, { merge }))].map(([number, ref]) => [number, ref.name]),
      )
    assert.deepEqual(await names(false), { '0042': 'A', 'SAP 9': 'A' })
    assert.deepEqual(await names(true), { '0042': 'A', 'SAP 9': 'A', sap9: 'A', '007': 'C' })
    assert.equal((await customersById(ctx, [newId(), a?.customer_id as string])).size, 1)
    const refs = await customerRefs(
      ctx,
      [a?.customer_id as string, b?.customer_id as string, newId()],
      [first, second],
      { hold: true },
    )
    assert.equal(refs.size, 4)
    const ref = refs.get(refKey(a?.customer_id as string, first))
    assert.deepEqual(
      [ref?.terms_code, ref?.terms_rule, ref?.currency, ref?.salesperson_id, ref?.state],
      ['eom30', { base: 'end_of_base_month', days: 30 }, 'USD', org.admin.person_id, 'active'],
    )
    const bare = refs.get(refKey(b?.customer_id as string, second))
    assert.deepEqual([bare?.terms_rule, bare?.currency, bare?.head_office_id], [null, null, a?.customer_id])
  })
})

test('[CUS-7] whoever enters a document holds its customer: archiving waits and then finds the open item', async () => {
  const org = await founded()
  const [customer] = await create(org, { name: 'K' })
  const customer_id = customer?.customer_id as string
  let archiving: Promise<Reply> | undefined
  await inside(org, async tx => {
    const actor = await actorHere(tx, { person_id: org.admin.person_id, key_id: null }, 'customer.read')
    assert.ok(actor)
    const ctx = contextOf(tx, actor, '2026-01-01T00:00:00.000000Z' as never, newId(), null)
    await customerRefs(ctx, [customer_id], org.entities, { hold: true })
    const state = { answered: false }
    archiving = org.admin.post(`/api/customers/${customer_id}/archive`, { reason: 'x' }).finally(() => {
      state.answered = true
    })
    for (let waiting = 0; waiting === 0 && !state.answered; )
      waiting = (
        await asOwner(`select 1 from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock' and query like '%from customers%for update%'`)
      ).length
    await openItem(org, customer_id)
  })
  assert.deepEqual(codes((await archiving) as Reply), ['0 customer_has_open_items'])
})
