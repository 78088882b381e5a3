import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DataTableProps } from './DataTable.tsx'
import { More } from './More.tsx'
import { Heads, Widths } from './TableHead.tsx'
import { usePointedAt } from './pointed-at.ts'
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
      onPick(rows.indexOf(row), event.shiftKey)
    }
  }
  // One stop for the whole table: Tab comes to the row one was on last, arrows walk from there.
  const [stop, setStop] = useState<string>()
  const onFocus = ({ target }: FocusEvent) => {
    const row = target.matches('tr[data-index]') ? rowAt(target) : undefined
    if (row) setStop(rowKey(row))
  }
  const pointing = usePointedAt(rowAt, props.leadsTo)
  const walks = onOpen !== undefined || boxed
  const stopped = near.rows.some(row => rowKey(row) === stop) ? stop : near.rows[0] && rowKey(near.rows[0])
  const hint = useId()
  const said = [onOpen && 'table.keys_open', boxed && 'table.keys_pick'].filter(
    key => key !== undefined && key !== false,
  )
  const totals = props.totals ?? []
  const known = props.count ?? (props.more?.has ? null : rows.length)
  const keeps = (side: 'start' | 'end') => (columns.some(column => column.fixed === side) ? ` keeps-${side}` : '')
  const width = columns.reduce((sum, column) => sum + (column.width ?? 120), boxed ? pickWidth : 0)
  return (
    <div
      className="table-frame"
      ref={frame}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      {...pointing}
      aria-busy={props.loading === true}
    >
      {walks && (
        <p id={hint} className="hidden-but-read">
          {[t('table.keys_walk'), ...said.map(key => t(key))].join(' ')}
        </p>
      )}
      {/* Heads, rows and totals scroll apart, and are one table to whoever hears them. */}
      <div
        className={`table-parts${keeps('start')}${keeps('end')}`}
        role={walks ? 'grid' : 'table'}
        aria-label={props.label}
        aria-rowcount={known === null ? -1 : known + 1 + totals.length}
        aria-colcount={columns.length + (boxed ? 1 : 0)}
        aria-multiselectable={boxed || undefined}
        aria-describedby={walks ? hint : undefined}
      >
        <div className="table-head" role="presentation" style={{ top: near.over ? 0 : barHeight }} onScroll={onScroll}>
          <i className="table-asks" aria-hidden="true" />
          <table role="presentation" style={{ width }}>
            <Widths columns={columns} boxed={boxed} />
            <Heads
              columns={columns}
              pick={<PickAll {...props} />}
              boxed={boxed}
              sort={props.sort}
              onSort={props.onSort}
            />
          </table>
        </div>
        <div className="table-body" role="presentation" onScroll={onScroll}>
          <table role="presentation" style={{ width }}>
            <Widths columns={columns} boxed={boxed} />
            <tbody role="rowgroup">
              <Room height={near.before} cells={columns.length + (boxed ? 1 : 0)} />
              {near.rows.map((row, at) => (
                <Line
                  key={rowKey(row)}
                  row={row}
                  at={near.from + at}
                  columns={columns}
                  className={`${onOpen ? 'opens ' : ''}${props.rowClass?.(row) ?? ''}`}
                  tab={walks ? (rowKey(row) === stopped ? 0 : -1) : undefined}
                  cell={walks ? 'gridcell' : 'cell'}
                  picked={boxed ? keys.has(rowKey(row)) : undefined}
                  pick={t('table.pick')}
                  onPick={onPick}
                  measure={near.measure}
                />
              ))}
              <Room height={near.after} cells={columns.length + (boxed ? 1 : 0)} />
            </tbody>
          </table>
        </div>
        <div className={near.over ? 'table-tail' : 'table-tail stands'} role="presentation">
          {totals.length > 0 && (
            <div className="table-foot" role="presentation" onScroll={onScroll}>
              <table role="presentation" style={{ width }}>
                <Widths columns={columns} boxed={boxed} />
                <Totals
                  columns={columns}
                  boxed={boxed}
                  totals={totals}
                  cell={walks ? 'gridcell' : 'cell'}
                  from={known === null ? null : known + 2}
                />
              </table>
            </div>
          )}
          <div className="table-bar no-print" onScroll={onScroll} aria-hidden="true" tabIndex={-1}>
            <div style={{ width }} />
          </div>
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
    <tr aria-hidden role="presentation" className="room">
      <td colSpan={cells} style={{ height }} />
    </tr>
  )
}

type TotalsProps<R> = {
  columns: readonly LineColumn<R>[]
  boxed: boolean
  totals: NonNullable<DataTableProps<R>['totals']>
  cell: 'cell' | 'gridcell'
  /** The place of the first of them among the rows; null while it is not known how many there are. */
  from: number | null
}

function Totals<R>({ columns, boxed, totals, cell, from }: TotalsProps<R>) {
  return (
    <tfoot role="rowgroup">
      {totals.map((total, at) => (
        <tr key={total.key} role="row" className="total-row" aria-rowindex={from === null ? undefined : from + at}>
          {boxed && <td role={cell} />}
          {columns.map(column => (
            <td key={column.key} role={cell} className={column.className.replace('clips', '')} style={column.style}>
              {total.cells[column.key]}
            </td>
          ))}
        </tr>
      ))}
    </tfoot>
  )
}

/** The box over the boxes: picks all rows that are here, or none of them. */
function PickAll<R>({ rows, rowKey, picked }: DataTableProps<R>) {
  const { t } = useTranslation()
  if (!picked) return null
  const chosen = rows.filter(row => picked.keys.includes(rowKey(row))).length
  const all = chosen === rows.length
  return (
    <Checkbox
      aria-label={t('table.pick_shown')}
      checked={all}
      indeterminate={chosen > 0 && !all}
      onChange={() => picked.set(all ? [] : [...new Set([...picked.keys, ...rows.map(rowKey)])])}
    />
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
    const [head, body, ...rest] = partsOf(frame.current)
    if (!head || !body) return
    const watch = new ResizeObserver(() => tellSides(frame.current, body))
    watch.observe(body)
    // Heads and totals show no bar of their own.
    const turn = ({ deltaX }: WheelEvent) => body.scrollBy({ left: deltaX })
    const barless = [head, ...rest.filter(part => part.classList.contains('table-foot'))]
    for (const part of barless) part.addEventListener('wheel', turn, { passive: true })
    return () => {
      watch.disconnect()
      for (const part of barless) part.removeEventListener('wheel', turn)
    }
  }, [frame])
  return ({ currentTarget }: { currentTarget: HTMLElement }) => {
    const { scrollLeft } = currentTarget
    for (const part of partsOf(frame.current)) if (part.scrollLeft !== scrollLeft) part.scrollLeft = scrollLeft
    tellSides(frame.current, currentTarget)
  }
}

const partsOf = (frame: HTMLElement | null) => [
  ...(frame?.querySelectorAll<HTMLElement>(
    ':scope > .table-parts > :is(.table-head, .table-body), :scope > .table-parts > .table-tail > *',
  ) ?? []),
]

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
  const row = event.target as HTMLElement
  if (!row.matches('tr[data-index][tabindex]') || !frame) return
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
