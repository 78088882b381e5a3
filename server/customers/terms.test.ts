import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Day, parseDay, weekday } from '../kernel/values.ts'
import { standardTerms } from './standard-terms.ts'
import { type BaseDays, type BaseEvent, dueDay, earlyDiscounts, instalments, TermsRule } from './terms.ts'

/** A calendar in which weekends and the first week of October 2026 are free, and Saturday 10 October is worked. */
const calendar = {
  isWorkingDay(day: Day): boolean {
    if (day >= '2026-10-01' && day <= '2026-10-07') return false
    return day === '2026-10-10' || weekday(day) <= 5
  },
}

const on = (text: string): Day => {
  const day = parseDay(text)
  assert.ok(day, text)
  return day
}
const invoiced = (day: string): BaseDays => ({ invoice: on(day) })

const examples: [rule: string, what: string, terms: TermsRule, base: BaseDays, due: string][] = [
  ['CUS-T1', 'net 0', { base: 'invoice' }, invoiced('2026-01-08'), '2026-01-08'],
  ['CUS-T1', 'net 30', { base: 'invoice', days: 30 }, invoiced('2026-01-08'), '2026-02-07'],
  ['CUS-T1', 'net 30 into a leap February', { base: 'invoice', days: 30 }, invoiced('2024-01-31'), '2024-03-01'],
  ['CUS-T1', 'net 90 over the year', { base: 'invoice', days: 90 }, invoiced('2025-11-15'), '2026-02-13'],
  [
    'CUS-T1',
    '票到30天',
    { base: 'tax_invoice', days: 30 },
    { invoice: on('2026-01-08'), tax_invoice: on('2026-01-20') },
    '2026-02-19',
  ],
  ['CUS-T1', '货到30天', { base: 'goods_received', days: 30 }, { goods_received: on('2026-03-31') }, '2026-04-30'],
  ['CUS-T1', '验收后30天', { base: 'acceptance', days: 30 }, { acceptance: on('2026-02-28') }, '2026-03-30'],
  [
    'CUS-T1',
    '对账确认后15天',
    { base: 'statement_confirmed', days: 15 },
    { statement_confirmed: on('2026-12-20') },
    '2027-01-04',
  ],
  ['CUS-T1', 'B/L 60', { base: 'bill_of_lading', days: 60 }, { bill_of_lading: on('2026-01-01') }, '2026-03-02'],
  ['CUS-T2', '票到30天, not come', { base: 'tax_invoice', days: 30 }, invoiced('2026-01-08'), 'missing tax_invoice'],
  ['CUS-T2', '验收, not yet', { base: 'acceptance' }, { invoice: on('2026-01-08') }, 'missing acceptance'],
  ['CUS-T2', '月结, nothing issued', { base: 'end_of_base_month', days: 30 }, {}, 'missing invoice'],
  ['CUS-T3', '月结30天', { base: 'end_of_base_month', days: 30 }, invoiced('2026-01-08'), '2026-03-02'],
  ['CUS-T3', '月结30天 on a month end', { base: 'end_of_base_month', days: 30 }, invoiced('2026-01-31'), '2026-03-02'],
  ['CUS-T3', '月结60天', { base: 'end_of_base_month', days: 60 }, invoiced('2026-01-08'), '2026-04-01'],
  ['CUS-T3', '月结90天', { base: 'end_of_base_month', days: 90 }, invoiced('2026-02-10'), '2026-05-29'],
  ['CUS-T3', 'EOM', { base: 'end_of_base_month' }, invoiced('2024-02-01'), '2024-02-29'],
  [
    'CUS-T3',
    '票到月结30天',
    { base: 'tax_invoice', month_end: true, days: 30 },
    { tax_invoice: on('2026-04-02') },
    '2026-05-30',
  ],
  [
    'CUS-T4',
    'cut-off 25, on the day',
    { base: 'end_of_base_month', cutoff_day: 25, days: 30 },
    invoiced('2026-01-25'),
    '2026-03-02',
  ],
  [
    'CUS-T4',
    'cut-off 25, after it',
    { base: 'end_of_base_month', cutoff_day: 25, days: 30 },
    invoiced('2026-01-26'),
    '2026-03-30',
  ],
  [
    'CUS-T4',
    'cut-off 25 in December',
    { base: 'end_of_base_month', cutoff_day: 25 },
    invoiced('2026-12-31'),
    '2027-01-31',
  ],
  [
    'CUS-T4',
    'cut-off without a month end',
    { base: 'invoice', cutoff_day: 20, days: 10 },
    invoiced('2026-01-21'),
    '2026-02-11',
  ],
  ['CUS-T5', 'one month', { base: 'invoice', months: 1 }, invoiced('2026-01-31'), '2026-02-28'],
  ['CUS-T5', 'three months and 5 days', { base: 'invoice', months: 3, days: 5 }, invoiced('2026-01-15'), '2026-04-20'],
  ['CUS-T5', '次月月底', { base: 'end_of_base_month', months: 1 }, invoiced('2026-02-10'), '2026-03-31'],
  ['CUS-T5', 'month end + 2 months', { base: 'end_of_base_month', months: 2 }, invoiced('2025-12-05'), '2026-02-28'],
  ['CUS-T6', '次月10日', { base: 'end_of_base_month', pay_days: [10] }, invoiced('2026-01-31'), '2026-02-10'],
  [
    'CUS-T6',
    '次月15日 over the year',
    { base: 'end_of_base_month', pay_days: [15] },
    invoiced('2026-12-01'),
    '2027-01-15',
  ],
  [
    'CUS-T6',
    '隔月10日',
    { base: 'end_of_base_month', months: 1, pay_days: [10] },
    invoiced('2026-01-08'),
    '2026-03-10',
  ],
  [
    'CUS-T6',
    '30 days, 10th and 25th',
    { base: 'invoice', days: 30, pay_days: [10, 25] },
    invoiced('2026-01-08'),
    '2026-02-10',
  ],
  [
    'CUS-T6',
    '… on the day itself',
    { base: 'invoice', days: 30, pay_days: [10, 25] },
    invoiced('2026-01-11'),
    '2026-02-10',
  ],
  ['CUS-T6', '… between them', { base: 'invoice', days: 30, pay_days: [25, 10] }, invoiced('2026-01-12'), '2026-02-25'],
  [
    'CUS-T6',
    '… past the last',
    { base: 'invoice', days: 30, pay_days: [10, 25] },
    invoiced('2026-01-27'),
    '2026-03-10',
  ],
  ['CUS-T6', '31 is the end of any month', { base: 'invoice', pay_days: [31] }, invoiced('2026-02-03'), '2026-02-28'],
  [
    'CUS-T6',
    '15th and month end',
    { base: 'invoice', days: 1, pay_days: [15, 31] },
    invoiced('2026-04-15'),
    '2026-04-30',
  ],
  [
    'CUS-T7',
    'Sunday to Monday',
    { base: 'invoice', days: 30, next_working_day: true },
    invoiced('2026-01-30'),
    '2026-03-02',
  ],
  [
    'CUS-T7',
    'Friday stays',
    { base: 'invoice', days: 1, next_working_day: true },
    invoiced('2026-02-26'),
    '2026-02-27',
  ],
  [
    'CUS-T7',
    'holidays',
    { base: 'end_of_base_month', days: 1, next_working_day: true },
    invoiced('2026-09-10'),
    '2026-10-08',
  ],
  [
    'CUS-T7',
    'a moved working day',
    { base: 'invoice', days: 9, next_working_day: true },
    invoiced('2026-10-01'),
    '2026-10-10',
  ],
  ['CUS-T7', 'not moved unless said', { base: 'invoice', days: 31 }, invoiced('2026-01-29'), '2026-03-01'],
  [
    'CUS-T8',
    'all at once: 26th → next month → its end → + 1 month → + 5 days → 10th → Monday',
    { base: 'end_of_base_month', cutoff_day: 25, months: 1, days: 5, pay_days: [10], next_working_day: true },
    invoiced('2026-02-26'),
    '2026-05-11',
  ],
]

for (const [id, what, terms, base, due] of examples)
  test(`[${id}] ${what}: due ${due}`, () => {
    const result = dueDay(TermsRule.parse(terms), base, calendar)
    assert.equal(result.due_on ?? `missing ${result.missing}`, due)
  })

const goods: TermsRule = {
  base: 'invoice',
  instalments: [
    { percent: '30', days: 0 },
    { percent: '50', base: 'goods_received', days: 10 },
    { percent: '20', base: 'acceptance' },
  ],
}

const splits: [rule: string, what: string, terms: TermsRule, total: bigint, base: BaseDays, parts: string][] = [
  [
    'CUS-T9',
    'one part without instalments',
    { base: 'invoice', days: 30 },
    10000n,
    invoiced('2026-01-08'),
    '10000 2026-02-07',
  ],
  [
    'CUS-T9',
    '30/50/20 by events, one to come',
    goods,
    100001n,
    { invoice: on('2026-01-08'), goods_received: on('2026-02-01') },
    '30000 2026-01-08, 50001 2026-02-11, 20000 missing acceptance',
  ],
  [
    'CUS-T9',
    'thirds: the remainder goes to the largest, then the earliest',
    {
      base: 'invoice',
      instalments: ['33.3334', '33.3333', '33.3333'].map((percent, index) => ({ percent, months: index + 1 })),
    },
    10000n,
    invoiced('2026-01-31'),
    '3334 2026-02-28, 3333 2026-03-31, 3333 2026-04-30',
  ],
  [
    'CUS-T9',
    'a credit note is split alike',
    {
      base: 'invoice',
      instalments: [
        { percent: '50', days: 0 },
        { percent: '50', days: 30 },
      ],
    },
    -101n,
    invoiced('2026-01-08'),
    '-51 2026-01-08, -50 2026-02-07',
  ],
  [
    'CUS-T9',
    'a fixed deposit first, the rest in halves',
    {
      base: 'invoice',
      instalments: [
        { amount_minor: '500', days: 0 },
        { percent: '50', days: 30 },
        { percent: '50', days: 60 },
      ],
    },
    1001n,
    invoiced('2026-01-01'),
    '500 2026-01-01, 251 2026-01-31, 250 2026-03-02',
  ],
  [
    'CUS-T9',
    'a deposit greater than the total takes it all',
    { base: 'invoice', instalments: [{ amount_minor: '500' }, { percent: '100', days: 30 }] },
    300n,
    invoiced('2026-01-01'),
    '300 2026-01-01',
  ],
  [
    'CUS-T9',
    'an instalment inherits the pay days, not the days',
    {
      base: 'end_of_base_month',
      days: 60,
      pay_days: [10],
      instalments: [{ percent: '40', days: 0 }, { percent: '60' }],
    },
    1000n,
    invoiced('2026-01-08'),
    '400 2026-02-10, 600 2026-04-10',
  ],
  ['CUS-T9', 'nothing owed has no parts', goods, 0n, invoiced('2026-01-08'), ''],
  [
    'CUS-T10',
    '5 % retained for 12 months after acceptance',
    { base: 'acceptance', days: 30, retention: { percent: '5', months: 12 } },
    100010n,
    { acceptance: on('2026-02-28') },
    '95009 2026-03-30, retention 5001 2027-02-28',
  ],
  [
    'CUS-T10',
    'retention counts from its own base',
    { base: 'invoice', days: 30, retention: { percent: '10', months: 24, base: 'acceptance' } },
    1000n,
    invoiced('2026-01-08'),
    '900 2026-02-07, retention 100 missing acceptance',
  ],
  [
    'CUS-T10',
    'instalments share what the retention leaves',
    { ...goods, retention: { percent: '5', months: 12 } },
    100000n,
    { invoice: on('2026-01-08'), goods_received: on('2026-01-10'), acceptance: on('2026-01-12') },
    '28500 2026-01-08, 47500 2026-01-20, 19000 2026-01-12, retention 5000 2027-01-08',
  ],
]

for (const [id, what, terms, total, base, expected] of splits)
  test(`[${id}] ${what}`, () => {
    const parts = instalments(TermsRule.parse(terms), total, base, calendar).map(part => {
      const due = part.due_on ?? `missing ${part.missing}`
      return `${part.kind === 'retention' ? 'retention ' : ''}${part.amount_minor} ${due}`
    })
    assert.equal(parts.join(', '), expected)
  })

test('[CUS-T9] parts sum to the total exactly, under every standard term', () => {
  const days: Record<BaseEvent, Day> = {
    invoice: on('2026-01-08'),
    tax_invoice: on('2026-01-12'),
    goods_received: on('2026-01-20'),
    acceptance: on('2026-02-03'),
    statement_confirmed: on('2026-02-05'),
    bill_of_lading: on('2026-01-09'),
  }
  fc.assert(
    fc.property(
      fc.constantFrom(...standardTerms),
      fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
      ({ rule }, total) => {
        const parts = instalments(rule, total, days, calendar)
        assert.equal(
          parts.reduce((sum, part) => sum + part.amount_minor, 0n),
          total,
        )
        for (const part of parts) assert.ok(part.due_on && part.amount_minor < 0n === total < 0n)
      },
    ),
  )
})

test('[CUS-T11] a discount for paying early ends on a day and has an amount', () => {
  const terms: TermsRule = {
    base: 'invoice',
    days: 45,
    discount: [
      { days: 10, percent: '2' },
      { days: 20, percent: '1' },
    ],
  }
  assert.deepEqual(earlyDiscounts(TermsRule.parse(terms), 12345n, invoiced('2026-01-25')), [
    { until_on: '2026-02-04', percent: '2', amount_minor: 247n },
    { until_on: '2026-02-14', percent: '1', amount_minor: 123n },
  ])
  assert.deepEqual(earlyDiscounts({ ...terms, base: 'acceptance' }, 12345n, invoiced('2026-01-25')), [])
})

test('[CUS-T12] terms that contradict themselves are refused', () => {
  const wrong: object[] = [
    {},
    { base: 'whenever' },
    { base: 'invoice', days: -1 },
    { base: 'invoice', days: 1.5 },
    { base: 'invoice', pay_days: [] },
    { base: 'invoice', pay_days: [32] },
    { base: 'invoice', unknown: 1 },
    { base: 'end_of_base_month', month_end: true },
    { base: 'invoice', instalments: [{ percent: '30' }, { percent: '60' }] },
    { base: 'invoice', instalments: [{ amount_minor: '100' }] },
    { base: 'invoice', instalments: [{ percent: '100', amount_minor: '1' }] },
    { base: 'invoice', instalments: [{ percent: '100' }, { amount_minor: '0' }] },
    { base: 'invoice', discount: [{ days: 10, percent: '0' }] },
    { base: 'invoice', discount: [{ days: 10, percent: '101' }] },
    {
      base: 'invoice',
      discount: [
        { days: 10, percent: '1' },
        { days: 20, percent: '2' },
      ],
    },
    { base: 'invoice', retention: { percent: '5', months: 0 } },
  ]
  for (const percent of ['abc', '1e3', '', '-5', '0', '0.0', '100.1', '1.23456', '05', 5, null])
    for (const part of [
      { discount: [{ days: 1, percent }] },
      { instalments: [{ percent }] },
      { retention: { percent, months: 1 } },
    ])
      wrong.push({ base: 'invoice', ...part })
  for (const rule of wrong) assert.equal(TermsRule.safeParse(rule).success, false, JSON.stringify(rule))
})

test('[CUS-T12] the standard terms are valid, each code once', () => {
  for (const { code, name_en, name_zh, rule } of standardTerms) {
    assert.ok(TermsRule.safeParse(rule).success, code)
    assert.ok(name_en && name_zh)
  }
  assert.equal(new Set(standardTerms.map(({ code }) => code)).size, standardTerms.length)
})
