import { useSyncExternalStore } from 'react'

// Words kept on this device under a key, heard of by every part of a page that shows them.
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** What is kept under a key. */
export const keptNow = (key: string): string | null => localStorage.getItem(key)

/** Keeps a word, or forgets it. */
export function keep(key: string, word: string | null): void {
  if (word === null) localStorage.removeItem(key)
  else localStorage.setItem(key, word)
  for (const listener of listeners) listener()
}

/** What is kept under a key, for a part of a page that changes with it. */
export const useKept = (key: string): string | null => useSyncExternalStore(subscribe, () => keptNow(key))
