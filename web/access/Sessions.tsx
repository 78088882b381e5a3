import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Moment } from '../ui/Money.tsx'
import { useDone } from '../ui/useDone.ts'
import { deviceName } from './device.ts'

type Session = Row<'listSessions'>

/** Where a person is signed in; each session can be ended here, one by one or all but this one. */
export function Sessions({ person_id }: { person_id: string }) {
  const { t } = useTranslation()
  const done = useDone()
  const asked = useAnswer('listSessions', { person_id })
  const rows = asked.data?.rows ?? []
  const others = rows.filter(row => !row.current)
  return (
    <>
      <DataTable<Session>
        label={t('security.sessions')}
        columns={columnsOf(t, session_id => void done(() => ask('endSession', { session_id }), t('security.ended')))}
        rows={rows}
        rowKey={row => row.session_id}
        empty={{ title: t('security.no_sessions') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {others.length > 1 && (
        <p>
          <Button danger onClick={() => void done(() => ask('endSessions', { person_id }), t('security.all_ended'))}>
            {t('security.end_all')}
          </Button>
        </p>
      )}
    </>
  )
}

function columnsOf(t: TFunction, end: (session_id: string) => void): DataColumn<Session>[] {
  return [
    {
      key: 'device',
      title: t('security.device'),
      width: 240,
      card: 'head',
      cell: row => (
        <>
          {row.agent ? deviceName(row.agent) : t('security.unknown_device')}{' '}
          {row.current && <span className="tag well">{t('security.current_session')}</span>}
        </>
      ),
    },
    { key: 'address', title: t('security.address'), width: 150, cell: row => row.address },
    { key: 'created_at', title: t('security.since'), width: 160, cell: row => <Moment at={row.created_at} /> },
    { key: 'seen_at', title: t('security.seen'), width: 160, cell: row => <Moment at={row.seen_at} /> },
    {
      key: 'end',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 110,
      fixed: 'end',
      cell: row =>
        row.current ? null : (
          <Button size="small" onClick={() => end(row.session_id)}>
            {t('security.end')}
          </Button>
        ),
    },
  ]
}
