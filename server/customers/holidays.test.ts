import assert from 'node:assert/strict'
import { test } from 'node:test'
import { weekday, type Day } from '../kernel/values.ts'
import { codes, founded } from '../testing/customers.ts'
import { testHouse } from '../testing/organisation.ts'
import { decideHolidays } from './holidays.ts'
import { knownHolidays } from './known-holidays.ts'

await testHouse()

/** The day that is due the day after a base day, moved on to a working day. */
async function dueAfter(org: Awaited<ReturnType<typeof founded>>, base_on: string, entity_id?: string) {
  const rule = { base: 'invoice', days: 1, next_working_day: true }
  const answer = await org.admin.post('/api/payment-terms/trial', {
    rule,
    base_days: [base_on],
    amount_minor: '100',
    ...(entity_id ? { entity_id } : {}),
  })
  return answer.body.rows[0].parts[0].due_on as string
}

test('[CUS-20] announced years are whole: what is worked is a weekend, and nothing stands twice', () => {
  for (const year of knownHolidays) {
    assert.deepEqual(decideHolidays({ year: year.year, days: [...year.days] }), [])
    for (const { day, working } of year.days) if (working) assert.ok(weekday(day as Day) > 5, day)
  }
  assert.deepEqual(
    knownHolidays.map(({ year, days }) => [year, days.filter(day => !day.working).length]),
    [
      [2025, 28],
      [2026, 33],
    ],
  )
})

test('[CUS-20] the next working day goes by the country of the entity, and by the year entered last', async () => {
  const org = await founded()
  const open = async (code: string, country: string) => {
    const draft = {
      code,
      name: code,
      base_currency: 'EUR',
      standard: 'international',
      books_from: '2026-01-01',
      country,
    }
    return (await org.admin.post('/api/entities', draft)).body.entity_id as string
  }
  const [china, germany] = [await open('C', 'CN'), await open('D', 'DE')]
  assert.equal(await dueAfter(org, '2026-09-30', china), '2026-10-08', 'the national holiday')
  assert.equal(await dueAfter(org, '2026-09-30', germany), '2026-10-01')
  assert.equal(await dueAfter(org, '2026-10-09', china), '2026-10-10', 'a Saturday that is worked')
  assert.equal(await dueAfter(org, '2026-10-09', germany), '2026-10-12')
  const set = (region: string, days: object[]) =>
    org.admin.put('/api/holidays', { region, year: 2026, source: 'a notice', days })
  assert.equal((await set('DE', [{ day: '2026-10-01', working: false, name: 'A day off' }])).status, 200)
  assert.equal(await dueAfter(org, '2026-09-30', germany), '2026-10-02')
  assert.equal((await set('DE', [{ day: '2026-12-25', working: false, name: 'Weihnachten' }])).status, 200)
  assert.equal(await dueAfter(org, '2026-09-30', germany), '2026-10-01', 'the later entry is the whole year')
  assert.equal(await dueAfter(org, '2026-09-30', china), '2026-10-08')
  const { rows } = (await org.admin.get('/api/holidays')).body
  assert.deepEqual(
    rows.map((row: { region: string; year: number; entered_at: string | null }) => [
      row.region,
      row.year,
      !!row.entered_at,
    ]),
    [
      ['CN', 2026, false],
      ['DE', 2026, true],
      ['CN', 2025, false],
    ],
  )
  const wrong = [
    { day: '2027-01-01', working: false, name: '' },
    { day: '2026-01-01', working: true, name: '' },
    { day: '2026-05-01', working: false, name: '' },
    { day: '2026-05-01', working: false, name: '' },
  ]
  assert.deepEqual(codes(await set('CN', wrong)), ['0 holiday_elsewhere', '0 holiday_no_weekend', '0 holiday_twice'])
})
