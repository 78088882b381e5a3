import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '../kernel/values.ts'
import { begin, tell } from '../testing/story.ts'
import { itemOf } from '../testing/story-line.ts'
import { type Candidate, names, suggest } from './suggest.ts'

const item = (number: string, open_minor: bigint, more: Partial<Candidate> = {}): Candidate => ({
  item_id: `item ${number}`,
  document_id: `document ${number}`,
  number,
  due_on: '2026-01-31' as Day,
  open_minor,
  disputed: false,
  discount: null,
  ...more,
})
const told = (open: bigint, reference: string, items: Candidate[]) =>
  suggest('credit', open, reference, items).map(row => [
    row.reason,
    row.unique,
    row.lines.map(line => `${line.number} ${line.amount_minor}`).join(', '),
  ])

test('[LGR-17] a number is named as a whole word, never as a part of another', () => {
  for (const [text, number] of [
    ['payment of INV-12', 'INV-12'],
    ['inv-12, inv-13', 'INV-13'],
    ['货款INV-12号', 'INV-12'],
    ['支付发票0012款', '0012'],
    ['INV-12/INV-13', 'INV-13'],
    ['ref 12.', '12'],
    ['(A+B/7)', 'A+B/7'],
  ] as const)
    assert.equal(names(text, number), true, `${number} in ${text}`)
  for (const [text, number] of [
    ['2012', '12'],
    ['122', '12'],
    ['2026-12', '12'],
    ['12-2026', '12'],
    ['INV12', '12'],
    ['INV-1234', 'INV-12'],
    ['1.12', '12'],
    ['anything', ''],
    ['INV-12', 'INV.12'],
  ] as const)
    assert.equal(names(text, number), false, `${number} in ${text}`)
})

test('[LGR-27] what is paid in time less the discount for paying early is suggested with it, before all else', () => {
  const discount = (amount_minor: bigint) => ({ discount: { until_on: '2026-01-11' as Day, amount_minor } })
  const items = [item('A1', 98n), item('A2', 100n, discount(2n)), item('A3', 200n, discount(4n))]
  const lines = (open: bigint, reference: string, of = items) =>
    suggest('credit', open, reference, of)
      .filter(row => row.reason === 'early_payment')
      .map(row => [
        row.unique,
        row.lines.map(line => `${line.number} ${line.amount_minor} ${line.discount_minor}`).join(),
      ])
  assert.deepEqual(lines(98n, ''), [[true, 'A2 98 2']])
  assert.deepEqual(lines(294n, 'for A2 and A3'), [[true, 'A2 98 2,A3 196 4']])
  assert.deepEqual(lines(100n, ''), [])
  assert.deepEqual(lines(98n, '', [item('A1', 98n)]), [])
  // What is disputed, or came too late for a discount, is not taken for it.
  assert.deepEqual(lines(98n, '', [item('A2', 100n, { ...discount(2n), disputed: true })]), [])
})

test('[LGR-17] the best evidence stands first, and says whether it is the only one', () => {
  const items = [item('A1', 30n), item('A2', 70n), item('A3', 100n), item('A4', 500n)]
  assert.deepEqual(told(100n, 'for A4', items), [
    ['reference', true, 'A4 100'],
    ['exact_item', true, 'A3 100'],
    ['oldest_first', false, 'A1 30, A2 70'],
  ])
  assert.deepEqual(told(600n, '', items), [
    ['exact_set', false, 'A3 100, A4 500'],
    ['oldest_first', false, 'A1 30, A2 70, A3 100, A4 400'],
  ])
  assert.deepEqual(told(7n, 'A9', []), [])
})

test('[LGR-17] one number on two documents is no unique evidence; its instalments are', () => {
  const twins = [item('A1', 30n), item('A1', 70n, { document_id: 'another' })]
  assert.deepEqual(told(30n, 'A1', twins)[0], ['reference', false, 'A1 30'])
  const instalments = [item('A1', 30n), item('A1', 70n)]
  assert.deepEqual(told(50n, 'A1', instalments)[0], ['reference', true, 'A1 30, A1 20'])
})

test('[LGR-17] what is disputed is not paid merely because it is old', () => {
  const items = [item('A1', 30n, { disputed: true }), item('A2', 40n)]
  assert.deepEqual(told(50n, '', items), [['oldest_first', false, 'A2 40']])
})

test('[LGR-17] suggestions look at the head office group, one entity and one currency', async () => {
  const story = await begin()
  await tell(
    story,
    `entity E2
     customer C0
     customer C2 head C0
     invoice I1 30.00 of C2 on 2026-01-05 due 2026-01-31
     invoice I2 70.00 of C0 on 2026-01-06 due 2026-02-28
     invoice I3 100.00 USD rate 7 of C0 on 2026-01-05
     invoice I4 100.00 of C0 on 2026-01-05 in E2
     invoice I5 100.00 of C9 on 2026-01-05
     receipt R1 100.00 of C0 on 2026-03-01 reference "for I2, thanks"`,
  )
  const credit_item_id = itemOf(story, 'R1')
  const { rows } = (await story.org.admin.get('/api/applications/suggestions', { credit_item_id })).body
  assert.deepEqual(
    rows.map((row: { reason: string; unique: boolean; lines: { number: string; amount_minor: string }[] }) => [
      row.reason,
      row.unique,
      row.lines.map(line => `${line.number} ${line.amount_minor}`).join(', '),
    ]),
    [
      ['reference', true, 'I2 7000'],
      ['exact_set', true, 'I1 3000, I2 7000'],
      ['oldest_first', false, 'I1 3000, I2 7000'],
    ],
  )
})
