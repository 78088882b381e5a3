import type { TFunction } from 'i18next'
import { useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { kindName } from '../ledger/names.ts'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DayField, Field, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { issueInvoice } from './actions.ts'

type Invoice = Row<'listInvoices'>
const kinds = ['invoice', 'charge', 'credit_note', 'opening'] as const

/** Invoices, charges and credit notes. */
export function InvoicesPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listInvoices', question)
  const deeds = useActions([issueInvoice], undefined)
  return (
    <Page title={t('nav.invoices')} sub={t('invoices.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar>
        <SearchField
          label={t('field.search_number')}
          value={one(url.number) ?? ''}
          width={170}
          onChange={number => change({ number }, { replace: true })}
        />
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={one(url.open) ?? 'any'}
              options={['any', 'open', 'settled'].map(value => ({ value, label: t(`invoices.${value}`) }))}
              onChange={value => change({ open: value === 'any' ? undefined : value })}
            />
          )}
        </Field>
        <ManyField
          label={t('columns.kind')}
          value={many(url.kind)}
          placeholder={t('ageing.everyone')}
          options={kinds.map(value => ({ value, label: kindName(t, value) }))}
          onChange={kind => change({ kind })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <DayField
          label={`${t('columns.issued_on')} · ${t('range.from')}`}
          value={one(url.issued_from) ?? null}
          clearable
          onChange={day => change({ issued_from: day ?? undefined })}
        />
        <DayField
          label={t('range.to')}
          value={one(url.issued_to) ?? null}
          clearable
          onChange={day => change({ issued_to: day ?? undefined })}
        />
      </FilterBar>
      <DataTable<Invoice>
        label={t('nav.invoices')}
        columns={columnsOf(t)}
        rows={list.rows}
        rowKey={row => row.invoice_id}
        sort={question.sort ?? '-issued_on'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={row => void navigate({ to: '/invoices/$invoice_id', params: { invoice_id: row.invoice_id } })}
        empty={{ title: t('invoices.empty') }}
        loading={list.loading}
        error={list.error}
        retry={list.retry}
        more={list.more}
      />
    </Page>
  )
}

function questionOf(url: Url): Question<'listInvoices'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-issued_on' }
  for (const name of ['number', 'open', 'issued_from', 'issued_to']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['kind', 'customer_id', 'entity_id', 'currency'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listInvoices'>
}

function columnsOf(t: TFunction): DataColumn<Invoice>[] {
  return [
    {
      key: 'number',
      title: t('columns.number'),
      width: 170,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => (
        <>
          <span className="doc">{row.number}</span>{' '}
          {row.state !== 'issued' && <span className="tag">{t(`invoices.${row.state}`)}</span>}
        </>
      ),
    },
    { key: 'kind', title: t('columns.kind'), cell: row => kindName(t, row.kind), width: 110 },
    { key: 'customer', title: t('columns.customer'), cell: row => row.customer_name, width: 260 },
    {
      key: 'issued_on',
      title: t('columns.issued_on'),
      cell: row => <Day day={row.issued_on} />,
      width: 116,
      sorts: ['-issued_on', 'issued_on'],
    },
    {
      key: 'due_on',
      title: t('columns.due_on'),
      cell: row => <Day day={row.due_on} />,
      width: 116,
      sorts: ['-due_on', 'due_on'],
    },
    { key: 'currency', title: t('columns.currency'), cell: row => row.currency, width: 76, card: 'hide' },
    {
      key: 'amount',
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} />,
      right: true,
      width: 150,
      sorts: ['-amount_minor', 'amount_minor'],
    },
    {
      key: 'open',
      title: t('columns.open_minor'),
      cell: row => (
        <strong>
          <Money minor={row.open_minor} currency={row.currency} dash />
        </strong>
      ),
      right: true,
      width: 150,
      card: 'figure',
    },
    {
      key: 'tax_invoice',
      title: t('invoices.tax_invoice'),
      cell: row => t(`tax_invoice_states.${row.tax_invoice_state}`),
      width: 110,
    },
  ]
}
