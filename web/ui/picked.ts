import { useState } from 'react'

/** Which rows of a table are picked, by key. */
export type Picked = {
  keys: readonly string[]
  set: (keys: readonly string[]) => void
  toggle: (key: string) => void
}

/** Holds what is picked; it stays while more rows come, and goes with the page. */
export function usePicked(): Picked {
  const [keys, set] = useState<readonly string[]>([])
  return {
    keys,
    set,
    toggle: key => set(keys.includes(key) ? keys.filter(one => one !== key) : [...keys, key]),
  }
}
