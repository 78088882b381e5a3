import { Link } from '@tanstack/react-router'
import { Segmented } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { customerColumn } from '../customers/customer-column.tsx'
import { useList } from '../lists.ts'
import { useBaseCurrency } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { confirmGrades, proposeGrades, setOtherGrades } from './actions.ts'
import { Change, percentText } from './Grade.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Graded = Row<'listGrades'>
const views = ['waiting', 'all'] as const

/** Proposed grades with the figures they rest on; a person confirms them. */
export function GradesPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const currency = useBaseCurrency()
  const view = views.find(name => name === one(url.view)) ?? 'waiting'
  const sort = one(url.sort) === 'billed_minor' ? 'billed_minor' : '-billed_minor'
  const picked = usePicked()
  const deeds = useActions([proposeGrades], undefined)
  const question = { sort, ...(view === 'waiting' ? { state: ['waiting'] as const } : {}) }
  const list = useList('listGrades', question as never)
  return (
    <Page title={t('nav.grades')} sub={t('grades.sub')} actions={<ActionButtons deeds={deeds} />}>
      <div className="bar">
        <Segmented
          value={view}
          options={views.map(value => ({ value, label: t(`grades.views.${value}`) }))}
          onChange={value => change({ view: value === 'waiting' ? undefined : value }, { replace: true })}
        />
        <Link to="/customer-rules">{t('nav.customer_rules')}</Link>
      </div>
      <DataTable<Graded>
        label={t('nav.grades')}
        name="customers/grades"
        tools={fields => <ListTools list="customers/grades" report="grades" question={question} fields={fields} />}
        picked={picked}
        columns={columnsOf(t, currency)}
        {...list.table}
        rowKey={row => row.customer_id}
        sort={sort}
        onSort={next => change({ sort: next }, { replace: true })}
        empty={{
          title: view === 'waiting' ? t('grades.none_waiting') : t('grades.none'),
          hint: t('grades.none_hint'),
        }}
      />
      <BulkBar
        picked={picked}
        rows={list.rows}
        rowKey={row => row.customer_id}
        actions={[confirmGrades, setOtherGrades]}
      />
    </Page>
  )
}

function columnsOf(t: TFunction, currency: string): DataColumn<Graded>[] {
  return [
    customerColumn(t, { width: 300, tab: 'file' }),
    {
      key: 'grade',
      fields: ['grade', 'proposed'],
      title: t('grades.now_and_proposed'),
      cell: row => <Change from={row.grade} to={row.proposed} />,
      width: 120,
      card: 'figure',
    },
    {
      key: 'billed',
      fields: ['currency', 'billed_minor'],
      title: t('grades.billed'),
      cell: row => <Money minor={row.billed_minor} currency={currency} />,
      right: true,
      width: 150,
      sorts: ['-billed_minor', 'billed_minor'],
    },
    {
      key: 'share',
      fields: ['share'],
      title: t('grades.share'),
      cell: row => percentText(row.share_bp),
      right: true,
      width: 90,
    },
    {
      key: 'invoices',
      fields: ['invoices'],
      title: t('grades.invoices'),
      cell: row => <span className="num">{row.invoices}</span>,
      right: true,
      width: 90,
    },
    {
      key: 'late',
      fields: ['days_late'],
      title: t('grades.days_late'),
      cell: row => <span className="num">{row.days_late ?? '–'}</span>,
      right: true,
      width: 100,
    },
    {
      key: 'overdue',
      fields: ['overdue_share'],
      title: t('grades.overdue'),
      cell: row => percentText(row.overdue_bp),
      right: true,
      width: 100,
    },
    {
      key: 'marks',
      title: t('grades.marks'),
      cell: row => `${row.importance} · ${row.frequency} · ${row.credit ?? '–'}`,
      width: 130,
    },
    {
      key: 'on',
      fields: ['figured_on'],
      title: t('grades.figured_on'),
      cell: row => <Day day={row.figured_on} />,
      width: 110,
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      cell: row => t(`grades.states.${row.state}`),
      width: 110,
    },
  ]
}
