import { Outlet, useLocation } from '@tanstack/react-router'
import { Button } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { setNarrowSide, useNarrowSide } from '../preferences.ts'
import { useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { useLater } from '../ui/states.tsx'
import { usePhone } from '../ui/usePhone.ts'
import { Zone } from '../ui/zone.ts'
import { guide } from './open.ts'
import { DemoBand } from './DemoBand.tsx'
import { Mark } from './Mark.tsx'
import { OrganisationMenu } from './OrganisationMenu.tsx'
import { Overlays } from './Overlays.tsx'
import { Places } from './Places.tsx'
import { Top } from './Top.tsx'

const PhoneMenu = lazy(async () => ({ default: (await import('./PhoneMenu.tsx')).PhoneMenu }))
const Guide = lazy(async () => ({ default: (await import('./Guide.tsx')).Guide }))

/** The house: places by job on the left, one line above, the page below it; on a phone the places come from the side. */
export function Shell() {
  const { t } = useTranslation()
  const me = useMe()
  const phone = usePhone()
  const reading = guide.use()
  const later = useLater()
  return (
    <Zone.Provider value={me.organisation.time_zone}>
      <a className="skip" href="#main">
        {t('nav.skip')}
      </a>
      <div className="shell">
        {!phone && <Side />}
        <div className="shell-page">
          <Top>{phone && <PhonePlaces />}</Top>
          <main id="main" tabIndex={-1}>
            {me.organisation.is_demo && <DemoBand />}
            {/* First the house, then what is in it: drawn as one, nothing could be pressed for as long as both take. */}
            {later && <Outlet />}
          </main>
        </div>
        {reading && (
          <Suspense fallback={null}>
            <Guide onClose={() => guide.set(false)} />
          </Suspense>
        )}
      </div>
      <Overlays />
    </Zone.Provider>
  )
}

function Side() {
  const { t } = useTranslation()
  const narrow = useNarrowSide()
  return (
    <aside className={`side${narrow ? ' narrow' : ''}`}>
      <div className="side-mark">
        <Mark narrow={narrow} />
      </div>
      <OrganisationMenu narrow={narrow} />
      <Places narrow={narrow} />
      <button
        type="button"
        className="plain side-fold"
        aria-expanded={!narrow}
        aria-label={narrow ? t('shell.widen') : t('shell.narrow')}
        title={narrow ? t('shell.widen') : t('shell.narrow')}
        onClick={() => setNarrowSide(!narrow)}
      >
        <Icon name="side" />
      </button>
    </aside>
  )
}

function PhonePlaces() {
  const { t } = useTranslation()
  const path = useLocation({ select: location => location.href })
  const [open, setOpen] = useState(false)
  useEffect(() => setOpen(false), [path])
  return (
    <>
      <Button
        type="text"
        aria-label={t('nav.menu')}
        aria-expanded={open}
        icon={<Icon name="menu" size={20} />}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense fallback={null}>
          <PhoneMenu onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
