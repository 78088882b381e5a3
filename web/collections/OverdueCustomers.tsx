import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Money } from '../ui/Money.tsx'

type Overdue = Row<'ageing'>
type OverdueCustomersProps = { as_of: string; onChoose: (customer_id: string) => void }

/** Customers by what they owe past its due day: whom late charges may be worked out for. */
export function OverdueCustomers({ as_of, onChoose }: OverdueCustomersProps) {
  const { t } = useTranslation()
  const list = useList('ageing', { as_of, sort: '-overdue' })
  const late = list.rows.filter(row => BigInt(row.overdue_minor) > 0n)
  return (
    <DataTable<Overdue>
      label={t('late.choose')}
      columns={[
        { key: 'number', title: t('columns.number'), cell: row => row.number, width: 110 },
        { key: 'customer', title: t('columns.customer'), cell: row => row.name, width: 360, card: 'head' },
        {
          key: 'overdue',
          title: t('columns.overdue_minor'),
          right: true,
          width: 190,
          card: 'figure',
          cell: row => <Money minor={row.overdue_minor} currency={row.currency} code overdue />,
        },
        {
          key: 'total',
          title: t('columns.open_minor'),
          right: true,
          width: 190,
          cell: row => <Money minor={row.total_minor} currency={row.currency} code />,
        },
      ]}
      {...list.table}
      rows={late}
      more={{ ...list.more, has: list.more.has && late.length === list.rows.length }}
      rowKey={row => `${row.key} ${row.currency}`}
      onOpen={row => row.key && onChoose(row.key)}
      empty={{ title: t('late.nobody') }}
    />
  )
}
