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
  return rule =>
    rule.basis === 'reference'
      ? t('late.by_reference', {
          reference: t(`late.references.${rule.reference}`),
          times: rule.times,
          plus: rule.plus,
        })
      : t(rule.basis === 'day' ? 'late.by_day' : 'late.by_year', { percent: rule.percent })
}
