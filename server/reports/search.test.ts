import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../kernel/values.ts'
import { asOwner, create, founded, inside } from '../testing/customers.ts'
import { writeReadings } from '../customers/readings.ts'
import { type Client, testHouse, testOrganisation } from '../testing/organisation.ts'

await testHouse()

type Found = {
  kind: string
  number: string
  by: string
  alias: string | null
  open_minor: string | null
  state: string
}

const search = async (client: Client, q: string): Promise<Found[]> => {
  const { status, body } = await client.get('/api/search', { q })
  assert.equal(status, 200, JSON.stringify(body))
  return body.rows
}
const numbers = async (client: Client, q: string) => (await search(client, q)).map(row => row.number)

/** Two customers with names that sound alike in part, an invoice with a reference, and a receipt. */
async function books() {
  const { admin } = await testOrganisation()
  const customers = await admin.post('/api/customers', [
    { number: 'K1', name: '深圳市腾跃贸易有限公司', name_en: 'Tengyue Trading', name_aliases: ['老陈的店'] },
    { number: 'K2', name: '上海恒泰机械制造有限公司', source: 'crm', external_id: 'ACC-77' },
  ])
  assert.equal(customers.status, 200, JSON.stringify(customers.body))
  const days = { issued_on: '2026-01-10', due_on: '2026-02-10' }
  const invoices = await admin.post('/api/invoices', [
    { ...days, customer_number: 'K1', number: 'F26-000626', amount_minor: '123450', reference: 'PO-9' },
    {
      ...days,
      customer_number: 'K2',
      number: 'F26-001626',
      amount_minor: '12300001',
      source: 'erp',
      external_id: 'E-5',
    },
  ])
  assert.equal(invoices.status, 200, JSON.stringify(invoices.body))
  const receipts = await admin.post('/api/receipts', [
    {
      customer_number: 'K1',
      number: 'R26-000626',
      received_on: '2026-02-01',
      amount_minor: '23450',
      apply: [{ invoice_number: 'F26-000626', amount_minor: '23450' }],
    },
  ])
  assert.equal(receipts.status, 200, JSON.stringify(receipts.body))
  return admin
}

test('[RPT-17] customers are found by characters, pinyin, initials, English, alias, number and foreign id', async () => {
  const admin = await books()
  for (const q of ['腾跃', '腾', 'tengyue', 'tymy', 'ty', 'Trading', 'k1', '老陈', 'laochen', 'lcd'])
    assert.deepEqual((await search(admin, q)).map(row => `${row.kind} ${row.number}`).slice(0, 1), ['customer K1'], q)
  for (const q of ['恒泰', 'htjx', 'ACC-77']) assert.deepEqual(await numbers(admin, q), ['K2'], q)
  assert.equal((await search(admin, '老陈'))[0]?.alias, '老陈的店')
  assert.equal((await search(admin, '腾跃'))[0]?.open_minor, '100000')
  assert.deepEqual(await numbers(admin, '没有这个'), [])
  assert.deepEqual(await numbers(admin, '  '), [])
  assert.deepEqual(await numbers(admin, '%'), [])
})

test('[RPT-17] documents are found by number, the end of it, reference and foreign id', async () => {
  const admin = await books()
  assert.deepEqual(await numbers(admin, 'f26'), ['F26-001626', 'F26-000626'])
  assert.deepEqual(await numbers(admin, '000626'), ['F26-000626', 'R26-000626'])
  assert.deepEqual(await numbers(admin, 'PO-9'), ['F26-000626'])
  assert.deepEqual((await search(admin, 'po-9'))[0]?.by, 'reference')
  assert.deepEqual(await numbers(admin, 'E-5'), ['F26-001626'])
  const [invoice, receipt] = await search(admin, '000626')
  assert.deepEqual([invoice?.open_minor, receipt?.open_minor], ['100000', '0'])
})

test('[RPT-17] amounts are found as people type them', async () => {
  const admin = await books()
  for (const q of ['1,234.50', '1234.5', '１，２３４．５０', '¥1,234.50'])
    assert.deepEqual(await numbers(admin, q), ['F26-000626'], q)
  assert.deepEqual(await numbers(admin, '12.3万'), ['F26-001626'])
  assert.deepEqual(await numbers(admin, '12.4万'), [])
  assert.deepEqual(await numbers(admin, '234.50'), ['R26-000626'])
})

test('[RPT-17] a salesperson finds what is theirs, a clerk what the role may read', async () => {
  const org = await founded()
  const [entity_id] = org.entities
  const ann = await org.as('sales', { name: 'Ann' })
  await asOwner(`update people set code = 'ann' where org_id = $1 and person_id = $2`, [org.org_id, ann.person_id])
  await create(
    org,
    { number: 'M1', name: '宏达贸易', accounts: [{ entity_id, salesperson_code: 'ann' }] },
    { number: 'M2', name: '宏达科技', accounts: [{ entity_id }] },
  )
  assert.deepEqual((await numbers(org.admin, 'hongda')).sort(), ['M1', 'M2'])
  assert.deepEqual(await numbers(ann, 'hongda'), ['M1'])
  assert.deepEqual(await numbers(ann, 'M2'), [])
  const other = await testOrganisation()
  assert.deepEqual(await numbers(other.admin, 'hongda'), [], 'another organisation finds nothing of it')
})

test('[CUS-14] what is called otherwise is read anew, and what was never read is read by the job', async () => {
  const org = await founded()
  const [customer] = await create(org, { number: 'N1', name: '旧名贸易' })
  const id = customer?.customer_id as string
  const amended = await org.admin.put(`/api/customers/${id}`, { version: 1, name: '新程物流' })
  assert.equal(amended.status, 200, JSON.stringify(amended.body))
  assert.deepEqual(await numbers(org.admin, 'xcwl'), ['N1'])
  assert.deepEqual(await numbers(org.admin, 'jiuming'), ['N1'], 'a former name is an alias')
  await asOwner(`update customers set name = '远航船务' where org_id = $1 and customer_id = $2`, [org.org_id, id])
  assert.deepEqual(await numbers(org.admin, 'yhcw'), [])
  assert.ok((await inside(org, tx => writeReadings(tx, org.org_id))) >= 1)
  assert.deepEqual(await numbers(org.admin, 'yhcw'), ['N1'])
  assert.equal(await inside(org, tx => writeReadings(tx, org.org_id)), 0)
  assert.equal((await org.admin.get('/api/customers', { q: 'yuanhang' })).body.rows.length, 1, 'the list finds it too')
  assert.equal((await org.admin.get('/api/customers', { q: newId() })).body.rows.length, 0)
})
