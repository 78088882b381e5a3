import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { useEntities, useMay, useMe } from '../session.ts'
import { show } from '../ui/Dialogs.tsx'
import { Icon } from '../ui/Icon.tsx'

const undoDialog = async () => (await import('../imports/UndoSetUpDialog.tsx')).UndoSetUpDialog

type Step = { key: string; to: string; done: boolean }

/**
 * The way to books of one's own, for whoever sets the house up: what is there is ticked off by itself, the next step is
 * named. It leaves when all is done, or when one sends it away on this device.
 */
export function SetUpList() {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  const kept = `duebook.set-up.${me.organisation.org_id}`
  const [away, setAway] = useState(() => localStorage.getItem(kept) === 'away')
  const minds = may('entity.manage') && !away
  const entities = useEntities()
  const people = useAnswer('listPeople', { limit: 3 }, minds)
  const customers = useAnswer('listCustomers', { limit: 1 }, minds)
  const openings = useAnswer('listOpenings', {}, minds)
  const invoices = useAnswer('listInvoices', { limit: 1 }, minds)
  const accounts = useAnswer('listOwnAccounts', {}, minds)
  if (!minds || !entities.data || !people.data || !customers.data || !openings.data || !invoices.data) return null
  const opened = openings.data.rows.length > 0
  const steps: Step[] = [
    { key: 'entity', to: '/organisation', done: entities.data.rows.length > 0 },
    ...(accounts.data
      ? [{ key: 'accounts', to: '/organisation', done: accounts.data.rows.some(row => row.state === 'active') }]
      : []),
    { key: 'people', to: '/people', done: people.data.rows.length > 1 },
    { key: 'customers', to: '/imports', done: customers.data.rows.length > 0 },
    { key: 'terms', to: '/terms', done: customers.data.rows.length > 0 },
    { key: 'opening', to: '/openings', done: opened || invoices.data.rows.length > 0 },
    {
      key: 'lock',
      to: '/openings',
      done: opened ? openings.data.rows.every(row => row.state === 'locked') : invoices.data.rows.length > 0,
    },
    { key: 'statement', to: '/statement', done: invoices.data.rows.length > 0 },
  ]
  const next = steps.find(step => !step.done)
  if (!next) return null
  return (
    <section className="set-up" aria-labelledby="set-up-title">
      <header className="between">
        <div>
          <h2 id="set-up-title">{t('set_up.title')}</h2>
          <p className="soft">{t('set_up.sub')}</p>
        </div>
        <span>
          {may('import.undo') && may('opening.undo') && customers.data.rows.length > 0 && (
            <Button type="text" size="small" onClick={() => show(undoDialog, {})}>
              {t('set_up.undo')}
            </Button>
          )}
          <Button
            type="text"
            size="small"
            onClick={() => {
              localStorage.setItem(kept, 'away')
              setAway(true)
            }}
          >
            {t('set_up.away')}
          </Button>
        </span>
      </header>
      <ol>
        {steps.map(step => (
          <li key={step.key} className={step.done ? 'done' : step === next ? 'next' : ''}>
            <span className="mark" aria-hidden="true">
              {step.done ? <Icon name="tick" /> : null}
            </span>
            <div>
              <Link to={step.to}>{t(`set_up.steps.${step.key}`)}</Link>
              {step.done && <span className="hidden-but-read">{t('set_up.done')}</span>}
              {step === next && <p className="small soft">{t(`set_up.hints.${step.key}`)}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}
