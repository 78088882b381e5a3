import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRates } from './read-rates.ts'

const today = '2026-11-26'

test('rates are read in any order, as pasted from a bank or a spreadsheet', () => {
  const rates = (text: string) => readRates(text, today).rates
  const dollar = { currency: 'USD', valid_on: today, rate: '7.1023' }
  assert.deepEqual(rates('USD 7.1023'), [dollar])
  assert.deepEqual(rates('usd\t7.1023\t20261126'), [dollar])
  assert.deepEqual(rates('2026/11/26, USD, 7.1023'), [dollar])
  assert.deepEqual(rates('ＵＳＤ　７．１０２３'), [dollar])
  assert.deepEqual(rates('\nEUR = 8.2\n\nJPY 0.0462 2026-11-5'), [
    { currency: 'EUR', valid_on: today, rate: '8.2' },
    { currency: 'JPY', valid_on: '2026-11-05', rate: '0.0462' },
  ])
})

test('a line that cannot be read whole is named and enters nothing', () => {
  const { rates, wrong } = readRates('USD 7.1\nUSD seven\nEUR\n7.1 8.2 EUR\nGBP 1,234.5', today)
  assert.deepEqual(rates, [{ currency: 'USD', valid_on: today, rate: '7.1' }])
  assert.deepEqual(wrong, ['USD seven', 'EUR', '7.1 8.2 EUR', 'GBP 1,234.5'])
})
