import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { Wait } from '../ui/states.tsx'
import { OpeningFields } from './OpeningFields.tsx'
import { VisitorsFrame } from './VisitorsFrame.tsx'

export type Opening = Answer<'lookAtOpening'>

/** The page on which a customer to be fills in its account opening. */
export function OpeningPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const token = window.location.hash.slice(1)
  const asked = useQuery({
    queryKey: ['lookAtOpening', token],
    queryFn: ({ signal }) => ask('lookAtOpening', { token }, signal),
    retry: false,
  })
  return (
    <VisitorsFrame locale={asked.data?.locale}>
      <Wait for={asked} lines={6}>
        {opening => (
          <>
            <h1>{language === 'en' ? (opening.entity_en ?? opening.entity) : opening.entity}</h1>
            <p className="soft">{t('opening_form.for', { addressee: opening.addressee })}</p>
            {opening.state === 'submitted' ? (
              <p className="note" role="status">
                {t('opening_form.sent')}
              </p>
            ) : (
              <OpeningFields opening={opening} token={token} />
            )}
          </>
        )}
      </Wait>
    </VisitorsFrame>
  )
}
