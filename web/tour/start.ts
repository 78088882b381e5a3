import { useSyncExternalStore } from 'react'
import { show } from '../ui/Dialogs.tsx'

let running = false

/** Where somebody stands in the tour, on this device: a step, that it is over, or nothing while it was never begun. */
export const tourAt = (org_id: number) => {
  const kept = localStorage.getItem(`duebook.tour.${org_id}`)
  return kept === 'over' ? 'over' : kept === null ? null : Number(kept)
}

const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Remembers where somebody stands. */
export function keepTour(org_id: number, at: number | 'over'): void {
  localStorage.setItem(`duebook.tour.${org_id}`, String(at))
  for (const listener of listeners) listener()
}

/** Where somebody stands, for a part of a page that changes with it. */
export const useTourAt = (org_id: number) => useSyncExternalStore(subscribe, () => tourAt(org_id))

/** Begins the tour, or goes on where it was left; its code is loaded only now, and it runs once at a time. */
export function startTour(): void {
  if (running) return
  running = true
  show(async () => (await import('./Tour.tsx')).Tour, { onEnd: () => (running = false) })
}
