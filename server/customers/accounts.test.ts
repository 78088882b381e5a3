import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/values.ts'
import { asOwner, codes, create, eventsOf, founded, inside, openItem } from '../testing/customers.ts'
import { testHouse } from '../testing/organisation.ts'
import { standardTerms } from './standard-terms.ts'
import { seedTerms } from './terms-verbs.ts'

await testHouse()

test('[CUS-7] a customer with open items is not archived, and an archived one is not changed', async () => {
  const org = await founded()
  const [customer] = await create(org, { number: 'K', name: 'K' })
  const customer_id = customer?.customer_id as string
  const archive = (archived: boolean) =>
    org.admin.post(`/api/customers/${customer_id}/archive`, { archived, reason: 'Gone' })
  assert.deepEqual((await archive(true)).body, { state: 'archived' })
  assert.deepEqual((await archive(true)).body, { state: 'archived' })
  const account = { customer_id, entity_id: org.entities[0], terms_code: 'net30' }
  for (const reply of [
    await org.admin.put(`/api/customers/${customer_id}`, { version: 2, name: 'X' }),
    await org.admin.post('/api/customer-aliases', { customer_id, kind: 'name', alias: 'X' }),
    await org.admin.post('/api/customer-accounts', account),
    await org.admin.post(`/api/customers/${customer_id}/contacts`, { name: 'X' }),
    await org.admin.post('/api/customer-owners', {
      customer_id,
      entity_id: org.entities[0],
      salesperson_id: null,
      effective_on: '2026-01-01',
    }),
  ])
    assert.deepEqual(codes(reply), ['0 customer_archived'])
  assert.deepEqual((await archive(false)).body, { state: 'active' })
  assert.deepEqual(
    (await eventsOf(org, customer_id)).map(event => event.name),
    ['customer.created', 'customer.archived', 'customer.restored'],
  )
  await openItem(org, customer_id)
  assert.deepEqual(codes(await archive(true)), ['0 customer_has_open_items'])
})

test('[CUS-11] what names a contact is sealed in events, and erased everywhere', async () => {
  const org = await founded()
  const [customer] = await create(org, {
    number: 'K',
    name: 'K',
    contacts: [{ name: '李四光', email: 'li@example.com' }],
  })
  const path = `/api/customers/${customer?.customer_id}`
  const added = await org.admin.post(`${path}/contacts`, { name: '张三丰', phone: '13800000000', title: '财务' })
  assert.equal(added.status, 200)
  const contact_id = added.body.contact_id as string
  const text = JSON.stringify([
    ...(await eventsOf(org, customer?.customer_id as string)),
    ...(await eventsOf(org, contact_id)),
  ])
  for (const personal of ['李四光', 'li@example.com', '张三丰', '13800000000'])
    assert.ok(!text.includes(personal), personal)
  assert.ok(text.includes('sealed'))
  const erase = () => org.admin.post(`/api/contacts/${contact_id}/erasure`, { reason: 'Asked for it' })
  const erased = await erase()
  assert.equal(erased.status, 200)
  assert.deepEqual((await erase()).body, erased.body)
  const { body } = await org.admin.get(path)
  const contact = body.contacts.find((row: { contact_id: string }) => row.contact_id === contact_id)
  assert.deepEqual(
    [contact.name, contact.phone, contact.email, contact.erased_at],
    [null, null, null, erased.body.erased_at],
  )
  assert.equal(
    (await asOwner('select 1 from personal_keys where subject_id = $1 and wrapped is null', [contact_id])).length,
    1,
  )
  assert.equal((await org.admin.post(`/api/contacts/${newId()}/erasure`, { reason: 'x' })).status, 404)
  // What is no address, or more than one line, is not kept to be written to.
  for (const email of ['a@example.com\nBcc: b@example.com', 'no address', 'a@b', 'a@example.com, b@example.com'])
    assert.deepEqual(codes(await org.admin.post(`${path}/contacts`, { name: 'X', email })), ['0 email_invalid'], email)
})

test('[CUS-8] terms, currency and limit are set, kept where left out, and taken away by null', async () => {
  const org = await founded()
  const [entity_id, second] = org.entities
  const [customer] = await create(org, { number: 'K', name: 'K' })
  const customer_id = customer?.customer_id
  const set = (...lines: object[]) => org.admin.post('/api/customer-accounts', lines)
  const base = { customer_id, entity_id }
  assert.deepEqual(
    (
      await set(
        { ...base, terms_code: 'net30', limit_minor: '500' },
        { customer_id, entity_id: second, currency: 'USD' },
      )
    ).body,
    { count: 2 },
  )
  assert.deepEqual((await set({ ...base, currency: 'EUR' })).body, { count: 1 })
  assert.deepEqual((await set({ ...base, currency: 'EUR', limit_minor: '500' })).body, { count: 0 })
  assert.deepEqual((await set({ ...base, limit_minor: null })).body, { count: 1 })
  const { body } = await org.admin.get(`/api/customers/${customer_id}`)
  const account = body.accounts.find((row: { entity_id: string }) => row.entity_id === entity_id)
  assert.deepEqual([account.terms_code, account.currency, account.limit_minor], ['net30', 'EUR', null])
  assert.deepEqual(codes(await set(base, { ...base, terms_code: 'never' })), ['1 field_invalid', '1 terms_unknown'])
})

test('[CUS-10] terms are checked, saved once per code, and the standard ones are there from the start', async () => {
  const org = await founded()
  await inside(org, tx => seedTerms(tx, org.org_id))
  const list = async () => (await org.admin.get('/api/payment-terms')).body.rows as { code: string; terms_id: string }[]
  assert.equal((await list()).length, standardTerms.length)
  const draft = { code: 'own', name: '自定', name_en: 'Own', rule: { base: 'invoice', days: 33 } }
  const saved = await org.admin.put('/api/payment-terms', draft)
  assert.equal(saved.status, 200)
  assert.deepEqual((await org.admin.put('/api/payment-terms', draft)).body, saved.body)
  assert.deepEqual((await org.admin.put('/api/payment-terms', { ...draft, archived: true })).body, saved.body)
  assert.equal((await list()).at(-1)?.code, 'own')
  assert.deepEqual(
    (await eventsOf(org, saved.body.terms_id)).map(event => event.name),
    ['terms.saved', 'terms.saved'],
  )
  const wrong = await org.admin.put('/api/payment-terms', { ...draft, rule: { base: 'moon', days: -1 } })
  assert.deepEqual(codes(wrong), ['0 terms_invalid'])
  assert.deepEqual(
    wrong.body.problems[0].params.issues.map((issue: { field: string }) => issue.field),
    ['base', 'days'],
  )
  const [customer] = await create(org, { name: 'K' })
  const account = { customer_id: customer?.customer_id, entity_id: org.entities[0], terms_code: 'own' }
  assert.deepEqual(codes(await org.admin.post('/api/customer-accounts', account)), ['0 terms_unknown'])
})

test('[CUS-10] terms are tried out before they are saved: parts and due days of an amount', async () => {
  const org = await founded()
  const trial = (rule: object) =>
    org.admin.post('/api/payment-terms/trial', {
      rule,
      base_days: ['2026-01-08', '2026-01-31'],
      amount_minor: '100000',
    })
  const { status, body } = await trial({ base: 'end_of_base_month', days: 30, retention: { percent: '5', months: 12 } })
  assert.equal(status, 200)
  assert.deepEqual(body.rows, [
    {
      base_on: '2026-01-08',
      parts: [
        { kind: 'instalment', due_on: '2026-03-02', amount_minor: '95000' },
        { kind: 'retention', due_on: '2027-01-31', amount_minor: '5000' },
      ],
    },
    {
      base_on: '2026-01-31',
      parts: [
        { kind: 'instalment', due_on: '2026-03-02', amount_minor: '95000' },
        { kind: 'retention', due_on: '2027-01-31', amount_minor: '5000' },
      ],
    },
  ])
  assert.equal((await trial({ base: 'moon' })).body.code, 'terms_invalid')
})

test('[CUS-16] a contact is changed by the version that was read, and both spellings are sealed', async () => {
  const org = await founded()
  const [customer] = await create(org, { number: 'P', name: 'P' })
  const path = `/api/customers/${customer?.customer_id}`
  const draft = { name: '张三丰', phone: '13800000000', title: '出纳', roles: ['invoice'] }
  const { contact_id } = (await org.admin.post(`${path}/contacts`, draft)).body
  const put = (body: object) => org.admin.put(`/api/contacts/${contact_id}`, body)
  const changed = await put({ version: 1, name: '张三峰', phone: null, roles: ['dunning', 'dunning'] })
  assert.deepEqual([changed.status, changed.body], [200, { version: 2 }])
  const contact = (await org.admin.get(path)).body.contacts[0]
  assert.deepEqual(contact, {
    contact_id,
    name: '张三峰',
    title: '出纳',
    phone: null,
    email: null,
    roles: ['dunning'],
    erased_at: null,
    version: 2,
  })
  assert.deepEqual((await put({ version: 2, title: '出纳' })).body, { version: 2 }, 'nothing changed')
  const events = await eventsOf(org, contact_id)
  assert.deepEqual(
    events.map(event => event.name),
    ['contact.added', 'contact.amended'],
  )
  assert.deepEqual(events[1]?.data.changed, ['name', 'phone', 'roles'])
  assert.ok(!/张三|138/.test(JSON.stringify(events)), 'no name stands in an event')
  assert.deepEqual(codes(await put({ version: 1, title: 'x' })), ['0 changed_meanwhile'])
  assert.equal((await org.admin.put(`/api/contacts/${newId()}`, { version: 1 })).status, 404)
  await org.admin.post(`/api/contacts/${contact_id}/erasure`, { reason: 'Asked for it' })
  assert.deepEqual(codes(await put({ version: 2, name: '又来' })), ['0 contact_erased'])
})
