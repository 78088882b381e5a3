import { useLocation } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../session.ts'
import { useTitle } from '../ui/title.ts'
import { useHere } from './Places.tsx'

/** A document one has opened: where it is, what it said, and the place it belongs to. */
export type Visited = { path: string; title: string; icon: string }

const most = 12
const listeners = new Set<() => void>()
const keyOf = (org_id: number) => `duebook.recent.${org_id}`
const read = new Map<string, readonly Visited[]>()

function recentOf(org_id: number): readonly Visited[] {
  const key = keyOf(org_id)
  const known = read.get(key)
  if (known) return known
  let found: readonly Visited[] = []
  try {
    found = JSON.parse(localStorage.getItem(key) ?? '[]') as Visited[]
  } catch {
    localStorage.removeItem(key)
  }
  read.set(key, found)
  return found
}

function visit(org_id: number, visited: Visited): void {
  const key = keyOf(org_id)
  const next = [visited, ...recentOf(org_id).filter(one => one.path !== visited.path)].slice(0, most)
  read.set(key, next)
  localStorage.setItem(key, JSON.stringify(next))
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The documents opened last on this device, newest first; of this organisation alone. */
export function useRecent(): readonly Visited[] {
  const { org_id } = useMe().organisation
  return useSyncExternalStore(subscribe, () => recentOf(org_id))
}

/** Keeps what is opened: pages below a place, once they know what they show. */
export function useRemember(): void {
  const { t } = useTranslation()
  const { org_id } = useMe().organisation
  const path = useLocation({ select: location => location.pathname })
  const title = useTitle()
  const here = useHere()
  useEffect(() => {
    if (!here || path === here.to || title.path !== path || title.text === t(here.name)) return
    visit(org_id, { path, title: title.text, icon: here.icon })
  }, [org_id, path, title, here, t])
}
