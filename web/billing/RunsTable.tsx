import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Count, Day, Moment } from '../ui/Money.tsx'

type Run = Row<'listBillingRuns'>

const looks: Record<Run['state'], string> = { waiting: 'waits', running: 'waits', done: 'well', cancelled: '' }

/** How a run stands. */
export function RunState({ run }: { run: Pick<Run, 'state'> }) {
  const { t } = useTranslation()
  return <span className={`tag ${looks[run.state]}`}>{t(`billing.run_states.${run.state}`)}</span>
}

/** The runs so far, each with its figures. */
export function RunsTable() {
  const { t } = useTranslation()
  const list = useList('listBillingRuns', {})
  const figure = (key: 'lines' | 'invoices' | 'issued' | 'refused' | 'left') => ({
    key,
    title: t(`billing.figures.${key}`),
    cell: (row: Run) => (
      <span className={row[key] === 0 ? 'faint' : key === 'refused' ? 'wrong' : ''}>
        <Count of={row[key]} />
      </span>
    ),
    right: true,
    width: 110,
  })
  return (
    <DataTable<Run>
      label={t('billing.views.runs')}
      columns={[
        {
          key: 'at',
          title: t('billing.started_at'),
          cell: row => <Moment at={row.created_at} />,
          width: 170,
          card: 'head',
        },
        { key: 'by', title: t('billing.by'), cell: row => row.created_by_name, width: 140 },
        { key: 'until', title: t('billing.until'), cell: row => <Day day={row.until_on} />, width: 120 },
        { key: 'issued_on', title: t('columns.issued_on'), cell: row => <Day day={row.issued_on} />, width: 120 },
        { key: 'state', title: t('columns.state'), cell: row => <RunState run={row} />, width: 120, card: 'figure' },
        figure('lines'),
        figure('issued'),
        figure('invoices'),
        figure('refused'),
        figure('left'),
      ]}
      {...list.table}
      rowKey={row => row.run_id}
      leadsTo={row => ({ to: '/billing/$run_id', params: { run_id: row.run_id } })}
      empty={{ title: t('billing.no_runs'), hint: t('billing.no_runs_hint') }}
    />
  )
}
