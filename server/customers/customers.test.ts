import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type RawBuilder, sql } from 'kysely'
import { actorHere } from '../access/actors.ts'
import type { Tx } from '../db/connect.ts'
import { contextOf } from '../kernel/context.ts'
import { parseInput } from '../kernel/http.ts'
import { newId } from '../kernel/values.ts'
import { codes, create, eventsOf, founded, inside } from '../testing/customers.ts'
import { testHouse } from '../testing/organisation.ts'
import { customersContract } from './contract.ts'
import { createCustomers } from './customers.ts'

await testHouse()

test('[CUS-1] a customer is entered with everything that belongs to it, and read as it was entered', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const [head, branch] = await create(
    org,
    { number: 'H1', name: '宏达集团有限公司' },
    {
      number: '0042',
      name: '上海宏达贸易有限公司',
      name_en: '',
      tax_id: '91350100M000100Y43',
      head_office_number: 'H1',
      number_aliases: ['42', '42', '0042'],
      name_aliases: ['宏达上海', '上海宏达贸易有限公司'],
      contacts: [
        { name: '王敏', phone: '021-5555', email: 'wang@example.com', roles: ['invoice', 'dunning', 'invoice'] },
      ],
      accounts: [{ entity_id, terms_code: 'eom30', currency: 'CNY', limit_minor: '100000000' }],
    },
  )
  assert.ok(head && branch)
  const { body } = await org.admin.get(`/api/customers/${branch.customer_id}`)
  assert.equal(body.head_office_id, head.customer_id)
  assert.equal(body.head_office_name, '宏达集团有限公司')
  assert.equal(body.name_en, null)
  assert.equal(body.tax_id_check, 'ok')
  assert.deepEqual(
    body.aliases.map((alias: { kind: string; alias: string }) => `${alias.kind} ${alias.alias}`),
    ['name 宏达上海', 'number 42'],
  )
  assert.deepEqual(body.contacts[0].roles, ['invoice', 'dunning'])
  assert.equal(body.contacts[0].phone, '021-5555')
  assert.equal(body.accounts[0].terms_code, 'eom30')
  assert.equal(body.accounts[0].limit_minor, '100000000')
  assert.deepEqual(body.owners, [])
  assert.deepEqual((await org.admin.get(`/api/customers/${newId()}`)).status, 404)
})

test('[CUS-1] one request says everything that is wrong with it, and writes nothing', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'A', name: 'A', number_aliases: ['007'] })
  const reply = await org.admin.post('/api/customers', [
    { number: 'fine', name: 'Fine' },
    { number: 'A', name: 'Twice' },
    { number: 'B', name: 'B' },
    { number: 'B', name: 'B again' },
    { number: 'C', name: 'C', head_office_number: 'nobody' },
    { number: 'D', name: 'D', head_office_number: 'D' },
    { number: 'E', name: 'E', head_office_number: 'F' },
    { number: 'F', name: 'F', head_office_number: 'E' },
    { number: 'G', name: 'G', head_office_number: 'F' },
    { number: '7', name: 'Seven' },
    { number: 'I', name: 'I', number_aliases: ['0007', 'fine'] },
    {
      number: 'J',
      name: 'J',
      accounts: [
        {
          entity_id: newId(),
          terms_code: 'never',
          currency: 'ZZZ',
          limit_minor: '-1',
          salesperson_id: newId(),
          department_code: 'no',
        },
        { entity_id },
        { entity_id },
      ],
    },
  ])
  assert.deepEqual(codes(reply), [
    '1 customer_number_taken',
    '3 customer_number_taken',
    '4 customer_unknown',
    '5 head_office_is_self',
    '6 head_office_loops',
    '7 head_office_loops',
    '9 alias_taken',
    '10 alias_taken',
    '10 alias_taken',
    '11 entity_unknown',
    '11 terms_unknown',
    '11 currency_unknown',
    '11 field_out_of_range',
    '11 person_unknown',
    '11 department_unknown',
    '11 field_invalid',
  ])
  assert.equal((await org.admin.get('/api/customers')).body.rows.length, 1)
})

test('[CUS-2] numbers are drawn past those that are borne already, also while others draw', async () => {
  const org = await founded()
  assert.deepEqual(
    (await create(org, { name: 'a' }, { name: 'b', number: '' }, { name: 'c', number: 'C-000007' }, { name: 'd' })).map(
      row => row.number,
    ),
    ['C-000008', 'C-000009', 'C-000007', 'C-000010'],
  )
  await create(org, { name: 'e', number: 'E', number_aliases: ['c-000015'] })
  const drawn = await Promise.all(Array.from({ length: 12 }, () => create(org, { name: 'x' }, { name: 'y' })))
  const numbers = drawn.flat().map(row => row.number)
  const expected = Array.from({ length: 25 }, (_, at) => `C-0000${at + 11}`).filter(number => number !== 'C-000015')
  assert.deepEqual(numbers.toSorted(), expected)
  await create(org, { name: 'f', number: 'C-999999' })
  assert.deepEqual(
    (await create(org, { name: 'g' }, { name: 'h' })).map(row => row.number),
    ['C-1000000', 'C-1000001'],
  )
  assert.deepEqual(
    (await create(org, { name: 'i' })).map(row => row.number),
    ['C-1000002'],
  )
})

test('[CUS-2] a customer another system already sent is known, and stays as it is', async () => {
  const org = await founded()
  const draft = { name: 'Acme', source: 'crm', external_id: '17' }
  const [first, twin] = await create(org, draft, { ...draft, name: 'Acme Inc', number: 'A1' })
  const [again] = await create(org, { ...draft, name: 'Another name', head_office_number: 'nobody', tax_id: 'x' })
  assert.deepEqual([first?.known, twin?.known, again?.known], [false, true, true])
  assert.deepEqual([twin?.customer_id, again?.customer_id], [first?.customer_id, first?.customer_id])
  assert.deepEqual([twin?.number, again?.number], ['C-000001', 'C-000001'])
  const [other] = await create(org, { ...draft, source: 'shop' })
  assert.notEqual(other?.customer_id, first?.customer_id)
  const both = await Promise.all([1, 2].map(() => create(org, { name: 'Twins', source: 'crm', external_id: 'twin' })))
  assert.equal(new Set(both.flat().map(row => row.customer_id)).size, 1)
})

test('[CUS-1] two thousand customers take as many statements as one', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const draft = (index: number) => ({
    name: `Customer ${index}`,
    number_aliases: [`N${index}`],
    contacts: [{ name: `Person ${index}` }],
    accounts: [{ entity_id, terms_code: 'net30', salesperson_id: org.admin.person_id }],
    source: 'crm',
    external_id: `${index}`,
  })
  const statementsFor = async (drafts: object[]) => {
    let statements = 0
    await inside(org, async tx => {
      const actor = await actorHere(tx, { person_id: org.admin.person_id, key_id: null }, 'customer.write')
      assert.ok(actor)
      const counting = {
        ...tx,
        rows<T>(query: RawBuilder<T>) {
          statements++
          return tx.rows(query)
        },
        first<T>(query: RawBuilder<T>) {
          statements++
          return tx.first(query)
        },
      } as Tx
      const now = await tx.first(sql<{ at: string }>`select clock_timestamp() as at`)
      const ctx = contextOf(counting, actor, now?.at as never, newId(), null)
      await createCustomers(ctx, parseInput(customersContract.createCustomers, drafts) as never)
    })
    return statements
  }
  const one = await statementsFor([draft(0)])
  assert.equal(await statementsFor(Array.from({ length: 2000 }, (_, index) => draft(index + 1))), one)
  assert.ok(one < 25, `${one} statements`)
  assert.equal((await create(org, draft(1999)))[0]?.known, true)
})

test('[CUS-13] a tax identifier that cannot be right is a warning in the answer and on the file', async () => {
  const org = await founded()
  const rows = await create(
    org,
    { name: 'a', tax_id: '91350100M000100Y44' },
    { name: 'b', tax_id: '123' },
    { name: 'c' },
  )
  assert.deepEqual(
    rows.map(row => row.tax_id_check),
    ['wrong_check_digit', 'wrong_length', null],
  )
  const path = `/api/customers/${rows[0]?.customer_id}`
  const mended = await org.admin.put(path, { version: 1, tax_id: '91350100 M000100 y43' })
  assert.deepEqual(mended.body, { version: 2, tax_id_check: 'ok' })
  assert.equal((await org.admin.get(path)).body.tax_id, '91350100M000100Y43')
})

test('[CUS-7] an amendment names its version, keeps the former name and says what changed', async () => {
  const org = await founded()
  const [customer] = await create(org, { number: 'K', name: 'Old Ltd', name_en: 'Old' })
  const path = `/api/customers/${customer?.customer_id}`
  const amended = await org.admin.put(path, { version: 1, name: 'New Ltd', name_en: null })
  assert.deepEqual(amended.body, { version: 2, tax_id_check: null })
  assert.deepEqual(codes(await org.admin.put(path, { version: 1, name: 'Late' })), ['0 changed_meanwhile'])
  assert.deepEqual((await org.admin.put(path, { version: 2, name: 'New Ltd' })).body.version, 2)
  assert.deepEqual(
    (await org.admin.get('/api/customers', { q: 'old' })).body.rows.map((row: { name: string }) => row.name),
    ['New Ltd'],
  )
  const events = await eventsOf(org, customer?.customer_id as string)
  assert.deepEqual(
    events.map(event => event.name),
    ['customer.created', 'customer.amended'],
  )
  assert.deepEqual(events[1]?.data.changed, {
    name: { from: 'Old Ltd', to: 'New Ltd' },
    name_en: { from: 'Old', to: null },
  })
  assert.equal((await org.admin.put(`/api/customers/${newId()}`, { version: 1 })).status, 404)
})

test('[CUS-6] head offices are a tree', async () => {
  const org = await founded()
  const rows = await create(
    org,
    { number: 'A', name: 'A' },
    { number: 'B', name: 'B', head_office_number: 'A' },
    { number: 'C', name: 'C', head_office_number: 'B' },
  )
  const put = (at: number, head_office_number: string | null, version = 1) =>
    org.admin.put(`/api/customers/${rows[at]?.customer_id}`, { version, head_office_number })
  assert.deepEqual(codes(await put(0, 'A')), ['0 head_office_is_self'])
  assert.deepEqual(codes(await put(0, 'C')), ['0 head_office_loops'])
  assert.deepEqual(codes(await put(0, 'X')), ['0 customer_unknown'])
  assert.equal((await put(2, 'A')).status, 200)
  assert.equal((await put(1, null)).status, 200)
  for (let round = 0; round < 10; round++) {
    const pair = await create(org, { number: `L${round}`, name: 'L' }, { number: `R${round}`, name: 'R' })
    const put = (at: number, head_office_number: string) =>
      org.admin.put(`/api/customers/${pair[at]?.customer_id}`, { version: 1, head_office_number })
    const both = await Promise.all([put(0, `R${round}`), put(1, `L${round}`)])
    assert.deepEqual(both.map(reply => reply.status).toSorted(), [200, 409])
  }
})

const alias = (customer_id: string | undefined, text: string, kind = 'number') => ({ customer_id, kind, alias: text })

test('[CUS-4] a number leads to one customer', async () => {
  const org = await founded()
  const [a, b] = await create(org, { number: '100', name: 'A' }, { number: '200', name: 'B' })
  const post = (...lines: object[]) => org.admin.post('/api/customer-aliases', lines)
  assert.deepEqual(
    (await post(alias(a?.customer_id, '00100'), alias(a?.customer_id, '100'), alias(a?.customer_id, 'x-1'))).body,
    { count: 2 },
  )
  assert.deepEqual((await post(alias(a?.customer_id, '00100'))).body, { count: 0 })
  assert.deepEqual(
    codes(
      await post(
        alias(b?.customer_id, '200'),
        alias(b?.customer_id, '0100'),
        alias(b?.customer_id, 'X-1'),
        alias(newId(), 'q'),
      ),
    ),
    ['1 alias_taken', '2 alias_taken', '3 customer_unknown'],
  )
  assert.deepEqual(codes(await post(alias(a?.customer_id, '5'), alias(b?.customer_id, '05'))), ['1 alias_taken'])
  assert.deepEqual((await post(alias(a?.customer_id, '宏达', 'name'), alias(b?.customer_id, '宏达', 'name'))).body, {
    count: 2,
  })
  for (let round = 0; round < 10; round++) {
    const both = await Promise.all([a, b].map(customer => post(alias(customer?.customer_id, `race-${round}`))))
    assert.deepEqual(both.map(reply => reply.status).toSorted(), [200, 409])
  }
})

test('[CUS-15] a wrong alias ends, leads nowhere, and may be given to another customer', async () => {
  const org = await founded()
  const [a, b] = await create(org, { number: '100', name: 'A' }, { number: '200', name: 'B' })
  const post = (...lines: object[]) => org.admin.post('/api/customer-aliases', lines)
  await post(alias(a?.customer_id, 'X-1'), alias(a?.customer_id, '宏达', 'name'))
  const read = async (customer: { customer_id: string } | undefined) =>
    (await org.admin.get(`/api/customers/${customer?.customer_id}`)).body
  const wrong = (await read(a)).aliases.find((one: { alias: string }) => one.alias === 'X-1')
  assert.deepEqual(codes(await post(alias(b?.customer_id, 'x-1'))), ['0 alias_taken'])
  const end = (alias_id: string) =>
    org.admin.post(`/api/customer-aliases/${alias_id}/ending`, { reason: 'typing error' })
  const ended = await end(wrong.alias_id)
  assert.equal(ended.status, 200, JSON.stringify(ended.body))
  assert.deepEqual((await end(wrong.alias_id)).body, ended.body, 'ended once')
  assert.deepEqual(
    (await read(a)).aliases.map((one: { alias: string }) => one.alias),
    ['宏达'],
  )
  const found = async (q: string) => (await org.admin.get('/api/customers', { q })).body.rows.length
  assert.equal(await found('X-1'), 0)
  assert.deepEqual((await org.admin.get('/api/search', { q: 'X-1' })).body.rows, [])
  assert.deepEqual((await post(alias(b?.customer_id, 'x-1'))).body, { count: 1 })
  assert.equal(await found('X-1'), 1)
  assert.deepEqual((await post(alias(b?.customer_id, 'y'), alias(a?.customer_id, 'X 1 1'))).body, { count: 2 })
  const events = await eventsOf(org, a?.customer_id ?? '')
  const [event] = events.filter(one => one.name === 'customer.alias_ended')
  assert.deepEqual([event?.data.alias, event?.data.reason], ['X-1', 'typing error'])
  assert.equal((await end(newId())).status, 404)
  assert.equal(events.filter(one => one.name === 'customer.alias_ended').length, 1)
})
