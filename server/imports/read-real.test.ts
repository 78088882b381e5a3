/** Real files of banks and companies, which are not part of this project: skipped where the folder is missing. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseAmount } from '../kernel/money.ts'
import { detectDayOrder, parseFileDay } from './parse-day.ts'
import { openTable } from './read.ts'

const folder = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const skip = existsSync(folder) ? false : 'no ../shared/data here'
const banks = 'bank_china_deg/example'

type Expected = [
  path: string,
  kind: 'csv' | 'xlsx',
  headerRow: number,
  columns: number,
  rows: number,
  day: string,
  amount: string,
]
const files: Expected[] = [
  [`${banks}/abc_debit/example-abc_debit-records.csv`, 'csv', 1, 9, 5, '交易日期', '交易金额'],
  [`${banks}/cgb_credit/example-cgb_credit-records.csv`, 'csv', 1, 7, 4, '交易日期', '交易金额'],
  [`${banks}/spdb_debit/example-spdb_debit-records.xls`, 'xlsx', 2, 9, 4, '交易日期', '余额'],
  [`${banks}/htsec/example-htsec-records.xlsx`, 'xlsx', 1, 19, 10, '成交日期', '发生金额'],
  [`${banks}/icbc/debit-v2/example-icbc-debit-v2-records.csv`, 'csv', 7, 15, 12, '交易日期', '记账金额(支出)'],
  [`${banks}/icbc/credit/example-icbc-credit-records.csv`, 'csv', 7, 13, 10, '交易日期', '余额'],
  [`${banks}/cmb/debit/example-cmb-records.csv`, 'csv', 1, 7, 5, '记账日期', '交易金额'],
  [`${banks}/boc/credit/example-boc-records.csv`, 'csv', 2, 7, 14, '交易日', '支出'],
  [`${banks}/wechat/example-wechat-records.csv`, 'csv', 17, 11, 27, '交易时间', '金额(元)'],
  [`${banks}/wechat/example-wechat-records.xlsx`, 'xlsx', 18, 11, 27, '交易时间', '金额(元)'],
  [`${banks}/mt/example-mt-records.csv`, 'csv', 20, 11, 29, '交易创建时间', '实付金额'],
  [`${banks}/hsbchk/debit/example-hsbchk-debit-records.csv`, 'csv', 1, 6, 10, 'Date', 'Balance'],
  [`${banks}/bmo/debit/example-bmo-records.csv`, 'csv', 4, 5, 4, 'Date Posted', 'Transaction Amount'],
  [
    'bank_oca/account_statement_import_sheet_file/tests/fixtures/meta_data_separated_credit_debit.xlsx',
    'xlsx',
    5,
    6,
    5,
    'Date',
    '',
  ],
  ['ar_highradius/closed_invoices.csv', 'csv', 1, 5, 32_000, 'clear_date', 'total_open_amount'],
  ['ar_highradius/open_invoices.csv', 'csv', 1, 15, 9_700, 'due_in_date', 'total_open_amount'],
  ['ar_ibm/invoices.csv', 'csv', 1, 12, 1_972, 'InvoiceDate', 'InvoiceAmount'],
]

for (const [path, kind, headerRow, columns, count, dayName, amountName] of files)
  test(`[IMP-3] ${path.replace(/^.*example\//, '')}`, { skip }, async () => {
    const table = await openTable(`${folder}/${path}`)
    assert.deepEqual([table.kind, table.header_row, table.header.length], [kind, headerRow, columns])
    const rows = await Array.fromAsync(table.rows)
    assert.equal(rows.length, count)
    const of = (name: string) =>
      rows.map(({ cells }) => cells[table.header.indexOf(name)] ?? '').filter(cell => /\d/.test(cell))
    const days = of(dayName)
    const order = detectDayOrder(days)
    assert.ok(days.length >= rows.length / 2)
    for (const day of days) assert.ok(parseFileDay(day, order === 'ambiguous' ? 'dmy' : order).day, day)
    for (const amount of of(amountName)) assert.equal(typeof parseAmount(amount, 'CNY'), 'bigint', amount)
  })
