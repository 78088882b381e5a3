import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHolidays, writeHolidays } from './read-holidays.ts'

test('days off are read a line each, alone or as a span, and weekends that are worked by their word', () => {
  const { days, wrong } = readHolidays(
    '2026-10-01 国庆节\n2026/2/15 ~ 2026/2/16 春节\n2026年2月14日 班 春节\n\n2026-12-25 Christmas Day',
  )
  assert.deepEqual(wrong, [])
  assert.deepEqual(days, [
    { day: '2026-10-01', working: false, name: '国庆节' },
    { day: '2026-02-15', working: false, name: '春节' },
    { day: '2026-02-16', working: false, name: '春节' },
    { day: '2026-02-14', working: true, name: '春节' },
    { day: '2026-12-25', working: false, name: 'Christmas Day' },
  ])
  assert.deepEqual(readHolidays(writeHolidays(days)).days, days)
})

test('a line without a day, with a span that runs backwards or over a month, is named', () => {
  const { days, wrong } = readHolidays(
    '国庆节\n2026-10-07 2026-10-01 国庆节\n2026-01-01 2026-12-31 年\n2026-05-01 2026-05-02 2026-05-03',
  )
  assert.deepEqual(days, [])
  assert.equal(wrong.length, 4)
})
