import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asOwner } from '../testing/customers.ts'
import { importFile, runJobs } from '../testing/import-file.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()
const org = await testOrganisation()

const numbersOf = async (path: string, query: Record<string, string>) => {
  const { status, body } = await org.admin.get(path, query)
  assert.equal(status, 200, JSON.stringify(body))
  return body.rows.map((row: { number: string; booked_on: string | null }) => [row.number, row.booked_on])
}

const bring = async (kind: string, content: string, columns: Record<string, string>) => {
  const done = await importFile(org, { kind, content, map: { columns, create_customers: true, source: `old ${kind}` } })
  return [done.state, Number(done.rows_ok), Number(done.rows_refused)]
}

test('[IMP-22] the day of the old system is shown and searched, and moves nothing', async () => {
  const invoices = `customer,number,day,amount,booked
C1,A1,2025-01-05,10.00,2025-01-09
C1,A2,2025-01-05,20.00,2025-02-11
C1,A3,2025-01-05,30.00,
C1,A4,2025-01-05,40.00,2999-01-01
`
  const shared = { customer_number: 'customer', number: 'number', amount: 'amount', booked_on: 'booked' }
  assert.deepEqual(await bring('invoices', invoices, { ...shared, issued_on: 'day' }), ['done', 3, 1])
  const receipts = `customer,number,day,amount,booked
C1,R1,2025-01-20,5.00,2025-01-22
C1,R2,2025-01-21,6.00,2025-03-01
`
  assert.deepEqual(await bring('receipts', receipts, { ...shared, received_on: 'day' }), ['done', 2, 0])
  const openings = `customer,number,day,amount,booked
C2,O1,2009-10-01,7.00,2009-10-03
C2,O2,2009-10-01,8.00,
`
  assert.deepEqual(await bring('openings', openings, { ...shared, issued_on: 'day' }), ['done', 2, 0])
  const history = `customer,number,day,amount,booked
C3,H1,2008-10-01,7.00,2008-10-05
C3,H2,2008-10-01,7.00,2999-10-05
`
  assert.deepEqual(await bring('history', history, { ...shared, issued_on: 'day' }), ['done', 1, 1])

  const january = { booked_from: '2025-01-01', booked_to: '2025-01-31' }
  for (const sort of ['-issued_on', 'due_on', 'number', 'amount_minor'])
    assert.deepEqual(await numbersOf('/api/invoices', { ...january, sort }), [['A1', '2025-01-09']])
  assert.deepEqual(await numbersOf('/api/invoices', { number: 'A3' }), [['A3', null]])
  assert.deepEqual(await numbersOf('/api/receipts', january), [['R1', '2025-01-22']])
  assert.deepEqual(await numbersOf('/api/open-items', { ...january, sort: 'number' }), [
    ['A1', '2025-01-09'],
    ['R1', '2025-01-22'],
  ])
  assert.deepEqual(await numbersOf('/api/open-items', { booked_to: '2009-12-31' }), [['O1', '2009-10-03']])
  const posted = await asOwner<{ day: string; late: boolean }>(
    `select distinct to_char(posted_on, 'YYYY-MM-DD') as day, recorded_at::date > booked_on + 300 as late
     from open_items where org_id = $1 and number = 'A1'`,
    [org.org_id],
  )
  assert.deepEqual(posted, [{ day: '2025-01-05', late: true }], 'posted as it was issued, recorded as it came')
})

test('[IMP-22] a day of booking that is still to come is refused by name, by the API too', async () => {
  const draft = { entity_id: org.entity_id, customer_number: 'C1', amount_minor: '100', booked_on: '2999-12-31' }
  const codes = async (path: string, body: object) =>
    (await org.admin.post(path, [body])).body.problems.map((problem: { code: string }) => problem.code)
  assert.deepEqual(await codes('/api/invoices', { ...draft, issued_on: '2025-01-05' }), ['booked_day_future'])
  assert.deepEqual(await codes('/api/receipts', { ...draft, received_on: '2025-01-05' }), ['booked_day_future'])
})

test('[IMP-11] rows of an opening that say 坏账准备 are its allowance, with or without their minus', async () => {
  const content = `customer,kind,number,day,amount
C8,应收单,N1,2009-12-01,100.00
C8,坏账准备,,2009-12-01,-4.00
C9,Loss allowance,,2009-12-01,6.00
C9,坏账准备,,2009-12-01,0.00
`
  const other = await testOrganisation()
  const columns = { customer_number: 'customer', kind: 'kind', number: 'number', issued_on: 'day', amount: 'amount' }
  const map = { columns, create_customers: true }
  const done = await importFile(other, { kind: 'openings', content, map })
  assert.deepEqual([done.state, Number(done.rows_ok), Number(done.rows_refused)], ['done', 3, 1], JSON.stringify(done))
  const [opening] = (await other.admin.get('/api/openings')).body.rows
  assert.deepEqual([opening.items, opening.gross_minor, opening.allowance_minor], [1, '10000', '1000'])
  const undone = await other.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'again' })
  assert.equal(undone.status, 200, JSON.stringify(undone.body))
  await runJobs(other)
  const held = await asOwner<{ sum: string }>(
    `select coalesce(sum(p.base_minor), 0)::text as sum from postings p
     join accounts a on a.org_id = p.org_id and a.account_id = p.account_id where p.org_id = $1 and a.code = '1231.02'`,
    [other.org_id],
  )
  assert.deepEqual(held, [{ sum: '0' }])
})
