import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useMe } from '../session.ts'
import { type Deed, deedsOf } from '../ui/action.ts'
import { useRun } from '../ui/ActionButtons.tsx'
import { listen } from '../ui/keys.ts'
import { offeredNow, useTools } from '../ui/useActions.ts'
import { commands } from './commands.ts'
import { everywhere } from './everywhere.ts'
import { opensTo } from './opens.ts'
import { jobs, type Place } from './places.ts'
import { useSearchOf } from './Places.tsx'

/** The places one may go to. */
export function usePlaces(): Place[] {
  const { permissions } = useMe()
  return jobs.flatMap(job => job.places).filter(place => opensTo(place, permissions))
}

/** What may be begun from any page, and what concerns the house. */
export function useStanding(): { begin: Deed[]; house: Deed[] } {
  const to = useTools()
  return { begin: deedsOf(everywhere, undefined, to), house: deedsOf(commands, undefined, to) }
}

/** The keyboard goes on in the page one has gone to, not before the places beside it. */
const toPage = () => document.getElementById('main')?.focus({ preventScroll: true })

/** Makes every shortcut work: of what may be done here, of what may be begun, of the house, and 'g' with a letter. */
export function useKeyboard(): void {
  const places = usePlaces()
  const standing = useStanding()
  const navigate = useNavigate()
  const searchOf = useSearchOf()
  const run = useRun()
  const find = (shortcut: string) => {
    // What is done here comes before what is done everywhere.
    const deeds = [...offeredNow(), ...standing.begin, ...standing.house]
    const deed = deeds.find(one => one.shortcut === shortcut)
    const place = places.find(one => one.letter && `g ${one.letter}` === shortcut)
    const go =
      place &&
      (() => {
        void navigate({ to: place.to, search: searchOf(place) as never })
        toPage()
      })
    const begins = shortcut === 'g' || deeds.some(one => one.shortcut?.startsWith(`${shortcut} `))
    return { run: deed ? () => run(deed) : (go ?? null), begins }
  }
  const latest = useRef(find)
  useEffect(() => {
    latest.current = find
  })
  useEffect(() => listen(shortcut => latest.current(shortcut)), [])
}
