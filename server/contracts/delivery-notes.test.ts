import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codes, create, founded } from '../testing/customers.ts'
import { done, refusals } from '../testing/documents.ts'
import { multipart } from '../testing/upload.ts'
import { testHouse } from '../testing/organisation.ts'

await testHouse()

test('[CTR-18] a short delivery confirmed by its signed note: what arrived can be billed, the rest delivered again', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  await create(org, { number: 'K1', name: 'Kunde', accounts: [{ entity_id, terms_code: 'net30' }] })
  const pumps = { description: 'Pumps', quantity: '10', unit_price: '10', amount_minor: '10000', tax_code: 'VAT13' }
  const draft = { customer_number: 'K1', entity_id, title: 'x', signed_on: '2026-01-05', lines: [pumps] }
  const { contract_id } = (await done(org.admin, '/api/contracts', draft)).rows[0]
  const send = (quantity: string) => ({ delivered_on: '2026-01-10', lines: [{ line: 1, quantity }] })
  const deliveries = `/api/contracts/${contract_id}/deliveries`
  const { delivery_id } = await done(org.admin, deliveries, send('10'))
  const keep = async (id: string, content: string) => {
    const { headers, body } = multipart({}, { name: 'note.pdf', content })
    const answer = await org.app.inject({
      method: 'POST',
      url: `/api/deliveries/${id}/notes`,
      headers: { ...headers, authorization: `Bearer ${org.admin.token}`, 'idempotency-key': crypto.randomUUID() },
      payload: body,
    })
    return { status: answer.statusCode, body: answer.json(), headers: {} }
  }
  // By its bytes it is none, whatever it is called; and there is no such delivery.
  assert.deepEqual(codes(await keep(delivery_id, 'MZ a program')), ['0 delivery_note_kind'])
  assert.deepEqual(codes(await keep(contract_id, '%PDF-1.7 x')), ['0 delivery_unknown'])
  const { note_id } = (await keep(delivery_id, '%PDF-1.7 signed')).body
  const path = `/api/deliveries/${delivery_id}/confirmation`
  const said = { confirmed_on: '2026-01-12', confirmed_name: 'Wang', confirmed_how: 'phone' }
  const short = (quantity: string) => ({ ...said, received: [{ line: 1, quantity, note: 'two broken' }] })
  assert.deepEqual(await refusals(org.admin, path, short('11')), ['0 received_above_delivered'])
  await done(org.admin, path, short('8'))
  const contract = (await org.admin.get(`/api/contracts/${contract_id}`)).body
  const [delivery] = contract.deliveries
  assert.deepEqual(
    [delivery.state, delivery.lines[0].received, delivery.lines[0].note, delivery.notes],
    ['confirmed', '8', 'two broken', [{ note_id, name: 'note.pdf' }]],
  )
  const ready = (await org.admin.get(`/api/contracts/${contract_id}/next-invoice`)).body.lines
  assert.deepEqual([ready[0].quantity, ready[0].amount_minor], ['8', '8000'])
  await done(org.admin, deliveries, send('2'))
  const headers = { authorization: `Bearer ${org.admin.token}` }
  const file = await org.app.inject({ method: 'GET', url: `/api/delivery-notes/${note_id}/content`, headers })
  assert.deepEqual([file.statusCode, file.body], [200, '%PDF-1.7 signed'])
  const gone = await org.admin.get(`/api/delivery-notes/${delivery_id}/content`)
  assert.deepEqual(codes(gone), ['0 delivery_note_unknown'])
})
