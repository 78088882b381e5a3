import { useSyncExternalStore } from 'react'

const narrow = window.matchMedia('(max-width: 720px)')

function subscribe(tell: () => void): () => void {
  narrow.addEventListener('change', tell)
  return () => narrow.removeEventListener('change', tell)
}

/** Whether the page is as narrow as a phone. */
export const usePhone = () => useSyncExternalStore(subscribe, () => narrow.matches)
