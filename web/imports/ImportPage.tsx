import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, askFile, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Count, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page, Section } from '../ui/Page.tsx'
import { useSentence } from '../ui/problems.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { ImportState } from './ImportState.tsx'

type Import = Answer<'readImport'>
const moving = (row: Import | undefined) => row !== undefined && ['waiting', 'running', 'undoing'].includes(row.state)

/** One import: how far it is, what it brought, what it refused, and the way back. */
export function ImportPage() {
  const { t } = useTranslation()
  const { import_id } = useParams({ strict: false }) as { import_id: string }
  const asked = useQuery({
    queryKey: ['readImport', { import_id }],
    queryFn: ({ signal }) => ask('readImport', { import_id }, signal),
    refetchInterval: query => (moving(query.state.data) ? 700 : false),
  })
  return (
    <Page
      title={asked.data?.file_name ?? t('nav.imports')}
      crumb={<Link to="/imports">{t('nav.imports')}</Link>}
      actions={asked.data && <Deeds row={asked.data} />}
    >
      <Wait for={asked}>{row => <Result row={row} />}</Wait>
    </Page>
  )
}

function Result({ row }: { row: Import }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const total = row.rows_total === null ? null : BigInt(row.rows_total)
  const percent = total && total > 0n ? Number((BigInt(row.rows_done) * 1000n) / total) / 10 : 0
  return (
    <>
      {moving(row) && (
        <div style={{ maxWidth: 560, marginBottom: 16 }} aria-live="polite">
          <Progress percent={percent} showInfo={false} status="active" aria-label={t(`import.states.${row.state}`)} />
          <div className="small soft">
            {t(`import.states.${row.state}`)} · <Count of={row.rows_done} />
            {row.rows_total !== null && (
              <>
                {' / '}
                <Count of={row.rows_total} />
              </>
            )}
          </div>
        </div>
      )}
      {row.problem && (
        <div className="problem" role="alert">
          {sentence(row.problem)}
        </div>
      )}
      <div className="figures">
        <Figure label={t('import.ok')}>
          <span className="well">
            <Count of={row.rows_ok} />
          </span>
        </Figure>
        <Figure label={t('import.known')} under={t('import.known_hint')}>
          <Count of={row.rows_known} />
        </Figure>
        <Figure label={t('import.refused')}>
          <span className={String(row.rows_refused) === '0' ? '' : 'wrong'}>
            <Count of={row.rows_refused} />
          </span>
        </Figure>
        {String(row.rows_skipped) !== '0' && (
          <Figure label={t('import.skipped')} under={t('import.skipped_hint')}>
            <Count of={row.rows_skipped} />
          </Figure>
        )}
      </div>
      <Facts
        rows={[
          [t('columns.state'), <ImportState key="state" row={row} />],
          [t('import.kind'), t(`import.kinds.${row.kind}`)],
          [t('import.started_at'), <Moment key="at" at={row.created_at} />],
          [t('import.finished_at'), row.finished_at && <Moment key="end" at={row.finished_at} />],
        ]}
      />
      {row.totals.length > 0 && (
        <Section title={t('import.totals')}>
          <DataTable<Import['totals'][number]>
            label={t('import.totals')}
            columns={[
              { key: 'entity', title: t('columns.entity'), cell: one => one.entity_code, width: 160, card: 'head' },
              { key: 'currency', title: t('columns.currency'), cell: one => one.currency, width: 90 },
              { key: 'rows', title: t('import.rows'), cell: one => <Count of={one.rows} />, right: true, width: 110 },
              {
                key: 'amount',
                title: t('columns.amount_minor'),
                cell: one => <Money minor={one.amount_minor} currency={one.currency} />,
                right: true,
                width: 180,
                card: 'figure',
              },
            ]}
            rows={row.totals}
            rowKey={one => `${one.entity_code} ${one.currency}`}
            empty={{ title: t('import.no_totals') }}
          />
        </Section>
      )}
      {String(row.rows_refused) !== '0' && <Refusals import_id={row.import_id} />}
    </>
  )
}

function Refusals({ import_id }: { import_id: string }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const list = useList('listRefusals', { import_id })
  return (
    <Section title={t('import.refused_rows')}>
      <DataTable<Row<'listRefusals'>>
        label={t('import.refused_rows')}
        columns={[
          {
            key: 'row',
            title: t('import.row'),
            cell: row => <Count of={row.row} />,
            right: true,
            width: 80,
            card: 'head',
          },
          {
            key: 'problems',
            title: t('import.problems'),
            cell: row => row.problems.map(problem => sentence(problem)).join(' '),
            width: 700,
          },
        ]}
        {...list.table}
        rowKey={row => String(row.row)}
        empty={{ title: t('import.none_refused') }}
      />
    </Section>
  )
}

function Deeds({ row }: { row: Import }) {
  const { t } = useTranslation()
  const may = useMay()
  const locale = useLanguage()
  const done = useDone()
  const [undoing, setUndoing] = useState(false)
  const { import_id } = row
  return (
    <>
      {String(row.rows_refused) !== '0' && (
        <Button
          icon={<Icon name="download" />}
          onClick={() => void askFile('downloadRefusals', { import_id, locale }).catch(() => null)}
        >
          {t('import.take_refused')}
        </Button>
      )}
      {(row.state === 'running' || row.state === 'waiting') && may('import.run') && (
        <Button onClick={() => void done(() => ask('cancelImport', { import_id }), t('import.cancelled'))}>
          {t('import.cancel')}
        </Button>
      )}
      {['done', 'cancelled', 'failed'].includes(row.state) && !row.dry_run && may('import.undo') && (
        <Button danger onClick={() => setUndoing(true)}>
          {t('import.undo')}
        </Button>
      )}
      {undoing && (
        <ReasonDialog
          title={t('import.undo_title')}
          act={t('import.undo')}
          danger
          needed
          perform={({ reason }) => done(() => ask('undoImport', { import_id, reason }), t('import.undo_started'))}
          onClose={() => setUndoing(false)}
        >
          {t('import.undo_hint')}
        </ReasonDialog>
      )}
    </>
  )
}
