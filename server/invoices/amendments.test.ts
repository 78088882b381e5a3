import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

async function organisation() {
  const org = await testOrganisation()
  await done(org.admin, '/api/customers', [
    { number: 'C01', name: '客户一' },
    { number: 'C02', name: '客户二' },
  ])
  const rule = {
    base: 'acceptance',
    instalments: [
      { percent: '30', days: 0, base: 'invoice' },
      { percent: '70', days: 30 },
    ],
  }
  await org.admin.put('/api/payment-terms', { code: 'ACC', name: '验收', name_en: 'Acceptance', rule })
  const issue = async (draft: object) =>
    (
      await done(org.admin, '/api/invoices', {
        customer_number: 'C01',
        issued_on: '2026-01-08',
        amount_minor: '10000',
        ...draft,
      })
    ).rows[0]
  return { ...org, issue }
}

test('[INV-8] the day of a base event gives the due days of the parts that count from it; the history keeps the rest', async () => {
  const org = await organisation()
  const invoice = await org.issue({ terms_code: 'ACC', retention: { amount_minor: '1000', due_on: '2027-01-08' } })
  const path = `/api/invoices/${invoice.invoice_id}`
  assert.equal((await org.admin.get(path)).body.due_on, '2027-01-08')
  const amended = await org.admin.put(path, { version: 1, base_days: { acceptance: '2026-02-10' } })
  assert.equal(amended.status, 200, JSON.stringify(amended.body))
  assert.deepEqual(amended.body, { version: 2, due_on: '2027-01-08' })
  const read = (await org.admin.get(path)).body
  assert.deepEqual(
    read.items.map((item: { due_on: string }) => item.due_on),
    ['2026-01-08', '2026-03-12', '2027-01-08'],
  )
  assert.deepEqual(read.base_days, { acceptance: '2026-02-10', invoice: '2026-01-08' })
  const asOf = async (as_of: string) => {
    const { rows } = (await org.admin.get('/api/open-items', { document_id: invoice.invoice_id, as_of })).body
    return rows.find((row: { line: number }) => row.line === 2).due_on
  }
  assert.equal(await asOf('2026-02-09'), null)
  assert.equal(await asOf('2026-02-10'), '2026-03-12')
  const list = async (query: Record<string, string>) => (await org.admin.get('/api/invoices', query)).body.rows.length
  assert.equal(await list({ due_from: '2027-01-08', due_to: '2027-01-08' }), 1)
})

test('[INV-8] an invoice whose due day was not determinable moves in the list when it is, and when a day is agreed', async () => {
  const org = await organisation()
  const rule = { base: 'acceptance', days: 30 }
  await org.admin.put('/api/payment-terms', { code: 'A30', name: '验收30', name_en: 'Acceptance 30', rule })
  const invoice = await org.issue({ terms_code: 'A30' })
  const path = `/api/invoices/${invoice.invoice_id}`
  assert.equal((await org.admin.get(path)).body.due_on, null)
  assert.deepEqual((await org.admin.put(path, { version: 1, base_days: { acceptance: '2026-02-10' } })).body, {
    version: 2,
    due_on: '2026-03-12',
  })
  const terms = [{ item_id: invoice.item_ids[0], legal_due_on: '2026-04-01', why: 'court' }]
  await done(org.admin, '/api/item-terms', terms)
  assert.equal((await org.admin.get(path)).body.due_on, '2026-04-01')
})

test('[INV-8] what has no accounting effect is amended; a stale version is refused', async () => {
  const org = await organisation()
  const invoice = await org.issue({})
  const path = `/api/invoices/${invoice.invoice_id}`
  const other = (await org.admin.get('/api/customers', { q: 'C02' })).body.rows[0].customer_id
  const first = await org.admin.put(path, {
    version: 1,
    reference: 'PO 7',
    note: null,
    bill_to_id: other,
    tax_invoice_state: 'full',
  })
  assert.deepEqual(first.body, { version: 2, due_on: '2026-01-08' })
  assert.equal((await org.admin.put(path, { version: 1, reference: 'PO 8' })).body.code, 'changed_meanwhile')
  assert.equal(
    (await org.admin.put(path, { version: 2, bill_to_id: invoice.invoice_id })).body.code,
    'customer_unknown',
  )
  assert.equal((await org.admin.put(`/api/invoices/${other}`, { version: 1 })).body.code, 'invoice_unknown')
  const read = (await org.admin.get(path)).body
  assert.deepEqual([read.reference, read.tax_invoice_state, read.version], ['PO 7', 'full', 2])
  const race = await Promise.all([1, 2, 3].map(at => org.admin.put(path, { version: 2, reference: `PO ${at}` })))
  assert.deepEqual(race.map(reply => reply.status).sort(), [200, 409, 409])
})

test('[RCP-8] reference, note and payer of a receipt are amended', async () => {
  const org = await organisation()
  const [receipt] = (
    await done(org.admin, '/api/receipts', { customer_number: 'C01', received_on: '2026-01-20', amount_minor: '100' })
  ).rows
  const path = `/api/receipts/${receipt.receipt_id}`
  assert.deepEqual((await org.admin.put(path, { version: 1, payer_name: '母公司', reference: '货款' })).body, {
    version: 2,
    waiting_id: null,
  })
  assert.equal((await org.admin.put(path, { version: 1, note: 'x' })).body.code, 'changed_meanwhile')
  assert.equal((await org.admin.put(path, { version: 2, payer_id: receipt.receipt_id })).body.code, 'customer_unknown')
  assert.deepEqual((await org.admin.put(path, { version: 2, payer_name: null })).body, {
    version: 3,
    waiting_id: null,
  })
  const read = (await org.admin.get(path)).body
  assert.deepEqual([read.payer_name, read.reference, read.version], [null, '货款', 3])
})
