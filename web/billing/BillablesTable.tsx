import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import type { Picked } from '../ui/picked.ts'
import type { Billable } from './actions.ts'

type BillablesTableProps = {
  list: ReturnType<typeof useList<'listBillables'>>
  ready: boolean
  picked?: Picked
  sort: string
  onSort: (sort: string) => void
}

/** What can be billed, one thing of a contract a line, each with the reason why or why not; it opens its contract. */
export function BillablesTable({ list, ready, picked, sort, onSort }: BillablesTableProps) {
  const { t } = useTranslation()
  return (
    <DataTable<Billable>
      label={t('nav.billing')}
      name="billables"
      columns={columnsOf(t)}
      {...list.table}
      {...(picked ? { picked } : {})}
      rowKey={row => `${row.contract_id} ${row.key}`}
      sort={sort}
      onSort={onSort}
      leadsTo={row => ({ to: '/contracts/$contract_id', params: { contract_id: row.contract_id } })}
      empty={{ title: t(ready ? 'billing.nothing' : 'billing.nothing_waits'), hint: t('billing.nothing_hint') }}
    />
  )
}

const odd = new Set(['trimmed', 'above_contract', 'in_run'])

function columnsOf(t: TFunction): DataColumn<Billable>[] {
  return [
    {
      key: 'contract',
      title: t('billing.contract'),
      cell: row => <span className="doc">{row.contract_number}</span>,
      width: 142,
      sorts: ['contract_number', '-contract_number'],
      card: 'head',
    },
    {
      key: 'customer',
      title: t('columns.customer'),
      cell: row => row.customer_name,
      width: 180,
      sorts: ['customer_name', '-customer_name'],
    },
    {
      key: 'what',
      title: t('billing.what'),
      cell: row => [row.description, row.quantity && `${row.quantity} ${row.unit ?? ''}`].filter(Boolean).join(' · '),
      width: 210,
    },
    {
      key: 'why',
      title: t('billing.why'),
      cell: row => (
        <span className={odd.has(row.why) ? 'tag waits' : row.ready ? '' : 'soft'}>
          {t(`billing.reasons.${row.why}`)}
        </span>
      ),
      width: 160,
    },
    {
      key: 'ready_on',
      title: t('billing.ready_on'),
      cell: row => <Day day={row.ready_on} />,
      width: 116,
      sorts: ['-ready_on', 'ready_on'],
    },
    {
      key: 'left',
      title: t('billing.left'),
      cell: row => <Money minor={row.left_minor} currency={row.currency} />,
      right: true,
      width: 120,
    },
    {
      key: 'amount',
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 150,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
  ]
}
