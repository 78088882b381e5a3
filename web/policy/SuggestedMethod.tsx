import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { moneyText } from '../ui/figures.ts'

type Suggested = Row<'suggestMethods'>
type SuggestedProps = {
  customer_id: string
  entity_id: string
  currency: string
  amount_minor: string
  onChoose?: (method: Suggested['method']) => void
}

/** By what an amount had best be paid, with what speaks for it; the others follow in its note. */
export function SuggestedMethod({ onChoose, ...question }: SuggestedProps) {
  const { t } = useTranslation()
  const asked = useAnswer('suggestMethods', question, BigInt(question.amount_minor) > 0n)
  const rows = asked.data?.rows ?? []
  const [best] = rows
  const reasons = useReasons(question.currency)
  if (!best || best.score === null) return null
  const others = rows
    .slice(1)
    .map(row => `${t(`methods.${row.method}`)}: ${reasons(row)}`)
    .join('\n')
  return (
    <span className="small" title={others}>
      {onChoose ? (
        <button type="button" className="plain" onClick={() => onChoose(best.method)}>
          {t('payment_methods.suggested', { method: t(`methods.${best.method}`) })}
        </button>
      ) : (
        t(`methods.${best.method}`)
      )}{' '}
      <span className="soft">{reasons(best)}</span>
    </span>
  )
}

/** What speaks for a method, or why it is not proposed. */
function useReasons(currency: string): (row: Suggested) => string {
  const { t } = useTranslation()
  const language = useLanguage()
  return row =>
    row.refused
      ? t(`payment_methods.refused.${row.refused}`)
      : [
          row.of > 0 ? t('payment_methods.habit_of', { count: row.of, used: row.used }) : t('payment_methods.no_habit'),
          t('payment_methods.fee_of', { fee: `${currency} ${moneyText(String(row.fee_minor), currency, language)}` }),
          t('payment_methods.safety_of', { safety: row.safety }),
        ].join(' · ')
}
