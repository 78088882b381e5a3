import { Link, useLocation } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEntities, useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import type { Url } from '../ui/url.ts'
import { useChosenEntity } from './entity.ts'
import { opensTo } from './opens.ts'
import { type Job, jobs, type Place, placeAt } from './places.ts'

/** Where one may go, by job. With `narrow` only the pictures are seen; the names are still read. */
export function Places({ narrow = false }: { narrow?: boolean }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('nav.places')} className={`places${narrow ? ' narrow' : ''}`}>
      {jobs.map(job => (
        <JobPlaces key={job.name} job={job} narrow={narrow} />
      ))}
    </nav>
  )
}

function JobPlaces({ job, narrow }: { job: Job; narrow: boolean }) {
  const { t } = useTranslation()
  const { permissions } = useMe()
  const here = useHere()
  const [opened, setOpened] = useState<boolean | null>(null)
  const places = job.places.filter(place => opensTo(place, permissions))
  if (places.length === 0) return null
  const open = opened ?? (!job.folded || (here !== null && job.places.includes(here)))
  return (
    <div className="job">
      {narrow ? (
        <hr aria-hidden="true" />
      ) : job.folded ? (
        <button type="button" className="plain job-name" aria-expanded={open} onClick={() => setOpened(!open)}>
          {t(job.name)} <Icon name="down" size={12} />
        </button>
      ) : (
        <div className="job-name">{t(job.name)}</div>
      )}
      {(open || narrow) &&
        places.map(place => <PlaceLink key={place.name} place={place} here={place === here} narrow={narrow} />)}
    </div>
  )
}

function PlaceLink({ place, here, narrow }: { place: Place; here: boolean; narrow: boolean }) {
  const { t } = useTranslation()
  const search = useSearchOf()(place)
  return (
    <Link
      to={place.to}
      search={search as never}
      className={`place${here ? ' here' : ''}`}
      aria-current={here ? 'page' : undefined}
      {...(narrow ? { title: t(place.name), 'aria-label': t(place.name) } : {})}
    >
      <Icon name={place.icon} />
      {!narrow && <span>{t(place.name)}</span>}
    </Link>
  )
}

/** The place one is at. */
export function useHere(): Place | null {
  const path = useLocation({ select: location => location.pathname })
  const search = useLocation({ select: location => location.search as Url })
  return placeAt(path, search)
}

/** The state with which a place is opened: its own, and the entity one works in. */
export function useSearchOf(): (place: Place) => Url {
  const entities = useEntities().data?.rows ?? []
  const chosen = useChosenEntity()
  const entity = entities.length > 1 && entities.some(one => one.entity_id === chosen) ? chosen : null
  return place => ({ ...place.search, ...(entity && place.by_entity ? { entity_id: entity } : {}) })
}
