import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTotals } from './read-totals.ts'

test('balances copied with a row of headers are read in any order of columns; sums are left out', () => {
  const text =
    '币别\t科目编码\t客户\t客户编码\t期末借方余额\t期末贷方余额\n人民币\t1122\t甲\tK1\t1\t\nCNY\t1122\t乙\tK2\t1,130.50\t\nCNY\t2203\t丙\tK3\t\t300\n\t合计\t\t\t1,130.50\t300'
  assert.deepEqual(readTotals(text, 'CNY'), {
    totals: [
      { account_code: '1122', customer_number: 'K2', currency: 'CNY', amount_minor: '113050', base_minor: '113050' },
      { account_code: '2203', customer_number: 'K3', currency: 'CNY', amount_minor: '-30000', base_minor: '-30000' },
    ],
    wrong: ['人民币\t1122\t甲\tK1\t1'],
    sums: 1,
  })
})

test('without headers they are account, customer, currency, amount and amount in base', () => {
  const { totals, wrong } = readTotals(
    '1122;K1;USD;20000.00;142000.00\n1122;;CNY;5\n1122;K1;USD;1\n1122;K1;CNY;1.234',
    'CNY',
  )
  assert.deepEqual(totals, [
    { account_code: '1122', customer_number: 'K1', currency: 'USD', amount_minor: '2000000', base_minor: '14200000' },
    { account_code: '1122', currency: 'CNY', amount_minor: '500', base_minor: '500' },
  ])
  assert.deepEqual(
    wrong,
    ['1122;K1;USD;1', '1122;K1;CNY;1.234'],
    'a foreign balance needs its amount in base, and no amount more digits than its currency',
  )
})
