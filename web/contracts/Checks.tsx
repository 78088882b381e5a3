import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { SettlementState } from '../billing/SettlementsPage.tsx'
import { pageWord } from '../invoices/letter-state.tsx'
import { useList } from '../lists.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'

/** What the customer was asked to check of a contract before the invoice, and how each stands. */
export function Checks({ contract_id }: { contract_id: string }) {
  const { t } = useTranslation()
  const { rows } = useList('listSettlements', { contract_id: [contract_id], kind: ['check'], sort: '-number' })
  if (rows.length === 0) return null
  return (
    <Section title={t('settlements.checks')}>
      <ul className="check-lines">
        {rows.map(row => (
          <li key={row.settlement_id}>
            <span>
              <Link to="/settlements/$settlement_id" params={{ settlement_id: row.settlement_id }} className="doc">
                {row.number}
              </Link>{' '}
              <SettlementState bill={row} />{' '}
              <span className="soft small">
                {row.answered_on ? (
                  <>
                    {t('settlements.answered_on')} <Day day={row.answered_on} />
                  </>
                ) : (
                  <>
                    {t('settlements.reply_by')} <Day day={row.reply_by} />
                  </>
                )}
                {row.page_state && ` · ${pageWord(t, { channel: row.page_channel ?? 'mail', state: row.page_state })}`}
                {row.invoice_number && ` · ${row.invoice_number}`}
              </span>
            </span>
            <Money minor={row.amount_minor} currency={row.currency} code />
          </li>
        ))}
      </ul>
    </Section>
  )
}
