import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { useBaseCurrency, useMe } from '../session.ts'
import { addDays, monthEnd } from '../ui/figures.ts'
import { Day, Money } from '../ui/Money.tsx'
import { Problems } from '../ui/problems.tsx'
import type { Rule } from './terms-words.ts'

const amount_minor = '10000000'

/** What the rule would mean: an amount of 100,000 on a few days of interest, and the parts it falls due in. */
export function TermsTrial({ rule }: { rule: Rule }) {
  const { t } = useTranslation()
  const me = useMe()
  const currency = useBaseCurrency()
  const settled = useDeferredValue(rule)
  const end = monthEnd(me.today, 0)
  const base_days = [...new Set([me.today, end, addDays(end, 1)])].sort()
  const asked = useAnswer('tryTerms', { rule: settled, base_days, amount_minor })
  return (
    <section className="section" aria-label={t('terms.trial')}>
      <h2>{t('terms.trial')}</h2>
      <p className="small soft">{t('terms.trial_hint')}</p>
      <Problems error={asked.error} />
      {asked.data && !asked.error && (
        <table className="trial">
          <thead>
            <tr>
              <th>{t('terms.event_on')}</th>
              <th>{t('columns.due_on')}</th>
              <th className="right">{t('columns.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {asked.data.rows.flatMap(row =>
              row.parts.map((part, at) => (
                <tr key={`${row.base_on} ${part.due_on} ${part.kind} ${part.amount_minor}`}>
                  <td>{at === 0 && <Day day={row.base_on} />}</td>
                  <td>
                    <Day day={part.due_on} />{' '}
                    {part.kind === 'retention' && <span className="tag">{t('columns.retention')}</span>}
                  </td>
                  <td className="right">
                    <Money minor={String(part.amount_minor)} currency={currency} />
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      )}
    </section>
  )
}
