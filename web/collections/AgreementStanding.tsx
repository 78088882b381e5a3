import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'

/** How an agreement stands. */
export function AgreementStanding({ of }: { of: Row<'listAgreements'>['standing'] }) {
  const { t } = useTranslation()
  const look = of === 'late' || of === 'broken' ? 'wrong' : of === 'active' ? 'waits' : ''
  return <span className={`tag ${look}`}>{t(`agreements.standings.${of}`)}</span>
}
