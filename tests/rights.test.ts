import assert from 'node:assert/strict'
import { test } from 'node:test'
import { done } from '../server/testing/documents.ts'
import { runJobs } from '../server/testing/import-file.ts'
import { testHouse, testOrganisation } from '../server/testing/organisation.ts'
import { multipart } from '../server/testing/upload.ts'

const { app } = await testHouse()

const columns = { customer_number: 'customer', entity_code: 'entity', number: 'no', issued_on: 'on', amount: 'amount' }
const content = 'customer,entity,no,on,amount\nC1,E1,F1,2026-01-05,100\nC1,E2,F2,2026-01-05,200\n'
const inAMonth = () => new Date(Date.now() + 30 * 86_400_000).toISOString()

/** Two entities, a customer, and an import asked for by a key that reaches only the first of them. */
async function asked() {
  const org = await testOrganisation()
  const { admin, entity_id } = org
  const second = { code: 'E2', name: '二公司', base_currency: 'CNY', standard: 'cas', books_from: '2026-01-01' }
  await done(admin, '/api/entities', second)
  await done(admin, '/api/customers', { number: 'C1', name: '腾跃' })
  const wish = { name: 'narrow', role: 'everything', entity_ids: [entity_id], expires_at: inAMonth() }
  const key = await done(admin, '/api/keys', wish)
  const fields = { kind: 'invoices', map: JSON.stringify({ columns }) }
  const { body, headers } = multipart(fields, { name: 'file.csv', content })
  const started = await app.inject({
    method: 'POST',
    url: '/api/imports',
    payload: body,
    headers: { ...headers, authorization: `Bearer ${key.token}` },
  })
  assert.equal(started.statusCode, 200, started.payload)
  return { org, key, import_id: started.json().import_id as string, job_id: started.json().job_id as string }
}

test('[ACC-17] a job that a narrow key began reaches no further than the key', async () => {
  const { org, import_id } = await asked()
  await runJobs(org)
  const brought = (await org.admin.get(`/api/imports/${import_id}`)).body
  assert.deepEqual([brought.state, Number(brought.rows_ok), Number(brought.rows_refused)], ['done', 1, 1])
  const invoices = (await org.admin.get('/api/invoices', {})).body.rows
  assert.deepEqual(
    invoices.map((row: { number: string }) => row.number),
    ['F1'],
  )
})

test('[ACC-17] a key that was revoked stops what it began', async () => {
  const { org, key, job_id } = await asked()
  await done(org.admin, `/api/keys/${key.key_id}/revoke`, { reason: 'lost' })
  await runJobs(org)
  const job = (await org.admin.get(`/api/jobs/${job_id}`)).body
  assert.deepEqual([job.state, job.result.problems[0].code], ['failed', 'person_disabled'])
  assert.deepEqual((await org.admin.get('/api/invoices', {})).body.rows, [])
})

test('[ACC-17] what its person lost meanwhile a job has lost too', async () => {
  const { org, job_id } = await asked()
  const grants = (await org.admin.get('/api/grants', { person_id: org.admin.person_id })).body.rows
  const left = grants.filter((grant: { role: string }) => grant.role !== 'administrator')
  const other = await org.as('administrator')
  for (const { grant_id } of left) await done(other, `/api/grants/${grant_id}/revoke`, {})
  await runJobs(org)
  const job = (await org.admin.get(`/api/jobs/${job_id}`)).body
  assert.deepEqual([job.state, job.result.problems[0].code], ['failed', 'permission_missing'])
})
