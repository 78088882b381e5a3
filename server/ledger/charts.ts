/**
 * Charts of accounts as data: numbers and names follow 企业会计准则 and 小企业会计准则 (with the sub-accounts
 * usual in practice, both of which an organisation may renumber), and an international chart in the same shape.
 */
export type Control = 'receivable' | 'bill' | 'other' | 'contract_asset' | 'long_term' | 'advance'
export type ChartAccount = {
  code: string
  name: string
  name_en: string
  type: 'asset' | 'liability' | 'equity' | 'income' | 'expense'
  control?: Control
  purposes?: readonly string[]
}
export type Standard = 'cas' | 'cas_small' | 'international'

const account = (
  code: string,
  name: string,
  name_en: string,
  type: ChartAccount['type'],
  purposes: readonly string[] = [],
  control?: Control,
): ChartAccount => ({ code, name, name_en, type, purposes, ...(control ? { control } : {}) })

const common: ChartAccount[] = [
  account('1001', '库存现金', 'Cash on hand', 'asset', ['money:cash']),
  account('1002', '银行存款', 'Bank', 'asset', ['money', 'money:transfer', 'money:cheque', 'money:card']),
  account('1012', '其他货币资金', 'Other monetary funds', 'asset', ['money:electronic']),
  account('1121', '应收票据', 'Bills receivable', 'asset', ['bill'], 'bill'),
  account('1122', '应收账款', 'Accounts receivable', 'asset', ['receivable', 'unapplied'], 'receivable'),
  account('1221', '其他应收款', 'Other receivables', 'asset', ['other'], 'other'),
  account('1531', '长期应收款', 'Long-term receivables', 'asset', ['long_term'], 'long_term'),
  account('2001', '短期借款', 'Short-term loans', 'liability', ['bill_liability']),
  account('2202', '应付账款', 'Accounts payable', 'liability', ['payable']),
  account('2299', '其他流动负债—已背书未到期票据', 'Endorsed bills not yet due', 'liability', [
    'bill_liability:endorsed',
  ]),
  account('2221.01', '应交增值税—销项税额', 'Output VAT', 'liability', ['output_tax']),
  account('2221.06', '应交税费—待转销项税额', 'Output VAT not yet due', 'liability', ['deferred_tax']),
  account('3199', '期初余额过渡', 'Opening balances', 'equity', ['opening']),
  account('3198', '外币兑换过渡', 'Currency clearing', 'equity', ['clearing']),
]

const casAccounts: ChartAccount[] = [
  ...common,
  account('1124', '应收款项融资', 'Receivables held for financing', 'asset', ['bill:financing'], 'bill'),
  account('1231.02', '坏账准备—应收账款', 'Loss allowance, receivables', 'asset', ['bad_debt']),
  account('1481', '合同资产', 'Contract assets', 'asset', ['retention', 'contract_asset'], 'contract_asset'),
  account('2203', '预收账款', 'Advances received', 'liability', ['advance:rent'], 'advance'),
  account('2204', '合同负债', 'Contract liabilities', 'liability', ['advance'], 'advance'),
  account('2204.02', '合同负债—已开票未交付', 'Billed before delivery', 'liability', ['unearned']),
  account('2204.03', '合同负债—待转销项税额', 'Tax within advances', 'liability', ['advance_tax']),
  account('6001', '主营业务收入', 'Revenue', 'income', ['revenue', 'difference:allowance']),
  account('6051', '其他业务收入', 'Other operating income', 'income', ['revenue:other']),
  account('6111', '投资收益', 'Investment income', 'income', ['bill_interest:financing']),
  account('6301', '营业外收入', 'Non-operating income', 'income', ['charge']),
  account('6601.09', '销售费用—客户扣款', 'Selling expense, customer deductions', 'expense', ['difference:deduction']),
  account('6603.01', '财务费用—手续费', 'Bank charges', 'expense', ['difference:bank_charge', 'bank_charge']),
  account('6603.02', '财务费用—现金折扣', 'Cash discounts', 'expense', ['difference:cash_discount']),
  account('6603.03', '财务费用—汇兑损益', 'Exchange differences', 'expense', ['exchange', 'difference:exchange']),
  account('6603.04', '财务费用—贴现利息', 'Discount interest', 'expense', ['bill_interest']),
  account('6603.09', '财务费用—尾差', 'Rounding differences', 'expense', ['difference:rounding']),
  account('6702', '信用减值损失', 'Credit impairment losses', 'expense', ['impairment']),
]

const smallAccounts: ChartAccount[] = [
  ...common,
  account('2203', '预收账款', 'Advances received', 'liability', ['advance'], 'advance'),
  account(
    '1481',
    '合同资产（质保金）',
    'Retention receivable',
    'asset',
    ['retention', 'contract_asset'],
    'contract_asset',
  ),
  account('2203.02', '预收账款—已开票未交付', 'Billed before delivery', 'liability', ['unearned']),
  account('2203.03', '预收账款—待转销项税额', 'Tax within advances', 'liability', ['advance_tax']),
  account('5001', '主营业务收入', 'Revenue', 'income', ['revenue', 'difference:allowance']),
  account('5051', '其他业务收入', 'Other operating income', 'income', ['revenue:other']),
  account('5301', '营业外收入', 'Non-operating income', 'income', ['charge', 'bad_debt:recovery']),
  account('5601.09', '销售费用—客户扣款', 'Selling expense, customer deductions', 'expense', ['difference:deduction']),
  account('5603.01', '财务费用—手续费', 'Bank charges', 'expense', ['difference:bank_charge', 'bank_charge']),
  account('5603.02', '财务费用—现金折扣', 'Cash discounts', 'expense', ['difference:cash_discount']),
  account('5603.03', '财务费用—汇兑损益', 'Exchange differences', 'expense', ['exchange', 'difference:exchange']),
  account('5603.04', '财务费用—贴现利息', 'Discount interest', 'expense', ['bill_interest']),
  account('5603.09', '财务费用—尾差', 'Rounding differences', 'expense', ['difference:rounding']),
  // 小企业会计准则 knows no allowance: a bad debt is an expense when it is written off.
  account('5711', '营业外支出—坏账损失', 'Bad debt losses', 'expense', ['bad_debt', 'impairment']),
]

const internationalAccounts: ChartAccount[] = [
  account('1000', '库存现金', 'Cash on hand', 'asset', ['money:cash']),
  account('1010', '银行存款', 'Bank', 'asset', [
    'money',
    'money:transfer',
    'money:cheque',
    'money:card',
    'money:electronic',
  ]),
  account('1100', '应收账款', 'Accounts receivable', 'asset', ['receivable', 'unapplied'], 'receivable'),
  account('1110', '应收票据', 'Bills receivable', 'asset', ['bill'], 'bill'),
  account('1120', '其他应收款', 'Other receivables', 'asset', ['other'], 'other'),
  account('1130', '合同资产', 'Contract assets', 'asset', ['retention', 'contract_asset'], 'contract_asset'),
  account('1150', '坏账准备', 'Loss allowance', 'asset', ['bad_debt']),
  account('1500', '长期应收款', 'Long-term receivables', 'asset', ['long_term'], 'long_term'),
  account('2000', '应付账款', 'Accounts payable', 'liability', ['payable']),
  account('2010', '短期借款', 'Short-term loans', 'liability', ['bill_liability']),
  account('2020', '已背书未到期票据', 'Endorsed bills not yet due', 'liability', ['bill_liability:endorsed']),
  account('2100', '合同负债', 'Contract liabilities', 'liability', ['advance'], 'advance'),
  account('2110', '已开票未交付', 'Billed before delivery', 'liability', ['unearned']),
  account('2120', '预收中的税额', 'Tax within advances', 'liability', ['advance_tax']),
  account('2200', '销项税', 'Output tax', 'liability', ['output_tax']),
  account('2210', '未到期销项税', 'Output tax not yet due', 'liability', ['deferred_tax']),
  account('3900', '期初余额过渡', 'Opening balances', 'equity', ['opening']),
  account('3910', '外币兑换过渡', 'Currency clearing', 'equity', ['clearing']),
  account('4000', '营业收入', 'Revenue', 'income', ['revenue', 'difference:allowance']),
  account('4900', '其他收益', 'Other income', 'income', ['charge', 'revenue:other']),
  account('6000', '客户扣款', 'Customer deductions', 'expense', ['difference:deduction']),
  account('6010', '银行手续费', 'Bank charges', 'expense', ['difference:bank_charge', 'bank_charge']),
  account('6020', '现金折扣', 'Cash discounts', 'expense', ['difference:cash_discount']),
  account('6030', '汇兑损益', 'Exchange differences', 'expense', ['exchange', 'difference:exchange']),
  account('6040', '尾差', 'Rounding differences', 'expense', ['difference:rounding']),
  account('6060', '贴现利息', 'Discount interest', 'expense', ['bill_interest']),
  account('6050', '信用减值损失', 'Credit impairment losses', 'expense', ['impairment']),
]

/** The accounts an entity starts with, by accounting standard. */
export const charts: Record<Standard, readonly ChartAccount[]> = {
  cas: casAccounts,
  cas_small: smallAccounts,
  international: internationalAccounts,
}

/** Limits a new entity starts with for each kind of small difference, in minor units of its base currency. */
export const startingLimits: Record<string, { limit_minor: bigint; limit_percent: string | null }> = {
  rounding: { limit_minor: 100n, limit_percent: null },
  bank_charge: { limit_minor: 50_000n, limit_percent: null },
  cash_discount: { limit_minor: 10_000_000n, limit_percent: '5' },
  allowance: { limit_minor: 100_000n, limit_percent: '5' },
  deduction: { limit_minor: 100_000n, limit_percent: '5' },
  exchange: { limit_minor: 100_000n, limit_percent: null },
}
