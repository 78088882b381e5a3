import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

/** An organisation with one invoice of 1,000.00, of which 50.00 are retained until a day. */
async function retained() {
  const org = await testOrganisation()
  const entity_id = org.entity_id as string
  await done(org.admin, '/api/customers', { number: 'K1', name: 'Kunde' })
  const invoice = await done(org.admin, '/api/invoices', {
    customer_number: 'K1',
    entity_id,
    issued_on: '2026-01-05',
    due_on: '2026-02-05',
    amount_minor: '100000',
    retention: { amount_minor: '5000', due_on: '2026-08-01' },
  })
  const invoice_id = invoice.rows[0].invoice_id as string
  const read = async () => (await org.admin.get(`/api/invoices/${invoice_id}`, {})).body
  const kept = (await read()).items.find((item: { lane: string }) => item.lane === 'retention')
  return { org, entity_id, invoice_id, read, item_id: kept.item_id as string }
}

type Read = Awaited<ReturnType<Awaited<ReturnType<typeof retained>>['read']>>
const open = (invoice: Read) =>
  invoice.items
    .filter((item: { open_minor: string }) => item.open_minor !== '0')
    .map((item: { lane: string; open_minor: string; due_on: string }) => [item.lane, item.open_minor, item.due_on])
    .sort()

test('[LGR-25] retention leaves the contract assets for the receivables, in parts, and a release is taken back', async () => {
  const { org, entity_id, read, item_id } = await retained()
  const release = { item_id, amount_minor: '2000', released_on: '2026-03-01', reason: 'accepted', certificate: 'C-7' }
  const { rows } = await done(org.admin, '/api/retention-releases', release)
  assert.deepEqual(open(await read()), [
    ['aged', '2000', '2026-08-01'],
    ['aged', '95000', '2026-02-05'],
    ['retention', '3000', '2026-08-01'],
  ])
  const trial = await org.admin.get('/api/trial-balance', { entity_id, from_period: '2026-01', to_period: '2026-03' })
  const closing = (code: string) =>
    trial.body.rows.find((row: { code: string }) => row.code === code)?.closing_base_minor
  assert.deepEqual([closing('1122'), closing('1481')], ['97000', '3000'])
  const register = await org.admin.get('/api/reports/retention-releases', {})
  assert.deepEqual(
    register.body.rows.map((row: Record<string, unknown>) => [row.amount_minor, row.certificate, row.open_minor]),
    [['2000', 'C-7', '2000']],
  )
  assert.equal((await org.admin.get('/api/reports/transfers', {})).body.rows.length, 0)
  const back = { item_id: rows[0].new_item_id, reason: 'wrong certificate', released_on: '2026-03-02' }
  await done(org.admin, '/api/retention-releases/back', back)
  assert.deepEqual(open(await read()), [
    ['aged', '95000', '2026-02-05'],
    ['retention', '2000', '2026-08-01'],
    ['retention', '3000', '2026-08-01'],
  ])
  const ageing = await org.admin.get('/api/reports/ageing', { as_of: '2026-03-01' })
  assert.equal(ageing.body.proof.agrees, true)
})

test('[LGR-25] what cannot be released or taken back is refused by name', async () => {
  const { org, read, item_id } = await retained()
  const claim = (await read()).items.find((item: { lane: string }) => item.lane === 'aged').item_id
  const codes = async (path: string, body: object) =>
    (await org.admin.post(path, { reason: 'x', released_on: '2026-03-01', ...body })).body.code
  const path = '/api/retention-releases'
  assert.equal(await codes(path, { item_id: claim }), 'item_not_retention')
  assert.equal(await codes(`${path}/back`, { item_id: claim }), 'item_not_released')
  assert.equal(await codes(`${path}/back`, { item_id }), 'item_not_released')
  assert.equal(await codes(path, { item_id, amount_minor: '0' }), 'amount_not_positive')
  assert.equal(await codes(path, { item_id, amount_minor: '5001' }), 'item_overapplied')
  assert.equal(await codes(path, { item_id, released_on: '2026-01-04' }), 'applied_before_posted')
  await done(org.admin, path, { item_id, released_on: '2026-03-01', reason: 'x' })
  assert.equal(await codes(path, { item_id }), 'item_not_open')
})
