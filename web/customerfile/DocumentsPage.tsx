import { useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { customerColumn } from '../customers/customer-column.tsx'
import { useAnswer, useList } from '../lists.ts'
import { useMe } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { addDays } from '../ui/figures.ts'
import { Day } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { Standing } from './Standing.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Document = Row<'listDocuments'>
type Sort = 'valid_until' | '-valid_until'
const views = ['soon', 'expired', 'all'] as const

/** Documents of customers by the day they end: what to ask for anew. */
export function DocumentsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate()
  const [url, change] = useUrl()
  const days = useAnswer('readFileRules', {}).data?.expiry_days ?? 30
  const view = views.find(name => name === one(url.view)) ?? 'soon'
  const sort = (one(url.sort) ?? 'valid_until') as Sort
  const narrowed =
    view === 'soon' ? { until: addDays(me.today, days) } : view === 'expired' ? { expired: 'true' as const } : {}
  const question = { sort, ...narrowed }
  const list = useList('listDocuments', question)
  return (
    <Page title={t('nav.documents')} sub={t('customer_file.documents_sub', { count: days })}>
      <div className="bar">
        <Segmented
          value={view}
          options={views.map(value => ({ value, label: t(`document_views.${value}`) }))}
          onChange={value => change({ view: value === 'soon' ? undefined : value }, { replace: true })}
        />
      </div>
      <DataTable<Document>
        label={t('nav.documents')}
        name="customers/documents"
        tools={fields => (
          <ListTools list="customers/documents" report="customer_documents" question={question} fields={fields} />
        )}
        columns={[
          {
            key: 'until',
            fields: ['valid_until'],
            title: t('customer_file.valid_until'),
            cell: row => <Day day={row.valid_until} />,
            width: 120,
            sorts: ['valid_until', '-valid_until'],
            card: 'figure',
          },
          { key: 'standing', title: t('columns.state'), cell: row => <Standing of={row.standing} />, width: 110 },
          {
            key: 'kind',
            fields: ['document_kind'],
            title: t('customer_file.document_kind'),
            cell: row => t(`document_kinds.${row.kind}`),
            width: 160,
          },
          {
            key: 'title',
            fields: ['title'],
            title: t('customer_file.document_title'),
            cell: row => row.title,
            width: 240,
          },
          customerColumn(t, { width: 320, tab: 'file' }),
        ]}
        {...list.table}
        rowKey={row => row.document_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        onOpen={row =>
          void navigate({
            to: '/customers/$customer_id',
            params: { customer_id: row.customer_id },
            search: { tab: 'file' } as never,
          })
        }
        empty={{ title: t('customer_file.none_ending'), hint: t('customer_file.none_ending_hint') }}
      />
    </Page>
  )
}
