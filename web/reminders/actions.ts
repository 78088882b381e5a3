import type { ComponentType } from 'react'
import type { Row } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'

/** A reminder as its actions need it. */
export type Reminder = Row<'listReminders'>
type Dialog = ComponentType<{ reminders: readonly Reminder[]; onClose: () => void }>

/** Whether a letter waits for a person: to be sent, or sent again after it was refused or could not leave. */
export const waitsToLeave = ({ state }: Pick<Reminder, 'state'>) =>
  state === 'waiting' || state === 'bounced' || state === 'failed'

const waits = (row: Reminder): true | Reason =>
  row.channel !== 'email' ? { key: 'reminders.is_task' } : waitsToLeave(row) ? true : { key: 'reminders.is_over' }

const by = (load: () => Promise<Dialog>): Required<Pick<Action<Reminder>, 'perform' | 'performMany'>> => ({
  perform: (row, { show }) => show(load, { reminders: [row] }),
  performMany: (rows, { show }) => show(load, { reminders: rows }),
})

/** Sends reminders by mail that wait. */
const send: Action<Reminder> = {
  id: 'reminder.send',
  label: 'reminders.send',
  icon: 'go',
  permission: 'reminder.send',
  weight: 'main',
  enabled: waits,
  ...by(async () => (await import('./ReminderDeeds.tsx')).SendDialog),
}

/** Notes that reminders went in another way. */
const sentByHand: Action<Reminder> = {
  id: 'reminder.send_by_hand',
  label: 'reminders.by_hand',
  icon: 'tick',
  permission: 'reminder.send',
  enabled: waits,
  ...by(async () => (await import('./ReminderDeeds.tsx')).ByHandDialog),
}

/** Skips reminders, with a reason. */
const skip: Action<Reminder> = {
  id: 'reminder.skip',
  label: 'reminders.skip',
  icon: 'cross',
  permission: 'reminder.send',
  enabled: waits,
  ...by(async () => (await import('./ReminderDeeds.tsx')).SkipDialog),
}

export const reminderActions = [send, sentByHand, skip]

/** The same for one reminder: what was refused or could not leave is sent again. */
export const actionsOf = ({ state }: Pick<Reminder, 'state'>): readonly Action<Reminder>[] =>
  state === 'bounced' || state === 'failed'
    ? [{ ...send, label: 'reminders.send_again' }, sentByHand, skip]
    : reminderActions

/** Makes the reminders that are due today. */
export const runReminders: Action = {
  id: 'reminder.run',
  label: 'reminders.run',
  icon: 'bell',
  permission: 'reminder.send',
  weight: 'main',
  perform: (_, { show }) => show(async () => (await import('./RunDialog.tsx')).RunDialog, {}),
}

/** Says which reminders leave by themselves. */
export const switchReminders: Action = {
  id: 'reminder.switch',
  label: 'reminders.automatic',
  icon: 'again',
  permission: 'reminder.switch',
  perform: (_, { show }) => show(async () => (await import('./SwitchDialog.tsx')).SwitchDialog, {}),
}
