import type { MethodRules } from './methods-contract.ts'

type Rule = MethodRules['methods'][number]

const rule = (method: Rule['method'], fee_percent: string, safety: number, more: Partial<Rule> = {}): Rule => ({
  method,
  currency: null,
  from_minor: null,
  below_minor: null,
  grades: [],
  fee_percent,
  fee_minor: null,
  safety,
  ...more,
})

/**
 * What holds until an organisation has rules of its own: fees as they usually are, to be put right; cash only for small sums,
 * and bills only of customers one gives credit to.
 */
export const standardMethods: MethodRules = {
  habit_receipts: 10,
  habit: 40,
  cost: 30,
  safety: 30,
  methods: [
    rule('transfer', '0', 5),
    rule('electronic', '0.38', 4, { currency: 'CNY', below_minor: '5000000' }),
    rule('card', '0.6', 3, { currency: 'CNY', below_minor: '5000000' }),
    rule('bill', '1.2', 3, { currency: 'CNY', from_minor: '10000000', grades: ['A', 'B'] }),
    rule('cheque', '0', 2, { grades: ['A', 'B', 'C'] }),
    rule('cash', '0', 1, { currency: 'CNY', below_minor: '100000' }),
  ],
}
