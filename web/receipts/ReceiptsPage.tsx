import type { TFunction } from 'i18next'
import { useNavigate } from '@tanstack/react-router'
import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DayField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { recordReceipt } from './actions.ts'

type Receipt = Row<'listReceipts'>

/** Money received; those that still have unapplied money are the clerk's work list. */
export function ReceiptsPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listReceipts', question)
  const deeds = useActions([recordReceipt], undefined)
  return (
    <Page title={t('nav.receipts')} sub={t('receipts.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar>
        <SearchField
          label={t('field.search_number')}
          value={one(url.number) ?? ''}
          width={170}
          onChange={number => change({ number }, { replace: true })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <DayField
          label={`${t('columns.received_on')} · ${t('range.from')}`}
          value={one(url.received_from) ?? null}
          clearable
          onChange={day => change({ received_from: day ?? undefined })}
        />
        <DayField
          label={t('range.to')}
          value={one(url.received_to) ?? null}
          clearable
          onChange={day => change({ received_to: day ?? undefined })}
        />
        <Checkbox
          checked={one(url.unapplied) === 'yes'}
          onChange={event => change({ unapplied: event.target.checked ? 'yes' : undefined })}
        >
          {t('receipts.unapplied_only')}
        </Checkbox>
      </FilterBar>
      <DataTable<Receipt>
        label={t('nav.receipts')}
        columns={columnsOf(t)}
        rows={list.rows}
        rowKey={row => row.receipt_id}
        sort={question.sort ?? '-received_on'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={row => void navigate({ to: '/receipts/$receipt_id', params: { receipt_id: row.receipt_id } })}
        empty={{ title: t('receipts.empty') }}
        loading={list.loading}
        error={list.error}
        retry={list.retry}
        more={list.more}
      />
    </Page>
  )
}

function questionOf(url: Url): Question<'listReceipts'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-received_on' }
  for (const name of ['number', 'unapplied', 'received_from', 'received_to'])
    if (one(url[name])) question[name] = one(url[name])
  for (const name of ['customer_id', 'entity_id', 'currency', 'method'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listReceipts'>
}

function columnsOf(t: TFunction): DataColumn<Receipt>[] {
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
          {row.state !== 'posted' && <span className="tag">{t(`invoices.${row.state}`)}</span>}
          {row.is_advance && <span className="tag">{t('kinds.advance')}</span>}
        </>
      ),
    },
    { key: 'customer', title: t('columns.customer'), cell: row => row.customer_name, width: 260 },
    { key: 'payer', title: t('columns.payer_name'), cell: row => row.payer_name, width: 180 },
    {
      key: 'received_on',
      title: t('columns.received_on'),
      cell: row => <Day day={row.received_on} />,
      width: 120,
      sorts: ['-received_on', 'received_on'],
    },
    { key: 'method', title: t('columns.method'), cell: row => t(`methods.${row.method}`), width: 110 },
    { key: 'currency', title: t('columns.currency'), cell: row => row.currency, width: 76, card: 'hide' },
    {
      key: 'amount',
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} />,
      right: true,
      width: 150,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'unapplied',
      title: t('columns.unapplied_minor'),
      cell: row => (
        <span className={row.unapplied_minor === '0' ? '' : 'waits'}>
          <Money minor={row.unapplied_minor} currency={row.currency} dash />
        </span>
      ),
      right: true,
      width: 150,
    },
  ]
}
