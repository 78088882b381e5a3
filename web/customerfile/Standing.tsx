import { useTranslation } from 'react-i18next'

const looks = { lasting: '', valid: 'well', expiring: 'waits', expired: 'wrong' } as const

/** How a document stands: lasting, valid, ending soon, ended. */
export function Standing({ of }: { of: keyof typeof looks }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[of]}`}>{t(`document_standings.${of}`)}</span>
}
