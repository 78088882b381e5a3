import { Link, useNavigate } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { billKinds, billStates } from '../../server/bills/names-contract.ts'
import type { Question, Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { useMe } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { DaySpan } from '../ui/DaySpan.tsx'
import { ManyField } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { many, one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { ListTools } from '../views/ListTools.tsx'
import { receiveBill } from './actions.ts'
import { BillNumber } from './BillNumber.tsx'
import { BillState } from './BillState.tsx'

type Bill = Row<'listBills'>

/** 应收票据备查簿: every bill that came, by the day it falls due. */
export function BillsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const [url, change] = useUrl()
  const question = questionOf(url)
  const list = useList('listBills', question)
  const deeds = useActions([{ ...receiveBill, weight: 'main' }], undefined)
  return (
    <Page
      title={t('nav.bills')}
      sub={
        <>
          {t('bills.sub')} · <Link to="/bills/calendar">{t('bills.calendar')}</Link>
        </>
      }
      actions={<ActionButtons deeds={deeds} />}
    >
      <FilterBar>
        <SearchField
          label={t('bills.number')}
          value={one(url.number) ?? ''}
          width={200}
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
          width={180}
          options={billStates.map(value => ({ value, label: t(`bills.states.${value}`) }))}
          onChange={state => change({ state }, { replace: true })}
        />
        <ManyField
          label={t('bills.kind')}
          value={many(url.kind)}
          width={180}
          options={billKinds.map(value => ({ value, label: t(`bills.kinds.${value}`) }))}
          onChange={kind => change({ kind }, { replace: true })}
        />
        <DaySpan
          label={t('bills.matures_on')}
          from={one(url.matures_from)}
          to={one(url.matures_to)}
          onChange={(matures_from, matures_to) => change({ matures_from, matures_to })}
        />
      </FilterBar>
      <DataTable<Bill>
        label={t('nav.bills')}
        name="bills"
        tools={fields => <ListTools list="bills" report="bills" question={question} fields={fields} />}
        columns={columnsOf(t, me.today)}
        {...list.table}
        rowKey={row => row.bill_id}
        sort={question.sort ?? 'matures_on'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={row => void navigate({ to: '/bills/$bill_id', params: { bill_id: row.bill_id } })}
        empty={{ title: t('bills.empty'), hint: t('bills.empty_hint') }}
      />
    </Page>
  )
}

const inHand: readonly Bill['state'][] = ['held', 'pledged']

function columnsOf(t: TFunction, today: string): DataColumn<Bill>[] {
  return [
    {
      key: 'number',
      fields: ['number', 'sub_from', 'sub_to'],
      title: t('bills.number'),
      width: 290,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => <BillNumber number={row.number} />,
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      width: 110,
      cell: row => <BillState state={row.state} />,
    },
    {
      key: 'kind',
      fields: ['bill_kind'],
      title: t('bills.kind'),
      cell: row => t(`bills.kinds.${row.kind}`),
      width: 175,
    },
    {
      key: 'matures_on',
      fields: ['matures_on'],
      title: t('bills.matures_on'),
      cell: row => (
        <span className={inHand.includes(row.state) && row.matures_on < today ? 'wrong' : ''}>
          <Day day={row.matures_on} />
        </span>
      ),
      width: 120,
      sorts: ['matures_on', '-matures_on'],
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
      key: 'customer',
      fields: ['customer_number', 'customer_name'],
      title: t('columns.customer'),
      cell: row => row.customer_name,
      width: 220,
    },
    { key: 'acceptor', fields: ['acceptor'], title: t('bills.acceptor'), cell: row => row.acceptor, width: 200 },
    { key: 'drawer', fields: ['drawer'], title: t('bills.drawer'), cell: row => row.drawer, width: 200 },
    {
      key: 'received_on',
      fields: ['received_on'],
      title: t('columns.received_on'),
      cell: row => <Day day={row.received_on} />,
      width: 120,
      sorts: ['-received_on', 'received_on'],
    },
  ]
}

function questionOf(url: Url): Question<'listBills'> {
  const question: Record<string, unknown> = { sort: one(url.sort) ?? 'matures_on' }
  for (const name of ['number', 'matures_from', 'matures_to']) if (one(url[name])) question[name] = one(url[name])
  for (const name of ['customer_id', 'entity_id', 'currency', 'state', 'kind'])
    if (many(url[name]).length > 0) question[name] = many(url[name])
  return question as Question<'listBills'>
}
