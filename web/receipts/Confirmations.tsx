import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { WhyNotSent } from '../invoices/SendAgainDialog.tsx'
import { useAnswer } from '../lists.ts'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

const looks: Record<Row<'listConfirmations'>['state'], string> = {
  queued: 'waits',
  sending: 'waits',
  sent: 'well',
  failed: 'wrong',
  unsure: 'waits',
  bounced: 'wrong',
  withdrawn: '',
}

/** Confirmations of a receipt to the customer, and how each went. */
export function Confirmations({ receipt_id }: { receipt_id: string }) {
  const { t } = useTranslation()
  const { data } = useAnswer('listConfirmations', { receipt_id })
  if (!data || data.rows.length === 0) return null
  return (
    <Section title={t('confirmations.section')}>
      <ul className="contacts">
        {data.rows.map(row => (
          <li key={row.confirmation_id}>
            <div>
              <span className={`tag ${looks[row.state]}`}>{t(`confirmations.states.${row.state}`)}</span>{' '}
              {t(`confirmations.channels.${row.channel}`)}
            </div>
            <div>{row.recipient}</div>
            <WhyNotSent of={row} />
            <div className="small soft">
              {row.recorded_by_name} · <Moment at={row.sent_at ?? row.recorded_at} />
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}
