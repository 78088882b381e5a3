import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explained } from './explained.ts'

test('[INV-1] a quantity without a price, and a price without a quantity, are sent as they were typed', () => {
  assert.deepEqual(explained({ quantity: '2', unit_price: '' }), { quantity: '2' })
  assert.deepEqual(explained({ quantity: '', unit_price: '100.50' }), { unit_price: '100.5' })
  assert.deepEqual(explained({ quantity: '2', unit_price: '100' }), { quantity: '2', unit_price: '100' })
  assert.deepEqual(explained({ quantity: ' ', unit_price: '' }), {})
})
