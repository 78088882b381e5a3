import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import type { useList } from '../lists.ts'
import { bookedColumn } from './booked.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { usePicked } from '../ui/picked.ts'
import { itemActions } from './item-actions.ts'
import { Sums } from './ItemsMeant.tsx'
import { kindName } from './names.ts'

type Item = Row<'listOpenItems'>

type ItemsTableProps = {
  list: ReturnType<typeof useList<'listOpenItems'>>
  onOpen: (item_id: string) => void
  withCustomer?: boolean
}

/** Open items, one a line; each opens its history. */
export function ItemsTable({ list, onOpen, withCustomer = false }: ItemsTableProps) {
  const { t } = useTranslation()
  const picked = usePicked()
  const columns: DataColumn<Item>[] = [
    {
      key: 'number',
      title: t('columns.number'),
      cell: row => (
        <>
          <span className="doc">{row.number}</span>{' '}
          {row.disputed && <span className="tag waits">{t('columns.disputed')}</span>}
        </>
      ),
      width: 150,
      card: 'head',
    },
    { key: 'kind', title: t('columns.kind'), cell: row => kindName(t, row.kind), width: 110 },
  ]
  if (withCustomer)
    columns.push({ key: 'customer', title: t('columns.customer'), cell: row => row.customer_name, width: 180 })
  columns.push(
    { key: 'issued_on', title: t('columns.issued_on'), cell: row => <Day day={row.issued_on} />, width: 112 },
    {
      key: 'due_on',
      title: t('columns.due_on'),
      cell: row => <Day day={row.due_on} missing={row.lane === 'aged' ? t('columns.undetermined') : '–'} />,
      width: 112,
    },
    {
      key: 'days_overdue',
      title: t('columns.days_overdue'),
      right: true,
      width: 84,
      cell: row =>
        row.days_overdue && row.days_overdue > 0 ? <span className="num wrong">{row.days_overdue}</span> : '–',
    },
    {
      key: 'amount',
      title: t('columns.amount_minor'),
      right: true,
      width: 130,
      cell: row => <Money minor={row.amount_minor} currency={row.currency} />,
    },
    {
      key: 'open',
      title: t('columns.open_minor'),
      right: true,
      width: 136,
      card: 'figure',
      cell: row => <Money minor={row.open_minor} currency={row.currency} code />,
    },
  )
  return (
    <>
      <DataTable<Item>
        label={t('item.items')}
        columns={[...columns, ...bookedColumn<Item>(t, list.rows)]}
        picked={picked}
        {...list.table}
        rowKey={row => row.item_id}
        onOpen={row => onOpen(row.item_id)}
        empty={{ title: t('item.none') }}
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => row.item_id}
        actions={itemActions}
        sum={rows => <Sums items={rows} />}
      />
    </>
  )
}
