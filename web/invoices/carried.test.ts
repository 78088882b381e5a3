import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carriedOf } from './carried.ts'

const item = (kind: string, amount_minor: string, due_on: string | null) => ({
  item_id: '00000000-0000-7000-8000-000000000000',
  kind,
  lane: kind === 'retention' ? 'retention' : 'aged',
  line: 1,
  due_on,
  agreed_due_on: null,
  amount_minor,
  open_minor: amount_minor,
  disputed: false,
})
const invoice = (items: ReturnType<typeof item>[], more: object = {}) => ({
  kind: 'invoice' as const,
  currency: 'USD',
  rate: '7.1',
  amount_minor: '10000',
  terms_code: null,
  base_days: {},
  items,
  ...more,
})
const right = { currency: 'USD', total: 9000n, terms_code: undefined }

test('the right invoice keeps the due day, the kind and the rate of the wrong one', () => {
  assert.deepEqual(carriedOf(invoice([item('charge', '10000', '2026-03-01')], { kind: 'charge' }), right), {
    kind: 'charge',
    rate: '7.1',
    base_days: {},
    due_on: '2026-03-01',
  })
})

test('terms speak for themselves, and a rate belongs to its currency', () => {
  const found = invoice([item('invoice', '10000', '2026-03-01')], {
    base_days: { invoice: '2026-01-30', acceptance: '2026-02-01' },
  })
  assert.deepEqual(carriedOf(found, { ...right, currency: 'CNY', terms_code: 'net30' }), {
    base_days: { acceptance: '2026-02-01' },
    terms_code: 'net30',
  })
})

test('of instalments the last takes the difference, and what is retained stays retained', () => {
  const items = [
    item('invoice', '3000', '2026-03-01'),
    item('invoice', '6500', '2026-04-01'),
    item('retention', '500', null),
  ]
  assert.deepEqual(carriedOf(invoice(items), right), {
    rate: '7.1',
    base_days: {},
    instalments: [
      { due_on: '2026-03-01', amount_minor: '3000' },
      { due_on: '2026-04-01', amount_minor: '5500' },
    ],
    retention: { amount_minor: '500', due_on: null },
  })
})

test('what no instalment fits any more is due on the last of their days; an unknown day stays to be found', () => {
  const parts = [item('invoice', '9500', '2026-03-01'), item('invoice', '500', '2026-04-01')]
  assert.deepEqual(carriedOf(invoice(parts), right), { rate: '7.1', base_days: {}, due_on: '2026-04-01' })
  assert.deepEqual(carriedOf(invoice([item('invoice', '10000', null)]), right), { rate: '7.1', base_days: {} })
})
