import { useNavigate } from '@tanstack/react-router'
import { useId, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../session.ts'
import { type Action, type Deed, deedsOf, deedsOfMany, type Tools } from './action.ts'
import { show } from './Dialogs.tsx'
import { problemsOf, useSentence } from './problems.tsx'
import { toast } from './toast.tsx'
import type { Url } from './url.ts'
import { useDone } from './useDone.ts'

const listeners = new Set<() => void>()
const offers = new Map<string, readonly Deed[]>()
let offered: readonly Deed[] = []

function offer(key: string, deeds: readonly Deed[] | null): void {
  if (deeds) offers.set(key, deeds)
  else offers.delete(key)
  offered = [...offers.values()].flat()
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What may be done here and now, by every part of the page that said so; palette and keyboard read it. */
export const useOffered = () => useSyncExternalStore(subscribe, () => offered)
/** The same, for whom a key was pressed. */
export const offeredNow = () => offered

/** What actions work with, on this page. */
export function useTools() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const may = useMay()
  const done = useDone()
  const sentence = useSentence()
  const tools: Tools = {
    t,
    go: (to, search = {}) => void navigate({ to, search: search as never }),
    begin: (form, search = {}) =>
      void navigate({
        to: '.',
        search: ((before: Url) => ({ ...before, ...search, new: form })) as never,
        resetScroll: false,
      }),
    show,
    done,
  }
  const onError = (error: unknown) => {
    const [first] = problemsOf(error)
    if (first) toast('wrong', sentence(first))
  }
  return { may, tools, onError }
}

/**
 * The actions of this page, or of the one thing it shows: for the buttons of its header, and offered to palette and
 * keyboard while the page is there. Nothing is offered while the subject is not known yet (`null`).
 */
export function useActions<T>(actions: readonly Action<T>[], subject: T | null): Deed[] {
  const to = useTools()
  const deeds = subject === null ? [] : deedsOf(actions, subject, to)
  useOffer(deeds)
  return deeds
}

/**
 * The actions of a selection, for the bulk bar; offered to palette and keyboard while something is selected.
 * @public
 */
export function useActionsOfMany<T>(actions: readonly Action<T>[], subjects: readonly T[]): Deed[] {
  const to = useTools()
  const deeds = subjects.length === 0 ? [] : deedsOfMany(actions, subjects, to)
  useOffer(deeds)
  return deeds
}

/** The actions of one row; they are not offered elsewhere. */
export function useRowActions<T>(actions: readonly Action<T>[]): (subject: T) => Deed[] {
  const to = useTools()
  return subject => deedsOf(actions, subject, to)
}

function useOffer(deeds: readonly Deed[]): void {
  const key = useId()
  const latest = useRef(deeds)
  // Deeds are made anew at each drawing; the registry hears of it only when what they say has changed.
  const said = deeds.map(deed => `${deed.id} ${deed.why_not?.key ?? ''}`).join('\n')
  // Before the page is seen: a key pressed the moment it shows is not lost.
  useLayoutEffect(() => {
    latest.current = deeds
  })
  useLayoutEffect(() => {
    const run = (id: string) => () => latest.current.find(deed => deed.id === id)?.run()
    offer(key, said === '' ? null : latest.current.map(deed => ({ ...deed, run: run(deed.id) })))
    return () => offer(key, null)
  }, [key, said])
}
