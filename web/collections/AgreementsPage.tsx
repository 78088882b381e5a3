import { useTranslation } from 'react-i18next'
import { agreementKinds, agreementStandings } from '../../server/collections/agreements-contract.ts'
import type { Row } from '../client.ts'
import { customerColumn } from '../customers/customer-column.tsx'
import { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { many, one, useUrl } from '../ui/url.ts'
import { AgreementStanding } from './AgreementStanding.tsx'
import { AgreementDrawer } from './AgreementDrawer.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Agreement = Row<'listAgreements'>
const sortings = ['agreed_on', '-agreed_on', 'amount_minor', '-amount_minor'] as const

/** Extension and instalment agreements, and how each is kept. */
export function AgreementsPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const standing = agreementStandings.filter(value => many(url.standing).includes(value))
  const kind = agreementKinds.filter(value => many(url.kind).includes(value))
  const sort = sortings.find(value => value === one(url.sort)) ?? '-agreed_on'
  const customer_id = one(url.customer_id)
  const open = one(url.agreement)
  const question = {
    sort,
    ...(standing.length > 0 ? { standing } : {}),
    ...(kind.length > 0 ? { kind } : {}),
    ...(customer_id ? { customer_id: [customer_id] } : {}),
  }
  const list = useList('listAgreements', question)
  const columns: DataColumn<Agreement>[] = [
    {
      key: 'number',
      fields: ['number'],
      title: t('columns.number'),
      cell: row => <span className="doc">{row.number}</span>,
      width: 160,
    },
    customerColumn(t, { width: 280 }),
    {
      key: 'kind',
      fields: ['kind'],
      title: t('columns.kind'),
      cell: row => t(`agreements.kinds.${row.kind}`),
      width: 100,
    },
    {
      key: 'standing',
      fields: ['standing'],
      title: t('columns.state'),
      cell: row => <AgreementStanding of={row.standing} />,
      width: 120,
    },
    {
      key: 'agreed_on',
      fields: ['agreed_on'],
      title: t('agreements.agreed_on'),
      cell: row => <Day day={row.agreed_on} />,
      width: 120,
      sorts: ['agreed_on', '-agreed_on'],
    },
    {
      key: 'next',
      fields: ['next_on'],
      title: t('agreements.next_on'),
      cell: row => row.next_on && <Day day={row.next_on} />,
      width: 120,
    },
    {
      key: 'last',
      fields: ['last_on'],
      title: t('agreements.last_on'),
      cell: row => <Day day={row.last_on} />,
      width: 120,
    },
    {
      key: 'paid',
      fields: ['paid_minor'],
      title: t('agreements.paid'),
      cell: row => <Money minor={row.paid_minor} currency={row.currency} />,
      width: 140,
      right: true,
    },
    {
      key: 'amount',
      fields: ['currency', 'amount_minor'],
      title: t('columns.amount'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      width: 160,
      right: true,
      sorts: ['amount_minor', '-amount_minor'],
      card: 'figure',
    },
  ]
  return (
    <Page title={t('nav.agreements')} sub={t('agreements.sub')}>
      <div className="bar">
        <ManyField
          label={t('columns.state')}
          value={standing}
          width={200}
          options={agreementStandings.map(value => ({ value, label: t(`agreements.standings.${value}`) }))}
          onChange={picked => change({ standing: picked.length > 0 ? picked : undefined }, { replace: true })}
        />
        <ManyField
          label={t('columns.kind')}
          value={kind}
          width={160}
          options={agreementKinds.map(value => ({ value, label: t(`agreements.kinds.${value}`) }))}
          onChange={picked => change({ kind: picked.length > 0 ? picked : undefined }, { replace: true })}
        />
      </div>
      <DataTable<Agreement>
        label={t('nav.agreements')}
        name="agreements"
        tools={fields => <ListTools list="agreements" report="agreements" question={question} fields={fields} />}
        columns={columns}
        {...list.table}
        rowKey={row => row.agreement_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        onOpen={row => change({ agreement: row.agreement_id })}
        empty={{ title: t('agreements.none'), hint: t('agreements.none_hint') }}
      />
      {open && <AgreementDrawer agreement_id={open} onClose={() => change({ agreement: undefined })} />}
    </Page>
  )
}
