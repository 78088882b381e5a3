import type { TFunction } from 'i18next'
import { customerColumn } from '../customers/customer-column.tsx'
import type { DataColumn } from '../ui/DataTable.tsx'
import { Day, Money } from '../ui/Money.tsx'
import type { Reminder } from './actions.ts'

const wrong = new Set(['bounced', 'failed', 'unsure'])

/** How a reminder stands. */
export function ReminderState({ of: { state, by_hand }, t }: { of: Reminder; t: TFunction }) {
  const look = wrong.has(state) ? 'wrong' : state === 'waiting' || state === 'task' ? 'waits' : ''
  return (
    <span className={`tag ${look}`}>{t(`reminders.states.${state === 'sent' && by_hand ? 'by_hand' : state}`)}</span>
  )
}

/** What came of a reminder: the reason it was skipped, the outcome of its task, why it could not leave, what overtook it. */
export const cameOf = (row: Reminder, t: TFunction): string | null =>
  (row.over_by && t(`reminders.over_by.${row.over_by}`)) ??
  (row.failed_because && t(`reminders.failures.${row.failed_because}`, { with: row.failed_with ?? '' })) ??
  row.reason

/** The day of a step beside the due day, in words. */
export const stepText = (t: TFunction, day: number) =>
  day === 0
    ? t('collection_policy.on_due_day')
    : day < 0
      ? t('collection_policy.days_before', { count: -day })
      : t('collection_policy.days_after', { count: day })

/** Channel, tone and day of the step. */
export function StepCell({ of, t }: { of: Pick<Reminder, 'channel' | 'tone' | 'step_day'>; t: TFunction }) {
  return (
    <>
      {t(`collection_policy.channels.${of.channel}`)}{' '}
      <span className="small soft">
        {t(`collection_policy.tones.${of.tone}`)} · {stepText(t, of.step_day)}
      </span>
    </>
  )
}

/** The columns of a list of reminders; beside one customer its name is left out. */
export function columnsOf(t: TFunction, { customer = true } = {}): DataColumn<Reminder>[] {
  const columns: DataColumn<Reminder>[] = [
    {
      key: 'step',
      fields: ['channel', 'tone', 'step_day'],
      title: t('reminders.step'),
      cell: row => <StepCell of={row} t={t} />,
      width: 226,
      ...(customer ? {} : { card: 'head' as const }),
    },
    {
      key: 'reminded_on',
      fields: ['reminded_on'],
      title: t('reminders.on'),
      cell: row => <Day day={row.reminded_on} />,
      width: 112,
      sorts: ['-reminded_on', 'reminded_on'],
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      cell: row => <ReminderState of={row} t={t} />,
      width: 110,
    },
    {
      key: 'items',
      fields: ['items'],
      title: t('reminders.items'),
      cell: row => <span className="num">{row.items}</span>,
      width: 70,
      right: true,
    },
    {
      key: 'who',
      fields: ['recipient', 'owner_name', 'reason'],
      title: t('reminders.to'),
      cell: row => cameOf(row, t) ?? (row.channel === 'email' ? (row.recipient ?? '–') : row.task_owner_name),
      width: 166,
    },
    {
      key: 'amount',
      fields: ['currency', 'amount_minor'],
      title: t('columns.open_minor'),
      cell: row => <Money minor={row.amount_minor} currency={row.currency} code />,
      right: true,
      width: 150,
      sorts: ['-amount_minor', 'amount_minor'],
      card: 'figure',
    },
  ]
  if (!customer) return columns
  return [customerColumn(t, { width: 230, sorts: ['customer_name', '-customer_name'] }), ...columns]
}
