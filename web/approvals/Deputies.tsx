import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import type { Deed } from '../ui/action.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day } from '../ui/Money.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { ListTools } from '../views/ListTools.tsx'

type Delegation = Row<'listDelegations'>

/** Who releases in whose place, and until when. */
export function Deputies({ deeds }: { deeds: Deed[] }) {
  const { t } = useTranslation()
  const done = useDone()
  const list = useList('listDelegations', {})
  const [ending, setEnding] = useState<Delegation | null>(null)
  const columns: DataColumn<Delegation>[] = [
    { key: 'to', title: t('approvals.deputy'), cell: row => row.to_person, width: 160, card: 'head' },
    { key: 'from', title: t('approvals.in_place'), cell: row => row.from_person, width: 160 },
    { key: 'from_on', title: t('approvals.from_on'), cell: row => <Day day={row.from_on} />, width: 120 },
    { key: 'until_on', title: t('approvals.until_on'), cell: row => <Day day={row.until_on} />, width: 120 },
    { key: 'reason', title: t('columns.reason'), cell: row => row.reason, width: 240 },
    {
      key: 'state',
      title: t('columns.state'),
      cell: row => (
        <span className={`tag ${row.state === 'active' ? 'waits' : ''}`}>{t(`approvals.deputy_${row.state}`)}</span>
      ),
      width: 110,
      card: 'figure',
    },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      cell: row =>
        row.may_end && (
          <Button size="small" onClick={() => setEnding(row)}>
            {t('approvals.end_now')}
          </Button>
        ),
      width: 110,
    },
  ]
  return (
    <>
      <DataTable<Delegation>
        label={t('approvals.deputies')}
        tools={() => <ListTools list={null} report="approval_deputies" question={{}} fields={null} />}
        columns={columns}
        {...list.table}
        rowKey={row => row.delegation_id}
        empty={{
          title: t('approvals.no_deputies'),
          hint: t('approvals.delegate_hint'),
          action: <ActionButtons deeds={deeds} />,
        }}
      />
      {ending && (
        <ReasonDialog
          title={t('approvals.end_title')}
          act={t('approvals.end_now')}
          asks={false}
          perform={() =>
            done(() => ask('endDelegation', { delegation_id: ending.delegation_id }), t('approvals.ended'))
          }
          onClose={() => setEnding(null)}
        >
          {t('approvals.end_hint', { deputy: ending.to_person, person: ending.from_person })}
        </ReasonDialog>
      )}
    </>
  )
}
