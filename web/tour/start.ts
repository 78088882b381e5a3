import { show } from '../ui/Dialogs.tsx'
import { keep, keptNow, useKept } from '../ui/kept.ts'

let running = false

const keyOf = (org_id: number) => `duebook.tour.${org_id}`
const placeOf = (kept: string | null) => (kept === 'over' ? 'over' : kept === null ? null : Number(kept))

/** Where somebody stands in the tour, on this device: a step, that it is over, or nothing while it was never begun. */
export const tourAt = (org_id: number) => placeOf(keptNow(keyOf(org_id)))

/** Remembers where somebody stands. */
export const keepTour = (org_id: number, at: number | 'over'): void => keep(keyOf(org_id), String(at))

/** Where somebody stands, for a part of a page that changes with it. */
export const useTourAt = (org_id: number) => placeOf(useKept(keyOf(org_id)))

/** Begins the tour, or goes on where it was left; its code is loaded only now, and it runs once at a time. */
export function startTour(): void {
  if (running) return
  running = true
  show(async () => (await import('./Tour.tsx')).Tour, { onEnd: () => (running = false) })
}
