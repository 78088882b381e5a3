import { Button, Checkbox, Table } from 'antd'
import type { TFunction } from 'i18next'
import type { ColumnType, TableRowSelection } from 'antd/es/table/interface'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type ColumnChoice, shownOf, useColumnChoice } from './column-choice.ts'
import { ColumnMenu } from './ColumnMenu.tsx'
import { Count } from './Money.tsx'
import { Empty, Failed, Loading } from './states.tsx'
import type { Picked } from './picked.ts'
import { usePhone } from './usePhone.ts'
import { useVirtualRows } from './useVirtualRows.tsx'

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

/** The bar at the head of every page stays in sight; what sticks stays below it. */
const barHeight = 44

type DataTableProps<R> = {
  label: string
  /** The table can be arranged: by this name the browser keeps which columns are shown, and in which order. */
  name?: string
  /** What can be done with the list as a whole; told the fields of the columns shown, null while none was chosen. */
  tools?: (fields: string[] | null) => ReactNode
  columns: readonly DataColumn<R>[]
  rows: readonly R[]
  rowKey: (row: R) => string
  /** A row of totals for each currency, cells by column key. They stay in sight. */
  totals?: readonly { key: string; cells: Record<string, ReactNode> }[]
  sort?: string
  onSort?: (sort: string) => void
  onOpen?: (row: R) => void
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
export function DataTable<R extends object>(given: DataTableProps<R>) {
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
  if (phone) return <Cards {...props} />
  return <Lines {...props} />
}

function Lines<R extends object>(props: DataTableProps<R>) {
  const { t } = useTranslation()
  const frame = useRef<HTMLDivElement>(null)
  const width = props.columns.reduce((sum, column) => sum + (column.width ?? 120), 0)
  const near = useVirtualRows(props.rows, frame, props.columns.length + (props.picked ? 1 : 0))
  return (
    <div
      className="table-frame"
      ref={frame}
      onKeyDown={event => moveByKey(event, frame.current, props.rows.length, near.reach)}
    >
      {near.around(
        <Table<R>
          size="small"
          aria-label={props.label}
          rowKey={props.rowKey}
          dataSource={near.rows}
          {...(near.components ? { components: near.components } : {})}
          columns={props.columns.map(column => columnOf(column, props.sort))}
          pagination={false}
          sticky={{ offsetHeader: near.over ? 0 : barHeight }}
          scroll={{ x: width }}
          showSorterTooltip={false}
          loading={props.loading === true && { delay: 200 }}
          {...(props.picked ? { rowSelection: selectionOf<R>(props.picked, t) } : {})}
          rowClassName={row => [props.onOpen ? 'opens' : '', props.rowClass?.(row) ?? ''].join(' ')}
          onRow={(row, index = 0) => ({
            tabIndex: props.onOpen ? 0 : -1,
            'data-index': near.from + index,
            'aria-rowindex': near.from + index + 2,
            onClick: event => {
              // A click that selects text, or that means a control inside the row, is not meant for the row.
              const inside = (event.target as HTMLElement).closest('a, button, input, label')
              if (!inside && !window.getSelection()?.toString()) props.onOpen?.(row)
            },
            onKeyDown: event => {
              if (event.target !== event.currentTarget) return
              if (event.key === 'Enter') props.onOpen?.(row)
              if ((event.key === ' ' || event.key === 'x') && props.picked) {
                event.preventDefault()
                props.picked.toggle(props.rowKey(row))
              }
            },
          })}
          onChange={(_page, _filters, sorter, extra) => {
            const column = Array.isArray(sorter) ? sorter[0]?.columnKey : sorter.columnKey
            if (extra.action === 'sort') props.onSort?.(nextSort(props, String(column)))
          }}
          summary={() => props.totals && props.totals.length > 0 && <Totals {...props} totals={props.totals} />}
        />,
      )}
      <More {...props} />
    </div>
  )
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

function columnOf<R>(column: DataColumn<R>, sort: string | undefined): ColumnType<R> {
  const at = column.sorts?.indexOf(sort ?? '') ?? -1
  return {
    key: column.key,
    title: column.title,
    width: column.width ?? 120,
    align: column.right ? 'right' : 'left',
    ellipsis: !column.right,
    render: (_, row) => column.cell(row),
    ...(column.fixed ? { fixed: column.fixed } : {}),
    ...(column.sorts ? { sorter: true, sortOrder: at < 0 ? null : orderOf(column.sorts[at] ?? '') } : {}),
  }
}

function selectionOf<R>(picked: Picked, t: TFunction): TableRowSelection<R> {
  return {
    selectedRowKeys: [...picked.keys],
    // What is picked further up, or in another group, is not among the rows drawn here.
    preserveSelectedRowKeys: true,
    onChange: keys => picked.set(keys.map(String)),
    columnWidth: 36,
    fixed: true,
    getCheckboxProps: () => ({ 'aria-label': t('table.pick') }),
    // A box in the head would be focusable a second time in the row by which the widths are measured.
    hideSelectAll: true,
    columnTitle: <span className="hidden-but-read">{t('table.pick')}</span>,
  }
}

const orderOf = (word: string) => (word.startsWith('-') ? ('descend' as const) : ('ascend' as const))

function nextSort<R>(props: DataTableProps<R>, key: string): string {
  const [first = '', second] = props.columns.find(column => column.key === key)?.sorts ?? []
  return props.sort === first && second ? second : first
}

function Totals<R>({
  columns,
  totals,
  picked,
}: DataTableProps<R> & { totals: NonNullable<DataTableProps<R>['totals']> }) {
  return (
    <Table.Summary fixed="bottom">
      {totals.map(total => (
        <Table.Summary.Row key={total.key} className="total-row">
          {picked && <Table.Summary.Cell index={0} />}
          {columns.map((column, index) => (
            <Table.Summary.Cell
              key={column.key}
              index={index + (picked ? 1 : 0)}
              align={column.right ? 'right' : 'left'}
            >
              {total.cells[column.key]}
            </Table.Summary.Cell>
          ))}
        </Table.Summary.Row>
      ))}
    </Table.Summary>
  )
}

function More<R>({ more, rows, count, error, bare }: DataTableProps<R>) {
  const { t } = useTranslation()
  const end = useRef<HTMLDivElement>(null)
  const load = useRef<() => void>(undefined)
  const waits = more?.has === true && !more.loading && !error && !bare
  useEffect(() => {
    load.current = waits ? more?.load : undefined
  })
  useEffect(() => {
    if (!end.current) return
    // The next page is asked for before the reader reaches the end of this one.
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && load.current?.(), {
      rootMargin: '0px 0px 600px 0px',
    })
    watch.observe(end.current)
    return () => watch.disconnect()
  }, [rows.length])
  if (!more?.has && count === undefined) return null
  return (
    <div className="more small" ref={end}>
      <span>
        <Count of={rows.length} />
        {count !== undefined && (
          <>
            {' / '}
            <Count of={count} />
          </>
        )}{' '}
        {t('table.rows', { count: count ?? rows.length })}
      </span>
      {more?.has && (
        <Button size="small" onClick={more.load} loading={more.loading}>
          {t('action.more')}
        </Button>
      )}
    </div>
  )
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

function Cards<R extends object>(props: DataTableProps<R>) {
  const { t } = useTranslation()
  const { columns, rows, rowKey, onOpen, totals } = props
  const heads = columns.filter(column => column.card === 'head')
  const figures = columns.filter(column => column.card === 'figure')
  const others = columns.filter(column => column.card === undefined)
  return (
    <>
      <ul className="cards" aria-label={props.label}>
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
              <div style={{ textAlign: 'end' }}>
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
        {totals?.map(total => (
          <li key={total.key} className="card-total">
            <dl>
              {columns.map(column => (
                <CardLine key={column.key} name={column.title} value={total.cells[column.key]} />
              ))}
            </dl>
          </li>
        ))}
      </ul>
      <More {...props} />
    </>
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
