import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { importMap } from './contract.ts'
import { fieldsOf } from './fields.ts'
import { layoutSample } from './layout-samples.ts'
import { layouts, layoutMap, recogniseLayout } from './layouts.ts'
import { decimalOf, signOf } from './number-style.ts'
import { passedRows } from './passed-rows.ts'
import { proposeMap, readHead, understand } from './preview.ts'
import { rowReader } from './understand.ts'

const entities = [{ entity_id: 'e1', code: 'E1', base_currency: 'CNY' }]

test('[IMP-16] every layout is known by its own sample, and the sample is understood to the last row', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'duebook-layouts-'))
  t.after(() => rm(folder, { recursive: true }))
  for (const layout of layouts) {
    const path = join(folder, `${layout.layout}.csv`)
    await writeFile(path, layoutSample(layout))
    const head = await readHead(path, {})
    assert.equal(recogniseLayout(head.table.header, layout.kind)?.layout, layout.layout)
    const map = proposeMap(layout.kind, head)
    assert.equal(map.layout, layout.layout)
    const found = understand(layout.kind, map, head, entities)
    assert.deepEqual(found.problems, [], layout.layout)
    assert.deepEqual(
      found.understood.map(row => row.problems),
      [[], [], []],
      `${layout.layout} ${JSON.stringify(found.understood)}`,
    )
    const extra = (layout.once ? 1 : 0) + (layout.only ? 1 : 0) + (layout.kind === 'customers' ? 0 : 1)
    assert.equal(found.skipped, extra, layout.layout)
    if (layout.kind !== 'customers')
      assert.deepEqual(
        found.understood.map(row => row.values.amount_minor),
        [123450n, 800000n, 35000n],
        layout.layout,
      )
  }
})

test('[IMP-16] layouts name fields that their kind has, and everything a row must have', () => {
  assert.equal(new Set(layouts.map(one => one.layout)).size, layouts.length)
  for (const layout of layouts) {
    const fields = new Map(fieldsOf[layout.kind].map(field => [field.field, field]))
    const given = [...Object.keys(layout.columns), ...Object.keys(layout.pairs ?? {})]
    for (const field of given) assert.ok(fields.has(field), `${layout.layout} ${field}`)
    for (const [name, field] of fields)
      if (field.required) assert.ok(given.includes(name), `${layout.layout} lacks ${name}`)
    for (const field of layout.once ?? []) assert.ok(layout.columns[field], `${layout.layout} once ${field}`)
  }
})

test('[IMP-16] files as the systems write them are told apart; one that fits two is nobody’s', () => {
  const known: [string, string | null][] = [
    [',Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance', 'quickbooks_openings'],
    ['Customer full name,Phone numbers,Email,Full name,Bill address,Ship address', 'quickbooks_customers'],
    [
      'ContactName,EmailAddress,POAddressLine1,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,Discount,LineAmount,AccountCode,TaxType,TaxAmount,Currency,Type,Sent,Status',
      'xero_invoices',
    ],
    [
      '*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,SAAddressLine1,PhoneNumber,TaxNumber,DueDateSalesDay,DueDateSalesTerm',
      'xero_customers',
    ],
    [
      'Payment Number,CustomerPayment ID,Mode,CustomerID,Description,Exchange Rate,Amount,Unused Amount,Bank Charges,Reference Number,Currency Code,Customer Name,Payment Type,Date,Deposit To,InvoicePayment ID,Amount Applied to Invoice,Invoice Number',
      'zoho_books_receipts',
    ],
    [
      'Record Id,Deal Name,Account Name,Amount,Closing Date,Stage,Deal Owner,Probability (%),Lead Source',
      'zoho_crm_deals',
    ],
    [
      'Record Id,Subject,SO Number,Sales Order Owner,Account Name,Deal Name,Purchase Order,Due Date,Created Time,Status,Sub Total,Grand Total,Carrier,Currency,Terms and Conditions',
      'zoho_crm_sales_orders',
    ],
    [
      'Opportunity Name,Type,Lead Source,Amount,Close Date,Next Step,Stage,Probability (%),Fiscal Period,Age,Created Date,Opportunity Owner,Owner Role,Account Name',
      'salesforce_opportunities',
    ],
    [
      '销售订单编号,客户名称,下单日期,销售订单金额（元）,业务类型,商机名称,发货状态,生命状态,锁定状态,负责人,备注',
      'fxiaoke_orders',
    ],
    [
      '合同编号,合同名称,客户名称,签约日期,合同开始日期,合同结束日期,合同金额（元）,业务类型,生命状态,负责人,归属部门',
      'fxiaoke_contracts',
    ],
    ['序号,合同编号,合同名称,甲方,签订日期,合同金额,税率,合同类型,合同状态,经办人', 'contract_register'],
    [
      '单据编号,单据状态,单据类型,业务日期,客户,币别,价税合计,到期日,收款条件,销售员,结算组织,备注',
      'kingdee_galaxy_invoices',
    ],
    [
      '科目编码,科目名称,对账对象编码,对账对象名称,币种,凭证日期,凭证字号,业务日期,业务单号,业务员,摘要,借方-发生-金额,借方-未结-金额,借方-未结-本币,贷方-发生-金额,贷方-未结-金额,贷方-未结-本币',
      'yonyou_suite_openings',
    ],
    ['客户编号,客户名称,开票日期,发票号,金额', null],
    ['customer_number,number,issued_on,amount', null],
  ]
  for (const [header, expected] of known) {
    const names = header.split(',')
    const kind = layouts.find(one => one.layout === expected)?.kind ?? 'invoices'
    assert.equal(recogniseLayout(names, kind)?.layout ?? null, expected, header)
  }
  // The export of Xero is the same file for invoices and for open items: only the kind tells them apart.
  assert.equal(recogniseLayout(known[2]?.[0].split(',') ?? []), null)
  assert.equal(recogniseLayout(known[2]?.[0].split(',') ?? [], 'openings')?.layout, 'xero_openings')
})

test('[IMP-16] an amount in two columns is owed on the debit side and received on the credit side', () => {
  const header = ['cust', 'day', '借方', '贷方']
  const read = (kind: 'openings' | 'receipts', day: string, cells: string[]) => {
    const columns = { customer_number: 'cust', [day]: 'day' }
    const map = importMap.parse({ columns, pairs: { amount: { debit: '借方', credit: '贷方' } } })
    const row = rowReader(kind, map, header, 'ymd', entities)(['C1', '2026-01-05', ...cells])
    assert.ok(row)
    return row.problems[0]?.code ?? row.values.amount
  }
  const table: [string[], bigint | string, bigint | string][] = [
    [['100.00', ''], 10000n, -10000n],
    [['', '100.00'], -10000n, 10000n],
    [['0.00', '5'], -500n, 500n],
    [['-30.00', '0.00'], -3000n, 3000n],
    [['', '-30.00'], 3000n, -3000n],
    [['0', '0'], 0n, 0n],
    [['', ''], 'field_missing', 'field_missing'],
    [['1', '2'], 'amount_on_both_sides', 'amount_on_both_sides'],
    [['x', '2'], 'amount_invalid', 'amount_invalid'],
    [['2', 'x'], 'amount_invalid', 'amount_invalid'],
  ]
  for (const [cells, owed, received] of table) {
    assert.equal(read('openings', 'issued_on', cells), owed, cells.join('/'))
    assert.equal(read('receipts', 'received_on', cells), received, cells.join('/'))
  }
})

test('[IMP-17] sums, headings and notes are passed over, and nothing that could be a document', () => {
  const header = ['', '客户', '日期', '摘要', '金额']
  const columns = { customer_number: '客户', issued_on: '日期', reference: '摘要', amount: '金额' }
  const table: [cells: string, passed: boolean][] = [
    [',C1,2026-01-05,货款,10', false],
    ['合计,,,,10', true],
    ['合　计：,,,,10', true],
    [',小 计,,,10', true],
    [',C1,小计,,10', true],
    [',C1,2026-01-31,本月合计,10', true],
    [',C1,2026-01-31,合计三笔货款,10', false],
    [',合计建材公司,2026-01-31,,10', false],
    ['Total,,,,10', true],
    ['Total for Acme Corp,,,,10', true],
    ['TOTAL,,,,$10.00', true],
    ['Grand Total,,,,10', true],
    [',Total,2026-01-05,fuel,10', false],
    [',Total Energies,,,10', false],
    [',Total,,,10', true],
    ['Acme Corp,,,,', true],
    ['91 or more days past due,,,,', true],
    [',C1,,,', false],
    [',制表人：王敏,,,', true],
    ['" Wednesday, September 30 2026 11:11 AM GMT-05:00",,,,'.replaceAll('"', ''), true],
    [',C1,2026-01-05,Total for January services,10', false],
  ]
  for (const [line, expected] of table) {
    const cells = line.startsWith(' Wed') ? [line, '', '', '', ''] : line.split(',')
    assert.equal(passedRows('invoices', importMap.parse({ columns }), header)(cells), expected, line)
    const off = importMap.parse({ columns, skip_totals: false })
    assert.equal(passedRows('invoices', off, header)(cells), false, line)
  }
})

test('[IMP-17] of rows that repeat what tells a document only the first counts', () => {
  const header = ['no', 'amount', 'line']
  const passed = passedRows('invoices', importMap.parse({ columns: {}, once: ['no'] }), header)
  const rows = [
    ['', '', 'x'],
    ['A', '10', '1'],
    ['A', '10', '2'],
    ['', '', '3'],
    ['B', '5', '1'],
    ['A', '10', '3'],
  ]
  assert.deepEqual(rows.map(passed), [false, false, true, true, false, true])
})

test('[IMP-18] the decimal sign is what the amounts show', () => {
  const signs: [string, '.' | ',' | null][] = [
    ['1.234,50', ','],
    ['1,234.50', '.'],
    ['1,234', null],
    ['1.234', null],
    ['12,5', ','],
    ['0,125', ','],
    ['1.234.567', ','],
    ['1,234,567', '.'],
    ['€ 1.234,50', ','],
    ['1234', null],
    ['', null],
    ['12,345.6', '.'],
    ['1234,567', ','],
  ]
  for (const [text, sign] of signs) assert.equal(signOf(text), sign, text)
  const map = importMap.parse({ columns: { amount: 'a' } })
  const of = (...cells: string[]) =>
    decimalOf(
      'invoices',
      map,
      ['a'],
      cells.map(cell => [cell]),
    )
  assert.equal(of('1.234', '99,50'), ',')
  assert.equal(of('1,234', '99.50'), '.')
  assert.equal(of('1,5', '1.5'), '.')
  assert.equal(of(), '.')
})

test('[IMP-16] a file that has one of two columns of a pair is not read by it', () => {
  const layout = layouts.find(one => one.layout === 'kingdee_k3_openings')
  assert.ok(layout)
  assert.deepEqual(layoutMap(layout, ['核算项目代码', '日期', '借方金额']).pairs, {})
})

test('[IMP-16] both languages of the documentation name every layout and whence its headings are known', async () => {
  const words = {
    en: { published: 'published', files: 'files', known: 'known' },
    zh: { published: '公开说明', files: '导出文件', known: '一般了解' },
  }
  for (const [file, said] of [
    ['importing.md', words.en],
    ['importing.zh-CN.md', words.zh],
  ] as const) {
    const text = await readFile(new URL(`../../docs/${file}`, import.meta.url), 'utf8')
    for (const { layout, basis } of layouts)
      assert.ok(text.includes(`| \`${layout}\` | ${said[basis]} |`), `${file} ${layout}`)
  }
})
