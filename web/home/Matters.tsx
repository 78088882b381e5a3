import { Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { Steady } from '../ui/states.tsx'

type Customer = Row<'attention'>

/** Reasons that are wrong now; the others only say something. */
const grave = new Set(['long_overdue', 'limitation_near', 'over_limit'])

/** Customers who matter today, by what is overdue and for how long, with the reasons in words. */
export function Matters() {
  const { t } = useTranslation()
  const list = useList('attention', { limit: 10 })
  return (
    <Section title={t('home.matters')}>
      <Steady name="home.matters" ready={!list.loading} height={515}>
        <DataTable<Customer>
          label={t('home.matters')}
          columns={columnsOf(t)}
          {...list.table}
          rowKey={row => `${row.customer_id} ${row.base_currency}`}
          leadsTo={row => ({ to: '/customers/$customer_id', params: { customer_id: row.customer_id } })}
          // Ten of them: more only when asked for.
          bare
          empty={{ title: t('home.nobody_matters'), hint: t('home.nobody_matters_hint') }}
        />
      </Steady>
    </Section>
  )
}

function columnsOf(t: TFunction): DataColumn<Customer>[] {
  return [
    {
      key: 'name',
      title: t('columns.customer'),
      width: 260,
      card: 'head',
      links: true,
      cell: row => (
        <Link to="/customers/$customer_id" params={{ customer_id: row.customer_id }}>
          {row.name}
        </Link>
      ),
    },
    {
      key: 'reasons',
      title: t('home.why'),
      width: 220,
      cell: row => (
        <span className="tags">
          {row.reasons.map(reason => (
            <span key={reason} className={`tag ${grave.has(reason) ? 'wrong' : ''}`}>
              {t(`home.reasons.${reason}`)}
            </span>
          ))}
        </span>
      ),
    },
    {
      key: 'last',
      title: t('home.last_received'),
      width: 112,
      cell: row => <Day day={row.last_received_on} missing={t('home.never')} />,
    },
    {
      key: 'days',
      title: t('columns.days_overdue'),
      right: true,
      width: 76,
      cell: row => <span className="num">{row.days_overdue}</span>,
    },
    {
      key: 'overdue',
      title: t('home.overdue_in_base'),
      right: true,
      width: 124,
      card: 'figure',
      cell: row => <Money minor={row.overdue_base_minor} currency={row.base_currency} overdue />,
    },
  ]
}
