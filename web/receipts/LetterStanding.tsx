import { useTranslation } from 'react-i18next'
import type { Letter } from './letter-actions.ts'

const looks: Record<Letter['standing'], string> = {
  registered: 'waits',
  coming: '',
  valid: 'well',
  expiring: 'waits',
  expired: 'wrong',
  ended: '',
}

/** Where a letter stands today. */
export function LetterStanding({ of }: { of: Letter['standing'] }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[of]}`}>{t(`letters.standings.${of}`)}</span>
}
