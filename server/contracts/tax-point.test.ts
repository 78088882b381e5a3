import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../kernel/values.ts'
import { turningOf } from './tax-point.ts'

const line = (source: string, more: object = {}) => ({
  source,
  contract_part: null,
  contract_period: null,
  ready_on: '2026-02-01',
  ...more,
})
const parts = [
  { part: 1, kind: 'advance' },
  { part: 2, kind: 'delivery' },
]

test('[CTR-20] what is done is due and earned with its invoice; an advance and a period ahead are neither', () => {
  const said = (lines: ReturnType<typeof line>[], accepted: string | null = null) => {
    const { tax_point, revenue, why } = turningOf(lines, parts, accepted as Day | null, '2026-02-01')
    return `${tax_point} ${revenue} ${why}`
  }
  const [advance, rest] = [line('part', { contract_part: 1 }), line('part', { contract_part: 2 })]
  const month = (on: string) => line('period', { contract_period: '2026-02-01', ready_on: on })
  assert.equal(said([line('delivery')]), 'now now delivered')
  assert.equal(said([line('milestone', { contract_part: 2 })]), 'now now milestone_met')
  assert.equal(said([line('rest')]), 'now now rendered')
  assert.equal(said([month('2026-03-01')]), 'now now rendered')
  assert.equal(said([month('2026-02-01')]), 'later later period_ahead')
  assert.equal(said([advance]), 'later later advance')
  assert.equal(said([advance], '2026-01-31'), 'now now rendered')
  assert.equal(said([advance, rest]), 'now now rendered')
})

test('[CTR-20] the law is the one of the day of the invoice', () => {
  const sourceOn = (on: string) => turningOf([line('delivery')], [], null, on).source
  assert.match(sourceOn('2025-12-31'), /财税〔2016〕36号/)
  assert.match(sourceOn('2026-01-01'), /增值税法》第二十八条/)
})
