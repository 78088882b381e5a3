import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { Money } from '../ui/Money.tsx'

/** What of a customer's bills is not paid yet: it counts beside what is owed, also where it was passed on. */
export function BillsOwed({ customer_id }: { customer_id: string }) {
  const { t } = useTranslation()
  const rows = useAnswer('billExposure', { customer_id }).data?.rows ?? []
  return rows.map(row => (
    <p key={row.currency} className="soft">
      <Link to="/bills" search={{ customer_id } as never}>
        {t('bills.owed')}
      </Link>{' '}
      {t('bills.in_hand')} <Money minor={row.held_minor} currency={row.currency} code />
      {row.passed_on_minor !== '0' && (
        <>
          {' · '}
          {t('bills.passed_on')} <Money minor={row.passed_on_minor} currency={row.currency} code />
        </>
      )}
    </p>
  ))
}
