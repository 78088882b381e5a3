import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import type { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { ListTools } from '../views/ListTools.tsx'
import { Share } from './Share.tsx'

type Contract = Row<'listContracts'>

type ContractsTableProps = {
  list: ReturnType<typeof useList<'listContracts'>>
  /** What the list was asked with, to take it out as it stands. */
  question: Question<'listContracts'>
  sort: string
  onSort: (sort: string) => void
  withCustomer?: boolean
}

/** Contracts, one a line, with how much of each is billed and settled; each opens its page. */
export function ContractsTable({ list, question, sort, onSort, withCustomer = true }: ContractsTableProps) {
  const { t } = useTranslation()
  return (
    <DataTable<Contract>
      label={t('nav.contracts')}
      name="contracts"
      tools={fields => (
        <ListTools list={withCustomer ? 'contracts' : null} report="contracts" question={question} fields={fields} />
      )}
      columns={columnsOf(t, withCustomer)}
      {...list.table}
      rowKey={row => row.contract_id}
      rowClass={row => (row.state === 'active' ? '' : 'quiet')}
      sort={sort}
      onSort={onSort}
      leadsTo={row => ({ to: '/contracts/$contract_id', params: { contract_id: row.contract_id } })}
      empty={{ title: t('contracts.empty'), hint: t('contracts.empty_hint') }}
    />
  )
}

function columnsOf(t: TFunction, withCustomer: boolean): DataColumn<Contract>[] {
  return [
    {
      key: 'number',
      fields: ['number', 'state'],
      title: t('columns.number'),
      width: 160,
      sorts: ['number', '-number'],
      card: 'head',
      cell: row => (
        <>
          <span className="doc">{row.number}</span>{' '}
          {row.state !== 'active' && <span className="tag">{t(`contracts.states.${row.state}`)}</span>}
        </>
      ),
    },
    { key: 'title', fields: ['subject'], title: t('contracts.title'), cell: row => row.title, width: 230 },
    ...(withCustomer
      ? [
          {
            key: 'customer',
            fields: ['customer_number', 'customer_name'],
            title: t('columns.customer'),
            cell: (row: Contract) => row.customer_name,
            width: 230,
          },
        ]
      : []),
    { key: 'kind', title: t('columns.kind'), cell: row => t(`contracts.kinds.${row.kind}`), width: 100 },
    {
      key: 'signed_on',
      fields: ['signed_on'],
      title: t('contracts.signed_on'),
      cell: row => <Day day={row.signed_on} />,
      width: 116,
      sorts: ['-signed_on', 'signed_on'],
    },
    {
      key: 'amount',
      fields: ['currency', 'amount_minor'],
      title: t('columns.amount_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 170,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
    {
      key: 'billed',
      fields: ['invoiced_minor'],
      title: t('contracts.billed'),
      cell: row => <Share part={row.billed_minor} whole={row.amount_minor} name={t('contracts.billed')} />,
      width: 130,
    },
    {
      key: 'settled',
      fields: ['settled_minor'],
      title: t('contracts.settled'),
      cell: row => <Share part={row.settled_minor} whole={row.amount_minor} name={t('contracts.settled')} />,
      width: 130,
    },
    {
      key: 'salesperson',
      fields: ['salesperson_name'],
      title: t('columns.salesperson'),
      cell: row => row.salesperson_name,
      width: 120,
    },
  ]
}
