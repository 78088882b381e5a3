import type { TFunction } from 'i18next'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer, Row } from '../client.ts'
import { useBaseCurrency } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Money } from '../ui/Money.tsx'
import type { AgeingState, Cell } from './ageing-url.ts'
import { columnName, isOverdue } from './columns.ts'

type Ageing = Answer<'ageing'>
type AgeingRow = Row<'ageing'>

type AgeingTableProps = {
  ageing: Ageing | undefined
  rows: AgeingRow[]
  state: AgeingState
  loading: boolean
  error: unknown
  retry: () => void
  more: { has: boolean; load: () => void; loading: boolean }
  onCell: (cell: Cell) => void
  onSort: (sort: string) => void
  emptyAction: ReactNode
}

/** Every column as a column: the buckets and what stands beside them; any figure opens the items behind it. */
export function AgeingTable(props: AgeingTableProps) {
  const { t } = useTranslation()
  const { ageing, rows, state } = props
  const base = useBaseCurrency()
  const columns = ageing ? columnsOf(ageing, state, t, base, props.onCell) : []
  const totals =
    ageing?.totals.map(total => {
      const cell = (column: string) => () => props.onCell({ key: '', column, currency: total.currency })
      const cells: Record<string, ReactNode> = {
        name: t('columns.total'),
        currency: total.currency,
        total: <Amount minor={total.total_minor} currency={total.currency} open={cell('')} />,
        base: <Money minor={total.base_minor} currency={base} />,
        closing: <Money minor={total.closing_base_minor} currency={base} />,
      }
      ageing.columns.forEach((column, at) => {
        cells[column.key] = (
          <Amount minor={total.amounts[at] ?? '0'} currency={total.currency} open={cell(column.key)} />
        )
      })
      return { key: total.currency, cells }
    }) ?? []
  return (
    <DataTable<AgeingRow>
      label={t('nav.ageing')}
      columns={columns}
      rows={rows}
      rowKey={row => `${row.key} ${row.currency}`}
      totals={state.by === 'currency' ? [] : totals}
      sort={state.sort}
      onSort={props.onSort}
      onOpen={row => props.onCell({ key: row.key ?? '', column: '', currency: row.currency })}
      empty={{ title: t('ageing.empty'), hint: t('ageing.empty_hint'), action: props.emptyAction }}
      loading={props.loading}
      error={props.error}
      retry={props.retry}
      more={props.more}
      {...(ageing ? { count: ageing.count } : {})}
    />
  )
}

function columnsOf(
  ageing: Ageing,
  state: AgeingState,
  t: TFunction,
  base: string,
  onCell: (cell: Cell) => void,
): DataColumn<AgeingRow>[] {
  const cell = (row: AgeingRow, column: string) => () => onCell({ key: row.key ?? '', column, currency: row.currency })
  const shown = ageing.columns
    .map((column, at) => ({ column, at }))
    .filter(({ at }) => state.all || ageing.totals.some(total => total.amounts[at] !== '0'))
  const list: DataColumn<AgeingRow>[] = [
    {
      key: 'name',
      title: t(`columns.${state.by}`),
      cell: row => <Whose row={row} by={state.by} none={t('ageing.none')} />,
      width: 232,
      fixed: 'start',
      sorts: ['name', 'number'],
      card: 'head',
      links: state.by === 'customer',
    },
  ]
  if (state.by !== 'currency')
    list.push({ key: 'currency', title: t('columns.currency'), cell: row => row.currency, width: 78, card: 'figure' })
  for (const { column, at } of shown)
    list.push({
      key: column.key,
      title: columnName(t, column),
      right: true,
      width: 116,
      cell: row =>
        row.amounts[at] === '0' ? (
          <Money minor="0" currency={row.currency} dash />
        ) : (
          <Amount
            minor={row.amounts[at] ?? '0'}
            currency={row.currency}
            overdue={ageing.basis === 'due' && isOverdue(column)}
            open={cell(row, column.key)}
          />
        ),
    })
  if (state.all || ageing.totals.some(total => total.base_minor !== null && total.base_minor !== total.total_minor))
    list.push(
      {
        key: 'base',
        title: t('columns.base_minor'),
        right: true,
        width: 144,
        cell: row => <Money minor={row.base_minor} currency={base} />,
      },
      {
        key: 'closing',
        title: t('columns.closing_base_minor'),
        right: true,
        width: 144,
        cell: row => <Money minor={row.closing_base_minor} currency={base} />,
      },
    )
  list.push({
    key: 'total',
    title: t('columns.total'),
    right: true,
    width: 128,
    fixed: 'end',
    sorts: ['-total', 'total'],
    card: 'figure',
    cell: row => (
      <strong>
        <Amount minor={row.total_minor} currency={row.currency} open={cell(row, '')} />
      </strong>
    ),
  })
  return list
}

function Whose({ row, by, none }: { row: AgeingRow; by: AgeingState['by']; none: string }) {
  if (by === 'currency') return <>{row.currency}</>
  if (!row.key) return <span className="soft">{none}</span>
  const name = (
    <>
      {row.number && <span className="soft num">{row.number} </span>}
      {row.name}
    </>
  )
  if (by !== 'customer') return name
  return (
    <Link to="/customers/$customer_id" params={{ customer_id: row.key }} style={{ color: 'inherit' }}>
      {name}
    </Link>
  )
}

function Amount(props: { minor: string; currency: string; open: () => void; overdue?: boolean }) {
  return (
    <button type="button" className="cell" onClick={props.open}>
      <Money minor={props.minor} currency={props.currency} overdue={props.overdue ?? false} />
    </button>
  )
}
