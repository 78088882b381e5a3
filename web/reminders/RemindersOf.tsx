import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Section } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import type { Reminder } from './actions.ts'
import { columnsOf } from './columns.tsx'
import { ReminderDrawer } from './ReminderDrawer.tsx'

type About = Pick<Question<'listReminders'>, 'document_id' | 'item_id' | 'customer_id'>

/** The reminders of a document, an item or a customer; nothing where there is none. */
export function RemindersOf(about: About) {
  const may = useMay()
  return may('reminder.read') ? <Shown {...about} /> : null
}

function Shown(about: About) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const list = useList('listReminders', { ...about, sort: '-reminded_on' })
  const open = one(url.reminder)
  if (list.rows.length === 0 && !list.error) return null
  return (
    <Section title={t('nav.reminders')}>
      <DataTable<Reminder>
        bare
        label={t('nav.reminders')}
        columns={columnsOf(t, { customer: false }).map(({ sorts: _, ...column }) => column)}
        {...list.table}
        rowKey={row => row.reminder_id}
        onOpen={row => change({ reminder: row.reminder_id })}
        empty={{ title: t('reminders.none') }}
      />
      {open && <ReminderDrawer reminder_id={open} onClose={() => change({ reminder: undefined })} />}
    </Section>
  )
}
