import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reply } from '../testing/organisation.ts'
import { begin, tell } from '../testing/story.ts'
import type { Story } from '../testing/story-line.ts'

const ok = async (reply: Promise<Reply>): Promise<Reply['body']> => {
  const { status, body } = await reply
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** Claims of different age in two currencies, one disputed, one not determinable, and money that waits. */
async function books() {
  const story = await begin()
  await tell(
    story,
    `
    rate USD 7.00 on 2026-01-01
    invoice I1 100.00 on 2026-01-05 due 2026-02-05
    invoice I2 200.00 on 2026-02-05 due 2026-03-05
    invoice I3 300.00 of C2 on 2026-03-01 due 2026-04-30
    invoice I4 50.00 USD of C2 on 2026-01-01 due 2026-01-31
    invoice I5 400.00 on 2026-03-01 due 2026-03-20
    terms   I5 due none from 2026-03-10
    dispute I2 from 2026-03-10
    receipt R1 30.00 on 2026-02-28
    receipt R2 10.00 of C2 on 2026-03-30
  `,
  )
  return story
}

const list = (story: Story, query: Record<string, string>) =>
  ok(story.org.admin.get('/api/open-items', { as_of: '2026-03-31', ...query }))
const numbers = async (story: Story, query: Record<string, string>) =>
  (await list(story, query)).rows.map((row: { number: string }) => row.number).join(' ')

test('[LGR-23] what is overdue is found by days overdue, due days, dispute; an unknown due day lies in no range', async () => {
  const story = await books()
  assert.equal(await numbers(story, { sort: '-days_overdue', days_overdue_from: '1' }), 'I4 I1 I2')
  assert.equal(await numbers(story, { days_overdue_from: '1', days_overdue_to: '30' }), 'I2')
  assert.equal(await numbers(story, { days_overdue_from: '0', sort: 'days_overdue' }), 'I3 I2 I1 I4')
  assert.equal(await numbers(story, { disputed: 'true' }), 'I2')
  assert.equal(await numbers(story, { days_overdue_from: '1', disputed: 'false', sort: 'number' }), 'I1 I4')
  assert.equal(await numbers(story, { due_from: '2026-02-01', due_to: '2026-03-31', lane: 'aged' }), 'I1 I2')
  assert.equal(await numbers(story, { column: 'undetermined' }), 'I5')
  const unknown = (await list(story, { column: 'undetermined' })).rows[0]
  assert.deepEqual([unknown.due_on, unknown.days_overdue, unknown.age_days], [null, null, 30])
})

test('[LGR-23] money that waits has an age, and no days overdue', async () => {
  const story = await books()
  const { rows } = await list(story, { lane: 'unapplied', sort: 'issued_on' })
  const told = rows.map((row: Reply['body']) => [row.number, row.age_days, row.days_overdue])
  assert.deepEqual(told, [
    ['R1', 31, null],
    ['R2', 1, null],
  ])
  assert.equal(await numbers(story, { lane: 'unapplied', age_from: '30' }), 'R1')
  assert.equal(await numbers(story, { lane: 'unapplied', age_to: '30' }), 'R2')
})

test('[LGR-23] totals are by currency over the whole filtered set, whatever the page', async () => {
  const story = await books()
  const all = await list(story, { totals: 'true', limit: '1' })
  assert.equal(all.rows.length, 1)
  assert.deepEqual(all.totals, [
    {
      currency: 'CNY',
      items: 6,
      open_minor: '96000',
      open_base_minor: '96000',
      overdue_minor: '30000',
      disputed_minor: '20000',
    },
    {
      currency: 'USD',
      items: 1,
      open_minor: '5000',
      open_base_minor: '35000',
      overdue_minor: '5000',
      disputed_minor: '0',
    },
  ])
  const second = await list(story, { totals: 'true', limit: '1', after: all.next })
  assert.deepEqual(second.totals, all.totals)
  const filtered = await list(story, { totals: 'true', days_overdue_from: '50' })
  assert.deepEqual(
    filtered.totals.map((row: { currency: string; items: number }) => `${row.currency} ${row.items}`),
    ['CNY 1', 'USD 1'],
  )
  assert.equal((await list(story, {})).totals, null)
})

test('[LGR-23] every sort of the list pages every row exactly once', async () => {
  const story = await books()
  const fields = [
    'due_on',
    'agreed_due_on',
    'issued_on',
    'days_overdue',
    'open_minor',
    'open_base_minor',
    'number',
    'customer_name',
  ]
  for (const sort of fields.flatMap(field => [field, `-${field}`])) {
    const whole = await list(story, { sort })
    const seen: string[] = []
    for (let after: string | null = ''; after !== null; ) {
      const page: Reply['body'] = await list(story, { sort, limit: '2', ...(after ? { after } : {}) })
      seen.push(...page.rows.map((row: { item_id: string }) => row.item_id))
      after = page.next
    }
    assert.deepEqual(
      seen,
      whole.rows.map((row: { item_id: string }) => row.item_id),
      sort,
    )
    assert.equal(new Set(seen).size, 7, sort)
  }
})
