import { useNavigate } from '@tanstack/react-router'
import { Checkbox } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CardSort } from './CardSort.tsx'
import { type ColumnChoice, shownOf, useColumnChoice } from './column-choice.ts'
import { ColumnMenu } from './ColumnMenu.tsx'
import { Lines } from './Lines.tsx'
import { More } from './More.tsx'
import { Empty, Failed, Loading } from './states.tsx'
import type { Picked } from './picked.ts'
import { titleOf } from './TableLine.tsx'
import { usePhone } from './usePhone.ts'

/** One column: its name, how a cell is drawn, and how the server sorts by it. */
export type DataColumn<R> = {
  key: string
  title: ReactNode
  cell: (row: R) => ReactNode
  right?: boolean
  width?: number
  /** Stays in sight while the others scroll. */
  fixed?: 'start' | 'end'
  /** Sort words of the server, first the one a click takes: ['-total', 'total']. */
  sorts?: readonly [first: string, second?: string]
  /** On a phone: the head of the card, beside it on the right, or not at all. Otherwise a line of it. */
  card?: 'head' | 'figure' | 'hide'
  /** The cell is a link of its own, so that a card must not be a button around it. */
  links?: boolean
  /** The fields of a file that say what the column says; without any it stays out of the file. */
  fields?: readonly string[]
}

/** The address of a page, as the router takes it. */
export type Way = { to: string; params: Record<string, string> }

/** What a table is told. */
export type DataTableProps<R> = {
  label: string
  /** The table can be arranged: by this name the browser keeps which columns are shown, and in which order. */
  name?: string
  /** What can be done with the list as a whole; told the fields of the columns shown, null while none was chosen. */
  tools?: (fields: string[] | null) => ReactNode
  columns: readonly DataColumn<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string
  /** A row of totals for each currency, cells by column key. They stay in sight at the foot. */
  totals?: readonly { key: string; cells: Record<string, ReactNode> }[]
  sort?: string
  onSort?: (sort: string) => void
  onOpen?: (row: R) => void
  /** The page a row leads to: a click opens it, and it is asked for once a pointer rests on the row. */
  leadsTo?: (row: R) => Way
  empty: { title: string; hint?: string; action?: ReactNode }
  loading?: boolean
  error?: unknown
  retry?: () => void
  /** More pages behind the last row. */
  more?: { has: boolean; load: () => void; loading: boolean }
  count?: number
  rowClass?: (row: R) => string
  /** Stands inside something else: without tools above it, and more rows only when asked for. */
  bare?: boolean
  /** Rows can be picked, to do something to several; `usePicked` holds what is picked. */
  picked?: Picked
}

/** The table of this house: dense, sorted by the server, totals in sight, rows by keyboard, cards on a phone. */
export function DataTable<R extends object>(props: DataTableProps<R>) {
  const navigate = useNavigate()
  const { leadsTo, onOpen = leadsTo && ((row: R) => void navigate(leadsTo(row) as never)) } = props
  const given = onOpen ? { ...props, onOpen } : props
  const choice = useColumnChoice(given.name ?? '')
  const columns = given.name ? shownOf(given.columns, choice) : given.columns
  if (given.error && given.rows.length === 0)
    return <Failed error={given.error} {...(given.retry ? { retry: given.retry } : {})} />
  const fields = choice ? columns.flatMap(column => column.fields ?? []) : null
  // They stay where there are no rows as well: a view without any is left by them.
  return (
    <>
      {!given.bare && <Tools given={given} fields={fields} choice={choice} />}
      <Rows {...given} columns={columns} />
    </>
  )
}

function Rows<R extends object>(props: DataTableProps<R>) {
  const phone = usePhone()
  if (props.loading && props.rows.length === 0) return <Loading />
  if (props.rows.length === 0)
    return (
      <Empty title={props.empty.title} {...(props.empty.hint ? { hint: props.empty.hint } : {})}>
        {props.empty.action}
      </Empty>
    )
  if (phone)
    return (
      <>
        <CardSort columns={props.columns} sort={props.sort} onSort={props.onSort} />
        <Cards {...props} />
      </>
    )
  return <Lines {...props} />
}

type ToolsProps<R> = { given: DataTableProps<R>; fields: string[] | null; choice: ColumnChoice | null }

function Tools<R>({ given: { name, columns, tools }, fields, choice }: ToolsProps<R>) {
  if (!name && !tools) return null
  return (
    <div className="table-tools no-print">
      {tools?.(fields)}
      {name && <ColumnMenu table={name} columns={columns} choice={choice} />}
    </div>
  )
}

function Cards<R extends object>(props: DataTableProps<R>) {
  const { t } = useTranslation()
  const { columns, rows, rowKey, onOpen, totals } = props
  const heads = columns.filter(column => column.card === 'head')
  const figures = columns.filter(column => column.card === 'figure')
  const others = columns.filter(column => column.card === undefined)
  return (
    <div className="cards-frame" aria-busy={props.loading === true}>
      <i className="table-asks" aria-hidden="true" />
      <ul className="cards" aria-label={props.label}>
        {totals?.map(total => (
          <li key={total.key} className="card-total">
            <div className="card-head">
              {columns
                .map(({ key }) => titleOf(total.cells[key]))
                .filter(Boolean)
                .join(' ')}
            </div>
            <dl>
              {columns
                .filter(({ key }) => titleOf(total.cells[key]) === undefined)
                .map(({ key, title }) => (
                  <CardLine key={key} name={title} value={total.cells[key]} />
                ))}
            </dl>
          </li>
        ))}
        {rows.map(row => (
          <li key={rowKey(row)} className={props.rowClass?.(row) ?? ''}>
            <div className="card-head">
              {props.picked && (
                <Checkbox
                  aria-label={t('table.pick')}
                  checked={props.picked.keys.includes(rowKey(row))}
                  onChange={() => props.picked?.toggle(rowKey(row))}
                />
              )}
              {onOpen && !heads.some(column => column.links) ? (
                <button type="button" className="plain" onClick={() => onOpen(row)}>
                  {heads.map(column => (
                    <div key={column.key}>{column.cell(row)}</div>
                  ))}
                </button>
              ) : (
                <div>
                  {heads.map(column => (
                    <div key={column.key}>{column.cell(row)}</div>
                  ))}
                </div>
              )}
              <div className="card-figures">
                {figures.map(column => (
                  <div key={column.key}>{column.cell(row)}</div>
                ))}
              </div>
            </div>
            <dl>
              {others.map(column => (
                <CardLine key={column.key} name={column.title} value={column.cell(row)} />
              ))}
            </dl>
          </li>
        ))}
      </ul>
      <More {...props} />
    </div>
  )
}

function CardLine({ name, value }: { name: ReactNode; value: ReactNode }) {
  if (value === null || value === undefined || value === '') return null
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
