/** Terms a new organisation starts with. */
import type { TermsRule } from './terms.ts'

export type StandardTerms = { code: string; name_en: string; name_zh: string; rule: TermsRule }

/** The usual terms, ready to pick: code (kept in imports and integrations), both names, the rule. */
export const standardTerms: readonly StandardTerms[] = [
  of('prepay', 'Payment before delivery', '款到发货', { base: 'invoice', before_delivery: true }),
  of('receipt', 'Due on receipt', '见单即付', { base: 'invoice' }),
  of('cod', 'Cash on delivery', '货到付款', { base: 'goods_received' }),
  ...[7, 10, 15, 30, 45, 60, 90, 120].map(days =>
    of(`net${days}`, `Net ${days}`, `开票后${days}天`, { base: 'invoice', days }),
  ),
  of('2-10-net30', '2/10 net 30', '10天内付款折扣2%，30天到期', {
    base: 'invoice',
    days: 30,
    discount: [{ days: 10, percent: '2' }],
  }),
  of('eom', 'End of month', '当月月底', { base: 'end_of_base_month' }),
  ...[30, 45, 60, 90, 120].map(days =>
    of(`eom${days}`, `End of month + ${days} days`, `月结${days}天`, { base: 'end_of_base_month', days }),
  ),
  of('next-month-10', '10th of next month', '次月10日', { base: 'end_of_base_month', pay_days: [10] }),
  of('next-month-15', '15th of next month', '次月15日', { base: 'end_of_base_month', pay_days: [15] }),
  of('next-month-25', '25th of next month', '次月25日', { base: 'end_of_base_month', pay_days: [25] }),
  of('next-month-end', 'End of next month', '次月月底', { base: 'end_of_base_month', months: 1 }),
  of('net30-10-25', 'Net 30, paid on the 10th and 25th', '开票后30天，每月10日和25日付款', {
    base: 'invoice',
    days: 30,
    pay_days: [10, 25],
  }),
  of('tax-invoice', 'On receipt of tax invoice', '票到付款', { base: 'tax_invoice' }),
  ...[30, 45, 60, 90].map(days =>
    of(`tax-invoice${days}`, `${days} days after tax invoice`, `票到${days}天`, { base: 'tax_invoice', days }),
  ),
  of('tax-invoice-eom30', 'End of month of tax invoice + 30 days', '票到月结30天', {
    base: 'tax_invoice',
    month_end: true,
    days: 30,
  }),
  of('goods30', '30 days after goods received', '货到30天', { base: 'goods_received', days: 30 }),
  of('goods60', '60 days after goods received', '货到60天', { base: 'goods_received', days: 60 }),
  of('acceptance', 'On acceptance', '验收付款', { base: 'acceptance' }),
  of('acceptance30', '30 days after acceptance', '验收后30天', { base: 'acceptance', days: 30 }),
  of('acceptance60', '60 days after acceptance', '验收后60天', { base: 'acceptance', days: 60 }),
  of('statement30', '30 days after confirmed statement', '对账确认后30天', { base: 'statement_confirmed', days: 30 }),
  ...[30, 60, 90].map(days =>
    of(`bl${days}`, `${days} days after bill of lading`, `提单日后${days}天`, { base: 'bill_of_lading', days }),
  ),
  of('30-50-20', '30 % down, 50 % on delivery, 20 % on acceptance', '预付30%，到货50%，验收20%', {
    base: 'invoice',
    instalments: [
      { percent: '30', days: 0 },
      { percent: '50', base: 'goods_received' },
      { percent: '20', base: 'acceptance' },
    ],
  }),
  of('30-70', '30 % down, 70 % on delivery', '预付30%，到货70%', {
    base: 'invoice',
    instalments: [
      { percent: '30', days: 0 },
      { percent: '70', base: 'goods_received' },
    ],
  }),
  of('3-monthly', 'Three monthly instalments', '分三期按月付款', {
    base: 'invoice',
    instalments: [
      { percent: '33.3334', months: 1 },
      { percent: '33.3333', months: 2 },
      { percent: '33.3333', months: 3 },
    ],
  }),
  of('acceptance30-retention5', '30 days after acceptance, 5 % retained 12 months', '验收后30天，质保金5%12个月', {
    base: 'acceptance',
    days: 30,
    retention: { percent: '5', months: 12 },
  }),
]

function of(code: string, name_en: string, name_zh: string, rule: TermsRule): StandardTerms {
  return { code, name_en, name_zh, rule }
}
