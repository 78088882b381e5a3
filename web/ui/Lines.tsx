import { type KeyboardEvent, type MouseEvent, type RefObject, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { DataTableProps } from './DataTable.tsx'
import { More } from './More.tsx'
import { Heads, Widths } from './TableHead.tsx'
import { Line, type LineColumn, lineColumnsOf, pickWidth } from './TableLine.tsx'
import { useVirtualRows } from './useVirtualRows.ts'

/** The bar at the head of every page stays in sight; what sticks stays below it. */
const barHeight = 44

/** The table where there is room for one: heads that stay in sight, rows below them, a bar to move it sideways. */
export function Lines<R extends object>(props: DataTableProps<R>) {
  const { t } = useTranslation()
  const { rows, rowKey, picked, onOpen } = props
  const frame = useRef<HTMLDivElement>(null)
  const boxed = picked !== undefined
  const columns = useMemo(() => lineColumnsOf(props.columns, boxed), [props.columns, boxed])
  const near = useVirtualRows(rows, frame)
  const onPick = usePicking(props)
  const onScroll = useSideways(frame)
  const keys = useMemo(() => new Set(picked?.keys), [picked?.keys])
  const rowAt = (place: EventTarget) => {
    const row = (place as Element).closest<HTMLElement>('tr[data-index]')
    return row?.closest('.table-frame') === frame.current ? rows[Number(row?.dataset.index)] : undefined
  }
  const onClick = ({ target }: MouseEvent) => {
    const row = rowAt(target)
    // A click that selects text, or that means a control inside the row, is not meant for the row.
    const inside = (target as Element).closest('a, button, input, label')
    if (row && !inside && !window.getSelection()?.toString()) onOpen?.(row)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    moveByKey(event, frame.current, rows.length, near.reach)
    const row = (event.target as Element).matches('tr[data-index]') ? rowAt(event.target) : undefined
    if (!row) return
    if (event.key === 'Enter') onOpen?.(row)
    if ((event.key === ' ' || event.key === 'x') && picked) {
      event.preventDefault()
      picked.toggle(rowKey(row))
    }
  }
  const keeps = (side: 'start' | 'end') => (columns.some(column => column.fixed === side) ? ` keeps-${side}` : '')
  const width = columns.reduce((sum, column) => sum + (column.width ?? 120), boxed ? pickWidth : 0)
  return (
    <div className="table-frame" ref={frame} onClick={onClick} onKeyDown={onKeyDown} aria-busy={props.loading === true}>
      <div className={`table-parts${keeps('start')}${keeps('end')}`}>
        <div className="table-head" style={{ top: near.over ? 0 : barHeight }} onScroll={onScroll}>
          <table aria-label={props.label} style={{ width }}>
            <Widths columns={columns} boxed={boxed} />
            <Heads columns={columns} boxed={boxed} sort={props.sort} onSort={props.onSort} />
          </table>
        </div>
        <div className="table-body" onScroll={onScroll}>
          <table aria-label={props.label} style={{ width }}>
            <Widths columns={columns} boxed={boxed} />
            <tbody>
              <Room height={near.before} cells={columns.length + (boxed ? 1 : 0)} />
              {near.rows.map((row, at) => (
                <Line
                  key={rowKey(row)}
                  row={row}
                  at={near.from + at}
                  columns={columns}
                  className={`${onOpen ? 'opens ' : ''}${props.rowClass?.(row) ?? ''}`}
                  opens={onOpen !== undefined}
                  picked={boxed ? keys.has(rowKey(row)) : undefined}
                  pick={t('table.pick')}
                  onPick={onPick}
                  measure={near.measure}
                />
              ))}
              <Room height={near.after} cells={columns.length + (boxed ? 1 : 0)} />
            </tbody>
            {props.totals && props.totals.length > 0 && (
              <Totals columns={columns} boxed={boxed} totals={props.totals} />
            )}
          </table>
        </div>
        <div className="table-bar no-print" onScroll={onScroll} aria-hidden="true" tabIndex={-1}>
          <div style={{ width }} />
        </div>
      </div>
      <More {...props} begins={near.begins} />
    </div>
  )
}

/** Stands for rows that are not drawn. */
function Room({ height, cells }: { height: number; cells: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden className="room">
      <td colSpan={cells} style={{ height }} />
    </tr>
  )
}

type TotalsProps<R> = {
  columns: readonly LineColumn<R>[]
  boxed: boolean
  totals: NonNullable<DataTableProps<R>['totals']>
}

function Totals<R>({ columns, boxed, totals }: TotalsProps<R>) {
  return (
    <tfoot>
      {totals.map(total => (
        <tr key={total.key} className="total-row">
          {boxed && <td />}
          {columns.map(column => (
            <td key={column.key} className={column.className.replace('clips', '')} style={column.style}>
              {total.cells[column.key]}
            </td>
          ))}
        </tr>
      ))}
    </tfoot>
  )
}

/** Picks a row, or with Shift all from the one picked before; the same function for as long as the table stands. */
function usePicking<R>(props: DataTableProps<R>): (at: number, through: boolean) => void {
  const latest = useRef(props)
  const before = useRef<number>(undefined)
  useEffect(() => {
    latest.current = props
  })
  const pick = useRef((at: number, through: boolean) => {
    const { rows, rowKey, picked } = latest.current
    const from = through ? (before.current ?? at) : at
    const span = rows.slice(Math.min(from, at), Math.max(from, at) + 1).map(rowKey)
    const row = rows[at]
    if (!picked || row === undefined) return
    before.current = at
    const on = !picked.keys.includes(rowKey(row))
    picked.set(on ? [...new Set([...picked.keys, ...span])] : picked.keys.filter(key => !span.includes(key)))
  })
  return pick.current
}

/** Heads, rows and bar move sideways together; classes of the frame say whether something is hidden at either side. */
function useSideways(frame: RefObject<HTMLDivElement | null>) {
  useEffect(() => {
    const [head, body] = partsOf(frame.current)
    if (!head || !body) return
    const watch = new ResizeObserver(() => tellSides(frame.current, body))
    watch.observe(body)
    // The heads show no bar of their own.
    const turn = ({ deltaX }: WheelEvent) => body.scrollBy({ left: deltaX })
    head.addEventListener('wheel', turn, { passive: true })
    return () => {
      watch.disconnect()
      head.removeEventListener('wheel', turn)
    }
  }, [frame])
  return ({ currentTarget }: { currentTarget: HTMLElement }) => {
    const { scrollLeft } = currentTarget
    for (const part of partsOf(frame.current)) if (part.scrollLeft !== scrollLeft) part.scrollLeft = scrollLeft
    tellSides(frame.current, currentTarget)
  }
}

const partsOf = (frame: HTMLElement | null) =>
  [...(frame?.querySelector('.table-parts')?.children ?? [])] as HTMLElement[]

function tellSides(frame: HTMLElement | null, part: HTMLElement): void {
  frame?.classList.toggle('more-before', part.scrollLeft > 0)
  frame?.classList.toggle('more-after', part.scrollLeft < part.scrollWidth - part.clientWidth - 1)
}

/** Arrows walk the rows, Home and End go to the first and the last, also where those are not drawn. */
function moveByKey(
  event: KeyboardEvent,
  frame: HTMLElement | null,
  count: number,
  reach: (index: number) => void,
): void {
  const row = (event.target as HTMLElement).closest<HTMLElement>('tr[tabindex="0"]')
  if (!row || row !== event.target || !frame) return
  const at = Number(row.dataset.index)
  const target = { ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, Home: 0, End: count - 1 }[event.key]
  if (target === undefined) return
  event.preventDefault()
  const index = Math.max(0, Math.min(count - 1, target))
  const find = () => frame.querySelector<HTMLElement>(`tr[data-index="${index}"]`)
  if (find()) return find()?.focus()
  reach(index)
  const look = (tries: number) => requestAnimationFrame(() => (find() ? find()?.focus() : tries > 0 && look(tries - 1)))
  look(10)
}
