import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jobs, opensTo } from './places.ts'

test('whole books are no place for who sees some customers alone', () => {
  const places = jobs.flatMap(job => job.places)
  const all = { customers: '' }
  const own = { customers: 'own' }
  const names = (scope: { customers: string }) => {
    const held = Object.fromEntries(places.map(({ permission }) => [permission, scope]))
    return places.filter(place => opensTo(place, held)).map(place => place.to)
  }
  const shut = names(all).filter(to => !names(own).includes(to))
  assert.deepEqual(shut, ['/tax-returns', '/journal', '/trial-balance', '/account-ledger'])
  const open = places.filter(place => opensTo(place, {})).map(place => place.permission)
  assert.deepEqual(new Set(open), new Set(['signed_in']))
})
