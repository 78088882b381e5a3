import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { bookedColumn } from '../ledger/booked.tsx'
import type { Question, Row } from '../client.ts'
import { kindName } from '../ledger/names.ts'
import type { Matching, useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import type { Picked } from '../ui/picked.ts'
import { totalRows } from '../ui/totals.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Invoice = Row<'listInvoices'>

type InvoicesTableProps = {
  list: ReturnType<typeof useList<'listInvoices'>>
  /** What the list was asked with, to take it out as it stands. */
  question: Question<'listInvoices'>
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

/** Invoices, one a line; each opens its page. */
export function InvoicesTable({
  list,
  question,
  picked,
  sort,
  onSort,
  withCustomer = true,
  bare = false,
  menu,
  matching,
}: InvoicesTableProps) {
  const { t } = useTranslation()
  return (
    <DataTable<Invoice>
      label={t('nav.invoices')}
      name="invoices"
      bare={bare}
      tools={fields => (
        <ListTools
          list={withCustomer ? 'invoices' : null}
          report="invoices"
          question={question}
          fields={fields}
          menu={menu}
        />
      )}
      columns={[...columnsOf(t, withCustomer), ...bookedColumn<Invoice>(t, list.rows)]}
      {...list.table}
      {...(matching === undefined
        ? {}
        : {
            totals: totalRows(
              matching?.sums ?? null,
              { column: 'number', text: t('columns.total'), currency: 'currency' },
              { amount: 'amount_minor', open: 'open_minor' },
            ),
          })}
      {...(matching ? { count: matching.count } : {})}
      {...(picked ? { picked } : {})}
      rowKey={row => row.invoice_id}
      sort={sort}
      onSort={onSort}
      leadsTo={row => ({ to: '/invoices/$invoice_id', params: { invoice_id: row.invoice_id } })}
      empty={{ title: t('invoices.empty') }}
    />
  )
}

function columnsOf(t: TFunction, withCustomer: boolean): DataColumn<Invoice>[] {
  return [
    {
      key: 'number',
      fields: ['number', 'state'],
      title: t('columns.number'),
      width: 156,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => (
        <>
          <span className="doc">{row.number}</span>{' '}
          {row.state !== 'issued' && <span className="tag">{t(`invoices.${row.state}`)}</span>}
        </>
      ),
    },
    { key: 'kind', fields: ['kind'], title: t('columns.kind'), cell: row => kindName(t, row.kind), width: 92 },
    ...(withCustomer
      ? [
          {
            key: 'customer',
            fields: ['customer_number', 'customer_name'],
            title: t('columns.customer'),
            cell: (row: Invoice) => row.customer_name,
            width: 226,
          },
        ]
      : []),
    {
      key: 'issued_on',
      fields: ['issued_on'],
      title: t('columns.issued_on'),
      cell: row => <Day day={row.issued_on} />,
      width: 124,
      sorts: ['-issued_on', 'issued_on'],
    },
    {
      key: 'due_on',
      fields: ['due_on'],
      title: t('columns.due_on'),
      cell: row => <Day day={row.due_on} />,
      width: 124,
      sorts: ['-due_on', 'due_on'],
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
      width: 130,
      sorts: ['-amount_minor', 'amount_minor'],
    },
    {
      key: 'open',
      fields: ['open_minor'],
      title: t('columns.open_minor'),
      cell: row => (
        <strong>
          <Money minor={row.open_minor} currency={row.currency} dash />
        </strong>
      ),
      right: true,
      width: 136,
      card: 'figure',
    },
    {
      key: 'tax_invoice',
      fields: ['tax_invoice_state'],
      title: t('invoices.tax_invoice'),
      cell: row => t(`tax_invoice_states.${row.tax_invoice_state}`),
      width: 100,
    },
  ]
}
