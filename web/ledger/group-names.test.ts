import assert from 'node:assert/strict'
import { test } from 'node:test'
import { monthSpan } from './group-names.ts'

test('a month stays within the span its list is asked for', () => {
  assert.deepEqual(monthSpan('2024-02'), ['2024-02-01', '2024-02-29'])
  assert.deepEqual(monthSpan('2026-12', '2026-12-10'), ['2026-12-10', '2026-12-31'])
  assert.deepEqual(monthSpan('2026-03', '2026-01-01', '2026-03-15'), ['2026-03-01', '2026-03-15'])
})
