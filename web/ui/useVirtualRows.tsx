import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  type ComponentProps,
  createContext,
  type RefObject,
  use,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react'
import { flushSync } from 'react-dom'

/** From so many rows on, only those near the eye are drawn. */
const many = 150

type Around = { before: number; after: number; cells: number; measure: (row: HTMLElement | null) => void }
const AroundRows = createContext<Around>({ before: 0, after: 0, cells: 1, measure: () => {} })

function Body({ children, ...rest }: ComponentProps<'tbody'>) {
  const { before, after, cells } = use(AroundRows)
  const room = (height: number) =>
    height > 0 && (
      <tr aria-hidden className="room">
        <td colSpan={cells} style={{ height }} />
      </tr>
    )
  return (
    <tbody {...rest}>
      {room(before)}
      {children}
      {room(after)}
    </tbody>
  )
}

function Line(props: ComponentProps<'tr'>) {
  const { measure } = use(AroundRows)
  return <tr {...props} ref={measure} />
}

const components = { body: { wrapper: Body, row: Line } }

/**
 * Draws of a long table only the rows near the eye, in a page that scrolls as a whole; on paper all of them. Rows carry
 * their place as `data-index`; `reach` brings a row that is far away into sight.
 */
export function useVirtualRows<R>(rows: readonly R[], frame: RefObject<HTMLElement | null>, cells: number) {
  const [top, setTop] = useState(0)
  const [over, setOver] = useState(false)
  const [whole, setWhole] = useState(false)
  const enabled = rows.length > many && !whole && !over
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 33,
    overscan: 24,
    scrollMargin: top,
    enabled,
  })
  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    // In a drawer it is not the page that scrolls.
    if (element.closest('.ant-drawer, .ant-modal')) setOver(true)
    else setTop(Math.round(element.getBoundingClientRect().top + window.scrollY))
  }, [frame, rows.length])
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
  const to = last ? last.index + 1 : enabled ? Math.min(many, rows.length) : rows.length
  const before = first ? first.start - top : 0
  const after = last ? Math.max(0, virtual.getTotalSize() - (last.end - top)) : 0
  const measure = virtual.measureElement
  const around = useMemo(() => ({ before, after, cells, measure }), [before, after, cells, measure])
  return {
    rows: rows.slice(from, to),
    from,
    /** Stands in a drawer or dialog over the page. */
    over,
    around: (table: React.ReactNode) => <AroundRows value={around}>{table}</AroundRows>,
    components: enabled ? components : undefined,
    reach: (index: number) => virtual.scrollToIndex(index, { align: 'auto' }),
  }
}
