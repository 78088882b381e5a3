import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { placeOf, subjectText, type Told } from './subject.ts'

/** What something is about, and the way to it. */
export function SubjectLink({ told }: { told: Told }) {
  const { t } = useTranslation()
  const text = subjectText(t, told)
  const place = placeOf(told)
  if (text === '') return told.subject_kind ? <span className="faint">{t('record.hidden')}</span> : null
  if (!place) return <>{text}</>
  return (
    <Link to={place.to} search={(place.search ?? {}) as never}>
      {text}
    </Link>
  )
}
