import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '../kernel/values.ts'
import { type DayOrder, detectDayOrder, parseFileDay } from './parse-day.ts'

const every = (text: string, expected: string): [string, DayOrder, string][] =>
  (['ymd', 'mdy', 'dmy'] as const).map(order => [text, order, expected])

test('[IMP-1] days are read as files write them, in the declared order', () => {
  const same = [
    '2026-03-01',
    '2026-3-1',
    '2026/3/1',
    '2026/03/01',
    '2026.3.1',
    '2026. 3. 1.',
    '20260301',
    '20260301093000',
    '2026年3月1日',
    '2026年03月01号',
    '2026年3月1日 09:30',
    '2026年3月1日9时30分',
    '26年3月1日',
    '２０２６－０３－０１',
    '２０２６年３月１日',
    '2026-03-01 09:30',
    '2026-03-01T09:30:00Z',
    '2026-03-01 09:30:00.123456+08',
    '2026-03-01 09:30:00.000',
    '2026/3/1 9:30:15',
    '2026/3/1 9:30 PM',
    '1-Mar-26',
    '01-MAR-2026',
    '1 March 2026',
    '1st March 2026',
    'Mar 1, 2026',
    'March 1st, 2026',
    '01Mar2026',
    '2026-Mar-01',
    'Sun, 1 Mar 2026',
    '2026-03-01 星期日',
    '2026-03-01（周日）',
    '46082',
    '46082.395833',
    ' 2026-03-01 ',
    '\ufeff2026-03-01',
    '1. March 2026',
    '2026-03-01 下午 3:05',
    '2026-03-01T09:30:00.000+08:00',
  ]
  const table: [string, DayOrder, string][] = [
    ...same.flatMap(text => every(text, '2026-03-01')),
    ['3/1/2026', 'mdy', '2026-03-01'],
    ['3/1/2026', 'dmy', '2026-01-03'],
    ['3/1/2026', 'ymd', 'day_ambiguous'],
    ['13/1/2026', 'ymd', 'day_ambiguous'],
    ['03/01/26', 'mdy', '2026-03-01'],
    ['01/03/26', 'dmy', '2026-03-01'],
    ['26/03/01', 'ymd', '2026-03-01'],
    ['1.3.2026', 'dmy', '2026-03-01'],
    ['01/03/2026', 'dmy', '2026-03-01'],
    ['01-03-2026', 'dmy', '2026-03-01'],
    ['1.3.2026 09:30', 'dmy', '2026-03-01'],
    ['3/1/2026 9:30:00 AM', 'mdy', '2026-03-01'],
    ['260301', 'ymd', '2026-03-01'],
    ['010326', 'dmy', '2026-03-01'],
    ['13/1/2026', 'mdy', 'day_impossible'],
    ['1/13/2026', 'dmy', 'day_impossible'],
    ['29.02.2024', 'dmy', '2024-02-29'],
    ['1-Jan-69', 'dmy', '1969-01-01'],
    ['1-Jan-68', 'dmy', '2068-01-01'],
    ...[
      '2026-02-30',
      '2026/2/29',
      '20260230',
      '2026年2月30日',
      '30-Feb-26',
      '2026-13-01',
      '0000-00-00',
      '2026-00-10',
    ].flatMap(text => every(text, 'day_impossible')),
    ...[
      '',
      ' ',
      'abc',
      '合计',
      '2026',
      '2026-03',
      '1/2',
      '123',
      '1234567',
      '2026-03-01-02',
      '1-Xyz-26',
      '12,5',
      '2026年',
      '--',
      '1/2-2026',
      '1/2/202',
      '9'.repeat(1000),
    ].flatMap(text => every(text, 'day_invalid')),
  ]
  for (const [text, order, expected] of table) {
    const read = parseFileDay(text, order)
    assert.equal(read.day ?? read.problem, expected, `${text} ${order}`)
  }
})

test("[IMP-1] Excel's serial numbers", () => {
  const table: [string, string][] = [
    ['25569', '1970-01-01'],
    ['36526', '2000-01-01'],
    ['43831', '2020-01-01'],
    ['45351', '2024-02-29'],
    ['73050', '2099-12-31'],
  ]
  for (const [text, day] of table) assert.equal(parseFileDay(text, 'ymd').day, day)
})

test('[IMP-1] every day is read back from every spelling', () => {
  const days = fc
    .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('2060-12-31T00:00:00Z'), noInvalidDate: true })
    .map(date => date.toISOString().slice(0, 10) as Day)
  fc.assert(
    fc.property(days, day => {
      const [y = '', m = '', d = ''] = day.split('-')
      for (const text of [
        day,
        `${y}/${Number(m)}/${Number(d)}`,
        y + m + d,
        `${y}年${Number(m)}月${Number(d)}日`,
        `${day} 23:59:59`,
      ])
        assert.equal(parseFileDay(text, 'dmy').day, day)
      assert.equal(parseFileDay(`${m}/${d}/${y}`, 'mdy').day, day)
      assert.equal(parseFileDay(`${d}.${m}.${y}`, 'dmy').day, day)
    }),
  )
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('ymd', 'mdy', 'dmy'), (text, order) => void parseFileDay(text, order)),
  )
})

test('[IMP-2] the order of days is found where the samples decide it, and never guessed', () => {
  const table: [string[], string][] = [
    [['2026-03-01', '20260302', '2026年3月3日', '46082'], 'ymd'],
    [['3/1/2026', '3/13/2026'], 'mdy'],
    [['1/3/2026', '13/3/2026'], 'dmy'],
    [['1/3/2026', '2/3/2026'], 'ambiguous'],
    [['1.3.2026', '2.3.2026'], 'dmy'],
    [['13/1/2026', '1/13/2026'], 'ambiguous'],
    [['26/03/31', '26/04/01'], 'ambiguous'],
    [['99/03/31', '26/04/01'], 'ymd'],
    [['01/02/03'], 'ambiguous'],
    [['', '合计', '3/13/2026', '31/31/2026'], 'mdy'],
    [['2026-03-01', '3/13/2026'], 'mdy'],
    [['', 'n/a'], 'ambiguous'],
    [[], 'ambiguous'],
  ]
  for (const [samples, order] of table) assert.equal(detectDayOrder(samples), order, samples.join(' '))
})
