import { useCallback, useEffect, useMemo, useState } from 'react'

/** Rows of several lists on one page, as they are seen; what is picked of them can be acted on together. */
export type Seen<R> = { rows: R[]; see: (place: string, rows: readonly R[] | null) => void }

/** Holds what the lists of one page show, by their place. */
export function useSeen<R>(): Seen<R> {
  const [places, setPlaces] = useState<ReadonlyMap<string, readonly R[]>>(new Map())
  const see = useCallback(
    (place: string, rows: readonly R[] | null) =>
      setPlaces(before => {
        const next = new Map(before)
        if (rows === null) next.delete(place)
        else next.set(place, rows)
        return next
      }),
    [],
  )
  const rows = useMemo(() => [...places.values()].flat(), [places])
  return { rows, see }
}

/** Tells what a list at a place shows, until it is gone. The rows are a new array each time; what they hold is not. */
export function useTold<R>({ see }: Seen<R>, place: string, rows: readonly R[]): void {
  const held = JSON.stringify(rows)
  useEffect(() => see(place, JSON.parse(held)), [place, see, held])
  useEffect(() => () => see(place, null), [place, see])
}
