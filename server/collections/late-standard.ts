import type { Taken } from '../kernel/contract.ts'
import type { lateContract, references } from './late-contract.ts'

export type LateRule = Taken<(typeof lateContract)['setLateRule']>['rule']
export type LateRate = { code: (typeof references)[number]; valid_from: string; percent: string; source: string }

/** A rule without anything agreed: no rate yet, no grace, no cap. */
export const plainRule = {
  currency: null,
  percent: null,
  reference: null,
  times: null,
  plus: null,
  fixing: null,
  year_days: 365 as const,
  grace_days: 0,
  cap: null,
  fixed: [],
}

/** The rules of the house, by code; an organisation writes its own versions over them. None of it is legal advice. */
export const standardRules: Record<string, LateRule> = {
  'CN-LPR-30': {
    ...plainRule,
    name_zh: '未约定：一年期 LPR 加计 30%',
    name_en: 'China, nothing agreed: one-year LPR plus 30 %',
    currency: 'CNY',
    basis: 'reference',
    reference: 'LPR_1Y',
    times: '1.3',
    plus: '0',
    fixing: 'at_default',
    source: '最高人民法院《关于审理买卖合同纠纷案件适用法律问题的解释》（2020 修正）第十八条：加计 30—50%',
  },
  'CN-LPR-50': {
    ...plainRule,
    name_zh: '未约定：一年期 LPR 加计 50%',
    name_en: 'China, nothing agreed: one-year LPR plus 50 %',
    currency: 'CNY',
    basis: 'reference',
    reference: 'LPR_1Y',
    times: '1.5',
    plus: '0',
    fixing: 'at_default',
    source: '最高人民法院《关于审理买卖合同纠纷案件适用法律问题的解释》（2020 修正）第十八条：加计 30—50%',
  },
  'CN-802': {
    ...plainRule,
    name_zh: '中小企业款项：每日万分之五',
    name_en: 'China, owed to a small or medium enterprise: 0.05 % a day',
    currency: 'CNY',
    basis: 'day',
    percent: '0.05',
    source: '《保障中小企业款项支付条例》（国务院令第 802 号，2025-06-01 起施行）第十七条：未作约定的',
  },
  'EU-LATE': {
    ...plainRule,
    name_zh: '欧盟：欧洲央行利率加 8 个百分点，另 40 欧元',
    name_en: 'EU: ECB rate plus 8 points, and EUR 40',
    currency: 'EUR',
    basis: 'reference',
    reference: 'ECB_MRO',
    times: '1',
    plus: '8',
    fixing: 'half_year_first',
    fixed: [{ from_minor: 0n, amount_minor: 4000n }],
    source: 'Directive 2011/7/EU, articles 2, 3 and 6',
  },
  'UK-LATE': {
    ...plainRule,
    name_zh: '英国：英格兰银行利率加 8 个百分点，另定额补偿',
    name_en: 'UK: Bank of England rate plus 8 points, and a fixed sum',
    currency: 'GBP',
    basis: 'reference',
    reference: 'BOE_BASE',
    times: '1',
    plus: '8',
    fixing: 'half_year_before',
    fixed: [
      { from_minor: 0n, amount_minor: 4000n },
      { from_minor: 100_000n, amount_minor: 7000n },
      { from_minor: 1_000_000n, amount_minor: 10_000n },
    ],
    source: 'Late Payment of Commercial Debts (Interest) Act 1998, sections 4 to 6',
  },
}

/**
 * Reference rates to begin with, to be looked up again before they are used; the one of the Bank of England is entered by
 * whoever uses it.
 */
export const standardRates: readonly LateRate[] = [
  {
    code: 'LPR_1Y',
    valid_from: '2025-05-20',
    percent: '3.00',
    source: '全国银行间同业拆借中心 2025-05-20 公布；使用前请核对',
  },
  { code: 'ECB_MRO', valid_from: '2025-06-11', percent: '2.15', source: 'ECB, June 2025; look it up before use' },
]
