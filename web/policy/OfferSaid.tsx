import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useTermsName } from '../customers/TermsName.tsx'
import { useLanguage } from '../preferences.ts'
import { moneyText } from '../ui/figures.ts'

type Offer = Row<'listOffers'>

/** Hundredths of a per cent as a per cent: 3724 is '37.24 %'. */
export const percentOf = (bp: number): string => `${(bp / 100).toFixed(bp % 100 === 0 ? 0 : 2)}%`

/** What is offered, in a few words. */
export function OfferSaid({ offer }: { offer: Offer }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const nameOf = useTermsName()
  const { kind, terms_code, limit_minor, base_currency } = offer
  return (
    <>
      {t(`terms_offers.kinds.${kind}`)}{' '}
      <span className="soft small">
        {terms_code && nameOf(terms_code)}
        {limit_minor !== null && `${base_currency} ${moneyText(String(limit_minor), base_currency, language)}`}
        {offer.rate_bp !== null && ` · ${t('terms_offers.rate', { rate: percentOf(offer.rate_bp) })}`}
      </span>
    </>
  )
}
