import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../kernel/values.ts'
import { addDays } from '../kernel/values.ts'
import { standardPolicy } from '../policy/standard-policy.ts'
import type { PolicyGrade } from '../policy/policies-contract.ts'
import { type Claim, gather, planReminders, stepFor, stepsOf } from './timetable.ts'

const due = '2026-03-31' as Day
const steps = (grade: PolicyGrade) => stepsOf(standardPolicy, grade)
const claim = (more: Partial<Claim> = {}): Claim => ({
  item_id: 'i1',
  customer_id: 'c1',
  currency: 'CNY',
  due_on: due,
  open_minor: 1000n,
  grade: 'B',
  grace_days: 5,
  disputed: false,
  retained: false,
  agreed: false,
  done: [],
  ...more,
})
const said = (grade: PolicyGrade, days: number, more: Partial<Claim> = {}) => {
  const { grace_days } = standardPolicy.grades[grade]
  const step = stepFor(claim({ grade, grace_days, ...more }), steps(grade), addDays(due, days))
  return step && `${step.channel} ${step.tone}`
}

test('[RMD-1] by grade, the latest step whose day has come is due, and nothing before the first', () => {
  const table: [PolicyGrade, number, string | null][] = [
    ['A', -8, null],
    ['A', -7, 'email friendly'],
    ['B', -4, 'email friendly'],
    ['B', -3, 'message friendly'],
    ['C', 0, 'email friendly'],
    ['C', 2, 'email friendly'],
    ['C', 3, 'email polite'],
    ['D', -1, 'message friendly'],
    ['D', 1, 'email polite'],
    ['A', 15, 'phone polite'],
    ['B', 20, 'letter firm'],
    ['C', 59, 'letter formal'],
    ['C', 90, 'hand_over legal'],
    ['B', 400, 'hand_over legal'],
  ]
  for (const [grade, days, expected] of table) assert.equal(said(grade, days), expected, `${grade} ${days}`)
})

test('[RMD-2] what was missed is not made up for: the latest step alone, and not after a sharper one', () => {
  const [first, , third, fourth] = steps('B')
  assert.ok(first && third && fourth)
  const did = (...done: { key: string; tone: Claim['done'][number]['tone'] }[]) =>
    done.map(one => ({ ...one, due_on: due }))
  assert.equal(said('B', 6, { done: did(first, third) }), 'email polite')
  assert.equal(said('B', 7, { done: did(fourth) }), null)
  assert.equal(said('B', 12, { done: did({ key: 'letter collector firm 1', tone: 'firm' }) }), null)
  // Sharper words for an earlier due day do not silence what follows the day agreed since.
  const before = [{ key: 'letter collector firm 1', tone: 'firm' as const, due_on: '2026-01-01' as Day }]
  assert.equal(said('B', 12, { done: before }), 'phone polite')
})

test('[RMD-3] within the days of grace there is but a friendly word', () => {
  assert.equal(said('B', 6, { grace_days: 10 }), 'email friendly')
  assert.equal(said('B', 10, { grace_days: 10 }), 'email friendly')
  assert.equal(said('B', 11, { grace_days: 10 }), 'phone polite')
  assert.equal(
    said('B', 8, { grace_days: 10, done: [{ key: 'email house friendly 2', tone: 'friendly', due_on: due }] }),
    null,
  )
})

test('[RMD-4] disputed, retained, agreed and covered claims are held with the reason', () => {
  const claims = [
    claim({ item_id: 'plain' }),
    claim({ item_id: 'disputed', disputed: true }),
    claim({ item_id: 'retained', retained: true }),
    claim({ item_id: 'agreed', agreed: true }),
    claim({ item_id: 'broken', customer_id: 'c2', due_on: addDays(due, 5) }),
    claim({ item_id: 'first', customer_id: 'c3', open_minor: 600n, due_on: addDays(due, -5) }),
    claim({ item_id: 'second', customer_id: 'c3', open_minor: 500n }),
    claim({ item_id: 'dollars', customer_id: 'c3', open_minor: 500n, currency: 'USD' }),
  ]
  const plan = planReminders(claims, steps, new Map([['c3 CNY', 1000n]]), addDays(due, 12))
  assert.deepEqual(
    plan.due.map(one => one.claim.item_id),
    ['plain', 'broken', 'second', 'dollars'],
  )
  assert.deepEqual(
    plan.held.map(one => [one.claim.item_id, one.reason]),
    [
      ['disputed', 'disputed'],
      ['agreed', 'agreement'],
      ['first', 'money'],
    ],
  )
  // What has no step on the day is neither due nor held.
  assert.deepEqual(planReminders([claim({ disputed: true })], steps, new Map(), addDays(due, -30)).held, [])
})

test('[RMD-5] a reminder gathers the items of one customer, currency and step', () => {
  const on = addDays(due, 12)
  const claims = [
    claim({ item_id: 'a' }),
    claim({ item_id: 'b', due_on: addDays(due, 1) }),
    claim({ item_id: 'c', due_on: addDays(due, -20) }),
    claim({ item_id: 'd', currency: 'USD' }),
    claim({ item_id: 'e', customer_id: 'c2' }),
  ]
  const groups = gather(planReminders(claims, steps, new Map(), on).due)
  assert.deepEqual(
    groups.map(one => [one.step.channel, one.claims.map(each => each.item_id)]),
    [
      ['phone', ['a', 'b']],
      ['letter', ['c']],
      ['phone', ['d']],
      ['phone', ['e']],
    ],
  )
})
