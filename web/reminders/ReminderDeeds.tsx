import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Reminder } from './actions.ts'

type DeedProps = { reminders: readonly Reminder[]; onClose: () => void }

/** Which reminders are meant: the first few by customer, the others by number. */
function Meant({ reminders }: Pick<DeedProps, 'reminders'>) {
  const { t } = useTranslation()
  const shown = reminders.slice(0, 4)
  return (
    <ul className="tasks-meant">
      {shown.map(row => (
        <li key={row.reminder_id}>
          {row.customer_name} · {t(`collection_policy.tones.${row.tone}`)}
        </li>
      ))}
      {reminders.length > shown.length && (
        <li className="soft">{t('reminders.and_more', { count: reminders.length - shown.length })}</li>
      )}
    </ul>
  )
}

/** Sends reminders by mail; of one the address can be another. */
export function SendDialog({ reminders, onClose }: DeedProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [first] = reminders
  const single = reminders.length === 1 ? first : undefined
  const [recipient, setRecipient] = useState(single?.recipient ?? '')
  const each = reminders.map(({ reminder_id }) => ({
    reminder_id,
    how: 'mail' as const,
    ...(single && recipient.trim() ? { recipient: recipient.trim() } : {}),
  }))
  return (
    <FormDialog
      title={t('reminders.send')}
      act={t('reminders.send')}
      perform={() => done(() => ask('sendReminders', each), t('reminders.sent_done', { count: each.length }))}
      onClose={onClose}
    >
      <Meant reminders={reminders} />
      <p className="soft">{t('reminders.send_hint')}</p>
      {single && <TextLine label={t('dispatch.to')} value={recipient} onChange={setRecipient} focus />}
    </FormDialog>
  )
}

/** Notes that reminders went in another way. */
export function ByHandDialog({ reminders, onClose }: DeedProps) {
  const { t } = useTranslation()
  const done = useDone()
  const each = reminders.map(({ reminder_id }) => ({ reminder_id, how: 'hand' as const }))
  return (
    <FormDialog
      title={t('reminders.by_hand')}
      act={t('reminders.by_hand')}
      perform={() => done(() => ask('sendReminders', each), t('reminders.by_hand_done', { count: each.length }))}
      onClose={onClose}
    >
      <Meant reminders={reminders} />
      <p className="soft">{t('reminders.by_hand_hint')}</p>
    </FormDialog>
  )
}

/** Skips reminders, with one reason for all. */
export function SkipDialog({ reminders, onClose }: DeedProps) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={t('reminders.skip')}
      act={t('reminders.skip')}
      needed
      perform={({ reason }) =>
        done(
          () =>
            ask(
              'skipReminders',
              reminders.map(({ reminder_id }) => ({ reminder_id, reason })),
            ),
          t('reminders.skipped_done', { count: reminders.length }),
        )
      }
      onClose={onClose}
    >
      <Meant reminders={reminders} />
      {t('reminders.skip_hint')}
    </ReasonDialog>
  )
}
