import { useTranslation } from 'react-i18next'
import { useLanguage } from '../preferences.ts'
import { dayText } from '../ui/figures.ts'
import type { Version } from './PolicyPage.tsx'

/** Where a version stands, and on which days it holds. */
export function PolicyState({ version, today }: { version: Version; today: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { state, valid_from, valid_until, holds } = version
  if (state !== 'published' || !valid_from)
    return <span className={state === 'withdrawn' ? 'tag' : 'tag waits'}>{t(`collection_policy.states.${state}`)}</span>
  const word = holds ? 'holds' : valid_from > today ? 'will_hold' : 'held'
  const days = valid_until
    ? t('collection_policy.from_until', { from: dayText(valid_from, language), until: dayText(valid_until, language) })
    : t('collection_policy.from', { from: dayText(valid_from, language) })
  return (
    <>
      <span className={holds ? 'tag well' : 'tag'}>{t(`collection_policy.${word}`)}</span>
      <span className="small">{days}</span>
    </>
  )
}
