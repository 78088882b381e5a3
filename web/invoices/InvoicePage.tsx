import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { TermsName } from '../customers/TermsName.tsx'
import { Applications } from '../ledger/Applications.tsx'
import { ItemDrawer } from '../ledger/ItemDrawer.tsx'
import { kindName } from '../ledger/names.ts'
import { useAnswer } from '../lists.ts'
import { InvoiceFlows } from '../reports/FourFlows.tsx'
import { SuggestedMethod } from '../policy/SuggestedMethod.tsx'
import { Record } from '../reports/Record.tsx'
import { useBaseCurrency, useMay } from '../session.ts'
import { TaxStanding } from '../taxinvoices/TaxStanding.tsx'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Decimal, Money, Moment } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { invoiceActions } from './actions.ts'
import { RemindersOf } from '../reminders/RemindersOf.tsx'
import { Dispatches } from './Dispatches.tsx'
import { Turns } from './Turns.tsx'

type Invoice = Answer<'readInvoice'>

/** One invoice: its lines, what is owed when, what was applied, and the entry behind it. */
export function InvoicePage() {
  const { t } = useTranslation()
  const { invoice_id } = useParams({ strict: false }) as { invoice_id: string }
  const asked = useAnswer('readInvoice', { invoice_id })
  const deeds = useActions(invoiceActions, asked.data ?? null)
  return (
    <Page
      title={asked.data ? `${kindName(t, asked.data.kind)} ${asked.data.number}` : t('nav.invoices')}
      crumb={<Link to="/invoices">{t('nav.invoices')}</Link>}
      sub={
        asked.data && (
          <Link to="/customers/$customer_id" params={{ customer_id: asked.data.customer_id }}>
            {asked.data.customer_number} {asked.data.customer_name}
          </Link>
        )
      }
      actions={<ActionButtons deeds={deeds} most={5} />}
    >
      <Wait for={asked}>{invoice => <Shown invoice={invoice} />}</Wait>
    </Page>
  )
}

function Shown({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation()
  const may = useMay()
  const { currency } = invoice
  const payable = invoice.state === 'issued' && BigInt(invoice.open_minor) > 0n
  return (
    <>
      <div className="figures">
        <Figure label={t('columns.open_minor')}>
          <Money minor={invoice.open_minor} currency={currency} code />
        </Figure>
        <Figure label={t('columns.amount_minor')}>
          <Money minor={invoice.amount_minor} currency={currency} code />
        </Figure>
      </div>
      <Facts
        rows={[
          [t('columns.state'), invoice.state === 'issued' ? null : t(`invoices.${invoice.state}`)],
          [t('columns.entity'), invoice.entity_code],
          [
            t('columns.bill_to'),
            invoice.bill_to_id === invoice.customer_id ? null : `${invoice.bill_to_number} ${invoice.bill_to_name}`,
          ],
          [t('columns.issued_on'), <Day key="issued" day={invoice.issued_on} />],
          [t('columns.posted_on'), <Day key="posted" day={invoice.posted_on} />],
          [
            t('columns.booked_on'),
            invoice.booked_on && (
              <Link
                key="booked"
                to="/invoices"
                search={{ booked_from: invoice.booked_on, booked_to: invoice.booked_on }}
              >
                <Day day={invoice.booked_on} />
              </Link>
            ),
          ],
          [t('columns.due_on'), <Day key="due" day={invoice.due_on} missing={t('columns.undetermined')} />],
          [t('columns.terms_code'), invoice.terms_code && <TermsName key="terms" code={invoice.terms_code} />],
          ...invoice.discounts.map((one): [string, ReactNode] => [
            t('page.early', { percent: one.percent }),
            <span key={one.until_on}>
              <Money minor={one.payable_minor} currency={currency} /> · <Day day={one.until_on} />
            </span>,
          ]),
          [t('columns.net_minor'), <Money key="net" minor={invoice.net_minor} currency={currency} />],
          [t('columns.tax_minor'), <Money key="tax" minor={invoice.tax_minor} currency={currency} />],
          [t('invoices.tax_invoice'), t(`tax_invoice_states.${invoice.tax_invoice_state}`)],
          [
            t('nav.contracts'),
            invoice.contract_id && (
              <Link key="contract" to="/contracts/$contract_id" params={{ contract_id: invoice.contract_id }}>
                {invoice.contract_number}
              </Link>
            ),
          ],
          [
            t('payment_methods.best'),
            payable && (
              <SuggestedMethod
                key="method"
                customer_id={invoice.customer_id}
                entity_id={invoice.entity_id}
                currency={currency}
                amount_minor={invoice.open_minor}
              />
            ),
          ],
          [t('columns.reference'), invoice.reference],
          [t('columns.note'), invoice.note],
          [t('columns.recorded_at'), <Moment key="at" at={invoice.recorded_at} />],
        ]}
      />
      {invoice.lines.length > 0 && <Lines invoice={invoice} />}
      {invoice.items.length > 0 && <Instalments invoice={invoice} />}
      <Applications
        rows={invoice.applications}
        number={invoice.number}
        currency={currency}
        title={t('invoices.applications')}
      />
      {invoice.kind === 'invoice' && <InvoiceFlows invoice_id={invoice.invoice_id} />}
      <Turns invoice={invoice} />
      <TaxStanding invoice_id={invoice.invoice_id} />
      <Postings invoice={invoice} />
      <Dispatches invoice_id={invoice.invoice_id} />
      {payable && <RemindersOf document_id={[invoice.invoice_id]} />}
      <Talk subject={{ subject_kind: 'invoice', subject_id: invoice.invoice_id }} />
      {may('report.read') && (
        <Section title={t('record.title')}>
          <Record subject_id={invoice.invoice_id} />
        </Section>
      )}
    </>
  )
}

function Lines({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation()
  const { currency } = invoice
  return (
    <Section title={t('invoices.lines')}>
      <DataTable<Invoice['lines'][number]>
        label={t('invoices.lines')}
        columns={[
          { key: 'what', title: t('columns.description'), cell: row => row.description, width: 280, card: 'head' },
          {
            key: 'quantity',
            title: t('columns.quantity'),
            cell: row => <Decimal of={row.quantity} />,
            right: true,
            width: 100,
          },
          { key: 'unit', title: t('columns.unit'), cell: row => row.unit, width: 70 },
          {
            key: 'price',
            title: t('columns.unit_price'),
            cell: row => <Decimal of={row.unit_price} least={2} />,
            right: true,
            width: 120,
          },
          { key: 'tax_code', title: t('columns.tax_code'), cell: row => row.tax_code, width: 100 },
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
        rows={invoice.lines}
        rowKey={row => String(row.line)}
        empty={{ title: '' }}
      />
    </Section>
  )
}

function Instalments({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation()
  const [, change] = useUrl()
  return (
    <Section title={t('invoices.instalments')}>
      <DataTable<Invoice['items'][number]>
        label={t('invoices.instalments')}
        columns={[
          { key: 'line', title: t('columns.instalment'), cell: row => row.line, width: 90 },
          {
            key: 'kind',
            title: t('columns.kind'),
            cell: row => (
              <>
                {kindName(t, row.kind)} {row.disputed && <span className="tag waits">{t('columns.disputed')}</span>}
              </>
            ),
            width: 150,
            card: 'head',
          },
          { key: 'due_on', title: t('columns.due_on'), cell: row => <Day day={row.due_on} />, width: 130 },
          {
            key: 'agreed_due_on',
            title: t('columns.agreed_due_on'),
            cell: row => row.agreed_due_on && <Day day={row.agreed_due_on} />,
            width: 130,
          },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={invoice.currency} />,
            right: true,
            width: 150,
          },
          {
            key: 'open',
            title: t('columns.open_minor'),
            cell: row => <Money minor={row.open_minor} currency={invoice.currency} />,
            right: true,
            width: 150,
            card: 'figure',
          },
        ]}
        rows={invoice.items}
        rowKey={row => row.item_id}
        onOpen={row => change({ item: row.item_id })}
        empty={{ title: '' }}
      />
      <ItemDrawer />
    </Section>
  )
}

function Postings({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation()
  const base = useBaseCurrency()
  if (invoice.postings.length === 0) return null
  return (
    <Section title={t('invoices.postings')}>
      <DataTable<Invoice['postings'][number]>
        label={t('invoices.postings')}
        columns={[
          { key: 'on', title: t('columns.posted_on'), cell: row => <Day day={row.posted_on} />, width: 120 },
          {
            key: 'account',
            title: t('columns.account'),
            cell: row => `${row.account_code} ${row.account_name}`,
            width: 300,
            card: 'head',
          },
          {
            key: 'amount',
            title: t('columns.amount_minor'),
            cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
            right: true,
            width: 170,
            card: 'figure',
          },
          {
            key: 'base',
            title: t('columns.base_minor'),
            cell: row => <Money minor={row.base_minor} currency={base} />,
            right: true,
            width: 160,
          },
        ]}
        rows={invoice.postings}
        rowKey={row => `${row.account_code} ${row.posted_on} ${row.amount_minor}`}
        empty={{ title: '' }}
      />
    </Section>
  )
}
