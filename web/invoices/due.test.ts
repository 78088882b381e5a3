import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Due, dueOf, dueReady, firstDue, leftOfParts, newPart } from './due.ts'

const parts = (...amounts: string[]): Due => ({
  ...firstDue(undefined),
  by: 'parts',
  parts: amounts.map((amount, at) => newPart(`2026-0${at + 2}-01`, amount)),
})

test('parts must sum to what is not kept back, and what is left is always known', () => {
  assert.equal(leftOfParts(parts('3000', '5000'), 10000n), 2000n)
  assert.equal(dueReady(parts('3000', '5000'), 10000n), false)
  assert.equal(dueReady(parts('3000', '5000', '2000'), 10000n), true)
  assert.equal(leftOfParts(parts('3000', '8000'), 10000n), -1000n)
  assert.equal(dueReady(parts('10000', '0'), 10000n), false)
  assert.equal(dueReady(parts(), 10000n), false)
  assert.equal(dueReady({ ...parts('10000'), parts: [newPart(null, '10000')] }, 10000n), false)
})

test('a share is kept back to the cent, and what cannot be read is not sent', () => {
  const share = (percent: string): Due => ({
    ...parts('9500'),
    retained: { unit: 'percent', percent, amount_minor: '', due_on: null },
  })
  assert.deepEqual(dueOf(share('5'), 10000n), {
    instalments: [{ due_on: '2026-02-01', amount_minor: '9500' }],
    retention: { amount_minor: '500', due_on: null },
  })
  assert.equal(dueReady(share('5'), 10000n), true)
  for (const percent of ['five', '-5', '101']) assert.equal(dueReady({ ...share(percent), by: 'terms' }, 10000n), false)
  assert.deepEqual(dueOf({ ...share('3.33'), by: 'day', day: '2026-04-15' }, 101n), {
    due_on: '2026-04-15',
    retention: { amount_minor: '3', due_on: null },
  })
})
