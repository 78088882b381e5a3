import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reply } from '../testing/organisation.ts'
import { begin, tell } from '../testing/story.ts'
import type { Story } from '../testing/story-line.ts'

const read = async (story: Story, name: string, query: Record<string, string> = {}): Promise<Reply['body']> => {
  const { status, body } = await story.org.admin.get(`/api/reports/${name}`, query)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const told = (rows: Record<string, unknown>[], ...fields: string[]) =>
  rows.map(row => fields.map(field => row[field]).join(' '))

test('[RPT-15] what falls due stands in the week of its agreed day, else of its legal one', async () => {
  const story = await begin()
  // 2026-03-18 is a Wednesday.
  await tell(
    story,
    `
    today 2026-03-18
    rate USD 7.00 on 2026-01-01
    invoice I1 100.00 on 2026-01-05 due 2026-03-17
    invoice I2 200.00 on 2026-01-05 due 2026-03-18
    invoice I3 300.00 on 2026-01-05 due 2026-03-22
    invoice I4 400.00 on 2026-01-05 due 2026-03-23
    invoice I5 50.00 USD on 2026-01-05 due 2026-04-05
    invoice I6 600.00 on 2026-01-05 due 2026-04-06
    invoice I7 700.00 on 2026-01-05 due 2026-03-19
    terms   I7 due 2026-03-19 agreed 2026-03-29 from 2026-03-01
    invoice I8 800.00 on 2026-01-05 due 2026-03-19
    terms   I8 due none from 2026-03-01
    dispute I4 from 2026-03-01
    receipt R1 9.00 on 2026-03-01
  `,
  )
  const found = await read(story, 'expected-receipts', { weeks: '3' })
  assert.deepEqual(told(found.weeks, 'week', 'from', 'to'), [
    '0 2026-03-18 2026-03-22',
    '1 2026-03-23 2026-03-29',
    '2 2026-03-30 2026-04-05',
  ])
  assert.deepEqual(
    told(found.rows, 'when', 'week', 'currency', 'items', 'open_minor', 'open_base_minor', 'disputed_minor'),
    [
      'overdue  CNY 1 10000 10000 0',
      'week 0 CNY 2 50000 50000 0',
      'week 1 CNY 2 110000 110000 40000',
      'week 2 USD 1 5000 35000 0',
      'later  CNY 1 60000 60000 0',
      'undetermined  CNY 1 80000 80000 0',
    ],
  )
  const behind = await story.org.admin.get('/api/open-items', {
    lane: 'aged',
    expected_from: '2026-03-23',
    expected_to: '2026-03-29',
    sort: 'number',
  })
  assert.equal(behind.body.rows.length, 2, 'a week opens the claims it is made of')
  assert.deepEqual(
    behind.body.rows.map((row: { open_minor: string }) => row.open_minor),
    ['40000', '70000'],
  )
  assert.equal((await read(story, 'expected-receipts')).weeks.length, 13)
  assert.deepEqual(told((await read(story, 'expected-receipts', { currency: 'USD' })).rows, 'when', 'week'), ['week 2'])
})

test('[RPT-15] a month shows what was billed, credited and collected in it; a correction counts in its own month', async () => {
  const story = await begin()
  await tell(
    story,
    `
    today 2026-04-15
    opening O1 77.00 cutover 2009-12-31
    rate USD 7.00 on 2026-01-01
    invoice I1 100.00 on 2026-01-05
    invoice I2 60.00 USD of C2 on 2026-01-06
    charge  F1 5.00 on 2026-02-01
    credit  N1 20.00 for I1 on 2026-02-03
    receipt R1 30.00 on 2026-02-10
    apply   R1 I1 30.00 on 2026-02-10
    difference I1 rounding 0.05 on 2026-02-11
    unapply I1 on 2026-02-11
    transfer I1 10.00 to C3 as I3 on 2026-02-12
    correct I2 50.00 USD as I9 on 2026-03-02
    receipt R2 8.00 of C2 on 2026-03-03
    void    R2 on 2026-04-01
  `,
  )
  const found = await read(story, 'monthly-series', { months: '4' })
  assert.deepEqual(found.months, ['2026-01', '2026-02', '2026-03', '2026-04'])
  const fields = ['month', 'currency', 'billed_minor', 'credited_minor', 'collected_minor', 'billed_base_minor']
  assert.deepEqual(told(found.rows, ...fields), [
    '2026-01 CNY 10000 0 0 10000',
    '2026-01 USD 6000 0 0 42000',
    '2026-02 CNY 500 2000 3000 500',
    '2026-03 CNY 0 0 800 0',
    '2026-03 USD -1000 0 0 -7000',
    '2026-04 CNY 0 0 -800 0',
  ])
  assert.equal((await read(story, 'monthly-series')).months.length, 24)
  const one = await read(story, 'monthly-series', { customer_id: story.customers.get('C2') as string, currency: 'CNY' })
  assert.deepEqual(told(one.rows, 'month', 'collected_minor'), ['2026-03 800', '2026-04 -800'])
})

test('[RPT-15] month ends of a customer are those of the report of that day', async () => {
  const story = await begin()
  await tell(
    story,
    `
    today 2026-04-15
    rate USD 7.00 on 2026-01-01
    invoice I1 100.00 on 2026-01-05
    invoice I2 60.00 USD on 2026-02-06
    receipt R1 30.00 on 2026-02-10
    apply   R1 I1 30.00 on 2026-03-10
    transfer I1 10.00 to C3 as I3 on 2026-03-12
    write_off I1 5.00 on 2026-04-02
  `,
  )
  const customer_id = story.customers.get('C1') as string
  const found = await read(story, 'balance-history', { customer_id, months: '5' })
  const days = ['2025-12-31', '2026-01-31', '2026-02-28', '2026-03-31', '2026-04-15']
  const lines = told(found.rows, 'on', 'currency', 'balance_minor', 'balance_base_minor')
  const expected: string[] = []
  for (const currency of ['CNY', 'USD'])
    for (const as_of of days) {
      const ageing = await read(story, 'ageing', { as_of, customer_id, currency, by: 'customer' })
      const row = ageing.rows[0]
      expected.push(`${as_of} ${currency} ${row?.total_minor ?? '0'} ${row?.base_minor ?? '0'}`)
    }
  assert.deepEqual(lines, expected)
  assert.deepEqual(lines.slice(1, 5), [
    '2026-01-31 CNY 10000 10000',
    '2026-02-28 CNY 7000 7000',
    '2026-03-31 CNY 6000 6000',
    '2026-04-15 CNY 5500 5500',
  ])
})

test('[RPT-15] customers who matter stand by overdue times age, each with its reasons', async () => {
  const story = await begin()
  await tell(
    story,
    `
    today 2026-04-15
    rate USD 7.00 on 2026-01-01
    invoice I1 1000.00 of C1 on 2026-04-01 due 2026-04-05
    receipt R1 1.00 of C1 on 2026-04-10
    invoice I2 200.00 of C2 on 2025-12-01 due 2026-01-05
    invoice I3 50.00 of C3 on 2026-04-01 due 2026-04-14
    invoice I4 50.00 of C4 on 2026-04-01 due 2026-04-15
    invoice I5 500.00 of C5 on 2026-01-01 due 2026-01-31
    dispute I5 from 2026-02-01
    invoice I6 1.00 USD of C5 on 2023-01-01 due 2023-01-31 rate 7
    receipt R6 3.00 of C3 on 2026-04-11
    apply   R6 I3 3.00 on 2026-04-11
  `,
  )
  const account = { customer_id: story.customers.get('C1'), entity_id: story.org.entity_id, limit_minor: '90000' }
  assert.equal((await story.org.admin.post('/api/customer-accounts', [account])).status, 200)
  const found = await read(story, 'attention')
  assert.deepEqual(
    told(found.rows, 'number', 'overdue_base_minor', 'items', 'days_overdue', 'average_days', 'reasons'),
    [
      'C2 20000 1 100 100 long_overdue,large_share,no_recent_payment',
      'C1 100000 1 10 10 large_share,over_limit,unapplied_money',
      'C5 700 1 1170 1170 long_overdue,limitation_near,no_recent_payment,disputed',
      'C3 4700 1 1 1 ',
    ],
  )
  assert.deepEqual(told(found.rows, 'balance_base_minor', 'disputed_base_minor', 'last_received_on'), [
    '20000 0 ',
    '99900 0 2026-04-10',
    '50700 50000 ',
    '4700 0 2026-04-11',
  ])
  const seen: string[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Reply['body'] = await read(story, 'attention', { limit: '1', ...(after ? { after } : {}) })
    seen.push(...told(page.rows, 'number'))
    after = page.next
  }
  assert.deepEqual(seen, ['C2', 'C1', 'C5', 'C3'])
})

test('[RPT-15] a salesperson’s home page speaks of own customers alone', async () => {
  const story = await begin()
  await tell(story, 'invoice I1 100.00 on 2026-11-05 due 2026-11-06')
  const sales = await story.org.as('sales')
  for (const name of ['standing', 'expected-receipts', 'monthly-series', 'attention']) {
    const { status, body } = await sales.get(`/api/reports/${name}`)
    assert.deepEqual([name, status, body.rows], [name, 200, []])
    assert.equal((await read(story, name)).rows.length, 1)
  }
})

test('[RPT-15] what is owed today is told in base: overdue, due this week, disputed and not applied apart', async () => {
  const story = await begin()
  await tell(
    story,
    `
    today 2026-03-18
    rate USD 7.00 on 2026-01-01
    invoice I1 100.00 on 2026-01-05 due 2026-03-17
    invoice I2 200.00 on 2026-01-05 due 2026-03-18
    invoice I3 300.00 on 2026-01-05 due 2026-03-24
    invoice I4 400.00 on 2026-01-05 due 2026-03-25
    invoice I5 50.00 USD of C2 on 2026-01-05 due 2026-03-01
    invoice I6 600.00 on 2026-01-05 due 2026-02-01
    dispute I6 from 2026-03-01
    receipt R1 9.00 on 2026-03-01
  `,
  )
  const [row, ...others] = (await read(story, 'standing')).rows
  assert.deepEqual(others, [])
  assert.deepEqual(row, {
    base_currency: 'CNY',
    balance_base_minor: String(10000 + 20000 + 30000 + 40000 + 35000 + 60000 - 900),
    items: 7,
    customers: 2,
    overdue_base_minor: String(10000 + 35000),
    overdue_items: 2,
    due_week_base_minor: String(20000 + 30000),
    due_week_items: 2,
    disputed_base_minor: '60000',
    disputed_items: 1,
    unapplied_base_minor: '900',
    unapplied_items: 1,
  })
})
