import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Decimal, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { taxRequestActions } from './actions.ts'
import { DocumentsTable } from './DocumentsTable.tsx'
import { RequestState } from './RequestState.tsx'

type Request = Answer<'readTaxRequest'>

/** One request for a tax invoice: whom it is made out to, what it takes of which invoices, and the next step. */
export function RequestPage() {
  const { t } = useTranslation()
  const { tax_request_id } = useParams({ strict: false }) as { tax_request_id: string }
  const asked = useAnswer('readTaxRequest', { tax_request_id })
  const found = asked.data?.tax_request_id === tax_request_id ? asked.data : undefined
  const deeds = useActions(taxRequestActions, found ?? null)
  return (
    <Page
      title={found ? `${t('tax_requests.request')} ${found.number}` : t('nav.tax_invoices')}
      crumb={<Link to="/tax-invoices">{t('nav.tax_invoices')}</Link>}
      sub={
        found && (
          <>
            <Link to="/customers/$customer_id" params={{ customer_id: found.customer_id }}>
              {found.customer_number} {found.customer_name}
            </Link>{' '}
            <RequestState state={found.state} />
            {found.asked && <span className="small soft"> {t('tax_requests.is_asked')}</span>}
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} most={4} />}
    >
      <Wait for={asked}>{() => found && <Shown request={found} />}</Wait>
    </Page>
  )
}

function Shown({ request }: { request: Request }) {
  const { t } = useTranslation()
  const may = useMay()
  const { currency } = request
  return (
    <>
      <div className="figures">
        <Figure label={t('columns.amount_minor')}>
          <Money minor={request.amount_minor} currency={currency} code />
        </Figure>
        <Figure label={t('columns.net_minor')}>
          <Money minor={request.net_minor} currency={currency} code />
        </Figure>
        <Figure label={t('columns.tax_minor')}>
          <Money minor={request.tax_minor} currency={currency} code />
        </Figure>
      </div>
      <Section title={t('tax_requests.header')}>
        <Facts
          rows={[
            [t('columns.kind'), t(`tax_invoice_kinds.${request.kind}`)],
            [t('tax_requests.buyer_name'), request.buyer_name],
            [t('columns.tax_id'), request.buyer_tax_id],
            [t('tax_requests.buyer_address'), request.buyer_address],
            [t('columns.phone'), request.buyer_phone],
            [
              t('columns.bank'),
              request.buyer_bank && `${request.buyer_bank} · ${t('columns.tail')} ${request.buyer_account_tail}`,
            ],
            [t('tax_requests.header_reason'), request.header_reason],
            [t('tax_requests.remarks'), request.remarks],
          ]}
        />
      </Section>
      <Lines request={request} />
      <Issued tax_request_id={request.tax_request_id} />
      {request.asked_documents.length > 0 && <Asked request={request} />}
      <Section title={t('tax_requests.steps')}>
        <Facts
          rows={[
            [t('columns.entity'), request.entity_code],
            [t('tax_requests.drafted_by'), request.drafted_name],
            [t('tax_requests.drafted_on'), <Day key="drafted" day={request.drafted_on} />],
            [t('tax_requests.requested_by'), request.requested_name],
            [t('tax_requests.requested_on'), request.requested_on && <Day key="asked" day={request.requested_on} />],
            [t('tax_requests.approved_by'), request.approved_name],
            [t('tax_requests.approved_on'), request.approved_on && <Day key="approved" day={request.approved_on} />],
            [t('columns.reason'), request.reason],
            [t('columns.note'), request.note],
          ]}
        />
      </Section>
      <Talk subject={{ subject_kind: 'tax_request', subject_id: request.tax_request_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={request.tax_request_id} />
        </Section>
      )}
    </>
  )
}

function Lines({ request }: { request: Request }) {
  const { t } = useTranslation()
  const { currency } = request
  return (
    <Section title={t('invoices.lines')}>
      <DataTable<Request['lines'][number]>
        label={t('invoices.lines')}
        columns={[
          { key: 'item', title: t('tax_requests.item_name'), cell: row => row.item_name, width: 240, card: 'head' },
          {
            key: 'invoice',
            title: t('kinds.invoice'),
            cell: row => (
              <Link to="/invoices/$invoice_id" params={{ invoice_id: row.invoice_id }}>
                <span className="doc">{row.invoice_number}</span> · {row.invoice_line}
              </Link>
            ),
            width: 180,
            links: true,
          },
          {
            key: 'classification',
            title: t('tax_requests.classification'),
            cell: row => <span className="num">{row.classification}</span>,
            width: 180,
          },
          { key: 'model', title: t('tax_requests.model'), cell: row => row.model, width: 110 },
          {
            key: 'quantity',
            title: t('columns.quantity'),
            cell: row => <Decimal of={row.quantity} unit={row.unit} />,
            right: true,
            width: 110,
          },
          {
            key: 'tax_code',
            title: t('columns.tax_code'),
            cell: row => `${row.tax_code} · ${row.tax_rate}%`,
            width: 130,
          },
          {
            key: 'net',
            title: t('columns.net_minor'),
            cell: row => <Money minor={row.net_minor} currency={currency} />,
            right: true,
            width: 130,
          },
          {
            key: 'tax',
            title: t('columns.tax_minor'),
            cell: row => <Money minor={row.tax_minor} currency={currency} />,
            right: true,
            width: 120,
          },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={currency} />,
            right: true,
            width: 140,
            card: 'figure',
          },
        ]}
        rows={request.lines}
        rowKey={row => String(row.line)}
        empty={{ title: '' }}
      />
    </Section>
  )
}

function Asked({ request }: { request: Request }) {
  const { t } = useTranslation()
  const money = (key: 'net_minor' | 'tax_minor' | 'amount_minor') => ({
    key,
    title: t(`columns.${key}`),
    cell: (row: Request['asked_documents'][number]) => <Money minor={row[key]} currency={request.currency} />,
    right: true,
    width: 140,
    ...(key === 'amount_minor' ? { card: 'figure' as const } : {}),
  })
  return (
    <Section title={t('tax_requests.asked_documents')}>
      <DataTable<Request['asked_documents'][number]>
        label={t('tax_requests.asked_documents')}
        columns={[
          {
            key: 'serial',
            title: t('tax_requests.serial'),
            cell: row => <span className="doc">{row.serial}</span>,
            width: 200,
            card: 'head',
          },
          money('net_minor'),
          money('tax_minor'),
          money('amount_minor'),
        ]}
        rows={request.asked_documents}
        rowKey={row => row.serial}
        empty={{ title: '' }}
      />
    </Section>
  )
}

function Issued({ tax_request_id }: { tax_request_id: string }) {
  const { t } = useTranslation()
  const list = useList('listTaxInvoices', { tax_request_id: [tax_request_id] })
  if (list.rows.length === 0) return null
  return (
    <Section title={t('nav.tax_documents')}>
      <DocumentsTable rows={list.rows} list={list.table} empty={{ title: '' }} />
    </Section>
  )
}
