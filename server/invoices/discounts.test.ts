import assert from 'node:assert/strict'
import { test } from 'node:test'
import { create, founded } from '../testing/customers.ts'
import { done } from '../testing/documents.ts'
import { testHouse } from '../testing/organisation.ts'

const { app } = await testHouse()

test('[INV-32] [LGR-27] paid within ten days: the invoice and its page say what is payable, and the money is suggested with the discount', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const [customer] = await create(org, {
    number: 'K1',
    name: 'Kunde',
    accounts: [{ entity_id, terms_code: '2-10-net30' }],
  })
  const { today } = (await org.admin.get('/api/me')).body
  const lines = [{ description: 'Pumps', amount_minor: '100000', tax_code: 'NOTAX' }]
  const { rows } = await done(org.admin, '/api/invoices', { customer_number: 'K1', entity_id, issued_on: today, lines })
  const { invoice_id } = rows[0]
  const until_on = new Date(Date.parse(`${today}T00:00:00Z`) + 10 * 86_400_000).toISOString().slice(0, 10)
  const invoice = async () => (await org.admin.get(`/api/invoices/${invoice_id}`)).body
  const expected = [{ until_on, percent: '2', amount_minor: '2000', payable_minor: '98000' }]
  assert.deepEqual((await invoice()).discounts, expected)
  const sent = await done(org.admin, '/api/dispatches', { invoice_id, channel: 'link' })
  const { link } = await done(org.admin, `/api/dispatches/${sent.rows[0].dispatch_id}/link`, {})
  const payload = { token: String(link).split('#')[1] }
  const page = await app.inject({ method: 'POST', url: '/api/pages/open', payload })
  assert.deepEqual(page.json().discounts, expected)

  const { customer_id } = customer as { customer_id: string }
  const paid = { customer_id, entity_id, received_on: today, amount_minor: '98000' }
  const receipt = (await done(org.admin, '/api/receipts', paid)).rows[0]
  const { item_id: credit_item_id } = (await org.admin.get(`/api/receipts/${receipt.receipt_id}`)).body
  const suggested = (await org.admin.get('/api/applications/suggestions', { credit_item_id })).body.rows[0]
  const [line] = suggested.lines
  assert.deepEqual(
    [suggested.reason, suggested.unique, line.amount_minor, line.discount_minor, line.discount_until],
    ['early_payment', true, '98000', '2000', until_on],
  )
  const { debit_item_id, amount_minor } = line
  await done(org.admin, '/api/applications', {
    applied_on: today,
    lines: [{ debit_item_id, credit_item_id, amount_minor }],
    differences: [{ item_id: debit_item_id, kind: 'cash_discount', amount_minor: line.discount_minor }],
  })
  const after = await invoice()
  assert.deepEqual([after.open_minor, after.discounts], ['0', []])
})
