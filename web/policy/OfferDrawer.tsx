import { Link } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer, useOne } from '../lists.ts'
import { TermsName } from '../customers/TermsName.tsx'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { OfferSaid, percentOf } from './OfferSaid.tsx'

type Offer = Row<'listOffers'>

/** One offer: why, what it costs, and the way to make or decline it. */
export function OfferDrawer({ offer_id, onClose }: { offer_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useOne('listOffers', { offer_id: [offer_id] })
  return (
    <Drawer
      open
      size={640}
      title={asked.data ? `${asked.data.customer_number} ${asked.data.customer_name}` : t('nav.terms_offers')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{offer => <Shown offer={offer} onClose={onClose} />}</Wait>
    </Drawer>
  )
}

function Shown({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const { t } = useTranslation()
  const { figures, base_currency: currency } = offer
  const money = (minor: string) => <Money minor={minor} currency={currency} code />
  const net = BigInt(offer.gain_minor) - BigInt(offer.cost_minor)
  return (
    <>
      <p>
        <strong>
          <OfferSaid offer={offer} />
        </strong>
      </p>
      <p>{t(`terms_offers.why.${offer.kind}`)}</p>
      <Section title={t('terms_offers.rests_on')}>
        <Facts
          rows={[
            [t('terms_offers.billed'), money(figures.billed_minor)],
            [t('terms_offers.invoices'), figures.invoices],
            [t('terms_offers.days_late'), figures.days_late],
            [t('terms_offers.days_to_pay'), figures.days_to_pay],
            [t('terms_offers.on_time'), percentOf(figures.on_time_bp)],
            [t('columns.open_minor'), money(figures.open_minor)],
            [t('ageing.overdue'), money(figures.overdue_minor)],
            [t('terms_offers.terms_now'), figures.terms_code && <TermsName key="terms" code={figures.terms_code} />],
            [t('terms_offers.limit_now'), figures.limit_minor !== null && money(figures.limit_minor)],
            [t('columns.grade'), offer.grade],
            [t('terms_offers.figured_on'), <Day key="on" day={offer.figured_on} />],
          ]}
        />
      </Section>
      <Section title={t('terms_offers.by_the_year')}>
        <Facts
          rows={[
            [t('terms_offers.cost'), money(offer.cost_minor)],
            [t('terms_offers.gain'), money(offer.gain_minor)],
            [t('terms_offers.net'), money(String(net))],
            [t('terms_offers.rate_is'), offer.rate_bp !== null && percentOf(offer.rate_bp)],
          ]}
        />
      </Section>
      {offer.state === 'waiting' ? (
        <Decide offer={offer} onClose={onClose} />
      ) : (
        <p className="soft">
          {t(`terms_offers.states.${offer.state}`)} {offer.decided_by_name} {offer.reason}
        </p>
      )}
      <Talk subject={{ subject_kind: 'terms_offer', subject_id: offer.offer_id }} />
    </>
  )
}

function Decide({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const language = useLanguage()
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  const [terms_code, setTerms] = useState(offer.terms_code ?? undefined)
  const [limit_minor, setLimit] = useState(offer.limit_minor === null ? '' : String(offer.limit_minor))
  const [declining, setDeclining] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { offer_id, kind, customer_id } = offer
  if (!may('terms_offer.decide')) return null
  const accept = () => {
    setError(null)
    const said = {
      ...(terms_code && kind !== 'instalments' && kind !== 'higher_limit' ? { terms_code } : {}),
      ...(kind === 'higher_limit' && limit_minor !== '' ? { limit_minor } : {}),
    }
    void done(() => ask('acceptOffer', { offer_id, ...said }), t('terms_offers.accepted'))
      .then(onClose)
      .catch(setError)
  }
  return (
    <div className="stack">
      {offer.terms_code && (
        <ChoiceField
          label={t('terms_offers.terms_then')}
          value={terms_code}
          width={300}
          options={terms
            .filter(row => !row.archived)
            .map(row => ({ value: row.code, label: language === 'en' ? row.name_en : row.name }))}
          onChange={setTerms}
        />
      )}
      {kind === 'higher_limit' && (
        <Field label={`${t('terms_offers.limit_then')} (${offer.base_currency})`}>
          {id => <AmountField id={id} currency={offer.base_currency} value={limit_minor} onChange={setLimit} />}
        </Field>
      )}
      {kind === 'instalments' && (
        <p className="soft">
          {t('terms_offers.agree_hint')}{' '}
          <Link to="/due" search={{ customer_id } as never}>
            {t('nav.due')}
          </Link>
        </p>
      )}
      <Problems error={error} />
      <div className="row-of-buttons">
        <Button type="primary" onClick={accept}>
          {t('terms_offers.accept')}
        </Button>
        <Button onClick={() => setDeclining(true)}>{t('terms_offers.decline')}</Button>
      </div>
      {declining && (
        <ReasonDialog
          title={t('terms_offers.decline')}
          act={t('terms_offers.decline')}
          needed
          perform={async ({ reason }) => {
            await done(() => ask('declineOffer', { offer_id, reason }), t('terms_offers.declined'))
            onClose()
          }}
          onClose={() => setDeclining(false)}
        >
          {t('terms_offers.decline_hint')}
        </ReasonDialog>
      )}
    </div>
  )
}
