import { useSyncExternalStore } from 'react'

const key = 'duebook.entity'
const listeners = new Set<() => void>()
let chosen = localStorage.getItem(key)

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The legal entity one works in on this device; null is all of them. Places open narrowed to it, in their URL. */
export const useChosenEntity = () => useSyncExternalStore(subscribe, () => chosen)

export function chooseEntity(entity_id: string | null): void {
  chosen = entity_id
  if (entity_id) localStorage.setItem(key, entity_id)
  else localStorage.removeItem(key)
  for (const listener of listeners) listener()
}
