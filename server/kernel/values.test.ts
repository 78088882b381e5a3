import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  addMonths,
  clockNow,
  type Day,
  dayFrom,
  dayOf,
  daysBetween,
  endOfMonth,
  type Instant,
  instantOfMicros,
  isDay,
  isId,
  isInstant,
  isPeriod,
  laterInstant,
  microsOf,
  newId,
  parseDay,
  parseInstant,
  periodOf,
  plusMicros,
  startOfDay,
  startOfMonth,
  weekday,
} from './values.ts'

const anyDay = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2999-12-31T00:00:00Z'), noInvalidDate: true })
  .map(date => date.toISOString().slice(0, 10) as Day)

test('[KRN-1] a day is strict ISO text that the calendar has', () => {
  for (const good of ['2026-03-01', '2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])
    assert.equal(parseDay(good), good)
  const bad = [
    '2026-02-30',
    '2025-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-3-1',
    '0000-01-01',
  ]
  for (const text of [...bad, '20260301', '2026-03-01T00:00', ' 2026-03-01', '2026-03-01\n', '２０２６-03-01', ''])
    assert.equal(parseDay(text), null, text)
  for (const value of [null, undefined, 20260301, new Date()]) assert.equal(isDay(value), false)
  assert.equal(dayFrom(2026, 2, 28), '2026-02-28')
  assert.equal(dayFrom(2026, 2, 29), null)
  assert.equal(dayFrom(2026.5, 1, 1), null)
})

test('[KRN-1] days are added, months are added and clamped to the end of a shorter month', () => {
  const table: [Day, number, string, string][] = [
    ['2026-01-31' as Day, 1, '2026-02-01', '2026-02-28'],
    ['2024-01-31' as Day, 1, '2024-02-01', '2024-02-29'],
    ['2024-02-29' as Day, 12, '2024-03-12', '2025-02-28'],
    ['2026-03-31' as Day, -1, '2026-03-30', '2026-02-28'],
    ['2026-12-31' as Day, 1, '2027-01-01', '2027-01-31'],
    ['2026-05-15' as Day, 0, '2026-05-15', '2026-05-15'],
  ]
  for (const [day, n, days, months] of table) {
    assert.equal(addDays(day, n), days)
    assert.equal(addMonths(day, n), months)
  }
  assert.throws(() => addDays('9999-12-31' as Day, 1), RangeError)
})

test('[KRN-1] months have their ends, days their period, weekday and distance', () => {
  assert.equal(endOfMonth('2024-02-10' as Day), '2024-02-29')
  assert.equal(endOfMonth('2026-04-30' as Day), '2026-04-30')
  assert.equal(startOfMonth('2026-04-30' as Day), '2026-04-01')
  assert.equal(periodOf('2026-04-30' as Day), '2026-04')
  assert.equal(isPeriod('2026-12'), true)
  assert.equal(isPeriod('2026-13'), false)
  assert.equal(weekday('2026-03-01' as Day), 7)
  assert.equal(daysBetween('2026-02-28' as Day, '2026-03-01' as Day), 1)
  assert.equal(daysBetween('2026-03-01' as Day, '2026-02-28' as Day), -1)
  fc.assert(
    fc.property(anyDay, fc.integer({ min: -50_000, max: 50_000 }), (day, n) => {
      const other = addDays(day, n)
      assert.equal(daysBetween(day, other), n)
      assert.equal(Math.sign(n), other > day ? 1 : other < day ? -1 : 0)
    }),
  )
})

test('[KRN-2] an instant is UTC with six digits of a second', () => {
  const table: [string, string | null][] = [
    ['2026-03-01T08:00:00.123456Z', '2026-03-01T08:00:00.123456Z'],
    ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000000Z'],
    ['2026-03-01T08:00:00.1Z', '2026-03-01T08:00:00.100000Z'],
    ['2026-03-01T08:00:00.1234567Z', '2026-03-01T08:00:00.123456Z'],
    ['2026-03-01T08:00:00+08:00', '2026-03-01T00:00:00.000000Z'],
    ['2026-03-01 16:00:00.5+08', '2026-03-01T08:00:00.500000Z'],
    ['2026-01-01T00:30:00+0530', '2025-12-31T19:00:00.000000Z'],
    ['2026-03-01T08:00:00', null],
    ['2026-02-30T08:00:00Z', null],
    ['2026-03-01T24:00:00Z', null],
    ['2026-03-01T08:00:60Z', null],
    ['2026-03-01T08:00Z', null],
    ['2026-03-01T08:00:00+99:00', null],
    ['0001-01-01T00:00:00+08:00', null],
    ['', null],
  ]
  for (const [text, expected] of table) assert.equal(parseInstant(text), expected, text)
  assert.equal(isInstant('2026-03-01T08:00:00.123456Z'), true)
  assert.equal(isInstant('2026-03-01T08:00:00Z'), false)
  assert.equal(isInstant(clockNow()), true)
})

test('[KRN-2] instants keep their microseconds through arithmetic', () => {
  const noon = '2026-03-01T12:00:00.999999Z' as Instant
  assert.equal(plusMicros(noon, 1), '2026-03-01T12:00:01.000000Z')
  assert.equal(plusMicros(noon, -1_000_000n), '2026-03-01T11:59:59.999999Z')
  assert.equal(laterInstant(noon, plusMicros(noon, 1)), '2026-03-01T12:00:01.000000Z')
  assert.equal(laterInstant(noon, plusMicros(noon, -1)), noon)
  assert.equal(instantOfMicros(-1n), '1969-12-31T23:59:59.999999Z')
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 16n }), micros => {
      const instant = instantOfMicros(micros)
      assert.equal(microsOf(instant), micros)
      assert.equal(parseInstant(instant), instant)
    }),
  )
})

test('[KRN-2] the day of an instant depends on the time zone', () => {
  const late = '2026-03-01T16:30:00.000000Z' as Instant
  assert.equal(dayOf(late, 'Asia/Shanghai'), '2026-03-02')
  assert.equal(dayOf(late, 'UTC'), '2026-03-01')
  assert.equal(dayOf('2026-03-01T04:00:00.000000Z' as Instant, 'America/New_York'), '2026-02-28')
  assert.equal(startOfDay('2026-03-02' as Day, 'Asia/Shanghai'), '2026-03-01T16:00:00.000000Z')
  assert.throws(() => dayOf(late, 'Mars/Olympus'), RangeError)
})

test('[KRN-3] ids are UUID v7 in lower case', () => {
  const id = newId<'customer'>()
  assert.equal(isId(id), true)
  assert.equal(id[14], '7')
  assert.equal(new Set(Array.from({ length: 1000 }, () => newId())).size, 1000)
  for (const bad of [id.toUpperCase().replace(/\d/g, 'A'), id.replaceAll('-', ''), '', 7, null])
    assert.equal(isId(bad), false)
})
