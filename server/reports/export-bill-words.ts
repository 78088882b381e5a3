import type { Locale } from './export-words.ts'

/** Kinds and states of bills as an exported file names them. */
export const billNames: Record<Locale, Record<string, string>> = {
  en: {
    bank: 'Bank acceptance bill',
    commercial: 'Commercial acceptance bill',
    finance_company: 'Finance company bill',
    e_claim: 'Supply-chain e-claim',
    held: 'Held',
    pledged: 'Pledged',
    endorsed: 'Endorsed',
    discounted: 'Discounted',
    presented: 'Presented',
    cleared: 'Paid',
    refused: 'Refused',
    cancelled: 'Cancelled',
  },
  zh: {
    bank: '银行承兑汇票',
    commercial: '商业承兑汇票',
    finance_company: '财务公司承兑汇票',
    e_claim: '供应链电子凭证',
    held: '持有',
    pledged: '已质押',
    endorsed: '已背书',
    discounted: '已贴现',
    presented: '已提示付款',
    cleared: '已兑付',
    refused: '已拒付',
    cancelled: '已作废',
  },
}
