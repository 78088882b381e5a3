import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '../db/connect.ts'
import { wholeOrganisation } from '../kernel/jobs.ts'
import { unlockPersonal } from '../kernel/personal.ts'
import { testSecret } from '../testing/house.ts'
import { importFile, runJobs, startImport } from '../testing/import-file.ts'
import { testHouse, type TestOrganisation, testOrganisation } from '../testing/organisation.ts'
import { chunkRows } from './chunks.ts'

const house = await testHouse()
unlockPersonal(testSecret)

const told = (row: { state: string; rows_ok: unknown; rows_known: unknown; rows_refused: unknown }) => [
  row.state,
  Number(row.rows_ok),
  Number(row.rows_known),
  Number(row.rows_refused),
]
const get = async (org: TestOrganisation, path: string, query: Record<string, string> = {}) => {
  const { status, body } = await org.admin.get(path, query)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
/** Buckets and totals of the only currency, with the proof checked. */
async function owed(org: TestOrganisation, as_of: string): Promise<Record<string, string>> {
  const body = await get(org, '/api/reports/ageing', { as_of, by: 'currency' })
  assert.equal(body.proof.agrees, true)
  const keys: string[] = body.columns.map((column: { key: string }) => column.key)
  const amounts: string[] = body.totals[0]?.amounts ?? []
  return Object.fromEntries(
    keys.flatMap((key, at) => (BigInt(amounts[at] ?? 0) === 0n ? [] : [[key, String(amounts[at])]])),
  )
}

const settlementMap = {
  columns: {
    customer_number: 'customer',
    number: 'number',
    issued_on: 'issued',
    due_on: 'due',
    amount: 'amount',
    settled_on: 'paid',
    settled_amount: 'paid amount',
  },
  create_customers: true,
}
const settlements = `customer,number,issued,due,amount,paid,paid amount
C1,S1,2026-01-10,2026-02-09,100.00,2026-01-20,
C1,S2,2026-01-10,2026-02-09,50.00,2026-01-05,
C1,S3,2026-01-10,2026-02-09,30.00,,
C1,S4,2026-01-10,2026-02-09,20.00,2026-01-15,25.00
C1,S5,2026-01-10,2026-02-09,20.00,,5.00
`

test('[IMP-7] a settlement is an invoice, its receipt and the application; paid before its day it stands on account', async () => {
  const org = await testOrganisation()
  const done = await importFile(org, { kind: 'settlements', content: settlements, map: settlementMap })
  assert.deepEqual(told(done), ['done', 4, 0, 1], JSON.stringify(done))
  assert.deepEqual(await owed(org, '2026-01-04'), {})
  assert.deepEqual(await owed(org, '2026-01-05'), { unapplied: '-5000' })
  assert.deepEqual(await owed(org, '2026-01-10'), { not_due: '15000' })
  assert.deepEqual(await owed(org, '2026-01-15'), { not_due: '13000', unapplied: '-500' })
  assert.deepEqual(await owed(org, '2026-01-31'), { not_due: '3000', unapplied: '-500' })
  const later = settlements.replace('30.00,,', '30.00,2026-02-01,').replace(/C1,S5.*\n/, '')
  const again = await importFile(org, { kind: 'settlements', content: later, map: settlementMap })
  assert.deepEqual(told(again), ['done', 1, 3, 0], 'an invoice known as open is settled by a later file')
  assert.deepEqual(await owed(org, '2026-02-01'), { unapplied: '-500' })
})

test('[IMP-15] an import is undone as if it had never come, on every day, and can come again', async () => {
  const org = await testOrganisation()
  const bring = () => importFile(org, { kind: 'settlements', content: settlements, map: settlementMap })
  const done = await bring()
  const undone = await org.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'wrong file' })
  assert.equal(undone.status, 200, JSON.stringify(undone.body))
  await runJobs(org)
  const row = await get(org, `/api/imports/${done.import_id}`)
  assert.equal(row.state, 'undone', JSON.stringify(row))
  for (const day of ['2026-01-05', '2026-01-10', '2026-01-12', '2026-01-15', '2026-02-20'])
    assert.deepEqual(await owed(org, day), {}, day)
  assert.equal((await get(org, '/api/customers', { state: 'active' })).rows.length, 0)
  assert.equal(
    (await org.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'x' })).body.code,
    'import_already_undone',
  )
  assert.deepEqual(told(await bring()), ['done', 4, 0, 1])
  assert.deepEqual(await owed(org, '2026-01-31'), { not_due: '3000', unapplied: '-500' })
  assert.equal((await get(org, '/api/customers', { state: 'active' })).rows.length, 1)
})

test('[IMP-15] what has been built upon an import is named, and nothing of it is undone', async () => {
  const org = await testOrganisation()
  const done = await importFile(org, { kind: 'settlements', content: settlements, map: settlementMap })
  const draft = {
    customer_number: 'C1',
    received_on: '2026-02-01',
    amount_minor: '1000',
    apply: [{ invoice_number: 'S3', amount_minor: '1000' }],
  }
  assert.equal((await org.admin.post('/api/receipts', draft)).status, 200)
  const { body } = await org.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'wrong file' })
  assert.equal(body.code, 'import_built_upon')
  assert.deepEqual([body.problems[0].params.count, body.problems[0].params.on[0].number], [1, 'S3'])
  assert.deepEqual(await owed(org, '2026-01-31'), { not_due: '3000', unapplied: '-500' })
})

test('[IMP-6] net and tax make the amount and find the tax code; terms are read as people write them', async () => {
  const org = await testOrganisation()
  const content = `客户,单号,日期,账期,不含税金额,税额\nC1,T1,2026-01-08,月结30天,100.00,13.00\nC1,T2,2026-01-08,net 30,100.00,6.00\nC1,T3,2026-01-08,看情况,100.00,0\nC1,T4,2026-01-08,,100.00,7.77\n`
  const columns = {
    customer_number: '客户',
    number: '单号',
    issued_on: '日期',
    terms_code: '账期',
    net_amount: '不含税金额',
    tax_amount: '税额',
  }
  const done = await importFile(org, { kind: 'invoices', content, map: { columns, create_customers: true } })
  assert.deepEqual(told(done), ['done', 2, 0, 2], JSON.stringify(done))
  const { rows } = await get(org, '/api/invoices', { sort: 'number' })
  const shown = rows.map((row: Record<string, unknown>) => [row.number, row.due_on, row.net_minor, row.tax_minor])
  assert.deepEqual(shown, [
    ['T1', '2026-03-02', '10000', '1300'],
    ['T2', '2026-02-07', '10000', '600'],
  ])
})

test('[IMP-7] receipts pay the invoices they name, in their order; the rest stays on account', async () => {
  const org = await testOrganisation()
  const invoices = `customer,number,issued,due,amount\nC1,R1,2026-01-10,2026-02-09,100\nC1,R2,2026-01-10,2026-02-09,50\n`
  const columns = {
    customer_number: 'customer',
    number: 'number',
    issued_on: 'issued',
    due_on: 'due',
    amount: 'amount',
  }
  await importFile(org, { kind: 'invoices', content: invoices, map: { columns, create_customers: true } })
  const content = `customer,day,amount,how,invoices\nC1,2026-01-20,120,电汇,R1;R2\nC1,2026-01-21,40,支票,"R2、R1"\nC1,2026-01-22,10,cash,R9\nC1,2026-01-22,10,牛,\n`
  const map = {
    columns: {
      customer_number: 'customer',
      received_on: 'day',
      amount: 'amount',
      method: 'how',
      invoice_numbers: 'invoices',
    },
  }
  const done = await importFile(org, { kind: 'receipts', content, map })
  assert.deepEqual(told(done), ['done', 2, 0, 2], JSON.stringify(done))
  const { rows } = await get(org, `/api/imports/${done.import_id}/refusals`)
  assert.deepEqual(
    rows.map((row: { problems: { code: string }[] }) => row.problems[0]?.code),
    ['invoice_unknown', 'value_unknown'],
  )
  assert.deepEqual(await owed(org, '2026-01-20'), { not_due: '3000' })
  assert.deepEqual(await owed(org, '2026-01-21'), { unapplied: '-1000' })
  assert.deepEqual(told(await importFile(org, { kind: 'receipts', content, map })), ['done', 0, 2, 2])
})

test('[IMP-11] open items of the old book come into the opening of their entity', async () => {
  const org = await testOrganisation()
  const content = `客户,类型,单号,日期,到期,币种,金额,本位币金额
C01,应收,O1,2025-10-01,2025-11-30,人民币,56500.00,
C01,应收,O2,2025-12-01,2026-01-31,人民币,113000.00,
C03,应收,O3,2025-11-01,2025-12-31,美元,20000.00,142000.00
C04,应收,O4,2025-09-01,2025-10-31,人民币,214700.00,
C04,质保金,O5,2025-09-01,2026-09-01,人民币,11300.00,
C05,预收,O6,2025-12-01,,人民币,30000.00,
C05,应收,O7,2025-12-01,,美元,1.00,
`
  const columns = {
    customer_number: '客户',
    kind: '类型',
    number: '单号',
    issued_on: '日期',
    due_on: '到期',
    currency: '币种',
    amount: '金额',
    base_amount: '本位币金额',
  }
  const entity = await org.admin.post('/api/entities', {
    code: 'E2',
    name: '新公司',
    base_currency: 'CNY',
    standard: 'cas',
    books_from: '2026-01-01',
  })
  assert.equal(entity.status, 200)
  const map = { columns, constants: { entity_code: 'E2' }, create_customers: true }
  const done = await importFile(org, { kind: 'openings', content, map })
  assert.deepEqual(told(done), ['done', 6, 0, 1], JSON.stringify(done))
  const [opening] = (await get(org, '/api/openings')).rows
  assert.deepEqual([opening.items, opening.gross_minor, opening.net_minor], [6, '53750000', '50750000'])
  assert.deepEqual(told(await importFile(org, { kind: 'openings', content, map })), ['done', 0, 6, 1])
  assert.equal((await org.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'again' })).status, 200)
  await runJobs(org)
  assert.equal((await get(org, `/api/imports/${done.import_id}`)).state, 'undone')
  assert.deepEqual(told(await importFile(org, { kind: 'openings', content, map })), ['done', 6, 0, 1])
})

test('[IMP-10] customers come in with their terms and contact; one that is there is never changed', async () => {
  const org = await testOrganisation()
  const content = `编号,名称,税号,联系人,电话,额度,上级\nP1,集团公司,,王芳,13800000000,"1,000,000",\nP2,子公司,,,,,P1\nP1,另一个,,,,,\n`
  const columns = {
    number: '编号',
    name: '名称',
    tax_id: '税号',
    contact_name: '联系人',
    contact_phone: '电话',
    credit_limit: '额度',
    head_office_number: '上级',
  }
  const done = await importFile(org, { kind: 'customers', content, map: { columns } })
  assert.deepEqual(told(done), ['done', 2, 0, 1], JSON.stringify(done))
  const { rows } = await get(org, '/api/customers')
  assert.deepEqual(
    rows.map((row: { number: string; head_office_name: string }) => [row.number, row.head_office_name]),
    [
      ['P1', null],
      ['P2', '集团公司'],
    ],
  )
  const read = await get(org, `/api/customers/${rows[0].customer_id}`)
  assert.deepEqual([read.contacts[0].name, read.accounts[0].limit_minor], ['王芳', '100000000'])
  assert.deepEqual(told(await importFile(org, { kind: 'customers', content, map: { columns } })), ['done', 0, 2, 1])
  assert.equal((await org.admin.post(`/api/imports/${done.import_id}/undo`, { reason: 'again' })).status, 200)
  await runJobs(org)
  assert.equal((await get(org, '/api/customers', { state: 'active' })).rows.length, 0)
})

test('[IMP-12] paid history writes nothing to the ledger', async () => {
  const org = await testOrganisation()
  const content =
    'customer,number,issued,due,amount,paid\nC1,H1,2019-01-10,2019-02-09,100,2019-03-01\nC1,H2,2019-01-10,2019-02-09,-20,\n'
  const columns = {
    customer_number: 'customer',
    number: 'number',
    issued_on: 'issued',
    due_on: 'due',
    amount: 'amount',
    settled_on: 'paid',
  }
  const map = { columns, create_customers: true }
  const done = await importFile(org, { kind: 'history', content, map })
  assert.deepEqual(told(done), ['done', 2, 0, 0], JSON.stringify(done))
  assert.deepEqual(await owed(org, '2019-02-01'), {})
  assert.deepEqual(told(await importFile(org, { kind: 'history', content, map })), ['done', 0, 2, 0])
})

const many = (count: number) =>
  `customer,number,issued,amount\n${Array.from({ length: count }, (_, at) => `C${at % 5},N${at},2026-01-05,1.00\n`).join('')}`
const plain = {
  columns: { customer_number: 'customer', number: 'number', issued_on: 'issued', amount: 'amount' },
  create_customers: true,
}
const invoiceCount = async (org: TestOrganisation) =>
  transaction(house.db.main, 'query', wholeOrganisation(org.org_id), async tx =>
    Number((await tx.first(sql<{ n: string }>`select count(*) as n from invoices where org_id = ${org.org_id}`))?.n),
  )

test('[IMP-9] an import that breaks between two chunks goes on behind the last that was committed', async () => {
  const org = await testOrganisation()
  const started = await startImport(org.admin, { kind: 'invoices', content: many(chunkRows * 2 + 500), map: plain })
  const handler = house.modules.jobs.handlers.get('import.run')
  assert.ok(handler)
  let steps = 0
  house.modules.jobs.handlers.set('import.run', run =>
    handler({
      ...run,
      step: work => {
        // Begin, set the total, first chunk; then the program dies.
        if (++steps === 4) throw new Error('the program dies')
        return run.step(work)
      },
    }),
  )
  await assert.rejects(runJobs(org), /the program dies/)
  assert.equal(await invoiceCount(org), chunkRows)
  const half = await get(org, `/api/imports/${started.body.import_id}`)
  assert.deepEqual(told(half), ['running', chunkRows, 0, 0])
  house.modules.jobs.handlers.set('import.run', handler)
  await runJobs(org)
  const done = await get(org, `/api/imports/${started.body.import_id}`)
  assert.deepEqual(told(done), ['done', chunkRows * 2 + 500, 0, 0])
  assert.equal(await invoiceCount(org), chunkRows * 2 + 500)
})

test('[IMP-9] an import that is told to stop keeps its whole chunks', async () => {
  const org = await testOrganisation()
  const started = await startImport(org.admin, { kind: 'invoices', content: many(chunkRows + 1), map: plain })
  const { import_id } = started.body
  const handler = house.modules.jobs.handlers.get('import.run')
  assert.ok(handler)
  let steps = 0
  house.modules.jobs.handlers.set('import.run', run =>
    handler({
      ...run,
      step: async work => {
        const answer = await run.step(work)
        if (++steps === 3) assert.equal((await org.admin.post(`/api/imports/${import_id}/cancel`, {})).status, 200)
        return answer
      },
    }),
  )
  await runJobs(org)
  house.modules.jobs.handlers.set('import.run', handler)
  assert.deepEqual(told(await get(org, `/api/imports/${import_id}`)), ['cancelled', chunkRows, 0, 0])
  const waiting = await startImport(org.admin, { kind: 'invoices', content: many(3), map: plain })
  await org.admin.post(`/api/imports/${waiting.body.import_id}/cancel`, {})
  await runJobs(org)
  assert.equal((await get(org, `/api/imports/${waiting.body.import_id}`)).state, 'cancelled')
  assert.equal(await invoiceCount(org), chunkRows)
})
