import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importKinds, importMap } from './contract.ts'
import { columnIndex, fieldsOf, mapProblems, proposeColumns } from './fields.ts'
import { guesses } from './guesses.ts'
import { contentHash, SeenCounter, shortHash } from './identity.ts'
import { dayOrderOf, rowReader } from './understand.ts'

const entities = [
  { entity_id: 'e1', code: 'E1', base_currency: 'CNY' },
  { entity_id: 'e2', code: 'JP', base_currency: 'JPY' },
]
const header = ['cust', 'day', 'amount', 'cur', 'entity', 'method', 'flag']
const columns = {
  customer_number: 'cust',
  received_on: 'day',
  amount: 'amount',
  currency: 'cur',
  entity_code: 'entity',
  method: 'method',
  is_advance: 'flag',
}
const read = (cells: string[], changes: object = {}) => {
  const map = importMap.parse({ columns, ...changes })
  return rowReader('receipts', map, header, 'dmy', entities)(cells)
}

test('[IMP-4] a cell is read exactly as it is written, or refused by name', () => {
  const table: [cells: string[], expected: Record<string, unknown> | string, changes?: object][] = [
    [['C1', '31.01.2026', '1,234.56', 'USD', 'E1', '', ''], { amount: 123456n, received_on: '2026-01-31' }],
    [
      ['C1', '2026-01-31', '￥１，２３４．５６', '人民币', 'E1', '网银', '是'],
      { amount: 123456n, method: 'transfer', is_advance: true },
    ],
    [
      ['C1', '46053', '1.234,56', 'EUR', 'E1', '', ''],
      { amount: 123456n, received_on: '2026-01-31' },
      { decimal: ',' },
    ],
    [['C1', '2026-01-31', '(5.00)', '', 'E1', '', ''], { amount: -500n, currency: 'CNY' }],
    [['C1', '2026-01-31', '1234', '', 'JP', '', ''], { amount: 1234n, currency: 'JPY' }],
    [['1930571429.0', '2026-01-31', '1', '', 'E1', '', ''], { customer_number: '1930571429' }],
    [['C1', '2026-01-31', '1', '', 'U1', '', ''], { entity_code: 'E1' }, { values: { entity_code: { U1: 'E1' } } }],
    [['', '2026-01-31', '1', '', 'E1', '', ''], { customer_number: 'K' }, { constants: { customer_number: 'K' } }],
    [['C1', '2026-01-31', '1.5', '', 'JP', '', ''], 'amount_too_precise'],
    [['C1', '31/02/2026', '1', '', 'E1', '', ''], 'day_impossible'],
    [['C1', 'soon', '1', '', 'E1', '', ''], 'day_invalid'],
    [['C1', '2026-01-31', '1', 'XYZ', 'E1', '', ''], 'currency_unknown'],
    [['C1', '2026-01-31', '1', '$', 'E1', '', ''], 'currency_unknown'],
    [['C1', '2026-01-31', '1', '', 'E9', '', ''], 'entity_unknown'],
    [['C1', '2026-01-31', '1', '', 'E1', 'barter', ''], 'value_unknown'],
    [['C1', '2026-01-31', '1', '', 'E1', '', 'maybe'], 'value_unknown'],
    [['C1', '2026-01-31', '', '', 'E1', '', ''], 'field_missing'],
    [['C1', '2026-01-31', '9999999999999999', '', 'E1', '', ''], 'amount_too_large'],
    [['C\u0001', '2026-01-31', '1', '', 'E1', '', ''], 'text_has_control_character'],
    [['x'.repeat(61), '2026-01-31', '1', '', 'E1', '', ''], 'field_too_long'],
  ]
  for (const [cells, expected, changes] of table) {
    const understood = read(cells, changes)
    assert.ok(understood)
    if (typeof expected === 'string')
      assert.deepEqual(
        understood.problems.map(problem => problem.code),
        [expected],
        cells.join(),
      )
    else {
      assert.deepEqual(understood.problems, [], cells.join())
      for (const [field, value] of Object.entries(expected)) assert.equal(understood.values[field], value, cells.join())
    }
  }
  assert.equal(read(['C1', '', 'paid', '', '', '', ''], { skip: [{ column: 'amount', values: ['paid'] }] }), null)
})

test('[IMP-5] the order of days is found over all day columns, or a person says', () => {
  const map = importMap.parse({ columns })
  const of = (...days: string[]) =>
    dayOrderOf(
      'receipts',
      map,
      header,
      days.map(day => ['C', day]),
    )
  assert.equal(of('2026-01-31', '20260201'), 'ymd')
  assert.equal(of('3/1/2026', '12/31/2026'), 'mdy')
  assert.equal(of('3/1/2026', '31/12/2026'), 'dmy')
  assert.equal(of('3/1/2026', '4/5/2026'), 'ambiguous')
  assert.equal(of('', ''), 'ymd')
})

test('[IMP-2] the headers of the usual programs are known', () => {
  const table: [kind: (typeof importKinds)[number], header: string[], expected: Record<string, string>][] = [
    [
      'invoices',
      ['单据日期', '单据编号', '客户编码', '客户名称', '币别', '价税合计', '税额', '到期日', '备注'],
      {
        issued_on: '单据日期',
        number: '单据编号',
        customer_number: '客户编码',
        customer_name: '客户名称',
        currency: '币别',
        amount: '价税合计',
        tax_amount: '税额',
        due_on: '到期日',
        note: '备注',
      },
    ],
    [
      'invoices',
      [
        'CompanyCode',
        'Customer',
        'AccountingDocument',
        'DocumentDate',
        'PostingDate',
        'NetDueDate',
        'AmountInTransactionCurrency',
        'TransactionCurrency',
      ],
      {
        entity_code: 'CompanyCode',
        customer_number: 'Customer',
        number: 'AccountingDocument',
        issued_on: 'DocumentDate',
        posted_on: 'PostingDate',
        due_on: 'NetDueDate',
        amount: 'AmountInTransactionCurrency',
        currency: 'TransactionCurrency',
      },
    ],
    [
      'invoices',
      [
        'ContactName',
        'AccountNumber',
        'InvoiceNumber',
        'Reference',
        'InvoiceDate',
        'DueDate',
        'Total',
        'TaxTotal',
        'Currency',
      ],
      {
        customer_name: 'ContactName',
        customer_number: 'AccountNumber',
        number: 'InvoiceNumber',
        reference: 'Reference',
        issued_on: 'InvoiceDate',
        due_on: 'DueDate',
        amount: 'Total',
        tax_amount: 'TaxTotal',
        currency: 'Currency',
      },
    ],
    [
      'receipts',
      ['收款日期', '客户编码', '客户', '收款金额', '结算方式', '摘要'],
      {
        received_on: '收款日期',
        customer_number: '客户编码',
        customer_name: '客户',
        amount: '收款金额',
        method: '结算方式',
        reference: '摘要',
      },
    ],
    [
      'customers',
      ['编码', '名称', '统一社会信用代码', '联系人', '电话'],
      { number: '编码', name: '名称', tax_id: '统一社会信用代码', contact_name: '联系人', contact_phone: '电话' },
    ],
  ]
  for (const [kind, names, expected] of table) assert.deepEqual(proposeColumns(kind, names), expected)
  for (const kind of importKinds)
    for (const { field } of fieldsOf[kind])
      assert.ok(guesses[`${kind}.${field}`] ?? guesses[field], `${kind}.${field} can be proposed`)
})

test('[IMP-3] a column is found by its name as people type it, by its place, or not at all', () => {
  assert.equal(columnIndex(['A', 'Due Date'], 'due_date'), 1)
  assert.equal(columnIndex(['A', 'B'], '#2'), 1)
  assert.equal(columnIndex(['A', 'B'], '#3'), null)
  assert.equal(columnIndex(['Sum', 'sum '], 'SUM'), null, 'two columns of one name are told apart by their place')
  assert.deepEqual(mapProblems('receipts', importMap.parse({ columns }), header), [])
})

test('[IMP-8] a row is known by what it says, and twins are counted', () => {
  const values = { customer_number: '007', amount: 5n, customer_name: 'A' }
  assert.equal(
    contentHash('invoices', values, false),
    contentHash('invoices', { ...values, customer_name: 'B' }, false),
  )
  assert.notEqual(
    contentHash('invoices', values, false),
    contentHash('invoices', { ...values, customer_number: '7' }, false),
  )
  assert.equal(
    contentHash('invoices', values, true),
    contentHash('invoices', { ...values, customer_number: '7' }, true),
  )
  const seen = new SeenCounter()
  for (let round = 1; round <= 3; round++)
    for (let at = 0; at < 20_000; at++) assert.equal(seen.add(shortHash(String(at))), round)
  assert.equal(seen.count(shortHash('20001')), 0)
})
