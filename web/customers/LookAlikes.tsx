import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { useTools } from '../ui/useActions.ts'
import { Evidence } from './Evidence.tsx'

/** The customers that are there already and that a name being typed may mean; opening one leaves the form. */
export function LookAlikes({ name, tax_id, onClose }: { name: string; tax_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { tools } = useTools()
  const typed = useDeferredValue(name.trim())
  const tax = useDeferredValue(tax_id.trim())
  const question = { ...(typed.length > 1 ? { name: typed } : {}), ...(tax.length > 5 ? { tax_id: tax } : {}) }
  const asked = Object.keys(question).length > 0
  const rows = useAnswer('findTwins', question, asked).data?.rows ?? []
  return (
    <div aria-live="polite">
      {asked && rows.length > 0 && (
        <section aria-label={t('twins.looks_like')}>
          <p className="small waits">{t('twins.looks_like')}</p>
          <ul className="look-alikes">
            {rows.map(row => (
              <li key={row.customer_id}>
                <button
                  type="button"
                  className="plain"
                  onClick={() => {
                    onClose()
                    tools.go(`/customers/${row.customer_id}`)
                  }}
                >
                  <span className="num">{row.number}</span> {row.name}
                </button>{' '}
                {row.state === 'archived' && <span className="tag">{t('customers.archived')}</span>}{' '}
                <span className="small soft">
                  {row.score} · <Evidence of={row.evidence} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
