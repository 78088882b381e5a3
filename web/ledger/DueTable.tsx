import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import type { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import type { Picked } from '../ui/picked.ts'
import { totalRows } from '../ui/totals.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Item = Row<'listOpenItems'>

type DueTableProps = {
  list: ReturnType<typeof useList<'listOpenItems'>>
  /** What the list was asked with, to take it out as it stands. */
  question: Question<'listOpenItems'>
  picked: Picked
  onSort: (sort: string) => void
  onOpen: (item: Item) => void
  /** Inside a group of the list. */
  bare?: boolean
  /** How else the list can stand. */
  menu?: ReactNode
}

/** Claims one by one; each opens its history. */
export function DueTable({ list, question, picked, onSort, onOpen, bare = false, menu }: DueTableProps) {
  const { t } = useTranslation()
  return (
    <DataTable<Item>
      picked={picked}
      label={t('nav.due')}
      name="due"
      bare={bare}
      tools={fields => <ListTools list="due" report="open_items" question={question} fields={fields} menu={menu} />}
      columns={columnsOf(t)}
      {...list.table}
      totals={
        bare
          ? []
          : totalRows(
              list.first?.totals ?? null,
              { column: 'customer', text: t('columns.total') },
              { open: 'open_minor' },
            )
      }
      rowKey={row => row.item_id}
      sort={question.sort ?? ''}
      onSort={onSort}
      onOpen={onOpen}
      empty={{ title: t('due.none'), hint: t('due.none_hint') }}
    />
  )
}

function columnsOf(t: TFunction): DataColumn<Item>[] {
  return [
    {
      key: 'customer',
      fields: ['customer_number', 'customer_name'],
      title: t('columns.customer'),
      width: 230,
      card: 'head',
      sorts: ['customer_name', '-customer_name'],
      cell: row => (
        <>
          <span className="soft num">{row.customer_number}</span> {row.customer_name}
        </>
      ),
    },
    {
      key: 'number',
      fields: ['number'],
      title: t('columns.number'),
      width: 160,
      sorts: ['number', '-number'],
      cell: row => (
        <>
          <span className="doc">{row.number}</span>{' '}
          {row.disputed && <span className="tag waits">{t('columns.disputed')}</span>}
        </>
      ),
    },
    {
      key: 'due_on',
      fields: ['due_on'],
      title: t('columns.due_on'),
      width: 116,
      sorts: ['due_on', '-due_on'],
      cell: row => <Day day={row.due_on} />,
    },
    {
      key: 'agreed_due_on',
      fields: ['agreed_due_on'],
      title: t('columns.agreed_due_on'),
      width: 120,
      sorts: ['agreed_due_on', '-agreed_due_on'],
      cell: row => row.agreed_due_on && <Day day={row.agreed_due_on} />,
    },
    {
      key: 'days_overdue',
      fields: ['days_overdue'],
      title: t('columns.days_overdue'),
      right: true,
      width: 96,
      sorts: ['-days_overdue', 'days_overdue'],
      cell: row => (row.days_overdue ? <span className="num wrong">{row.days_overdue}</span> : '–'),
    },
    {
      key: 'reminded',
      title: t('reminders.reminded'),
      width: 176,
      cell: row =>
        row.reminded && (
          <>
            <Day day={row.reminded.on} />{' '}
            <span className="small soft" title={t(`collection_policy.tones.${row.reminded.tone}`)}>
              {t(`collection_policy.channels.${row.reminded.channel}`)}
            </span>
          </>
        ),
    },
    {
      key: 'salesperson',
      fields: ['salesperson_name'],
      title: t('columns.salesperson'),
      cell: row => row.salesperson_name,
      width: 90,
    },
    {
      key: 'amount',
      fields: ['amount_minor'],
      title: t('columns.amount_minor'),
      right: true,
      width: 140,
      cell: row => <Money minor={String(row.amount_minor)} currency={row.currency} />,
    },
    {
      key: 'open',
      fields: ['open_minor'],
      title: t('columns.open_minor'),
      right: true,
      width: 160,
      fixed: 'end',
      card: 'figure',
      sorts: ['-open_base_minor', 'open_base_minor'],
      cell: row => <Money minor={String(row.open_minor)} currency={row.currency} code />,
    },
  ]
}
