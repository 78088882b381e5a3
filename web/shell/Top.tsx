import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Bell } from '../tasks/Bell.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Keys } from '../ui/Keys.tsx'
import { useTitle } from '../ui/title.ts'
import { usePhone } from '../ui/usePhone.ts'
import { Mark } from './Mark.tsx'
import { guide, keymap, palette } from './open.ts'
import { jobOf } from './places.ts'
import { useHere, useSearchOf } from './Places.tsx'
import { RecentMenu } from './RecentMenu.tsx'
import { UserMenu } from './UserMenu.tsx'

/** The one line above every page: where one is, and what is at hand everywhere. */
export function Top({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const phone = usePhone()
  return (
    <header className="top">
      {children}
      {phone ? <Mark narrow /> : <Breadcrumbs />}
      <span className="top-gap" />
      <SearchButton />
      <RecentMenu />
      <Bell />
      {!phone && (
        <button
          type="button"
          className="plain square"
          aria-label={t('shell.keys')}
          title={t('shell.keys')}
          onClick={() => keymap.set(true)}
        >
          <Icon name="keyboard" size={18} />
        </button>
      )}
      <GuideButton />
      <UserMenu />
    </header>
  )
}

/** What this page is for and how one works on it. */
function GuideButton() {
  const { t } = useTranslation()
  const open = guide.use()
  return (
    <button
      type="button"
      className="plain square"
      aria-label={t('shell.guide')}
      title={`${t('shell.guide')} (F1)`}
      aria-expanded={open}
      aria-controls={open ? 'guide' : undefined}
      aria-keyshortcuts="F1"
      onClick={guide.toggle}
    >
      <Icon name="help" size={18} />
    </button>
  )
}

/** Opens the palette; with a mouse or a thumb as well as by its key. */
function SearchButton() {
  const { t } = useTranslation()
  return (
    <button
      type="button"
      className="plain search-button"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => palette.set(true)}
    >
      <Icon name="search" size={16} />
      <span className="search-words">{t('shell.search_or_do')}</span>
      <span aria-hidden="true">
        <Keys of="mod+k" />
      </span>
    </button>
  )
}

/** Job, place, and the one thing that is open. */
function Breadcrumbs() {
  const { t } = useTranslation()
  const here = useHere()
  const { text: title } = useTitle()
  const searchOf = useSearchOf()
  if (!here) return null
  const job = jobOf(here)
  const name = t(here.name)
  return (
    <nav aria-label={t('shell.breadcrumbs')} className="breadcrumbs">
      <ol>
        {job && <li className="faint">{t(job.name)}</li>}
        <li>
          <Link to={here.to} search={searchOf(here) as never}>
            {name}
          </Link>
        </li>
        {title !== '' && title !== name && <li aria-current="page">{title}</li>}
      </ol>
    </nav>
  )
}
