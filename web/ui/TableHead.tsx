import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type LineColumn, pickWidth, titleOf } from './TableLine.tsx'

/** How wide each column is, the same for the heads and for what stands below them. */
export function Widths<R>({ columns, boxed }: { columns: readonly LineColumn<R>[]; boxed: boolean }) {
  return (
    <colgroup>
      {boxed && <col style={{ width: pickWidth }} />}
      {columns.map(column => (
        <col key={column.key} style={{ width: column.width ?? 120 }} />
      ))}
    </colgroup>
  )
}

type HeadsProps<R> = {
  columns: readonly LineColumn<R>[]
  boxed: boolean
  /** What stands over the boxes of the rows. */
  pick: ReactNode
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
}

/** The heads of the columns; those the server can sort by are pressed. */
export function Heads<R>({ columns, boxed, pick, sort, onSort }: HeadsProps<R>) {
  return (
    <thead role="rowgroup">
      <tr role="row" aria-rowindex={1}>
        {boxed && (
          <th scope="col" role="columnheader" className="pick stays" style={{ insetInlineStart: 0 }}>
            {pick}
          </th>
        )}
        {columns.map(column =>
          column.sorts ? (
            <SortHead key={column.key} column={column} sorts={column.sorts} sort={sort} onSort={onSort} />
          ) : (
            <th
              key={column.key}
              scope="col"
              role="columnheader"
              className={column.className}
              style={column.style}
              title={column.clips ? titleOf(column.title) : undefined}
            >
              {column.wraps ? <span className="within">{column.title}</span> : column.title}
            </th>
          ),
        )}
      </tr>
    </thead>
  )
}

type SortHeadProps<R> = Omit<HeadsProps<R>, 'columns' | 'boxed' | 'pick'> & {
  column: LineColumn<R>
  sorts: readonly [first: string, second?: string]
}

function SortHead<R>({ column, sorts, sort, onSort }: SortHeadProps<R>) {
  const { t } = useTranslation()
  const [first, second] = sorts
  const order = sorts.includes(sort ?? '') ? (sort?.startsWith('-') ? 'descending' : 'ascending') : undefined
  const press = () => onSort?.(sort === first && second ? second : first)
  return (
    <th
      scope="col"
      role="columnheader"
      className={`${column.className} sorts`}
      style={column.style}
      title={column.clips ? titleOf(column.title) : undefined}
      tabIndex={0}
      aria-label={titleOf(column.title)}
      aria-sort={order ?? 'none'}
      aria-description={t('table.sortable')}
      onClick={press}
      onKeyDown={event => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        press()
      }}
    >
      <div>
        <span>{column.title}</span>
        <Carets order={order} />
      </div>
    </th>
  )
}

const up =
  'M858.9 689 530.5 308.2c-9.4-10.9-27.5-10.9-37 0L165.1 689c-12.2 14.2-1.2 35 18.5 35h656.8c19.7 0 30.7-20.8 18.5-35z'
const down =
  'M840.4 300H183.6c-19.7 0-30.7 20.8-18.5 35l328.4 380.8c9.4 10.9 27.5 10.9 37 0L858.9 335c12.2-14.2 1.2-35-18.5-35z'

function Carets({ order }: { order: 'ascending' | 'descending' | undefined }) {
  return (
    <span className="carets" aria-hidden="true">
      <svg viewBox="0 0 1024 1024" className={order === 'ascending' ? 'now' : undefined}>
        <path d={up} />
      </svg>
      <svg viewBox="0 0 1024 1024" className={order === 'descending' ? 'now' : undefined}>
        <path d={down} />
      </svg>
    </span>
  )
}
