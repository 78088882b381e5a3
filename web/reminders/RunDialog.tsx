import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'

type Preview = Answer<'previewReminders'>
type Due = Preview['due'][number]

/** Shows what a run would make today, and makes it. */
export function RunDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const asked = useAnswer('previewReminders', {})
  return (
    <FormDialog
      title={t('reminders.run')}
      act={t('reminders.run_act')}
      width={720}
      ready={asked.data !== undefined && asked.data.entities > 0}
      perform={() => done(() => ask('runReminders', {}), t('reminders.run_done'))}
      onClose={onClose}
    >
      <Wait for={asked}>{preview => <Shown preview={preview} />}</Wait>
    </FormDialog>
  )
}

function Shown({ preview }: { preview: Preview }) {
  const { t } = useTranslation()
  if (preview.entities === 0) return <p>{t('reminders.no_policy')}</p>
  return (
    <>
      <p className="soft">{t('reminders.run_hint')}</p>
      <DataTable<Due>
        bare
        label={t('reminders.would_make')}
        columns={[
          {
            key: 'channel',
            title: t('reminders.channel'),
            cell: row => t(`collection_policy.channels.${row.channel}`),
            width: 130,
            card: 'head',
          },
          {
            key: 'tone',
            title: t('reminders.tone'),
            cell: row => t(`collection_policy.tones.${row.tone}`),
            width: 110,
          },
          { key: 'entity', title: t('columns.entity'), cell: row => row.entity_code, width: 80 },
          {
            key: 'reminders',
            title: t('reminders.count'),
            cell: row => <span className="num">{row.reminders}</span>,
            right: true,
            width: 90,
          },
          {
            key: 'items',
            title: t('reminders.items'),
            cell: row => <span className="num">{row.items}</span>,
            right: true,
            width: 80,
          },
          {
            key: 'amount',
            title: t('columns.open_minor'),
            cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
            right: true,
            width: 170,
            card: 'figure',
          },
        ]}
        rows={preview.due}
        rowKey={row => `${row.entity_code} ${row.currency} ${row.channel} ${row.tone}`}
        empty={{ title: t('reminders.nothing_due') }}
      />
      <p className="soft">
        {t('reminders.would_hold', { count: preview.rows.length })}
        {preview.more && ` ${t('reminders.goes_on')}`}
      </p>
    </>
  )
}
