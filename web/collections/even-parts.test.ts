import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evenParts } from './even-parts.ts'

test('parts sum to the whole, and fall on the last of a month that is shorter', () => {
  assert.deepEqual(evenParts(100n, 3, '2026-01-31'), [
    { due_on: '2026-01-31', amount_minor: '34' },
    { due_on: '2026-02-28', amount_minor: '33' },
    { due_on: '2026-03-31', amount_minor: '33' },
  ])
  assert.equal(evenParts(1n, 2, '2026-12-15')[1]?.due_on, '2027-01-15')
})
