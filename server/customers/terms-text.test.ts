import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { standardTerms } from './standard-terms.ts'
import type { TermsRule } from './terms.ts'
import { parseTermsText } from './terms-text.ts'

const eom = (rule: Partial<TermsRule> = {}): TermsRule => ({ base: 'end_of_base_month', ...rule })

const table: [spellings: string, rule: TermsRule | null][] = [
  [
    '款到发货 | 先款后货 | 预付全款 | 100%预付 | Prepayment | cash in advance | CIA | CBD',
    { base: 'invoice', before_delivery: true },
  ],
  ['货到付款 | COD | Cash on Delivery', { base: 'goods_received' }],
  ['现结 | 见单即付 | Due on receipt | Immediate', { base: 'invoice' }],
  [
    'net 30 | Net30 | NET 30 DAYS | N30 | n/30 | 30 days | 30 days net | within 30 days | 30天 | ３０天 | 三十天 | 账期30天 | 帐期30天 | 开票后30天 | 开票后 30 天内付款 | 发票日后30日 | 30 days from invoice date | Payable within 30 days of invoice',
    { base: 'invoice', days: 30 },
  ],
  ['net 7', { base: 'invoice', days: 7 }],
  ['四十五天 | 45 日', { base: 'invoice', days: 45 }],
  ['一百二十天', { base: 'invoice', days: 120 }],
  ['3个月 | 三个月 | 账期3个月', { base: 'invoice', months: 3 }],
  [
    '2/10 net 30 | 2/10, n/30 | 2% 10 net 30 | 2% 10 days, net 30 days',
    { base: 'invoice', days: 30, discount: [{ days: 10, percent: '2' }] },
  ],
  ['1.5/15 net 45', { base: 'invoice', days: 45, discount: [{ days: 15, percent: '1.5' }] }],
  ['EOM | end of month | 当月底 | 当月月末付款', eom()],
  [
    '月结30天 | 月结 30 天 | 月结３０天 | 月结30日 | 月结30 | 月结三十天 | EOM+30 | EOM 30 | eom + 30 days | net 30 EOM | 30 days EOM | 30 days end of month | 30 days from end of month',
    eom({ days: 30 }),
  ],
  ['月结60天付款', eom({ days: 60 })],
  ['月结2个月', eom({ months: 2 })],
  [
    '次月10日 | 次月10号 | 下月10日 | 下个月10号付款 | 次月十日 | 10th of next month | 10th prox | by the 10th of the following month',
    eom({ pay_days: [10] }),
  ],
  ['次月15日', eom({ pay_days: [15] })],
  ['次月二十五日', eom({ pay_days: [25] })],
  ['隔月10日 | 次次月10号', eom({ months: 1, pay_days: [10] })],
  ['次月底 | 次月月末 | 下月底付款 | end of next month', eom({ months: 1 })],
  ['每月10日和25日 | 每月10、25号付款', { base: 'invoice', pay_days: [10, 25] }],
  ['票到付款 | 见票即付', { base: 'tax_invoice' }],
  [
    '票到30天 | 票到付款30天 | 票到后30天 | 票到后30天内付款 | 见票后30天 | 收到发票后30日内付款 | 收票后三十天 | 30 days after tax invoice',
    { base: 'tax_invoice', days: 30 },
  ],
  ['票到月结30天 | 票到月结30', { base: 'tax_invoice', month_end: true, days: 30 }],
  ['货到30天 | 到货后30天 | 收货后30天付款 | 30 days after delivery', { base: 'goods_received', days: 30 }],
  ['货到月结60天', { base: 'goods_received', month_end: true, days: 60 }],
  ['验收后30天 | 验收合格后30天内支付 | 30 days from acceptance', { base: 'acceptance', days: 30 }],
  ['验收后付款', { base: 'acceptance' }],
  ['对账后15天 | 对账确认后15天', { base: 'statement_confirmed', days: 15 }],
  [
    '提单日后60天 | 提单后60天 | 提单日60天 | 60 days after B/L | 60 days from B/L date | 60 days from bill of lading date | B/L 60 days',
    { base: 'bill_of_lading', days: 60 },
  ],
  [
    '月结 | 30 | 随便 | 双方协商 | 货到票到30天 | 背靠背 | NAA8 | net | 2/10 | 次月32日 | net 99999 |  | 月结30天次月10日 | 每月付款',
    null,
  ],
]

for (const [spellings, rule] of table)
  test(`[CUS-T13] ${spellings.slice(0, 40)}`, () => {
    for (const text of spellings.split(' | ')) assert.deepEqual(parseTermsText(text), rule, text)
  })

test('[CUS-T13] a Chinese name of standard terms is read as those terms', () => {
  for (const { name_zh, rule } of standardTerms) {
    const read = parseTermsText(name_zh)
    if (read !== null) assert.deepEqual(read, rule, name_zh)
  }
})

test('[CUS-T13] no text breaks the reader', () => {
  fc.assert(fc.property(fc.string(), text => void parseTermsText(text)))
  assert.equal(parseTermsText('月结'.repeat(1000)), null)
})
