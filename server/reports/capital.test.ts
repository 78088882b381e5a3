import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import nzh from 'nzh'
import { formatMinor, parseAmount } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import { capitalDay, capitalYuan, englishWords } from './capital.ts'

function fen(text: string): bigint {
  const minor = parseAmount(text, 'CNY')
  assert.equal(typeof minor, 'bigint', text)
  return BigInt(minor)
}

test('[RPT-1] amounts in 人民币大写', () => {
  const table: [string, string][] = [
    ['1409.50', '人民币壹仟肆佰零玖元伍角'],
    ['6007.14', '人民币陆仟零柒元壹角肆分'],
    ['16409.02', '人民币壹万陆仟肆佰零玖元零贰分'],
    ['325.04', '人民币叁佰贰拾伍元零肆分'],
    ['107000.53', '人民币壹拾万柒仟元零伍角叁分'],
    ['1680.32', '人民币壹仟陆佰捌拾元零叁角贰分'],
    ['1272', '人民币壹仟贰佰柒拾贰元整'],
    ['0', '人民币零元整'],
    ['0.05', '人民币伍分'],
    ['0.50', '人民币伍角'],
    ['0.55', '人民币伍角伍分'],
    ['1.05', '人民币壹元零伍分'],
    ['10', '人民币壹拾元整'],
    ['100', '人民币壹佰元整'],
    ['10000.5', '人民币壹万元零伍角'],
    ['20305', '人民币贰万零叁佰零伍元整'],
    ['100000000', '人民币壹亿元整'],
    ['100000001', '人民币壹亿零壹元整'],
    ['1000100000', '人民币壹拾亿零壹拾万元整'],
    ['100000010000', '人民币壹仟亿零壹万元整'],
    ['9999999999999.99', '人民币玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
    ['10000000000000', '人民币壹拾万亿元整'],
    ['100000000000001', '人民币壹佰万亿零壹元整'],
    ['999999999999999.99', '人民币玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
    ['-1409.50', '人民币负壹仟肆佰零玖元伍角'],
    ['-0.01', '人民币负壹分'],
  ]
  for (const [amount, words] of table) assert.equal(capitalYuan(fen(amount)), words, amount)
  assert.equal(capitalYuan(127200n, '圆'), '人民币壹仟贰佰柒拾贰圆整')
})

test('[RPT-1] 大写 agrees with another implementation wherever that one is right', () => {
  fc.assert(
    fc.property(fc.oneof(fc.bigInt(0n, 10n ** 15n - 1n), fc.bigInt(0n, 10n ** 7n)), minor => {
      const theirs = nzh.cn.toMoney(formatMinor(minor, 'CNY').replace(/\.00$/, ''), { ww: false })
      // It leaves out the 零 between a zero yuan and the jiao, one of the two spellings allowed.
      const zeroYuan = minor >= 1000n && (minor / 100n) % 10n === 0n && (minor / 10n) % 10n !== 0n
      assert.equal(capitalYuan(minor), zeroYuan ? theirs.replace('元', '元零') : theirs)
    }),
    { numRuns: 2000 },
  )
})

test('[RPT-2] days in capitals leave no room before a number', () => {
  const table: [string, string][] = [
    ['2026-10-20', '贰零贰陆年零壹拾月零贰拾日'],
    ['2026-01-01', '贰零贰陆年零壹月零壹日'],
    ['2026-02-09', '贰零贰陆年零贰月零玖日'],
    ['2026-03-10', '贰零贰陆年叁月零壹拾日'],
    ['2026-11-15', '贰零贰陆年壹拾壹月壹拾伍日'],
    ['2026-12-30', '贰零贰陆年壹拾贰月零叁拾日'],
    ['2026-12-31', '贰零贰陆年壹拾贰月叁拾壹日'],
    ['2026-05-21', '贰零贰陆年伍月贰拾壹日'],
  ]
  for (const [day, words] of table) assert.equal(capitalDay(day as Day), words)
})

test('[RPT-3] amounts in English words', () => {
  const table: [bigint, string, string][] = [
    [123450n, 'USD', 'One thousand two hundred thirty-four and 50/100'],
    [0n, 'USD', 'Zero and 00/100'],
    [5n, 'USD', 'Zero and 05/100'],
    [-100n, 'EUR', 'Minus one and 00/100'],
    [1900n, 'EUR', 'Nineteen and 00/100'],
    [110000n, 'EUR', 'One thousand one hundred and 00/100'],
    [100000100n, 'CNY', 'One million one and 00/100'],
    [1000000n, 'JPY', 'One million'],
    [21042n, 'KWD', 'Twenty-one and 042/1000'],
    [
      99999999999999999n,
      'CNY',
      'Nine hundred ninety-nine trillion nine hundred ninety-nine billion nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine and 99/100',
    ],
  ]
  for (const [minor, currency, words] of table) assert.equal(englishWords(minor, currency), words)
})
