import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { type Answer, askContent } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Record } from '../reports/Record.tsx'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { show } from '../ui/Dialogs.tsx'
import { Icon } from '../ui/Icon.tsx'
import { lookAt } from '../ui/look-at.ts'
import { Day, Decimal, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { taxInvoiceActions } from './document-actions.ts'
import { DocumentState } from './DocumentsTable.tsx'
import { RedFacts } from './RedFacts.tsx'

type TaxInvoice = Answer<'readTaxInvoice'>

/** One tax invoice: parties, lines, the files it came as, and what of which requests it covers. */
export function DocumentPage() {
  const { t } = useTranslation()
  const { tax_invoice_id } = useParams({ strict: false }) as { tax_invoice_id: string }
  const asked = useAnswer('readTaxInvoice', { tax_invoice_id })
  const found = asked.data?.tax_invoice_id === tax_invoice_id ? asked.data : undefined
  const deeds = useActions(taxInvoiceActions, found ?? null)
  return (
    <Page
      title={found ? `${t('tax_documents.one')} ${found.number}` : t('nav.tax_documents')}
      crumb={<Link to="/tax-documents">{t('nav.tax_documents')}</Link>}
      sub={
        found && (
          <>
            <Link to="/customers/$customer_id" params={{ customer_id: found.customer_id }}>
              {found.customer_number} {found.customer_name}
            </Link>{' '}
            <DocumentState state={found.state} />
          </>
        )
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <Wait for={asked}>{() => found && <Shown invoice={found} />}</Wait>
    </Page>
  )
}

function Shown({ invoice }: { invoice: TaxInvoice }) {
  const { t } = useTranslation()
  const may = useMay()
  const { currency, tax_invoice_id } = invoice
  const money = (label: string, minor: string) => (
    <Figure label={label}>
      <Money minor={minor} currency={currency} code />
    </Figure>
  )
  return (
    <>
      <div className="figures">
        {money(t('columns.amount_minor'), invoice.amount_minor)}
        {money(t('columns.net_minor'), invoice.net_minor)}
        {money(t('columns.tax_minor'), invoice.tax_minor)}
        {money(t('tax_documents.linked'), invoice.linked_minor)}
      </div>
      <Facts
        rows={[
          [t('columns.kind'), t(`tax_invoice_kinds.${invoice.kind}`)],
          [t('tax_documents.code'), invoice.code],
          [t('tax_documents.issued_on'), <Day key="on" day={invoice.issued_on} />],
          [t('tax_requests.buyer_name'), invoice.buyer_name],
          [t('columns.tax_id'), invoice.buyer_tax_id],
          [t('tax_documents.seller'), invoice.seller_name],
          [t('tax_documents.seller_tax_id'), invoice.seller_tax_id],
          [t('tax_requests.remarks'), invoice.remarks],
          [t('tax_documents.source'), t(`tax_invoice_sources.${invoice.source}`)],
          [
            t('tax_documents.files'),
            invoice.files.length === 0 ? null : (
              <span key="files">
                {invoice.files.map(({ form, name }) => (
                  <Button
                    key={form}
                    size="small"
                    type="text"
                    title={name}
                    icon={<Icon name="clip" size={14} />}
                    onClick={() => lookAt(name, () => askContent('readTaxInvoiceFile', { tax_invoice_id, form }))}
                  >
                    {form.toUpperCase()}
                  </Button>
                ))}
              </span>
            ),
          ],
          [
            t('tax_documents.relatives'),
            invoice.relatives.length === 0 ? null : (
              <span key="relatives">
                {invoice.relatives.map(one => (
                  <Link
                    key={one.tax_invoice_id}
                    to="/tax-documents/$tax_invoice_id"
                    params={{ tax_invoice_id: one.tax_invoice_id }}
                  >
                    <span className="doc">{one.number}</span> <Money
                      minor={one.amount_minor}
                      currency={currency}
                    />{' '}
                  </Link>
                ))}
              </span>
            ),
          ],
        ]}
      />
      <RedFacts invoice={invoice} />
      <Links invoice={invoice} />
      {invoice.lines.length > 0 && <Lines invoice={invoice} />}
      <Talk subject={{ subject_kind: 'tax_invoice', subject_id: tax_invoice_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={tax_invoice_id} />
        </Section>
      )}
    </>
  )
}

function Links({ invoice }: { invoice: TaxInvoice }) {
  const { t } = useTranslation()
  const may = useMay()
  const { links, currency } = invoice
  const requests = [...new Map(links.map(link => [link.tax_request_id, link])).values()]
  return (
    <Section title={t('tax_documents.links')}>
      <DataTable<TaxInvoice['links'][number]>
        label={t('tax_documents.links')}
        columns={[
          {
            key: 'request',
            title: t('tax_requests.request'),
            cell: row => (
              <Link to="/tax-invoices/$tax_request_id" params={{ tax_request_id: row.tax_request_id }}>
                <span className="doc">{row.request_number}</span> · {row.line}
              </Link>
            ),
            width: 190,
            links: true,
            card: 'head',
          },
          {
            key: 'invoice',
            title: t('kinds.invoice'),
            cell: row => (
              <Link to="/invoices/$invoice_id" params={{ invoice_id: row.invoice_id }}>
                <span className="doc">{row.invoice_number}</span>
              </Link>
            ),
            width: 170,
            links: true,
          },
          { key: 'item', title: t('tax_requests.item_name'), cell: row => row.item_name, width: 220 },
          { key: 'how', title: t('tax_documents.how'), cell: row => t(`tax_link_ways.${row.how}`), width: 150 },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={currency} />,
            right: true,
            width: 150,
            card: 'figure',
          },
        ]}
        rows={links}
        rowKey={row => row.link_id}
        empty={{ title: t('tax_documents.no_links') }}
      />
      {may('tax_invoice.issue') &&
        !invoice.is_red &&
        requests.map(link => (
          <Button
            key={link.tax_request_id}
            size="small"
            onClick={() =>
              show(async () => (await import('./UnlinkDialog.tsx')).UnlinkDialog, {
                tax_invoice_id: invoice.tax_invoice_id,
                tax_request_id: link.tax_request_id,
                number: link.request_number,
              })
            }
          >
            {t('tax_documents.unlink', { number: link.request_number })}
          </Button>
        ))}
    </Section>
  )
}

function Lines({ invoice }: { invoice: TaxInvoice }) {
  const { t } = useTranslation()
  const money = (key: 'net_minor' | 'tax_minor') => ({
    key,
    title: t(`columns.${key}`),
    cell: (row: TaxInvoice['lines'][number]) => <Money minor={row[key]} currency={invoice.currency} />,
    right: true,
    width: 140,
  })
  return (
    <Section title={t('invoices.lines')}>
      <DataTable<TaxInvoice['lines'][number]>
        label={t('invoices.lines')}
        columns={[
          { key: 'item', title: t('tax_requests.item_name'), cell: row => row.item_name, width: 280, card: 'head' },
          {
            key: 'classification',
            title: t('tax_requests.classification'),
            cell: row => <span className="num">{row.classification}</span>,
            width: 180,
          },
          {
            key: 'quantity',
            title: t('columns.quantity'),
            cell: row => <Decimal of={row.quantity} unit={row.unit} />,
            right: true,
            width: 110,
          },
          { key: 'rate', title: t('tax_documents.rate'), cell: row => row.tax_rate && `${row.tax_rate}%`, width: 80 },
          money('net_minor'),
          money('tax_minor'),
        ]}
        rows={invoice.lines}
        rowKey={row => String(row.line)}
        empty={{ title: '' }}
      />
    </Section>
  )
}
