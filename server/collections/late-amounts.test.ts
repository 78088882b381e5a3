import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../kernel/values.ts'
import { type LateItem, lateAmount } from './late-amounts.ts'
import { type LateRate, type LateRule, standardRates, standardRules } from './late-standard.ts'

const day = (text: string) => text as Day
const owed = (amount_minor: bigint, due_on: string, more: Partial<LateItem> = {}): LateItem => ({
  amount_minor,
  due_on: day(due_on),
  deltas: [],
  covered_to: null,
  charged_minor: 0n,
  ...more,
})
const paid = (on: string, minor: bigint) => ({ on: day(on), delta_minor: -minor })
const million = 100_000_000n
const rule = (code: string): LateRule => {
  const found = standardRules[code]
  assert.ok(found)
  return found
}
const worked = (item: LateItem, by: LateRule, until: string, rates: readonly LateRate[] = standardRates) => {
  const answer = lateAmount(item, by, rates, day(until))
  assert.ok(answer && 'rows' in answer)
  return answer
}
const amounts = (item: LateItem, by: LateRule, until: string, rates?: readonly LateRate[]) =>
  worked(item, by, until, rates).rows.map(row => [
    row.from_on,
    row.to_on,
    row.days,
    row.base_minor,
    row.percent,
    row.amount_minor,
  ])

test('[LAT-1] the worked numbers: one million, 45 days late', () => {
  const late = owed(million, '2025-06-30')
  assert.equal(worked(late, rule('CN-802'), '2025-08-14').amount_minor, 2_250_000n)
  assert.equal(worked(late, rule('CN-LPR-30'), '2025-08-14').amount_minor, 480_822n)
  assert.equal(worked(late, rule('CN-LPR-50'), '2025-08-14').amount_minor, 554_795n)
})

test('[LAT-1] the worked number of the United Kingdom: 10,000 pounds, 60 days at 11.75 %, and 100 pounds', () => {
  const rates: LateRate[] = [{ code: 'BOE_BASE', valid_from: '2025-12-01', percent: '3.75', source: 'worked example' }]
  const { rows, amount_minor } = worked(owed(1_000_000n, '2026-01-31'), rule('UK-LATE'), '2026-04-01', rates)
  assert.deepEqual(
    rows.map(row => [row.kind, row.days, row.percent, row.amount_minor]),
    [
      ['interest', 60, '11.75', 19_315n],
      ['fixed', 0, '0', 10_000n],
    ],
  )
  assert.equal(amount_minor, 29_315n)
  const small = (minor: bigint) =>
    worked(owed(minor, '2026-01-31'), rule('UK-LATE'), '2026-04-01', rates).rows[1]?.amount_minor
  assert.deepEqual([small(99_999n), small(100_000n), small(999_999n)], [4000n, 7000n, 7000n])
})

test('[LAT-2] a part that is paid leaves the base from the day after; the day of payment still counts', () => {
  const late = owed(million, '2025-06-30', {
    deltas: [paid('2025-07-10', 40_000_000n), paid('2025-07-20', 60_000_000n)],
  })
  assert.deepEqual(amounts(late, rule('CN-802'), '2025-12-31'), [
    ['2025-07-01', '2025-07-10', 10, million, '0.05', 500_000n],
    ['2025-07-11', '2025-07-20', 10, 60_000_000n, '0.05', 300_000n],
  ])
})

test('[LAT-1] the rate is that of the default, or that of each half-year', () => {
  const rates: LateRate[] = [
    { code: 'LPR_1Y', valid_from: '2025-05-20', percent: '3', source: 'x' },
    { code: 'LPR_1Y', valid_from: '2025-07-20', percent: '4', source: 'x' },
    { code: 'ECB_MRO', valid_from: '2025-06-11', percent: '2.15', source: 'x' },
    { code: 'ECB_MRO', valid_from: '2025-12-20', percent: '3', source: 'x' },
  ]
  assert.deepEqual(
    amounts(owed(million, '2025-06-30'), rule('CN-LPR-30'), '2025-08-14', rates).map(row => row[4]),
    ['3.9'],
  )
  assert.deepEqual(amounts(owed(1_000_000n, '2025-12-21'), rule('EU-LATE'), '2026-01-10', rates), [
    ['2025-12-22', '2025-12-31', 10, 1_000_000n, '10.15', 2781n],
    ['2026-01-01', '2026-01-10', 10, 1_000_000n, '11', 3014n],
    ['2025-12-22', '2025-12-22', 0, 1_000_000n, '0', 4000n],
  ])
})

test('[LAT-1] without a rate for the day nothing is worked out', () => {
  const answer = lateAmount(owed(million, '2025-01-31'), rule('CN-LPR-30'), standardRates, day('2025-08-14'))
  assert.deepEqual(answer, {
    problem: { code: 'late_rate_missing', params: { reference: 'LPR_1Y', on: '2025-02-01' } },
  })
})

test('[LAT-3] within the days of grace nothing is charged; past them, from the first day on', () => {
  const graced = { ...rule('CN-802'), grace_days: 10 }
  const late = (until: string, deltas: LateItem['deltas'] = []) =>
    lateAmount(owed(million, '2025-06-30', { deltas }), graced, [], day(until))
  assert.equal(late('2025-07-10'), null)
  assert.equal(worked(owed(million, '2025-06-30'), graced, '2025-07-11').days, 11)
  assert.equal(late('2025-08-31', [paid('2025-07-10', million)]), null)
  assert.notEqual(late('2025-08-31', [paid('2025-07-11', million)]), null)
})

test('[LAT-4] days that were charged or waived are not charged again, and the fixed sum comes once', () => {
  const rates: LateRate[] = [{ code: 'ECB_MRO', valid_from: '2025-01-01', percent: '2', source: 'x' }]
  const late = owed(1_000_000n, '2025-07-31', { covered_to: day('2025-08-31') })
  assert.deepEqual(amounts(late, rule('EU-LATE'), '2025-09-10', rates), [
    ['2025-09-01', '2025-09-10', 10, 1_000_000n, '10', 2740n],
  ])
  assert.equal(lateAmount(late, rule('EU-LATE'), rates, day('2025-08-31')), null)
})

test('[LAT-3] the cap holds over all charges of an item', () => {
  const capped = { ...rule('CN-802'), cap: '5' }
  const first = worked(owed(million, '2025-06-30'), capped, '2025-12-31')
  assert.deepEqual([first.amount_minor, first.capped_minor], [5_000_000n, 4_200_000n])
  const then = owed(million, '2025-06-30', { covered_to: day('2025-08-29'), charged_minor: 3_000_000n })
  assert.equal(worked(then, capped, '2025-12-31').amount_minor, 2_000_000n)
})

test('[LAT-1] the rows sum to the amount to the last cent', () => {
  const deltas = [1, 2, 3, 4, 5, 6, 7].map(at => paid(`2025-07-0${at}`, 33n))
  const { rows, amount_minor } = worked(owed(100_003n, '2025-06-30', { deltas }), rule('CN-LPR-30'), '2025-07-31')
  assert.equal(
    rows.reduce((sum, row) => sum + row.amount_minor, 0n),
    amount_minor,
  )
})
