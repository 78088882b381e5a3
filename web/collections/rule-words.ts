import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useLanguage } from '../preferences.ts'

type Rule = Row<'listLateRules'>['rule']

/** The name of a rule in the reader's language. */
export function useRuleName(): (rule: Pick<Rule, 'name_zh' | 'name_en'>) => string {
  const language = useLanguage()
  return rule => (language === 'zh' ? rule.name_zh : rule.name_en)
}

/** What a rule charges, in words. */
export function useRuleText(): (rule: Rule) => string {
  const { t } = useTranslation()
  return rule => {
    if (rule.basis !== 'reference')
      return t(rule.basis === 'day' ? 'late.by_day' : 'late.by_year', { percent: rule.percent })
    const times = Number(rule.times) === 1 ? '' : ` × ${rule.times}`
    const plus = Number(rule.plus) === 0 ? '' : t('late.points', { points: rule.plus })
    return t(`late.references.${rule.reference}`) + times + plus
  }
}
