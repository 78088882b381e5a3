import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, startTransition, useEffect, useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** From so many rows on, only those near the eye are drawn. */
const many = 150
/** How high a row is, about. */
const high = 33

/**
 * Draws of a long table only the rows near the eye, in a page that scrolls as a whole; on paper all of them. Rows carry
 * their place as `data-index`; `reach` brings a row that is far away into sight. What fits into the window is drawn first,
 * the others while nothing else is to be done.
 */
export function useVirtualRows<R>(rows: readonly R[], frame: RefObject<HTMLElement | null>) {
  const [top, setTop] = useState(0)
  const [over, setOver] = useState(false)
  const [whole, setWhole] = useState(false)
  const [begun, setBegun] = useState(false)
  const enabled = rows.length > many && !whole && !over
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => high,
    overscan: 24,
    scrollMargin: top,
    enabled,
  })
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    // In a drawer it is not the page that scrolls.
    if (element.closest('.ant-drawer, .ant-modal')) setOver(true)
    else if (rows.length > many) setTop(Math.round(element.getBoundingClientRect().top + window.scrollY))
  }, [frame, rows.length])
  useEffect(() => startTransition(() => setBegun(true)), [])
  useEffect(() => {
    const show = () => flushSync(() => setWhole(true))
    const back = () => setWhole(false)
    window.addEventListener('beforeprint', show)
    window.addEventListener('afterprint', back)
    return () => {
      window.removeEventListener('beforeprint', show)
      window.removeEventListener('afterprint', back)
    }
  }, [])
  const seen = enabled ? virtual.getVirtualItems() : []
  const [first, last] = [seen[0], seen.at(-1)]
  const from = first?.index ?? 0
  const most = begun || whole ? rows.length : Math.ceil((window.innerHeight - 150) / high)
  const to = last ? last.index + 1 : Math.min(enabled ? many : most, rows.length)
  return {
    rows: rows.slice(from, to),
    from,
    /** How high those are that are not drawn, before and after. */
    before: first ? first.start - top : 0,
    after: last ? Math.max(0, virtual.getTotalSize() - (last.end - top)) : 0,
    /** Not all that are to be drawn are drawn yet. */
    begins: !enabled && to < rows.length,
    /** Stands in a drawer or dialog over the page. */
    over,
    measure: enabled ? virtual.measureElement : null,
    reach: (index: number) => virtual.scrollToIndex(index, { align: 'auto' }),
  }
}
