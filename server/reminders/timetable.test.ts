import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../kernel/values.ts'
import { addDays } from '../kernel/values.ts'
import { standardPolicy } from '../policy/standard-policy.ts'
import type { PolicyGrade } from '../policy/policies-contract.ts'
import { type Claim, type Done, gather, planReminders, type Step, stepFor, stepsOf } from './timetable.ts'

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
/** A step as it was done for the due day, on its own day unless another is said. */
const did = ({ key, tone, day }: Step, on: Day = addDays(due, day)): Done => ({
  key,
  tone,
  due_on: due,
  on,
  step_day: day,
  told: true,
})
const at = (grade: PolicyGrade, words: string): Step => {
  const step = steps(grade).find(one => `${one.channel} ${one.tone}` === words)
  assert.ok(step, words)
  return step
}
const said = (grade: PolicyGrade, days: number, more: Partial<Claim> = {}) => {
  const { grace_days } = standardPolicy.grades[grade]
  const step = stepFor(claim({ grade, grace_days, ...more }), steps(grade), addDays(due, days))
  return step && `${step.channel} ${step.tone}`
}

/** The timetable followed to the letter up to a day before. */
const kept = (grade: PolicyGrade, days: number): Done[] =>
  steps(grade)
    .filter(step => step.day < days)
    .map(step => did(step))

test('[RMD-1] by grade, the latest step whose day has come is due, and nothing before the first', () => {
  const table: [PolicyGrade, number, string | null][] = [
    ['A', -8, null],
    ['A', -7, 'email friendly'],
    ['B', -3, 'message friendly'],
    ['C', 0, 'email friendly'],
    ['C', 3, 'email polite'],
    ['D', -1, 'message friendly'],
    ['D', 1, 'email polite'],
    ['A', 15, 'phone polite'],
    ['B', 20, 'letter firm'],
    ['B', 21, null],
    ['C', 60, 'letter final'],
    ['C', 90, 'hand_over legal'],
  ]
  for (const [grade, days, expected] of table)
    assert.equal(said(grade, days, { done: kept(grade, days) }), expected, `${grade} ${days}`)
  // A day on which nobody asked is made up for by the latest step alone.
  assert.equal(said('B', -4), 'email friendly')
  assert.equal(said('C', 2), 'email friendly')
})

test('[RMD-2] what was missed is not made up for: the latest step alone, and not after a sharper one', () => {
  const [first, , third, fourth] = steps('B')
  assert.ok(first && third && fourth)
  assert.equal(said('B', 6, { done: [did(first), did(third)] }), 'email polite')
  assert.equal(said('B', 7, { done: [did(fourth)] }), null)
  assert.equal(said('B', 12, { done: [did(at('B', 'letter firm'), addDays(due, 1))] }), null)
  // Sharper words for an earlier due day do not silence what follows the day agreed since.
  const before = { ...did(at('B', 'letter firm')), due_on: '2026-01-01' as Day }
  assert.equal(said('B', 12, { done: [before] }), 'phone polite')
})

test('[RMD-3] within the days of grace there is but a friendly word', () => {
  assert.equal(said('B', 6, { grace_days: 10 }), 'email friendly')
  assert.equal(said('B', 10, { grace_days: 10 }), 'email friendly')
  assert.equal(said('B', 11, { grace_days: 10 }), 'email polite')
  assert.equal(said('B', 8, { grace_days: 10, done: [did(steps('B')[2] as Step)] }), null)
})

test('[RMD-11] a claim nobody was reminded of begins gently, however late it is', () => {
  for (const days of [6, 10, 20, 59, 120, 4000]) assert.equal(said('B', days), 'email polite', String(days))
  assert.equal(said('D', 400), 'email polite')
  // Timetables without the usual beginning: the last friendly word, else the mildest, never a demand or a hand-over.
  const begins = (...words: string[]) => {
    const step = stepFor(
      claim(),
      steps('B').filter(one => words.includes(`${one.channel} ${one.tone}`)),
      addDays(due, 90),
    )
    return step && `${step.channel} ${step.tone}`
  }
  assert.equal(begins('email friendly', 'letter firm', 'letter final'), 'email friendly')
  assert.equal(begins('letter firm', 'letter formal', 'hand_over legal'), 'letter firm')
  assert.equal(begins('letter formal', 'letter final', 'hand_over legal'), null)
})

test('[RMD-11] from a late beginning the steps follow in the distance of the timetable', () => {
  const first = addDays(due, 400)
  const done: Done[] = []
  const said: string[] = []
  for (let day = 0; day <= 100; day++) {
    const today = addDays(first, day)
    const step = stepFor(claim({ done }), steps('B'), today)
    if (!step) continue
    said.push(`${day} ${step.channel} ${step.tone}`)
    done.push(did(step, today))
  }
  assert.deepEqual(said, [
    '0 email polite',
    '4 phone polite',
    '14 letter firm',
    '29 letter formal',
    '39 visit formal',
    '59 letter final',
    '94 hand_over legal',
  ])
})

test('[RMD-11] while a reminder waits or could not leave, nothing sharper follows', () => {
  const polite = { ...did(at('B', 'email polite'), addDays(due, 100)), told: false }
  assert.equal(said('B', 104, { done: [polite] }), 'phone polite')
  const phone = { ...did(at('B', 'phone polite'), addDays(due, 104)), told: false }
  assert.equal(said('B', 300, { done: [polite, phone] }), null)
  assert.equal(said('B', 300, { done: [polite, { ...phone, told: true }] }), 'letter firm')
})

test('[RMD-11] after a long silence no step is more than one tone above the last', () => {
  const friendly = [did(at('B', 'email friendly'))]
  assert.equal(said('B', 300, { done: friendly }), 'phone polite')
  const asked = [...friendly, did(at('B', 'phone polite'), addDays(due, 300))]
  assert.equal(said('B', 309, { done: asked }), null)
  assert.equal(said('B', 310, { done: asked }), 'letter firm')
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
    claim({ item_id: 'c', due_on: addDays(due, 10) }),
    claim({ item_id: 'd', currency: 'USD' }),
    claim({ item_id: 'e', customer_id: 'c2' }),
  ]
  const groups = gather(planReminders(claims, steps, new Map(), on).due)
  assert.deepEqual(
    groups.map(one => [`${one.step.channel} ${one.step.tone}`, one.claims.map(each => each.item_id)]),
    [
      ['email polite', ['a', 'b']],
      ['email friendly', ['c']],
      ['email polite', ['d']],
      ['email polite', ['e']],
    ],
  )
})
