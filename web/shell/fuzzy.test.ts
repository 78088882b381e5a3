import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fits } from './fuzzy.ts'

const readings = { 收: 'shou', 款: 'kuan', 未: 'wei', 核: 'he', 销: 'xiao', 银: 'yin', 行: 'hang xing' }

test('Chinese is found by characters, pinyin and initials, whichever way a character is read', () => {
  for (const typed of ['收款', 'shoukuan', 'sk', 'SHOUK', '收']) assert.ok(fits(typed, '收款', readings) > 50, typed)
  assert.ok(fits('whx', '未核销收款', readings) > 50)
  assert.ok(fits('yinhang', '银行', readings) > 50)
  assert.ok(fits('yx', '银行', readings) > 50)
  assert.equal(fits('zhifu', '收款', readings), 0)
})

test('a beginning goes before a word within, and that before scattered letters', () => {
  const score = (text: string) => fits('rec', text, {})
  assert.ok(score('Receipts') > score('Unapplied receipts'))
  assert.ok(score('Unapplied receipts') > score('Direct'))
  assert.ok(fits('rcpt', 'Receipts', {}) > 0)
  assert.equal(fits('xyz', 'Receipts', {}), 0)
})

test('full-width letters mean the same', () => assert.ok(fits('ＲＥＣ', 'Receipts', {}) > 90))
