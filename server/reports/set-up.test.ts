import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../testing/documents.ts'
import { importFile, runJobs } from '../testing/import-file.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

test('[RPT-24] every step of a set-up is counted from what stands there, and what is taken back counts no more', async () => {
  const org = await testOrganisation()
  const told = async () => (await org.admin.get('/api/set-up/progress', {})).body
  const first = await told()
  assert.deepEqual(
    [first.entities, first.customers, first.openings, first.items, first.agrees, first.statements, first.invoiced],
    [1, 0, 0, 0, false, 0, false],
  )
  await done(org.admin, '/api/own-accounts', {
    entity_id: org.entity_id,
    holder: 'E1',
    bank: 'Bank',
    number: '99000001',
  })
  const { rows } = await done(org.admin, '/api/people', [
    { name: 'Sun', code: 'S1' },
    { name: 'Zhou', code: 'S2' },
  ])
  await done(org.admin, '/api/grants', { person_id: rows[1].person_id, role: 'sales' })
  await done(org.admin, '/api/invitations', { name: 'He', email: 'he@example.com' })
  const people = await told()
  assert.deepEqual([people.own_accounts, people.salespeople], [1, 1])
  assert.equal(people.people, first.people, 'who was invited without a role sees nothing yet')
  const books = { base_currency: 'CNY', standard: 'cas', books_from: '2026-01-01' }
  await done(org.admin, '/api/entities', { code: 'E2', name: '启用公司', ...books })
  await importFile(org, {
    kind: 'customers',
    content: '客户编号,客户名称,业务员,账期\nC01,华东公司,S1,net30\nC02,华南公司,,\n',
    map: {
      columns: { number: '客户编号', name: '客户名称', salesperson_code: '业务员', terms_code: '账期' },
      constants: { entity_code: 'E2' },
    },
  })
  await importFile(org, {
    kind: 'openings',
    content: '客户编号,单据号,单据日期,到期日,金额\nC01,F1,2025-11-05,2025-12-05,100.00\n',
    map: {
      columns: {
        customer_number: '客户编号',
        number: '单据号',
        issued_on: '单据日期',
        due_on: '到期日',
        amount: '金额',
      },
      constants: { entity_code: 'E2' },
    },
  })
  const opened = await told()
  assert.deepEqual(
    [opened.salespeople, opened.customers, opened.customers_with_terms, opened.openings, opened.openings_locked],
    [2, 2, 1, 1, 0],
  )
  assert.deepEqual([opened.items, opened.agrees], [1, true])
  const { customer_id } = (await org.admin.get('/api/customers', { q: 'C01' })).body.rows[0]
  const params = { customer_id, entity_id: org.entity_id, as_of: '2026-03-01' }
  const taken = await org.admin.post('/api/reports/export', { report: 'statement', format: 'csv', params })
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.equal((await told()).statements, 1)
  const { name } = (await org.admin.get('/api/me', {})).body.organisation
  await done(org.admin, '/api/set-up/undo', { confirm: name, reason: 'wrong file' })
  await runJobs(org)
  const undone = await told()
  assert.deepEqual([undone.customers, undone.customers_with_terms, undone.openings, undone.items], [0, 0, 0, 0])
  assert.equal(undone.agrees, false)
})

test('[RPT-24] an administrator who may not see customers hears how far the set-up is; a clerk does not', async () => {
  const org = await testOrganisation()
  const administrator = await org.as('administrator')
  assert.equal((await administrator.get('/api/set-up/progress', {})).status, 200)
  const clerk = await org.as('receivables_clerk')
  assert.equal((await clerk.get('/api/set-up/progress', {})).body.code, 'permission_missing')
})
