import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner, codes, create, eventsOf, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'
import { kindOf } from './erasures.ts'

await testHouse()

/** Every text of these tables of an organisation in one, to be searched for what must not stand there. */
async function everything(org_id: number): Promise<string> {
  const tables = ['contacts', 'customer_addresses', 'customer_bank_accounts', 'pages', 'dispatches', 'billing_ways']
  const more = ['reminders', 'payment_advices', 'receipt_confirmations', 'opening_forms', 'erasures', 'events']
  const texts: string[] = []
  for (const table of [...tables, ...more])
    texts.push(JSON.stringify(await asOwner(`select * from ${table} where org_id = $1`, [org_id])))
  return texts.join('\n')
}

async function desk(kind: 'company' | 'person' = 'company') {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, { number: 'K1', name: 'Kunde', kind, accounts: [{ entity_id }] })
  const customer_id = customer?.customer_id as string
  const { contact_id } = await done(org.admin, `/api/customers/${customer_id}/contacts`, {
    customer_id,
    name: 'Anna Beispiel',
    email: 'anna@example.com',
    roles: ['invoice'],
  })
  const bill = { customer_id, entity_id, issued_on: '2026-01-05', due_on: '2026-02-05', amount_minor: '50000' }
  const { invoice_id } = (await done(org.admin, '/api/invoices', bill)).rows[0]
  const pages = (await done(org.admin, '/api/pages', [{ kind: 'statement', customer_id, entity_id }])).rows
  await asOwner(
    `update pages set state = 'confirmed', answered_at = now(), answered_name = ' ANNA Beispiel', recipient = 'Anna@example.com'
     where org_id = $1`,
    [org.org_id],
  )
  await done(org.admin, '/api/dispatches', [
    { invoice_id, channel: 'courier', recipient: 'Anna Beispiel', tracking: 'SF1' },
  ])
  const address = { roles: ['delivery'], line: '1 Main Street', country: 'CN', recipient: 'Anna Beispiel' }
  await done(org.admin, `/api/customers/${customer_id}/addresses`, { customer_id, ...address })
  const account = {
    holder: 'Anna Beispiel',
    bank: 'Bank',
    number: '6222000012345678',
    evidence: 'letter of Anna Beispiel',
  }
  await done(org.admin, `/api/customers/${customer_id}/bank-accounts`, { customer_id, ...account })
  const erase = (more: object) => org.admin.post('/api/erasures', { reason: 'Asked for it', ...more })
  return { org, customer_id, contact_id: contact_id as string, invoice_id, page_id: pages[0].page_id, erase }
}

test('[GOV-1] [GOV-4] a contact is erased wherever it stands, events tell nothing of it, and the register says where', async () => {
  const { org, customer_id, contact_id, erase } = await desk()
  const reply = await erase({ customer_id, contact_id })
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  assert.deepEqual(reply.body.places, { contacts: 1, addresses: 1, pages: 1, dispatches: 1 })
  const left = (await everything(org.org_id)).replace(/"holder":"Anna Beispiel"|letter of Anna Beispiel/g, '')
  assert.doesNotMatch(left, /anna/i)
  const [row] = (await org.admin.get('/api/erasures', { customer_id })).body.rows
  assert.deepEqual(
    [row.what, row.places, row.complete, row.reason],
    ['contact', reply.body.places, true, 'Asked for it'],
  )
  assert.ok((await eventsOf(org, customer_id)).some(event => event.name === 'erasure.made'))
  // The address itself stays, and the bank account of a company.
  const file = (await org.admin.get(`/api/customers/${customer_id}/file`)).body
  assert.deepEqual([file.addresses[0].line, file.addresses[0].recipient], ['1 Main Street', null])
  assert.deepEqual(codes(await erase({ customer_id, contact_id })), ['0 erasure_nothing'])
  await assert.rejects(asOwner(`delete from erasures where org_id = $1`, [org.org_id]))
})

test('[GOV-1] somebody who is no contact is erased by name or address', async () => {
  const { org, customer_id, erase } = await desk()
  await asOwner(`update pages set answered_name = 'Mr Wang' where org_id = $1`, [org.org_id])
  const reply = await erase({ customer_id, named: ['mr wang'] })
  assert.deepEqual(reply.body.places, { pages: 1 })
  assert.doesNotMatch(await everything(org.org_id), /wang/i)
  assert.match(await everything(org.org_id), /anna@example/i)
  assert.deepEqual(codes(await erase({ customer_id, named: ['Nobody'] })), ['0 erasure_nothing'])
})

test('[GOV-2] a natural person is erased as a whole, with address and bank account; a company is not', async () => {
  const company = await desk()
  assert.deepEqual(codes(await company.erase({ customer_id: company.customer_id, whole: true })), [
    '0 erasure_not_person',
  ])
  const { org, customer_id, erase } = await desk('person')
  const reply = await erase({ customer_id, whole: true })
  assert.equal(reply.status, 200, JSON.stringify(reply.body))
  assert.deepEqual(reply.body.places, { contacts: 1, addresses: 1, accounts: 1, pages: 1, dispatches: 1 })
  const left = await everything(org.org_id)
  assert.doesNotMatch(left, /anna|main street/i)
  const [account] = await asOwner(
    `select state, holder, tail, fingerprint from customer_bank_accounts where org_id = $1`,
    [org.org_id],
  )
  assert.deepEqual(account, { state: 'closed', holder: '–', tail: '', fingerprint: null })
  // The books stay.
  const { rows } = (await org.admin.get('/api/open-items', { customer_id })).body
  assert.equal(rows[0].open_minor, '50000')
})

test('[GOV-3] who applied by a form and never became a customer is erased by it', async () => {
  const { org, erase } = await desk()
  const [entity_id] = org.entities
  const { form_id } = await done(org.admin, '/api/opening-forms', { entity_id, addressee: 'Carl Muster' })
  const reply = await erase({ form_id })
  assert.deepEqual([reply.status, reply.body.places], [200, { forms: 1 }])
  assert.doesNotMatch(await everything(org.org_id), /carl/i)
  assert.equal((await org.admin.get('/api/erasures', { form_id })).body.rows.length, 1)
  // One that was sent and waits is declined by it; nobody can take it any more, and it still opens, empty.
  const sent = await done(org.admin, '/api/opening-forms', { entity_id, addressee: 'Carl Muster' })
  await asOwner(
    `update opening_forms set state = 'submitted', sealed = 'p1.x', submitted_by = 'Carl' where form_id = $1`,
    [sent.form_id],
  )
  assert.equal((await erase({ form_id: sent.form_id })).status, 200)
  const shown = await org.admin.get(`/api/opening-forms/${sent.form_id}`)
  assert.deepEqual([shown.status, shown.body.state, shown.body.details], [200, 'declined', null])
})

test('[GOV-1] it is said in one way who is meant, and by who may', async () => {
  const { org, customer_id, contact_id, erase } = await desk()
  assert.equal((await erase({ customer_id })).status, 400)
  assert.equal((await erase({ customer_id, contact_id, whole: true })).status, 400)
  assert.deepEqual(codes(await erase({ customer_id: contact_id, contact_id })), ['0 customer_unknown'])
  assert.deepEqual(codes(await erase({ customer_id, contact_id: customer_id })), ['0 contact_unknown'])
  assert.deepEqual(codes(await erase({ form_id: customer_id })), ['0 opening_form_unknown'])
  const auditor = await org.as('auditor', { valid_to: '2099-01-01' })
  assert.equal((await auditor.post('/api/erasures', { customer_id, contact_id, reason: 'x' })).status, 403)
  const elsewhere = await org.as('receivables_clerk', { entity_ids: [org.entities[1]] })
  const partly = await elsewhere.post('/api/erasures', { customer_id, contact_id, reason: 'x' })
  if (partly.status === 200)
    assert.equal((await org.admin.get('/api/erasures', { customer_id })).body.rows[0].complete, false)
  assert.equal(kindOf({ customer_id, whole: false }), null)
  assert.equal(kindOf({ customer_id, form_id: customer_id, whole: false }), null)
  assert.equal(kindOf({ customer_id, named: ['a'], whole: false }), 'named')
})
