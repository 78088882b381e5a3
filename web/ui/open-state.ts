import { useSyncExternalStore } from 'react'

/** Something that is open or not, and can be opened from anywhere: by a key, a button, an action. */
export type OpenState = { set: (open: boolean) => void; toggle: () => void; use: () => boolean }

export function openState(): OpenState {
  const listeners = new Set<() => void>()
  let open = false
  const set = (next: boolean) => {
    open = next
    for (const listener of listeners) listener()
  }
  const subscribe = (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return { set, toggle: () => set(!open), use: () => useSyncExternalStore(subscribe, () => open) }
}
