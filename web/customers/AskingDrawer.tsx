import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Drawer, Progress } from 'antd'
import type { TFunction } from 'i18next'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askingOutcomes, askingReasons } from '../../server/portal/askings-contract.ts'
import { ask, type Row } from '../client.ts'
import { pageWord } from '../invoices/letter-state.tsx'
import { useList } from '../lists.ts'
import { queries } from '../queries.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ManyField } from '../ui/Field.tsx'
import { Count, Moment } from '../ui/Money.tsx'
import { Facts, Figure, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { customerColumn } from './customer-column.tsx'

type Asking = Row<'listAskings'>
type Line = Row<'listAskingLines'>

/** How an asking goes: how far it is, what became of each customer, and who was skipped and why. */
export function AskingDrawer({ asking_id, onClose }: { asking_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useQuery({
    queryKey: ['listAskings', { asking_id }],
    queryFn: ({ signal }) => ask('listAskings', { asking_id: [asking_id] }, signal),
    refetchInterval: query => (query.state.data?.rows[0]?.state === 'running' ? 800 : false),
  })
  const stand = asked.data?.rows[0] && `${asked.data.rows[0].state} ${asked.data.rows[0].waiting}`
  useEffect(() => {
    if (!stand) return
    void queries.invalidateQueries({ queryKey: ['listAskingLines'] })
    void queries.invalidateQueries({ queryKey: ['listAskings'] })
  }, [stand])
  return (
    <Drawer open size={820} title={t('askings.one')} closable={{ 'aria-label': t('action.close') }} onClose={onClose}>
      <Wait for={asked}>
        {({ rows: [asking] }) => (asking ? <Shown asking={asking} /> : <p>{t('askings.none')}</p>)}
      </Wait>
    </Drawer>
  )
}

function Shown({ asking }: { asking: Asking }) {
  const { t } = useTranslation()
  const { customers, waiting, mailed, made, skipped, answered } = asking
  return (
    <>
      {asking.state === 'running' && (
        <div aria-live="polite">
          <Progress
            percent={Math.round(((customers - waiting) / Math.max(customers, 1)) * 100)}
            showInfo={false}
            status="active"
            aria-label={t('askings.one')}
          />
        </div>
      )}
      <div className="figures">
        {(
          [
            ['customers', customers],
            ['mailed', mailed],
            ['made', made],
            ['skipped', skipped],
            ['answered', answered],
          ] as const
        ).map(([key, count]) => (
          <Figure key={key} label={t(`askings.figures.${key}`)}>
            <Count of={count} />
          </Figure>
        ))}
      </div>
      <Facts
        rows={[
          [t('columns.state'), t(`askings.states.${asking.state}`)],
          [t('columns.entity'), asking.entity_code],
          [t('askings.by'), asking.recorded_by_name],
          [t('askings.at'), <Moment key="at" at={asking.recorded_at} />],
        ]}
      />
      <Lines asking_id={asking.asking_id} />
    </>
  )
}

function Lines({ asking_id }: { asking_id: string }) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<readonly string[]>([])
  const [reason, setReason] = useState<readonly string[]>([])
  const list = useList('listAskingLines', {
    asking_id,
    outcome: askingOutcomes.filter(value => outcome.includes(value)),
    reason: askingReasons.filter(value => reason.includes(value)),
  })
  return (
    <Section title={t('askings.lines')}>
      <div className="fields-beside">
        <ManyField
          label={t('askings.outcome')}
          value={[...outcome]}
          width={180}
          options={askingOutcomes.map(value => ({ value, label: t(`askings.outcomes.${value}`) }))}
          onChange={setOutcome}
        />
        <ManyField
          label={t('askings.reason')}
          value={[...reason]}
          width={220}
          options={askingReasons.map(value => ({ value, label: t(`askings.reasons.${value}`) }))}
          onChange={setReason}
        />
      </div>
      <DataTable<Line>
        bare
        label={t('askings.lines')}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => row.customer_id}
        empty={{ title: t('askings.no_lines') }}
      />
    </Section>
  )
}

const columnsOf = (t: TFunction): DataColumn<Line>[] => [
  customerColumn(t, { width: 300, tab: 'file' }),
  {
    key: 'outcome',
    title: t('askings.outcome'),
    cell: row => (
      <span className={`tag ${row.outcome === 'skipped' ? 'waits' : ''}`}>{t(`askings.outcomes.${row.outcome}`)}</span>
    ),
    width: 120,
    card: 'figure',
  },
  {
    key: 'what',
    title: t('askings.what'),
    cell: row =>
      row.reason ? (
        t(`askings.reasons.${row.reason}`)
      ) : row.page_state ? (
        <Link to="/customer-pages" search={{ customer_id: row.customer_id } as never}>
          {pageWord(t, { state: row.page_state })}
        </Link>
      ) : null,
    width: 260,
    links: true,
  },
]
