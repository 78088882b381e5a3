import { useRouter } from '@tanstack/react-router'
import { type PointerEvent, useEffect, useRef } from 'react'
import type { Way } from './DataTable.tsx'

/** How long a pointer rests on a row before its page is asked for, in milliseconds: rows that are swept over ask nothing. */
const rest = 80

/** Asks for the page a row leads to once a mouse rests on the row, and for each row once; a finger means what it touches. */
export function usePointedAt<R extends object>(
  rowAt: (place: EventTarget) => R | undefined,
  leadsTo: ((row: R) => Way) | undefined,
) {
  const router = useRouter()
  const asked = useRef(new WeakSet<R>())
  const on = useRef<{ row: R | undefined; timer: ReturnType<typeof setTimeout> | undefined }>({
    row: undefined,
    timer: undefined,
  })
  const move = (row: R | undefined) => {
    if (row === on.current.row) return
    clearTimeout(on.current.timer)
    const means = row && leadsTo && !asked.current.has(row)
    const ask = () => {
      if (!row || !leadsTo) return
      asked.current.add(row)
      // Whatever fails here is asked for again, and said, on the page itself.
      router.preloadRoute(leadsTo(row) as never).catch(() => null)
    }
    on.current = { row, timer: means ? setTimeout(ask, rest) : undefined }
  }
  useEffect(() => () => clearTimeout(on.current.timer), [])
  if (!leadsTo) return {}
  return {
    onPointerOver: ({ pointerType, target }: PointerEvent) => move(pointerType === 'mouse' ? rowAt(target) : undefined),
    onPointerLeave: () => move(undefined),
  }
}
