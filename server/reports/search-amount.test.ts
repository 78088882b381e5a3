import assert from 'node:assert/strict'
import { test } from 'node:test'
import { amountsTyped } from './search-amount.ts'

const inYuan = (typed: string) => {
  const meant = amountsTyped(typed).find(one => one.currencies.includes('CNY'))
  return meant ? [meant.from, meant.to] : null
}

test('[RPT-17] an amount is understood as people type it', () => {
  for (const typed of [
    '1,234.50',
    '1234.5',
    '１２３４．５',
    '¥1,234.50',
    '1 234,50',
    '1.234,50',
    '-1234.50',
    '1234.50 元',
  ])
    assert.deepEqual(inYuan(typed), [123450n, 123450n], typed)
  assert.deepEqual(inYuan('626'), [62600n, 62600n])
})

test('[RPT-17] an amount in 万 or 亿 means whatever is rounded to it', () => {
  assert.deepEqual(inYuan('12.3万'), [12250000n, 12349999n])
  assert.deepEqual(inYuan('１２．３万'), [12250000n, 12349999n])
  assert.deepEqual(inYuan('¥5万元'), [4500000n, 5499999n])
  assert.deepEqual(inYuan('1.05亿'), [10450000000n, 10549999999n])
})

test('[RPT-17] currencies without a minor unit, or with three digits, have amounts of their own', () => {
  const yen = amountsTyped('1234').find(one => one.currencies.includes('JPY'))
  const dinar = amountsTyped('1234').find(one => one.currencies.includes('KWD'))
  assert.deepEqual([yen?.from, dinar?.from], [1234n, 1234000n])
  assert.equal(
    amountsTyped('1234.5').some(one => one.currencies.includes('JPY')),
    false,
  )
})

test('[RPT-17] what is no amount means none', () => {
  for (const typed of ['', 'INV-2026', '腾跃', '万', 'x万', '0', '-', '1.2.3'])
    assert.deepEqual(amountsTyped(typed), [], typed)
})
