import { Checkbox } from 'antd'
import { type CSSProperties, isValidElement, memo, type ReactNode } from 'react'
import type { DataColumn } from './DataTable.tsx'

/** How wide the cell is in which a row is picked. */
export const pickWidth = 36

/** A column with what is the same in each of its cells. */
export type LineColumn<R> = DataColumn<R> & { className: string; style?: CSSProperties; clips: boolean; wraps: boolean }

type LineProps<R> = {
  row: R
  at: number
  columns: readonly LineColumn<R>[]
  className: string
  /** Whether Tab stops at it; undefined where rows take no focus. */
  tab: 0 | -1 | undefined
  /** What its cells are called to whoever hears the table. */
  cell: 'cell' | 'gridcell'
  /** Whether it is picked; undefined where rows cannot be. */
  picked: boolean | undefined
  /** What the box is called. */
  pick: string
  onPick: (at: number, through: boolean) => void
  measure: ((row: HTMLElement | null) => void) | null
}

/** One row. It is drawn again only when something of it has changed: a page of a list has hundreds of cells. */
export const Line = memo(function Line<R>(props: LineProps<R>) {
  const { row, at, columns, picked } = props
  return (
    <tr
      ref={props.measure}
      className={`${props.className}${picked ? ' picked' : ''}`}
      role="row"
      tabIndex={props.tab}
      data-index={at}
      aria-rowindex={at + 2}
      aria-selected={picked}
    >
      {picked !== undefined && (
        <td role={props.cell} className="pick stays" style={{ insetInlineStart: 0 }}>
          <Checkbox
            aria-label={props.pick}
            tabIndex={-1}
            checked={picked}
            onChange={event => props.onPick(at, event.nativeEvent.shiftKey)}
          />
        </td>
      )}
      {columns.map(column => {
        const inside = column.cell(row)
        return (
          <td
            key={column.key}
            role={props.cell}
            className={column.className}
            style={column.style}
            title={column.clips ? titleOf(inside) : undefined}
          >
            {column.wraps ? <span className="within">{inside}</span> : inside}
          </td>
        )
      })}
    </tr>
  )
}) as <R>(props: LineProps<R>) => ReactNode

/** The whole of a text that may be cut off, for whoever points at it. */
export function titleOf(inside: ReactNode): string | undefined {
  if (typeof inside === 'string' || typeof inside === 'number') return String(inside)
  const within = isValidElement<{ children?: ReactNode }>(inside) ? inside.props.children : null
  return typeof within === 'string' ? within : undefined
}

/** The looks of each column; those that stay in sight stand as far from their edge as others that do take. */
export function lineColumnsOf<R>(columns: readonly DataColumn<R>[], boxed: boolean): LineColumn<R>[] {
  const widthOf = (some: readonly DataColumn<R>[], fixed: 'start' | 'end') =>
    some.reduce((sum, column) => sum + (column.fixed === fixed ? (column.width ?? 120) : 0), 0)
  return columns.map((column, at) => {
    const { right, fixed } = column
    const clips = right !== true
    const edge = fixed !== undefined && columns[fixed === 'start' ? at + 1 : at - 1]?.fixed !== fixed
    const className = [right && 'ends', clips && 'clips', fixed && 'stays', edge && `edge-${fixed}`]
    const style: CSSProperties | undefined =
      fixed === 'start'
        ? { insetInlineStart: widthOf(columns.slice(0, at), fixed) + (boxed ? pickWidth : 0) }
        : fixed && { insetInlineEnd: widthOf(columns.slice(at + 1), fixed) }
    return {
      ...column,
      clips,
      wraps: clips && edge,
      className: className.filter(Boolean).join(' '),
      ...(style ? { style } : {}),
    }
  })
}
