import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import { refundStates } from '../../server/receipts/refund-states-contract.ts'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { printRefund } from '../papers/actions.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { ListTools } from '../views/ListTools.tsx'
import { RefundState } from './RefundState.tsx'
import { requestRefund } from './refund-actions.ts'

type Refund = Row<'listRefunds'>

/** Money that goes back to customers: what waits for approval, what is to be paid, what was paid. */
export function RefundsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listRefunds', question)
  const picked = usePicked()
  const deeds = useActions([{ ...requestRefund, weight: 'main' }], undefined)
  return (
    <Page title={t('nav.refunds')} sub={t('refunds.sub')} actions={<ActionButtons deeds={deeds} />}>
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
        <ManyField
          label={t('columns.state')}
          value={many(url.state)}
          width={200}
          options={refundStates.map(value => ({ value, label: t(`refunds.states.${value}`) }))}
          onChange={state => change({ state }, { replace: true })}
        />
        <DaySpan
          label={t('refunds.requested_on')}
          from={one(url.requested_from)}
          to={one(url.requested_to)}
          onChange={(requested_from, requested_to) => change({ requested_from, requested_to })}
        />
      </FilterBar>
      <DataTable<Refund>
        label={t('nav.refunds')}
        name="refunds"
        tools={fields => <ListTools list="refunds" report="refunds" question={question} fields={fields} />}
        columns={columnsOf(t)}
        {...list.table}
        picked={picked}
        rowKey={row => row.refund_id}
        sort={question.sort ?? '-requested_on'}
        onSort={sort => change({ sort }, { replace: true })}
        leadsTo={row => ({ to: '/refunds/$refund_id', params: { refund_id: row.refund_id } })}
        empty={{ title: t('refunds.empty'), hint: t('refunds.empty_hint') }}
      />
      <BulkBar picked={picked} rows={list.rows} rowKey={row => row.refund_id} actions={[printRefund]} />
    </Page>
  )
}

function columnsOf(t: TFunction): DataColumn<Refund>[] {
  return [
    {
      key: 'number',
      fields: ['number'],
      title: t('columns.number'),
      width: 170,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => <span className="doc">{row.number}</span>,
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      width: 110,
      cell: row => <RefundState state={row.state} />,
    },
    {
      key: 'customer',
      fields: ['customer_number', 'customer_name'],
      title: t('columns.customer'),
      cell: row => row.customer_name,
      width: 240,
    },
    {
      key: 'requested_on',
      fields: ['requested_on'],
      title: t('refunds.requested_on'),
      cell: row => <Day day={row.requested_on} />,
      width: 120,
      sorts: ['-requested_on', 'requested_on'],
    },
    {
      key: 'currency',
      fields: ['currency'],
      title: t('columns.currency'),
      cell: row => row.currency,
      width: 76,
      card: 'figure',
    },
    {
      key: 'amount',
      fields: ['amount_minor'],
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} />,
      right: true,
      width: 150,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'to',
      title: t('refunds.to_account'),
      cell: row => <span className="num">•••• {row.tail}</span>,
      width: 110,
    },
    {
      key: 'paid_on',
      fields: ['paid_on', 'bank_reference'],
      title: t('refunds.paid_on'),
      cell: row => row.paid_on && <Day day={row.paid_on} />,
      width: 120,
    },
    {
      key: 'by',
      fields: ['requested_name', 'approved_name'],
      title: t('refunds.requested_by'),
      cell: row => row.requested_name,
      width: 120,
    },
    { key: 'reason', fields: ['reason'], title: t('columns.reason'), cell: row => row.reason, width: 220 },
  ]
}

function questionOf(url: Url): Question<'listRefunds'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? '-requested_on' }
  for (const name of ['number', 'requested_from', 'requested_to']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['customer_id', 'entity_id', 'currency', 'state'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listRefunds'>
}
