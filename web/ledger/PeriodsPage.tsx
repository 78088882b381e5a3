import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { useMay, useMe } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { EntityField, useEntity } from './EntityField.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Period = Row<'listPeriods'>
type Deed = { kind: 'close' | 'reopen'; period: string }

/** The months of an entity's books, the newest first: which are closed, and which are next to close or to reopen. */
export function PeriodsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  const { entity } = useEntity()
  const question = { entity_id: entity?.entity_id ?? '' }
  const asked = useAnswer('listPeriods', question, entity !== undefined)
  const people = useList('listPeople', {}, may('person.read')).rows
  const [deed, setDeed] = useState<Deed | null>(null)
  const rows = (asked.data?.rows ?? []).filter(row => row.period <= me.today.slice(0, 7))
  const next = {
    close: may('period.close') ? rows.findLast(row => row.state === 'open')?.period : undefined,
    reopen: may('period.reopen') ? rows.find(row => row.state === 'closed')?.period : undefined,
  }
  const nameOf = (id: string | null) => people.find(one => one.person_id === id)?.name ?? null
  return (
    <Page title={t('nav.periods')} sub={t('periods.sub')}>
      <div className="bar">
        <EntityField />
      </div>
      <DataTable<Period>
        label={t('nav.periods')}
        name="periods"
        tools={fields => <ListTools list="periods" report="periods" question={question} fields={fields} />}
        columns={columnsOf(t, nameOf, next, setDeed)}
        rows={rows}
        rowKey={row => row.period}
        empty={{ title: t('periods.none'), hint: t('periods.none_hint') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {deed && entity && <DeedDialog entity_id={entity.entity_id} deed={deed} onClose={() => setDeed(null)} />}
    </Page>
  )
}

function columnsOf(
  t: TFunction,
  nameOf: (id: string | null) => string | null,
  next: { close: string | undefined; reopen: string | undefined },
  act: (deed: Deed) => void,
): DataColumn<Period>[] {
  return [
    {
      key: 'period',
      fields: ['period'],
      title: t('periods.period'),
      cell: row => <span className="num">{row.period}</span>,
      width: 120,
      card: 'head',
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      cell: row => (
        <span className={`tag ${row.state === 'open' ? 'well' : ''}`}>{t(`periods.states.${row.state}`)}</span>
      ),
      width: 120,
      card: 'figure',
    },
    {
      key: 'changed_at',
      fields: ['changed_at'],
      title: t('periods.changed_at'),
      cell: row => row.changed_at && <Moment at={row.changed_at} />,
      width: 180,
    },
    {
      key: 'changed_by',
      fields: ['changed_name'],
      title: t('periods.changed_by'),
      cell: row => nameOf(row.changed_by),
      width: 160,
    },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 140,
      cell: row =>
        row.period === next.close ? (
          <Button size="small" type="primary" onClick={() => act({ kind: 'close', period: row.period })}>
            {t('periods.close')}
          </Button>
        ) : row.period === next.reopen ? (
          <Button size="small" onClick={() => act({ kind: 'reopen', period: row.period })}>
            {t('periods.reopen')}
          </Button>
        ) : null,
    },
  ]
}

function DeedDialog({ entity_id, deed, onClose }: { entity_id: string; deed: Deed; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { kind, period } = deed
  return (
    <ReasonDialog
      title={t(`periods.${kind}_title`, { period })}
      act={t(`periods.${kind}`)}
      danger={kind === 'reopen'}
      needed={kind === 'reopen'}
      perform={({ reason }) =>
        done(
          () =>
            kind === 'close'
              ? ask('closePeriod', { entity_id, period })
              : ask('reopenPeriod', { entity_id, period, reason }),
          t(`periods.${kind}_done`, { period }),
        )
      }
      onClose={onClose}
    >
      <p>{t(`periods.${kind}_hint`)}</p>
    </ReasonDialog>
  )
}
