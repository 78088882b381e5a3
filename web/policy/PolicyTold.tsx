import { useTranslation } from 'react-i18next'
import type { PolicyShort } from '../../server/policy/policies-contract.ts'

/** What a customer is told of the collection policy beside a bill. */
export function PolicyTold({ policy }: { policy: PolicyShort }) {
  const { t } = useTranslation()
  const { grace_days, late_percent_day, late_percent_year, ways, contact } = policy
  const late =
    late_percent_day !== null
      ? t('collection_policy.late_day', { percent: late_percent_day })
      : late_percent_year !== null
        ? t('collection_policy.late_year', { percent: late_percent_year })
        : t('collection_policy.by_law')
  return (
    <section className="customers-page-account">
      <h2>{t('nav.collection_policy')}</h2>
      <dl>
        <dt>{t('collection_policy.fields.grace_days')}</dt>
        <dd>{grace_days > 0 ? t('collection_policy.days', { count: grace_days }) : t('collection_policy.no_grace')}</dd>
        <dt>{t('collection_policy.late_charge')}</dt>
        <dd>{late}</dd>
        <dt>{t('collection_policy.fields.ways')}</dt>
        <dd>{ways.map(way => t(`collection_policy.way_names.${way}`)).join(' · ')}</dd>
        {contact && (
          <>
            <dt>{t('collection_policy.fields.contact')}</dt>
            <dd>{contact}</dd>
          </>
        )}
      </dl>
    </section>
  )
}
