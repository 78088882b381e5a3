import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inOrder, readChoice, shownOf } from './column-choice.ts'

const columns = ['a', 'b', 'c', 'd'].map(key => ({ key }))
const keys = (list: readonly { key: string }[]) => list.map(column => column.key).join('')

test('columns stand in the order chosen, without those that are hidden', () => {
  const choice = { order: ['c', 'a', 'b', 'd'], hidden: ['b'] }
  assert.equal(keys(inOrder(columns, choice)), 'cabd')
  assert.equal(keys(shownOf(columns, choice)), 'cad')
  assert.equal(keys(shownOf(columns, null)), 'abcd')
})

test('a column that came later stands behind its neighbour, one that went is forgotten', () => {
  assert.equal(keys(inOrder(columns, { order: ['d', 'b', 'x', 'a'], hidden: [] })), 'dbca')
  assert.equal(keys(inOrder(columns, { order: ['c', 'b'], hidden: [] })), 'acdb'.replace('d', 'd'))
})

test('a table never loses its last column, and what is not a choice is none', () => {
  assert.equal(keys(shownOf(columns, { order: [], hidden: ['a', 'b', 'c', 'd'] })), 'a')
  for (const text of [null, '', '{}', '{"order":"a","hidden":[]}', '{"order":[1],"hidden":[]}', 'null'])
    assert.equal(readChoice(text), null)
})
