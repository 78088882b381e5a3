import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { Day, Money } from '../ui/Money.tsx'

type Stretch = Answer<'proposeLateCharges'>['rows'][number]['rows'][number]

/** The rows of a calculation: what was open on which days, at which rate, and what that comes to. */
export function Stretches({ rows, currency }: { rows: readonly Stretch[]; currency: string }) {
  const { t } = useTranslation()
  return (
    <ul className="stretches">
      {rows.map(row => (
        <li key={`${row.kind} ${row.from_on}`}>
          {row.kind === 'fixed' ? (
            <span>{t('late.fixed')}</span>
          ) : (
            <span>
              <Day day={row.from_on} /> – <Day day={row.to_on} /> · {t('late.days', { count: row.days })} ·{' '}
              <Money minor={row.base_minor} currency={currency} /> × {row.percent}% {t(`late.per.${row.per}`)}
            </span>
          )}
          <Money minor={row.amount_minor} currency={currency} />
        </li>
      ))}
    </ul>
  )
}
