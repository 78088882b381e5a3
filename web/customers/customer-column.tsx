import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import type { DataColumn } from '../ui/DataTable.tsx'

type OfCustomer = { customer_id: string; customer_number: string; customer_name: string }

/** The column that names the customer of a row and leads to its page, or a part of it; on a phone the head of the card. */
export const customerColumn = <Row extends OfCustomer>(
  t: TFunction,
  { width = 260, tab, sorts }: { width?: number; tab?: 'file'; sorts?: DataColumn<Row>['sorts'] } = {},
): DataColumn<Row> => ({
  key: 'customer',
  fields: ['customer_number', 'customer_name'],
  title: t('columns.customer'),
  cell: row => (
    <Link
      to="/customers/$customer_id"
      params={{ customer_id: row.customer_id }}
      {...(tab ? { search: { tab } as never } : {})}
      onClick={event => event.stopPropagation()}
    >
      <span className="num">{row.customer_number}</span> {row.customer_name}
    </Link>
  ),
  width,
  card: 'head',
  links: true,
  ...(sorts ? { sorts } : {}),
})
