import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'

type TaxInvoice = Row<'listTaxInvoices'>
const looks: Record<TaxInvoice['state'], string> = {
  issued: '',
  part_reversed: 'waits',
  reversed: 'quiet',
  red: 'waits',
}

/** Whether a tax invoice stands, or is red. */
export function DocumentState({ state }: { state: TaxInvoice['state'] }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[state]}`}>{t(`tax_invoice_document_states.${state}`)}</span>
}

type DocumentsTableProps = Pick<Parameters<typeof DataTable<TaxInvoice>>[0], 'rows' | 'sort' | 'onSort' | 'tools'> & {
  list?: object
  empty: { title: string; hint?: string }
  name?: string
}

/** Tax invoices as issued, one a line; each opens its page. */
export function DocumentsTable({ list = {}, name, ...given }: DocumentsTableProps) {
  const { t } = useTranslation()
  const sorted = given.onSort !== undefined
  return (
    <DataTable<TaxInvoice>
      label={t('nav.tax_documents')}
      {...(name ? { name } : {})}
      columns={columnsOf(t).map(({ sorts, ...column }) => (sorted && sorts ? { ...column, sorts } : column))}
      {...list}
      {...given}
      rowKey={row => row.tax_invoice_id}
      rowClass={row => (row.state === 'reversed' ? 'quiet' : '')}
      leadsTo={row => ({ to: '/tax-documents/$tax_invoice_id', params: { tax_invoice_id: row.tax_invoice_id } })}
    />
  )
}

function columnsOf(t: TFunction): DataColumn<TaxInvoice>[] {
  return [
    {
      key: 'number',
      title: t('columns.number'),
      width: 200,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => (
        <span className="doc">
          {row.code && `${row.code} `}
          {row.number}
        </span>
      ),
    },
    { key: 'state', title: t('columns.state'), cell: row => <DocumentState state={row.state} />, width: 110 },
    { key: 'kind', title: t('columns.kind'), cell: row => t(`tax_invoice_kinds.${row.kind}`), width: 140 },
    {
      key: 'issued_on',
      title: t('tax_documents.issued_on'),
      cell: row => <Day day={row.issued_on} />,
      width: 116,
      sorts: ['-issued_on', 'issued_on'],
    },
    { key: 'buyer', title: t('tax_requests.buyer_name'), cell: row => row.buyer_name, width: 260 },
    {
      key: 'tax',
      title: t('columns.tax_minor'),
      cell: row => <Money minor={row.tax_minor} currency={row.currency} />,
      right: true,
      width: 130,
    },
    {
      key: 'amount',
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 170,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'linked',
      title: t('tax_documents.linked'),
      cell: row => <Money minor={row.linked_minor} currency={row.currency} />,
      right: true,
      width: 140,
    },
  ]
}
