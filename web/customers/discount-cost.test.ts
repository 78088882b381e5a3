import assert from 'node:assert/strict'
import { test } from 'node:test'
import { yearlyCost } from './discount-cost.ts'

test('[POL-1] a discount for paying early tells its cost by the year', () => {
  const invoice = { base: 'invoice', days: 30 }
  const step = { days: 10, percent: '2' }
  assert.equal(yearlyCost(invoice, step), 3724n)
  assert.equal(yearlyCost({ ...invoice, month_end: true }, step), 3724n)
  assert.equal(yearlyCost({ ...invoice, days: 45 }, { days: 15, percent: '1.5' }), 1853n)
})

test('[POL-1] no cost is told where the days between are not known, or there are none', () => {
  const invoice = { base: 'invoice', days: 30 }
  const step = { days: 10, percent: '2' }
  assert.equal(yearlyCost({ ...invoice, months: 1 }, step), null)
  assert.equal(yearlyCost({ ...invoice, pay_days: [25] }, step), null)
  assert.equal(yearlyCost({ ...invoice, instalments: [{ percent: '100' }] }, step), null)
  assert.equal(yearlyCost({ ...invoice, retention: { percent: '5', months: 12 } }, step), null)
  assert.equal(yearlyCost({ ...invoice, days: 10 }, step), null)
  for (const percent of ['', '100', 'abc', '-1']) assert.equal(yearlyCost(invoice, { days: 10, percent }), null)
})
