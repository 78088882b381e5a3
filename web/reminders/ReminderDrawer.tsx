import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { DataTable } from '../ui/DataTable.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'
import { actionsOf, waitsToLeave } from './actions.ts'
import { cameOf, ReminderState, stepText } from './columns.tsx'

type Read = Answer<'readReminder'>

/** One reminder: its items and its letter as it left or would leave now. */
export function ReminderDrawer({ reminder_id, onClose }: { reminder_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useAnswer('readReminder', { reminder_id })
  return (
    <Drawer
      open
      size={820}
      title={asked.data?.customer_name ?? t('nav.reminders')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{read => <Shown key={read.reminder_id} read={read} />}</Wait>
    </Drawer>
  )
}

function Shown({ read }: { read: Read }) {
  const { t } = useTranslation()
  const [, change] = useUrl()
  const { task_id } = read
  const waits = read.channel === 'email' && waitsToLeave(read)
  const deeds = useActions(waits ? actionsOf(read) : [], read)
  return (
    <>
      <div className="row-of-buttons reminder-deeds">
        <ActionButtons deeds={deeds} />
        {task_id && <Button onClick={() => change({ task: task_id })}>{t('reminders.to_task')}</Button>}
      </div>
      <Facts
        rows={[
          [t('columns.entity'), read.entity_code],
          [t('reminders.channel'), t(`collection_policy.channels.${read.channel}`)],
          [t('reminders.tone'), t(`collection_policy.tones.${read.tone}`)],
          [t('reminders.step'), stepText(t, read.step_day)],
          [t('reminders.by'), t(`collection_policy.people.${read.given_by}`)],
          [t('reminders.on'), <Day key="on" day={read.reminded_on} />],
          [t('columns.state'), <ReminderState key="state" of={read} t={t} />],
          [t('dispatch.to'), read.channel === 'email' ? read.recipient : read.task_owner_name],
          [t('dispatch.sent_at'), read.sent_at && <Moment key="sent" at={read.sent_at} />],
          [t(read.state === 'done' ? 'tasks.outcome' : 'field.reason'), cameOf(read, t)],
        ]}
      />
      <Section title={t('reminders.items')}>
        <DataTable<Read['lines'][number]>
          bare
          label={t('reminders.items')}
          columns={[
            {
              key: 'number',
              title: t('columns.number'),
              cell: row => (
                <>
                  <span className="doc">{row.number}</span>{' '}
                  {row.left_as && <span className="tag">{t(`reminders.left.${row.left_as}`)}</span>}
                </>
              ),
              width: 240,
              card: 'head',
            },
            { key: 'due', title: t('columns.due_on'), cell: row => <Day day={row.due_on} />, width: 112 },
            {
              key: 'late',
              title: t('columns.days_overdue'),
              cell: row => <span className="num">{row.days_late > 0 ? row.days_late : '–'}</span>,
              right: true,
              width: 90,
            },
            {
              key: 'open',
              title: t('reminders.open_then'),
              cell: row => <Money minor={row.open_minor} currency={read.currency} />,
              right: true,
              width: 140,
            },
            {
              key: 'left',
              title: t('columns.open_minor'),
              cell: row => <Money minor={row.left_minor} currency={read.currency} />,
              right: true,
              width: 140,
              card: 'figure',
            },
          ]}
          rows={read.lines}
          rowKey={row => row.item_id}
          empty={{ title: t('reminders.none') }}
        />
      </Section>
      {waits && <Note read={read} />}
      {read.letter && (
        <Section title={t('reminders.letter')}>
          <p>
            <strong>{read.letter.subject}</strong>
          </p>
          <pre className="letter-text">{read.letter.text}</pre>
        </Section>
      )}
      <Talk subject={{ subject_kind: 'reminder', subject_id: read.reminder_id }} />
    </>
  )
}

function Note({ read }: { read: Read }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [note, setNote] = useState(read.note ?? '')
  if (!may('reminder.send')) return null
  const changed = note.trim() !== (read.note ?? '')
  return (
    <Section title={t('reminders.note')}>
      <TextArea label={t('reminders.note_label')} value={note} onChange={setNote} max={1000} />
      <Button
        className="reminder-save"
        disabled={!changed}
        onClick={() =>
          void done(
            () => ask('noteReminder', { reminder_id: read.reminder_id, note: note.trim() }),
            t('reminders.note_done'),
          )
        }
      >
        {t('action.save')}
      </Button>
    </Section>
  )
}
