import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import type { useList } from '../lists.ts'
import { useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { ListTools } from '../views/ListTools.tsx'
import { BillNumber } from './BillNumber.tsx'
import { BillState } from './BillState.tsx'

type Bill = Row<'listBills'>

type BillsTableProps = {
  list: ReturnType<typeof useList<'listBills'>>
  question: Question<'listBills'>
  onSort: (sort: string) => void
  /** How else the list can stand. */
  menu?: ReactNode
  /** Stands within a group. */
  bare?: boolean
}

/** Bills, each with where it stands and the day it falls due. */
export function BillsTable({ list, question, onSort, menu, bare = false }: BillsTableProps) {
  const { t } = useTranslation()
  const me = useMe()
  return (
    <DataTable<Bill>
      label={t('nav.bills')}
      name="bills"
      bare={bare}
      tools={fields => <ListTools list="bills" report="bills" question={question} fields={fields} menu={menu} />}
      columns={columnsOf(t, me.today)}
      {...list.table}
      rowKey={row => row.bill_id}
      sort={question.sort ?? 'matures_on'}
      onSort={onSort}
      leadsTo={row => ({ to: '/bills/$bill_id', params: { bill_id: row.bill_id } })}
      empty={{ title: t('bills.empty'), hint: t('bills.empty_hint') }}
    />
  )
}

const inHand: readonly Bill['state'][] = ['held', 'pledged']

function columnsOf(t: TFunction, today: string): DataColumn<Bill>[] {
  return [
    {
      key: 'number',
      fields: ['number', 'sub_from', 'sub_to'],
      title: t('bills.number'),
      width: 312,
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
      width: 200,
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
