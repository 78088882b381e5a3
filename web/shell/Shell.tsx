import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Button, Drawer } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useMe } from '../session.ts'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { usePhone } from '../ui/usePhone.ts'
import { Zone } from '../ui/zone.ts'
import { OrganisationMenu } from './OrganisationMenu.tsx'

type Place = { to: string; name: string; icon: IconName; permission: string }

/** By job, not by table: what one looks at, what one does each day, what one keeps. */
const jobs: readonly { name: string; places: readonly Place[] }[] = [
  {
    name: 'nav.look',
    places: [
      { to: '/ageing', name: 'nav.ageing', icon: 'ageing', permission: 'report.read' },
      { to: '/balances', name: 'nav.balances', icon: 'balances', permission: 'report.read' },
      { to: '/ledger', name: 'nav.ledger', icon: 'ledger', permission: 'report.read' },
      { to: '/statement', name: 'nav.statement', icon: 'statement', permission: 'report.read' },
    ],
  },
  {
    name: 'nav.work',
    places: [
      { to: '/receipts', name: 'nav.receipts', icon: 'receipt', permission: 'receipt.read' },
      { to: '/invoices', name: 'nav.invoices', icon: 'invoice', permission: 'invoice.read' },
      { to: '/imports', name: 'nav.imports', icon: 'import', permission: 'import.read' },
    ],
  },
  {
    name: 'nav.keep',
    places: [
      { to: '/customers', name: 'nav.customers', icon: 'customers', permission: 'customer.read' },
      { to: '/openings', name: 'nav.openings', icon: 'opening', permission: 'opening.read' },
      { to: '/approvals', name: 'nav.approvals', icon: 'approvals', permission: 'approval.read' },
    ],
  },
]

/** The house: places by job on the left, the page beside them; on a phone the places come from the top. */
export function Shell() {
  const { t } = useTranslation()
  const me = useMe()
  const phone = usePhone()
  const path = useLocation({ select: location => location.pathname })
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [path])
  return (
    <Zone.Provider value={me.organisation.time_zone}>
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <div className="shell">
        {phone ? (
          <header className="top">
            <Button
              type="text"
              aria-label={t('nav.menu')}
              aria-expanded={open}
              icon={<Icon name="menu" size={20} />}
              onClick={() => setOpen(true)}
            />
            <Mark />
            <Drawer
              open={open}
              onClose={() => setOpen(false)}
              placement="left"
              size={280}
              title={<Mark />}
              closable={{ 'aria-label': t('action.close') }}
              styles={{ body: { padding: 0 } }}
            >
              <Places />
              <OrganisationMenu />
            </Drawer>
          </header>
        ) : (
          <aside className="side">
            <div className="side-mark">
              <Mark />
            </div>
            <Places />
            <OrganisationMenu />
          </aside>
        )}
        <main id="main" tabIndex={-1}>
          {me.organisation.is_demo && <div className="demo-band">{t('nav.demo')}</div>}
          <Outlet />
        </main>
      </div>
    </Zone.Provider>
  )
}

function Mark() {
  return (
    <span className="mark">
      <img src="/mark.svg" alt="" width={22} height={22} />
      <span>Duebook</span>
      <span className="mark-zh" lang="zh">
        账期
      </span>
    </span>
  )
}

function Places() {
  const { t } = useTranslation()
  const may = useMay()
  return (
    <nav aria-label={t('nav.places')} className="places">
      {jobs.map(job => {
        const places = job.places.filter(place => may(place.permission))
        if (places.length === 0) return null
        return (
          <div key={job.name}>
            <div className="job">{t(job.name)}</div>
            {places.map(place => (
              <Link key={place.to} to={place.to} className="place" activeProps={{ className: 'place here' }}>
                <Icon name={place.icon} />
                {t(place.name)}
              </Link>
            ))}
          </div>
        )
      })}
    </nav>
  )
}
