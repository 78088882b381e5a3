import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import type { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import type { Picked } from '../ui/picked.ts'
import { ListTools } from '../views/ListTools.tsx'
import { RequestState } from './RequestState.tsx'

type Request = Row<'listTaxRequests'>

type RequestsTableProps = {
  list: ReturnType<typeof useList<'listTaxRequests'>>
  /** What the list was asked with, to take it out as it stands. */
  question: Question<'listTaxRequests'>
  picked?: Picked
  sort: string
  onSort: (sort: string) => void
}

/** Requests for tax invoices, one a line; each opens its page. */
export function RequestsTable({ list, question, picked, sort, onSort }: RequestsTableProps) {
  const { t } = useTranslation()
  const narrowed = Object.keys(question).some(name => name !== 'sort')
  return (
    <DataTable<Request>
      label={t('nav.tax_invoices')}
      name="tax-invoices"
      tools={fields => <ListTools list="tax-invoices" report="tax_requests" question={question} fields={fields} />}
      columns={requestColumns(t)}
      {...list.table}
      {...(picked ? { picked } : {})}
      rowKey={row => row.tax_request_id}
      rowClass={row => (row.state === 'void' ? 'quiet' : '')}
      sort={sort}
      onSort={onSort}
      leadsTo={row => ({ to: '/tax-invoices/$tax_request_id', params: { tax_request_id: row.tax_request_id } })}
      empty={
        narrowed
          ? { title: t('tax_requests.none_found') }
          : { title: t('tax_requests.none'), hint: t('tax_requests.none_hint') }
      }
    />
  )
}

/** The columns of the register. */
export function requestColumns(t: TFunction): DataColumn<Request>[] {
  return [
    {
      key: 'number',
      fields: ['number'],
      title: t('columns.number'),
      width: 160,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => <span className="doc">{row.number}</span>,
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      cell: row => <RequestState state={row.state} />,
      width: 120,
    },
    {
      key: 'kind',
      fields: ['kind'],
      title: t('columns.kind'),
      cell: row => t(`tax_invoice_kinds.${row.kind}`),
      width: 140,
    },
    {
      key: 'buyer',
      fields: ['buyer_name', 'buyer_tax_id'],
      title: t('tax_requests.buyer_name'),
      cell: row => (
        <>
          {row.buyer_name} {row.buyer_tax_id && <span className="small soft num">{row.buyer_tax_id}</span>}
        </>
      ),
      width: 320,
    },
    {
      key: 'drafted_on',
      fields: ['drafted_on'],
      title: t('tax_requests.drafted_on'),
      cell: row => <Day day={row.drafted_on} />,
      width: 116,
      sorts: ['-drafted_on', 'drafted_on'],
    },
    {
      key: 'tax',
      fields: ['currency', 'net_minor', 'tax_minor'],
      title: t('columns.tax_minor'),
      cell: row => <Money minor={row.tax_minor} currency={row.currency} />,
      right: true,
      width: 130,
    },
    {
      key: 'amount',
      fields: ['amount_minor'],
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 170,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'drafted_by',
      fields: ['drafted_name'],
      title: t('tax_requests.drafted_by'),
      cell: row => row.drafted_name,
      width: 120,
    },
    {
      key: 'approved_by',
      fields: ['approved_name'],
      title: t('tax_requests.approved_by'),
      cell: row => row.approved_name,
      width: 120,
    },
  ]
}
