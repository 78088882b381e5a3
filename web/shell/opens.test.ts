import assert from 'node:assert/strict'
import { test } from 'node:test'
import { opensTo } from './opens.ts'

test('whole books are no place for who sees some customers alone', () => {
  const journal = { permission: 'account.read', whole: true }
  const invoices = { permission: 'invoice.read' }
  const scope = (customers: string) => ({ 'account.read': { customers }, 'invoice.read': { customers } })
  const told = (permissions: Parameters<typeof opensTo>[1]) =>
    [journal, invoices, { permission: 'signed_in' }].map(place => opensTo(place, permissions))
  assert.deepEqual(told(scope('')), [true, true, true])
  assert.deepEqual(told(scope('own')), [false, true, true])
  assert.deepEqual(told(scope('departments')), [false, true, true])
  assert.deepEqual(told({}), [false, false, true])
})
