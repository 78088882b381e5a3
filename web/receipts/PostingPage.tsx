import { Link, useNavigate } from '@tanstack/react-router'
import { Checkbox, Segmented } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer, useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Count, Day, Moment, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { many, one, useUrl } from '../ui/url.ts'

const views = ['to_post', 'posted', 'months'] as const
type View = (typeof views)[number]

/** How soon money is posted: what has arrived and is not, what was and how long it took, and the share in time by month. */
export function PostingPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const view: View = views.find(name => name === one(url.view)) ?? 'to_post'
  return (
    <Page
      title={t('nav.posting_times')}
      sub={t('posting.sub')}
      actions={<Link to="/receipt-rules">{t('nav.receipt_rules')}</Link>}
    >
      <FilterBar
        shown={
          <Field label={t('posting.view')}>
            {id => (
              <Segmented
                id={id}
                value={view}
                options={views.map(value => ({ value, label: t(`posting.views.${value}`) }))}
                onChange={value => change({ view: value === 'to_post' ? undefined : value, sort: undefined })}
              />
            )}
          </Field>
        }
      >
        {view !== 'months' && (
          <>
            <CustomerPicker
              label={t('columns.customer')}
              value={one(url.customer_id)}
              placeholder={t('ageing.everyone')}
              onChange={customer_id => change({ customer_id })}
            />
            <Checkbox
              checked={one(url.late) === 'true'}
              onChange={event => change({ late: event.target.checked ? 'true' : undefined })}
            >
              {t('posting.late_only')}
            </Checkbox>
          </>
        )}
      </FilterBar>
      {view === 'to_post' ? <ToPost /> : view === 'posted' ? <Posted /> : <Months />}
    </Page>
  )
}

/** What narrows each list alike, out of the address. */
function useNarrowed() {
  const [url, change] = useUrl()
  const [customer_id, entity_id] = [many(url.customer_id), many(url.entity_id)]
  return {
    late: one(url.late) === 'true',
    sort: one(url.sort),
    change,
    parties: {
      ...(customer_id.length > 0 ? { customer_id } : {}),
      ...(entity_id.length > 0 ? { entity_id } : {}),
    },
    range: {
      ...(one(url.from) ? { from: one(url.from) as string } : {}),
      ...(one(url.to) ? { to: one(url.to) as string } : {}),
    },
  }
}

const customerColumn = <T extends { customer_name: string }>(t: TFunction): DataColumn<T> => ({
  key: 'customer',
  title: t('columns.customer'),
  cell: row => row.customer_name,
  width: 240,
})

const moneyColumns = <T extends { currency: string; amount_minor: string }>(t: TFunction): DataColumn<T>[] => [
  { key: 'currency', title: t('columns.currency'), cell: row => row.currency, width: 76, card: 'figure' },
  {
    key: 'amount',
    title: t('columns.amount_minor'),
    cell: row => <Money minor={row.amount_minor} currency={row.currency} />,
    right: true,
    width: 140,
    card: 'figure',
  },
]

type Arrived = Row<'listToPost'>

function ToPost() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { late, sort, change, parties } = useNarrowed()
  const list = useList('listToPost', {
    ...parties,
    ...(late ? { overdue: 'true' as const } : {}),
    sort: sort === '-arrived_on' ? '-arrived_on' : 'arrived_on',
  })
  return (
    <DataTable<Arrived>
      label={t('posting.views.to_post')}
      name="receipts_to_post"
      columns={[
        { ...customerColumn<Arrived>(t), card: 'head' },
        { key: 'kind', title: t('posting.what'), cell: row => t(`posting.kinds.${row.kind}`), width: 170 },
        {
          key: 'arrived_on',
          title: t('posting.arrived_on'),
          cell: row => <Day day={row.arrived_on} />,
          width: 120,
          sorts: ['arrived_on', '-arrived_on'],
        },
        {
          key: 'limit_on',
          title: t('posting.limit_on'),
          cell: row => (
            <>
              <Day day={row.limit_on} /> {row.overdue && <span className="tag wrong">{t('posting.overdue')}</span>}
            </>
          ),
          width: 160,
        },
        { key: 'days', title: t('posting.days'), cell: row => <Count of={row.days} />, right: true, width: 80 },
        ...moneyColumns<Arrived>(t),
        { key: 'owner', title: t('posting.owner'), cell: row => row.owner_name, width: 120 },
        { key: 'reference', title: t('columns.reference'), cell: row => row.reference, width: 200 },
      ]}
      {...list.table}
      rowKey={row => row.id}
      sort={sort === '-arrived_on' ? '-arrived_on' : 'arrived_on'}
      onSort={value => change({ sort: value }, { replace: true })}
      onOpen={row =>
        void navigate(
          row.kind === 'waiting'
            ? { to: '/receipts/waiting', search: { waiting: row.id } as never }
            : { to: '/payment-advices', search: { customer_id: row.customer_id } as never },
        )
      }
      empty={{ title: t('posting.nothing'), hint: t('posting.nothing_hint') }}
    />
  )
}

type Done = Row<'listPosted'>
const sorts = ['received_on', '-received_on', 'days', '-days'] as const

function Posted() {
  const { t } = useTranslation()
  const { late, sort: asked, change, parties, range } = useNarrowed()
  const sort = sorts.find(one => one === asked) ?? '-received_on'
  const list = useList('listPosted', { ...parties, ...range, ...(late ? { late: 'true' as const } : {}), sort })
  return (
    <DataTable<Done>
      label={t('posting.views.posted')}
      name="receipts_posted"
      columns={[
        {
          key: 'number',
          title: t('columns.number'),
          cell: row => <span className="doc">{row.number}</span>,
          width: 150,
          card: 'head',
        },
        customerColumn<Done>(t),
        {
          key: 'received_on',
          title: t('columns.received_on'),
          cell: row => <Day day={row.received_on} />,
          width: 120,
          sorts: ['-received_on', 'received_on'],
        },
        { key: 'posted_at', title: t('posting.posted_at'), cell: row => <Moment at={row.posted_at} />, width: 160 },
        {
          key: 'days',
          title: t('posting.days'),
          cell: row => <Count of={row.days} />,
          right: true,
          width: 90,
          sorts: ['-days', 'days'],
        },
        {
          key: 'late',
          title: t('posting.limit_on'),
          cell: row => (
            <>
              <Day day={row.limit_on} /> {row.late && <span className="tag wrong">{t('posting.late')}</span>}
            </>
          ),
          width: 180,
        },
        ...moneyColumns<Done>(t),
      ]}
      {...list.table}
      rowKey={row => row.receipt_id}
      sort={sort}
      onSort={value => change({ sort: value }, { replace: true })}
      leadsTo={row => ({ to: '/receipts/$receipt_id', params: { receipt_id: row.receipt_id } })}
      empty={{ title: t('receipts.empty') }}
    />
  )
}

type Month = Row<'postingTimes'>

function Months() {
  const { t } = useTranslation()
  const { change, parties } = useNarrowed()
  const asked = useAnswer('postingTimes', parties.entity_id ? { entity_id: parties.entity_id } : {})
  const share = (row: Month) => `${Math.round((row.in_time / row.receipts) * 1000) / 10}%`
  const figure = (key: string, title: string, cell: (row: Month) => string | number): DataColumn<Month> => ({
    key,
    title,
    cell,
    right: true,
    width: 130,
  })
  return (
    <>
      <p className="soft small">{t('posting.months_hint', { count: asked.data?.within_days ?? 1 })}</p>
      <DataTable<Month>
        label={t('posting.views.months')}
        name="posting_months"
        columns={[
          { key: 'month', title: t('posting.month'), cell: row => row.month, width: 120, card: 'head' },
          figure('receipts', t('posting.receipts'), row => row.receipts),
          figure('in_time', t('posting.in_time'), row => row.in_time),
          { ...figure('share', t('posting.share'), share), card: 'figure' },
          figure('average', t('posting.days_average'), row => row.days_average),
          figure('most', t('posting.days_most'), row => row.days_most),
        ]}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.month}
        onOpen={({ month }) => change({ view: 'posted', sort: '-days', from: `${month}-01`, to: lastOf(month) })}
        empty={{ title: t('receipts.empty') }}
      />
    </>
  )
}

/** The last day of a month 'YYYY-MM'. */
function lastOf(month: string): string {
  const [year, at] = month.split('-').map(Number)
  return new Date(Date.UTC(year ?? 0, at ?? 1, 0)).toISOString().slice(0, 10)
}
