import { useTranslation } from 'react-i18next'

const looks: Record<string, string> = { open: 'waits', locked: 'well' }

/** The state of an opening in a word. */
export function OpeningState({ state }: { state: string }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[state] ?? ''}`}>{t(`openings.states.${state}`)}</span>
}
