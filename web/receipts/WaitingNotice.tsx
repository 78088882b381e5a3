import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Money } from '../ui/Money.tsx'

/** What was recorded and is no money yet, since another person must confirm it; nothing where nothing waits. */
export function WaitingNotice({ question }: { question: Pick<Question<'listReceipts'>, 'entity_id' | 'customer_id'> }) {
  const { t } = useTranslation()
  const { entity_id, customer_id } = question
  const asked = useAnswer('sumWaiting', {
    ...(entity_id ? { entity_id } : {}),
    ...(customer_id ? { customer_id } : {}),
  })
  const rows = asked.data?.rows ?? []
  if (rows.length === 0) return null
  const count = rows.reduce((sum, row) => sum + row.receipts, 0)
  return (
    <p className="note">
      <Link to="/receipts/waiting" search={{ entity_id, customer_id } as never}>
        {t('waiting.notice', { count })}
      </Link>{' '}
      {rows.map(row => (
        <span key={row.currency}>
          <Money minor={row.amount_minor} currency={row.currency} code />{' '}
        </span>
      ))}
    </p>
  )
}
