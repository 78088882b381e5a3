import { Link } from '@tanstack/react-router'
import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'

/** Customers that the one being entered may be, with the evidence; nothing where there are none. */
export function Twins({ name, tax_id, except }: { name: string; tax_id: string; except?: string }) {
  const { t } = useTranslation()
  const [wanted, tax] = [useDeferredValue(name.trim()), useDeferredValue(tax_id.trim())]
  const asked = useAnswer(
    'findTwins',
    { ...(wanted ? { name: wanted } : {}), ...(tax ? { tax_id: tax } : {}), ...(except ? { except } : {}) },
    wanted.length > 1 || tax.length > 7,
  )
  const likely = (asked.data?.rows ?? []).filter(row => row.score >= 60)
  if (likely.length === 0 || (wanted.length < 2 && tax.length < 8)) return null
  return (
    <div className="note" role="status">
      <div>{t('customers.twins')}</div>
      <ul style={{ margin: '4px 0 0', paddingInlineStart: 18 }}>
        {likely.map(row => (
          <li key={row.customer_id}>
            <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }} target="_blank">
              {row.number} {row.name}
            </Link>{' '}
            <span className="small soft">
              {row.reasons.map(reason => t(`customers.twin_reasons.${reason}`)).join(t('access.comma'))}
              {row.spelling !== '' && row.spelling !== row.name && ` · ${row.spelling}`}
              {row.state === 'archived' && ` · ${t('customers.archived')}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
