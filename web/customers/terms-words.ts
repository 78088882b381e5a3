import type { TFunction } from 'i18next'
import { formatMinor } from '../../server/kernel/money.ts'
import { yearlyCost } from './discount-cost.ts'

export type Part = { percent?: string; amount_minor?: string; days?: number; months?: number }

/** The rule of payment terms as the server takes it, as far as the form knows it. */
export type Rule = {
  base: string
  month_end?: boolean
  months?: number
  days?: number
  pay_days?: number[]
  cutoff_day?: number
  next_working_day?: boolean
  before_delivery?: boolean
  discount?: { days: number; percent: string }[]
  instalments?: Part[]
  retention?: { percent: string; months: number; base?: string }
}

/** A rule in words, part by part in the order in which it counts. */
export function termsWords(t: TFunction, given: unknown): string {
  const rule = given as Rule
  const words = [t(`term_bases.${rule.base}`)]
  if (rule.cutoff_day) words.push(t('terms.words.cutoff', { day: rule.cutoff_day }))
  if (rule.month_end) words.push(t('terms.words.month_end'))
  if (rule.months) words.push(t('terms.words.months', { count: rule.months }))
  if (rule.days) words.push(t('terms.words.days', { count: rule.days }))
  if (rule.pay_days?.length) words.push(t('terms.words.pay_days', { days: rule.pay_days.join(', ') }))
  if (rule.next_working_day) words.push(t('terms.words.next_working_day'))
  if (rule.before_delivery) words.push(t('terms.words.before_delivery'))
  for (const step of rule.discount ?? []) {
    words.push(t('terms.words.discount', step))
    const cost = yearlyCost(rule, step)
    if (cost !== null) words.push(t('terms.words.yearly_cost', { percent: formatMinor(cost, 'CNY') }))
  }
  if (rule.instalments?.length) words.push(t('terms.words.instalments', { count: rule.instalments.length }))
  if (rule.retention) words.push(t('terms.words.retention', rule.retention))
  return words.join(' · ')
}
