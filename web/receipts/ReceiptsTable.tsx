import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { bookedColumn } from '../ledger/booked.tsx'
import type { Question, Row } from '../client.ts'
import type { Matching, useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import type { Picked } from '../ui/picked.ts'
import { totalRows } from '../ui/totals.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Receipt = Row<'listReceipts'>

type ReceiptsTableProps = {
  list: ReturnType<typeof useList<'listReceipts'>>
  /** What the list was asked with, to take it out as it stands. */
  question: Question<'listReceipts'>
  picked?: Picked
  sort: string
  onSort: (sort: string) => void
  withCustomer?: boolean
  /** Inside a group of the list. */
  bare?: boolean
  /** How else the list can stand. */
  menu?: ReactNode
  /** What the whole list comes to; null while that is not known, left out where it is said elsewhere. */
  matching?: Matching | null
}

/** Receipts, one a line; each opens its page. */
export function ReceiptsTable({
  list,
  question,
  picked,
  sort,
  onSort,
  withCustomer = true,
  bare = false,
  menu,
  matching,
}: ReceiptsTableProps) {
  const { t } = useTranslation()
  return (
    <DataTable<Receipt>
      label={t('nav.receipts')}
      name="receipts"
      bare={bare}
      tools={fields => (
        <ListTools
          list={withCustomer ? 'receipts' : null}
          report="receipts"
          question={question}
          fields={fields}
          menu={menu}
        />
      )}
      columns={[...columnsOf(t, withCustomer), ...bookedColumn<Receipt>(t, list.rows)]}
      {...list.table}
      {...(matching === undefined
        ? {}
        : {
            totals: totalRows(
              matching?.sums ?? null,
              { column: 'number', text: t('columns.total'), currency: 'currency' },
              { amount: 'amount_minor', unapplied: 'open_minor' },
            ),
          })}
      {...(matching ? { count: matching.count } : {})}
      {...(picked ? { picked } : {})}
      rowKey={row => row.receipt_id}
      sort={sort}
      onSort={onSort}
      leadsTo={row => ({ to: '/receipts/$receipt_id', params: { receipt_id: row.receipt_id } })}
      empty={{ title: t('receipts.empty') }}
    />
  )
}

function columnsOf(t: TFunction, withCustomer: boolean): DataColumn<Receipt>[] {
  return [
    {
      key: 'number',
      fields: ['number', 'state'],
      title: t('columns.number'),
      width: 190,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => (
        <>
          <span className="doc">{row.number}</span>{' '}
          {row.state !== 'posted' && <span className="tag">{t(`invoices.${row.state}`)}</span>}
          {row.is_advance && <span className="tag">{t('kinds.advance')}</span>}
        </>
      ),
    },
    ...(withCustomer
      ? [
          {
            key: 'customer',
            fields: ['customer_number', 'customer_name'],
            title: t('columns.customer'),
            cell: (row: Receipt) => row.customer_name,
            width: 230,
          },
        ]
      : []),
    { key: 'payer', fields: ['payer_name'], title: t('columns.payer_name'), cell: row => row.payer_name, width: 150 },
    {
      key: 'received_on',
      fields: ['received_on'],
      title: t('columns.received_on'),
      cell: row => <Day day={row.received_on} />,
      width: 112,
      sorts: ['-received_on', 'received_on'],
    },
    {
      key: 'method',
      fields: ['method'],
      title: t('columns.method'),
      cell: row => t(`methods.${row.method}`),
      width: 124,
    },
    {
      key: 'currency',
      fields: ['currency'],
      title: t('columns.currency'),
      cell: row => row.currency,
      width: 84,
      card: 'figure',
    },
    {
      key: 'amount',
      fields: ['amount_minor'],
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} />,
      right: true,
      width: 136,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'unapplied',
      fields: ['unapplied_minor'],
      title: t('columns.unapplied_minor'),
      cell: row => (
        <span className={row.unapplied_minor === '0' ? '' : 'waits'}>
          <Money minor={row.unapplied_minor} currency={row.currency} dash />
        </span>
      ),
      right: true,
      width: 136,
    },
  ]
}
