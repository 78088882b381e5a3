import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { importFile, runJobs } from '../testing/import-file.ts'
import { testHouse, type TestOrganisation, testOrganisation } from '../testing/organisation.ts'

await testHouse()

const customers = '客户编号,客户名称\nC01,华东公司\nC02,华南公司\n'
const names = { number: '客户编号', name: '客户名称' }
const openings = '客户编号,单据号,单据日期,到期日,金额\nC01,F1,2025-11-05,2025-12-05,100.00\n'
const items = { customer_number: '客户编号', number: '单据号', issued_on: '单据日期', due_on: '到期日', amount: '金额' }

/** An organisation whose customers and opening items came from files. */
async function setUp() {
  const org = await testOrganisation()
  const books = { base_currency: 'CNY', standard: 'cas', books_from: '2026-01-01' }
  await done(org.admin, '/api/entities', { code: 'E2', name: '启用公司', ...books })
  const first = await importFile(org, { kind: 'customers', content: customers, map: { columns: names } })
  assert.equal(first.state, 'done', JSON.stringify(first))
  const second = await importFile(org, {
    kind: 'openings',
    content: openings,
    map: { columns: items, constants: { entity_code: 'E2' } },
  })
  assert.deepEqual([second.state, Number(second.rows_ok)], ['done', 1], JSON.stringify(second))
  const { name } = (await org.admin.get('/api/me', {})).body.organisation
  const undo = (body: object = {}) =>
    org.admin.post('/api/set-up/undo', { confirm: name, reason: 'wrong file', ...body })
  return { org, undo }
}

const states = async (org: TestOrganisation) =>
  (await org.admin.get('/api/imports', {})).body.rows.map((row: { kind: string; state: string }) => [
    row.kind,
    row.state,
  ])

test('[IMP-19] the whole set-up is undone before anything is locked, the last import first', async () => {
  const { org, undo } = await setUp()
  const plan = (await org.admin.get('/api/set-up/undo', {})).body
  assert.deepEqual(
    plan.imports.map((row: { kind: string; rows: number }) => [row.kind, row.rows]),
    [
      ['openings', 1],
      ['customers', 2],
    ],
  )
  assert.equal((await undo({ confirm: 'something else' })).body.code, 'confirmation_differs')
  const asked = await undo()
  assert.deepEqual([asked.status, asked.body.imports], [200, 2], JSON.stringify(asked.body))
  await runJobs(org)
  assert.deepEqual(await states(org), [
    ['openings', 'undone'],
    ['customers', 'undone'],
  ])
  const open = await org.admin.get('/api/reports/ageing', { as_of: '2026-03-01' })
  assert.deepEqual([open.body.rows.length, open.body.proof.agrees], [0, true])
  assert.equal((await org.admin.get('/api/customers', { state: 'active' })).body.rows.length, 0)
  assert.equal((await undo()).body.code, 'set_up_empty')
})

test('[IMP-19] what is built upon stops it there and is named', async () => {
  const { org, undo } = await setUp()
  await done(org.admin, '/api/receipts', {
    customer_number: 'C01',
    received_on: '2026-01-20',
    entity_code: 'E2',
    amount_minor: '4000',
    apply: [{ invoice_number: 'F1', amount_minor: '4000' }],
  })
  assert.equal((await undo()).status, 200)
  await runJobs(org)
  assert.deepEqual(await states(org), [
    ['openings', 'done'],
    ['customers', 'done'],
  ])
})

test('[IMP-19] a locked opening keeps the set-up, and whoever may not undo openings is refused', async () => {
  const { org, undo } = await setUp()
  const [{ opening_id, entity_id }] = (await org.admin.get('/api/openings', {})).body.rows
  const total = { account_code: '1122', currency: 'CNY', amount_minor: '10000', base_minor: '10000' }
  const totals = [total, { ...total, customer_number: 'C01' }]
  await done(org.admin, '/api/openings', { entity_id, items: [], totals })
  const parked = await org.admin.post(`/api/openings/${opening_id}/lock`, {})
  assert.equal(parked.status, 202, JSON.stringify(parked.body))
  const checker = await org.as('finance_manager')
  await done(checker, `/api/approvals/${parked.body.request_id}/release`, {})
  assert.equal((await undo()).body.code, 'set_up_locked')
  const auditor = await org.as('auditor')
  assert.equal((await auditor.post('/api/set-up/undo', { confirm: 'x', reason: 'x' })).status, 403)
})
