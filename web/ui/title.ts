import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let title = { text: '', path: '' }

/** Tells window and shell what is open. */
export function setTitle(next: string): void {
  document.title = `${next} · Duebook 账期`
  title = { text: next, path: window.location.pathname }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The title of the page that is open, and the path it was said for. */
export const useTitle = () => useSyncExternalStore(subscribe, () => title)
