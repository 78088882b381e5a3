import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { waitingReasons, waitingStates } from '../../server/receipts/waiting-states-contract.ts'
import { Sums } from '../billing/Sums.tsx'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer, useList } from '../lists.ts'
import { BulkBar, sumsOf } from '../ui/BulkBar.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { ChoiceField, ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { manyWaiting, type Waiting } from './waiting-actions.ts'
import { WaitingDrawer } from './WaitingDrawer.tsx'
import { WaitingState } from './WaitingState.tsx'
import { ListTools } from '../views/ListTools.tsx'

/** Receipts one person recorded and another must confirm: no money yet. */
export function WaitingPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listWaiting', question)
  const sums = useAnswer('sumWaiting', {
    ...(question.entity_id ? { entity_id: question.entity_id } : {}),
    ...(question.customer_id ? { customer_id: question.customer_id } : {}),
  })
  const picked = usePicked()
  const opened = one(url.waiting)
  return (
    <Page
      title={t('nav.waiting_receipts')}
      crumb={<Link to="/receipts">{t('nav.receipts')}</Link>}
      sub={t('waiting.sub')}
      actions={<Link to="/receipt-rules">{t('nav.receipt_rules')}</Link>}
    >
      {sums.data && sums.data.rows.length > 0 && (
        <Sums
          label={t('waiting.states.waiting')}
          sums={sums.data.rows.map(row => ({ ...row, lines: row.receipts }))}
          unit="waiting.receipts"
        />
      )}
      <FilterBar>
        <ManyField
          label={t('columns.state')}
          value={question.state as string[]}
          width={200}
          options={waitingStates.map(value => ({ value, label: t(`waiting.states.${value}`) }))}
          onChange={state => change({ state: state.length > 0 ? state : 'all' }, { replace: true })}
        />
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <ChoiceField
          label={t('waiting.why')}
          value={one(url.why)}
          width={160}
          clearable
          placeholder={t('waiting.any')}
          options={waitingReasons.map(value => ({ value, label: t(`waiting.reasons.${value}`) }))}
          onChange={why => change({ why }, { replace: true })}
        />
        <DaySpan
          label={t('columns.received_on')}
          from={one(url.received_from)}
          to={one(url.received_to)}
          onChange={(received_from, received_to) => change({ received_from, received_to })}
        />
      </FilterBar>
      <DataTable<Waiting>
        label={t('nav.waiting_receipts')}
        name="receipts/waiting"
        tools={fields => (
          <ListTools list="receipts/waiting" report="waiting_receipts" question={question} fields={fields} />
        )}
        columns={columnsOf(t, String(question.state) === 'waiting')}
        {...list.table}
        picked={picked}
        rowKey={row => row.waiting_id}
        sort={question.sort ?? '-recorded_at'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={row => change({ waiting: row.waiting_id })}
        empty={{ title: t('waiting.empty'), hint: t('waiting.empty_hint') }}
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => row.waiting_id}
        actions={manyWaiting}
        sum={sumsOf<Waiting>('amount_minor')}
        whole={{ list: 'waiting_receipts', params: question, count: null, more: list.more.has }}
      />
      {opened && <WaitingDrawer waiting_id={opened} onClose={() => change({ waiting: undefined })} />}
    </Page>
  )
}

/** Of what waits alone, the columns one decides by; of what was decided, also how. */
function columnsOf(t: TFunction, open: boolean): DataColumn<Waiting>[] {
  return [
    {
      key: 'customer',
      fields: ['customer_number', 'customer_name'],
      title: t('columns.customer'),
      cell: row => (
        <>
          <span className="num">{row.customer_number}</span> {row.customer_name}
        </>
      ),
      width: 234,
      card: 'head',
    },
    ...(open
      ? []
      : [
          {
            key: 'state',
            fields: ['state'],
            title: t('columns.state'),
            cell: (row: Waiting) => <WaitingState state={row.state} />,
            width: 170,
          },
        ]),
    {
      key: 'what',
      fields: ['kind', 'receipt_number'],
      title: t('waiting.what'),
      cell: row => `${t(`waiting.kinds.${row.kind}`)}${row.receipt_number ? ` ${row.receipt_number}` : ''}`,
      width: 112,
    },
    {
      key: 'why',
      fields: ['payer_name'],
      title: t('waiting.why'),
      cell: row => [...row.why.map(why => t(`waiting.reasons.${why}`)), row.payer_name].filter(Boolean).join(' · '),
      width: 150,
    },
    {
      key: 'received_on',
      fields: ['received_on'],
      title: t('columns.received_on'),
      cell: row => <Day day={row.received_on} />,
      width: 116,
      sorts: ['-received_on', 'received_on'],
    },
    {
      key: 'amount',
      fields: ['currency', 'amount_minor'],
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 160,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'vouchers',
      title: t('vouchers.count'),
      cell: row => (row.vouchers > 0 ? row.vouchers : <span className="soft">–</span>),
      right: true,
      width: 84,
    },
    {
      key: 'by',
      fields: ['recorded_name'],
      title: t('waiting.recorded_by'),
      cell: row => (
        <>
          {row.recorded_name} {row.own && <span className="tag">{t('waiting.own')}</span>}
        </>
      ),
      width: 110,
    },
    {
      key: 'at',
      fields: ['recorded_at'],
      title: t('waiting.recorded_at'),
      cell: row => <Moment at={row.recorded_at} />,
      width: 166,
      sorts: ['-recorded_at', 'recorded_at'],
    },
    ...(open
      ? []
      : [
          {
            key: 'method',
            fields: ['method'],
            title: t('columns.method'),
            cell: (row: Waiting) => t(`methods.${row.method}`),
            width: 100,
          },
          {
            key: 'reason',
            fields: ['reason'],
            title: t('columns.reason'),
            cell: (row: Waiting) => row.reason,
            width: 200,
          },
        ]),
  ]
}

function questionOf(url: Url): Question<'listWaiting'> {
  const state = many(url.state)
  const question: Record<string, unknown> = {
    sort: one(url.sort) ?? '-recorded_at',
    state: state.length === 0 ? ['waiting'] : state.filter(value => value !== 'all'),
  }
  for (const name of ['received_from', 'received_to', 'why']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['customer_id', 'entity_id', 'currency', 'method'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listWaiting'>
}
