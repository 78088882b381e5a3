import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { importFile, runJobs } from '../testing/import-file.ts'
import { testFiles } from '../testing/house.ts'
import { type TestOrganisation, testHouse, testOrganisation } from '../testing/organisation.ts'
import { multipart } from '../testing/upload.ts'
import { importCommand } from './cli.ts'

const { modules } = await testHouse()

const told = (row: Record<string, unknown>) => [
  row.state,
  ...['rows_total', 'rows_done', 'rows_ok', 'rows_known', 'rows_refused', 'rows_skipped'].map(key => Number(row[key])),
]
async function preview(org: TestOrganisation, kind: string, content: string, more: Record<string, string> = {}) {
  const { body, headers } = multipart({ kind, ...more }, { name: 'export.csv', content })
  const seen = await org.admin.post('/api/imports/preview', body, headers)
  assert.equal(seen.status, 200, JSON.stringify(seen.body))
  return seen.body
}
/** Looks at a file, takes the map that is proposed, and brings it in with customers entered. */
async function bring(org: TestOrganisation, kind: string, content: string, changes: object = {}) {
  const { map } = await preview(org, kind, content)
  return importFile(org, { kind, content, map: { ...map, create_customers: true, ...changes } })
}

const quickbooks = `"Example Co, LLC",,,,,,,
A/R Ageing Detail,,,,,,,
"As of Jan 31, 2026",,,,,,,

,Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
1 - 30 days past due,,,,,,,
,12/15/2025,Invoice,1001,Northwind Traders,01/14/2026,"1,000.00",800.00
,12/20/2025,Credit Memo,CM-1,Harbor Design Co,12/20/2025,-100.00,-100.00
Total for 1 - 30 days past due,,,,,,"$900.00",$700.00
CURRENT,,,,,,,
,01/25/2026,Invoice,1002,Total,02/24/2026,"1,234.50","1,234.50"
Total for CURRENT,,,,,,"$1,234.50","$1,234.50"
TOTAL,,,,,,"$2,134.50","$1,934.50"

" Saturday, January 31, 2026 11:11 AM GMT-05:00",,,,,,,
`

test('[IMP-17] the ageing detail of QuickBooks comes in with its sums and headings skipped and counted', async () => {
  const org = await testOrganisation()
  const seen = await preview(org, 'invoices', quickbooks)
  assert.deepEqual([seen.map.layout, seen.map.day_order, seen.map.decimal], ['quickbooks_invoices', 'mdy', '.'])
  assert.equal(seen.skipped, 7, 'six headings, sums and the note at the foot, and a credit memo that is no invoice')
  const done = await bring(org, 'invoices', quickbooks, { constants: { currency: 'CNY' } })
  assert.deepEqual(told(done), ['done', 9, 9, 2, 0, 0, 7], JSON.stringify(done))
  assert.deepEqual(done.totals, [{ entity_code: 'E1', currency: 'CNY', rows: 2, amount_minor: '223450' }])
  const again = await bring(org, 'invoices', quickbooks, { constants: { currency: 'CNY' } })
  assert.deepEqual(told(again), ['done', 9, 9, 0, 2, 0, 7])
})

test('[IMP-17] sums are counted in every chunk, also behind the rows a preview sees, and a dry run counts them alike', async () => {
  const org = await testOrganisation()
  const rows = Array.from({ length: 4100 }, (_, at) =>
    at % 100 === 99 ? '合计,,,,"99.00"' : `C${at % 7},2025-01-05,N${at},人民币,1.00`,
  )
  const content = ['客户编码,单据日期,单据编号,币种,金额', ...rows].join('\n')
  const columns = {
    customer_number: '客户编码',
    issued_on: '单据日期',
    number: '单据编号',
    currency: '币种',
    amount: '金额',
  }
  const file = { kind: 'history', content, map: { columns, create_customers: true } }
  const dry = await importFile(org, { ...file, dry_run: true })
  assert.deepEqual(told(dry), ['done', 4100, 4100, 4059, 0, 0, 41], JSON.stringify(dry.problem))
  const done = await importFile(org, file)
  assert.deepEqual(told(done), ['done', 4100, 4100, 4059, 0, 0, 41])
  const listed = await org.admin.get('/api/imports')
  assert.deepEqual(
    listed.body.rows.map((row: { rows_skipped: string }) => Number(row.rows_skipped)),
    [41, 41],
  )
  const read = await importFile(org, { ...file, map: { ...file.map, skip_totals: false } })
  assert.deepEqual(told(read), ['done', 4100, 4100, 0, 4059, 41, 0], 'told to read them, it refuses them by name')
})

test('[IMP-16] an export of Xero with a row for each line is one invoice each, and a layout may be set aside', async () => {
  const org = await testOrganisation()
  const header =
    'ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,Description,Quantity,UnitAmount,LineAmount,AccountCode,Currency,Type,Status'
  const line = (number: string, day: string, total: string, what: string, type = 'Sales invoice') =>
    `Harbour Cafe,,${number},,${day},28/02/2026,${total},0,0,${total},${what},1,1,1,200,CNY,${type},Awaiting Payment`
  const content = [
    header,
    line('INV-1', '15/01/2026', '300.00', 'beans'),
    line('INV-1', '15/01/2026', '300.00', 'filters'),
    line('INV-2', '16/01/2026', '50.00', 'cups'),
    line('CN-1', '16/01/2026', '20.00', 'returned', 'Sales credit note'),
  ].join('\n')
  const done = await bring(org, 'invoices', content)
  assert.deepEqual(told(done), ['done', 4, 4, 2, 0, 0, 2], JSON.stringify(done))
  assert.deepEqual(done.totals, [{ entity_code: 'E1', currency: 'CNY', rows: 2, amount_minor: '35000' }])
  const open = await preview(org, 'openings', content)
  assert.equal(open.map.layout, 'xero_openings')
  assert.deepEqual(
    open.understood.map((row: { values: Record<string, unknown> }) => [row.values.kind, row.values.amount_minor]),
    [
      ['invoice', '30000'],
      ['invoice', '5000'],
      ['credit_note', '2000'],
    ],
  )
  const aside = await preview(org, 'invoices', content, { layout: 'none' })
  assert.deepEqual([aside.map.layout, aside.map.once, aside.skipped], [undefined, [], 0])
  const other = multipart({ kind: 'invoices', layout: 'xero_receipts' }, { name: 'x.csv', content })
  assert.equal((await org.admin.post('/api/imports/preview', other.body, other.headers)).body.code, 'layout_unknown')
})

test('[IMP-16] customers of 金蝶 are found by their documents, by code or by name', async () => {
  const org = await testOrganisation()
  const customers = await bring(
    org,
    'customers',
    `编码,名称,简称,创建组织,使用组织,统一社会信用代码,结算币别,客户分组,客户类别,收款条件,数据状态
C01,华东机电有限公司,华东,总部,总部,,人民币,直销,,月结30天,已审核
`,
    { create_customers: false },
  )
  assert.deepEqual(told(customers), ['done', 1, 1, 1, 0, 0, 0], JSON.stringify(customers))
  const header = '单据编号,单据状态,单据类型,业务日期,客户,币别,价税合计,到期日,收款条件,销售员,结算组织,备注'
  const row = (number: string, customer: string, amount: string) =>
    `${number},已审核,标准应收单,2026/1/15,${customer},人民币,"${amount}",2026/2/14,月结30天,王敏,总部,`
  const content = [
    header,
    row('AR1', '华东机电有限公司', '1,130.00'),
    row('AR2', 'C01', '20'),
    '合计,,,,,,"1,150.00",,,,,',
  ].join('\n')
  const done = await bring(org, 'invoices', content, { create_customers: false })
  assert.deepEqual(told(done), ['done', 3, 3, 2, 0, 0, 1], JSON.stringify(done))
  const found = (await org.admin.get('/api/customers')).body.rows
  assert.deepEqual(
    found.map((one: { number: string }) => one.number),
    ['C01'],
  )
})

test('[IMP-16] open items of 金蝶 and 用友 stand on the side they are owed on', async () => {
  const org = await testOrganisation()
  const k3 = `核算项目代码,核算项目名称,日期,凭证字号,单据号,摘要,币别,借方金额,贷方金额,方向,余额
C1,华东公司,2025-12-05,记-1,F1,销售,人民币,"1,000.00",,借,1000
C1,华东公司,2025-12-09,记-2,S1,收款,人民币,,400.00,借,600
C1,华东公司,2025-12-31,,,本月合计,人民币,"1,000.00",400.00,借,600
`
  const books = { code: 'E2', name: '新公司', base_currency: 'CNY', standard: 'cas', books_from: '2026-01-01' }
  assert.equal((await org.admin.post('/api/entities', books)).status, 200)
  const seen = await preview(org, 'openings', k3)
  assert.equal(seen.map.layout, 'kingdee_k3_openings')
  assert.deepEqual(seen.map.pairs, { amount: { debit: '借方金额', credit: '贷方金额' } })
  const done = await bring(org, 'openings', k3, { constants: { entity_code: 'E2' } })
  assert.deepEqual(told(done), ['done', 3, 3, 2, 0, 0, 1], JSON.stringify(done))
  assert.equal(done.totals[0].amount_minor, '60000')
})

test('[IMP-3] a pair names two columns of an amount, or is refused; maps kept before pairs work as they did', async () => {
  const org = await testOrganisation()
  const content = 'cust,day,借,贷\nC1,2026-01-05,5,\n'
  const columns = { customer_number: 'cust', issued_on: 'day' }
  const ask = async (pairs: object, more: object = {}) => {
    const body = await importFile(org, {
      kind: 'invoices',
      content,
      map: { columns, pairs, create_customers: true, ...more },
    })
    return body.code ?? body.state
  }
  assert.equal(await ask({ amount: { debit: '借', credit: '贷' } }), 'done')
  assert.equal(await ask({ amount: { debit: '借', credit: 'none' } }), 'column_missing')
  assert.equal(await ask({ number: { debit: '借', credit: '贷' } }), 'map_invalid')
  assert.equal(
    await ask({ amount: { debit: '借', credit: '贷' } }, { columns: { ...columns, amount: '借' } }),
    'map_invalid',
  )
  assert.equal(await ask({ amount: { debit: '借', credit: '贷' } }, { once: ['none'] }), 'column_missing')
  const old = { columns: { ...columns, amount: '借' } }
  assert.equal((await org.admin.put('/api/import-maps', { kind: 'invoices', name: '旧', map: old })).status, 200)
  const kept = (await org.admin.get('/api/import-maps', { kind: 'invoices' })).body.rows[0].map
  assert.deepEqual([kept.pairs, kept.once, kept.skip_totals], [{}, [], true])
})

test('[IMP-16] the layouts are told with a sample each, and the command brings such a file in by its layout', async t => {
  const org = await testOrganisation()
  const { body } = await org.admin.get('/api/import-layouts', { kind: 'receipts' })
  const zoho = body.rows.find((row: { layout: string }) => row.layout === 'zoho_books_receipts')
  assert.equal(zoho.basis, 'files')
  const folder = await mkdtemp(join(tmpdir(), 'duebook-layout-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'payments.csv')
  await writeFile(file, zoho.sample.replaceAll('USD', 'CNY'))
  const actor = await modules.jobs.actorOf(org.org_id, org.admin.person_id)
  assert.ok(actor)
  const app = {
    modules,
    settings: { home: testFiles },
    findPerson: async () => ({ org_id: org.org_id, actor: async () => actor }),
  }
  const lines: string[] = []
  const heard = (text: unknown) => lines.push(String(text)) > 0
  const mocks = [t.mock.method(process.stdout, 'write', heard), t.mock.method(process.stderr, 'write', heard)]
  const run = (...args: string[]) => importCommand(['receipts', file, ...args], app)
  const statuses = [
    await run('--layout', 'no_such'),
    await run('--layout', 'xero_receipts'),
    await run('--layout', 'zoho_books_receipts', '--create-customers'),
  ]
  for (const mock of mocks) mock.mock.restore()
  assert.deepEqual(statuses, [1, 1, 0], lines.join(''))
  assert.match(lines.join(''), /done: 3 taken in, 0 known already, 0 refused, 2 skipped\n {2}E1 CNY 9584\.50 in 3\n/)
  await runJobs(org)
})
