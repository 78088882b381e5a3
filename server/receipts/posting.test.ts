import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calendarOf, plainWeek } from '../customers/holidays.ts'
import type { Day, Instant } from '../kernel/values.ts'
import { asOwner, codes } from '../testing/customers.ts'
import { done, inside } from '../testing/documents.ts'
import { testHouse, testOrganisation } from '../testing/organisation.ts'
import { giveOverduePostings } from './posting-tasks.ts'
import { limitOf, overdueUntil } from './posting.ts'

await testHouse()

test('[RCP-22] in time by working days: weekends and holidays do not count, worked weekends do', () => {
  const holidays = calendarOf(
    new Map([
      ['2026-03-09', false],
      ['2026-03-14', true],
    ]),
  )
  const limit = (day: string, within: number, calendar = plainWeek) => limitOf(day as Day, within, calendar)
  assert.equal(limit('2026-03-05', 1), '2026-03-06')
  assert.equal(limit('2026-03-06', 1), '2026-03-09', 'Friday, so Monday')
  assert.equal(limit('2026-03-06', 1, holidays), '2026-03-10')
  assert.equal(limit('2026-03-13', 1, holidays), '2026-03-14')
  assert.equal(limit('2026-03-07', 0), '2026-03-09', 'Saturday, to be posted at once')
  assert.equal(limit('2026-03-06', 0), '2026-03-06')
  // Overdue is exactly what has its limit before today.
  for (const within of [0, 1, 3])
    for (const today of ['2026-03-09', '2026-03-10', '2026-03-16'] as Day[]) {
      const until = overdueUntil(today, within, holidays)
      assert.ok(limitOf(until, within, holidays) < today)
      const next = new Date(Date.parse(until) + 86_400_000).toISOString().slice(0, 10) as Day
      assert.ok(limitOf(next, within, holidays) >= today, `${today} ${within}`)
    }
})

async function desk() {
  // A Friday, at noon in Shanghai.
  const org = await testOrganisation({ demo_at: '2026-03-06T04:00:00.000000Z' as Instant })
  const { rows } = await done(org.admin, '/api/customers', [{ number: 'C01', name: '客户一' }])
  const customer_id: string = rows[0].customer_id
  const receipt = (received_on: string, amount_minor = '100') => ({ customer_id, received_on, amount_minor })
  return { org, customer_id, receipt }
}

test('[RCP-22] receipts tell the days from the bank to the books, and which were late, by month', async () => {
  const { org, receipt } = await desk()
  const days = ['2026-03-06', '2026-03-05', '2026-02-27', '2026-02-20']
  await done(
    org.admin,
    '/api/receipts',
    days.map(day => receipt(day)),
  )
  const times = (await org.admin.get('/api/receipts/posting-times')).body
  assert.equal(times.within_days, 1)
  assert.deepEqual(times.rows, [
    { month: '2026-03', receipts: 2, in_time: 2, days_average: '0.5', days_most: 1 },
    { month: '2026-02', receipts: 2, in_time: 0, days_average: '10.5', days_most: 14 },
  ])
  const late = (await org.admin.get('/api/receipts/posted', { late: 'true', sort: '-days' })).body.rows
  assert.deepEqual(
    late.map((row: Record<string, unknown>) => [row.received_on, row.limit_on, row.days, row.late]),
    [
      ['2026-02-20', '2026-02-24', 14, true],
      ['2026-02-27', '2026-02-28', 7, true],
    ],
  )
  await org.admin.put('/api/receipt-rules', { post_within_days: 6 })
  const laxer = (await org.admin.get('/api/receipts/posted', { late: 'true' })).body.rows
  assert.deepEqual(
    laxer.map((row: Record<string, unknown>) => row.received_on),
    ['2026-02-20'],
  )
})

test('[RCP-22] what arrived and is not posted is listed with its owner, and what is overdue gives one task', async () => {
  const { org, customer_id, receipt } = await desk()
  const cashier = await org.as('cashier', { name: '出纳' })
  const clerk = await org.as('receivables_clerk')
  await org.admin.put('/api/receipt-rules', { confirm_from_minor: { A: null, B: null, C: null, none: '500' } })
  const { rows } = await done(cashier, '/api/receipts', [receipt('2026-03-03', '600'), receipt('2026-03-05', '700')])
  const pages = await done(clerk, '/api/pages', [{ kind: 'statement', customer_id, entity_id: org.entity_id }])
  await asOwner(
    `insert into payment_advices (org_id, advice_id, entity_id, customer_id, page_id, currency, amount_minor, paid_on, said_by, recorded_at)
     values ($1, gen_random_uuid(), $2, $3, $4, 'CNY', 900, '2026-03-02', '王', '2026-03-02T02:00:00Z')`,
    [org.org_id, org.entity_id, customer_id, pages.rows[0].page_id],
  )
  const list = async (query: Record<string, string> = {}) =>
    (await org.admin.get('/api/receipts/to-post', query)).body.rows.map((row: Record<string, unknown>) => [
      row.kind,
      row.amount_minor,
      row.limit_on,
      row.days,
      row.overdue,
      row.owner_name,
    ])
  assert.deepEqual(await list(), [
    ['advice', '900', '2026-03-03', 4, true, 'receivables_clerk'],
    ['waiting', '600', '2026-03-04', 3, true, '出纳'],
    ['waiting', '700', '2026-03-06', 1, false, '出纳'],
  ])
  assert.equal((await list({ overdue: 'true' })).length, 2)
  assert.equal((await list({ owner_id: cashier.person_id, overdue: 'true' })).length, 1)

  const permissions = new Set(['receipt.read', 'customer.read', 'task.give', 'task.read'])
  const today = '2026-03-06' as Day
  const give = (person_id: string) =>
    inside(org, ctx => giveOverduePostings({ ...ctx, today, actor: { ...ctx.actor, person_id, permissions } }))
  assert.deepEqual([await give(cashier.person_id), await give(cashier.person_id)], [1, 0])
  assert.equal(await give(org.admin.person_id), 0)
  // Closed by somebody it does not come back.
  const [task] = await asOwner<{ task_id: string }>(
    "select task_id from tasks where org_id = $1 and rule like 'receipt.post.%' and owner_id = $2",
    [org.org_id, cashier.person_id],
  )
  await asOwner(
    "update tasks set state = 'dropped', outcome = 'x', closed_by = owner_id, closed_at = now() where task_id = $1",
    [task?.task_id],
  )
  assert.equal(await give(cashier.person_id), 0)
  // One person sees to all of it, where the rules say so.
  const stranger = await org.admin.put('/api/receipt-rules', { post_owner_id: customer_id })
  assert.deepEqual(codes(stranger), ['0 person_unknown'])
  await org.admin.put('/api/receipt-rules', { post_owner_id: org.admin.person_id })
  assert.equal(await give(org.admin.person_id), 1)
  assert.deepEqual([...new Set((await list()).map((row: unknown[]) => row[5]))], ['Admin'])
  // What is confirmed has arrived and is posted.
  await done(clerk, '/api/waiting-receipts/confirmation', [{ waiting_id: rows[0].waiting_id }])
  assert.equal((await list({ overdue: 'true' })).length, 1)
})
