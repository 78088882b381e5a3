import type { ComponentType } from 'react'
import type { Row } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'
import type { Subject } from './subject.ts'

/** A task as its actions need it. */
export type Task = Pick<
  Row<'listTasks'>,
  'task_id' | 'title' | 'state' | 'due_on' | 'due_time' | 'owner_id' | 'may_change' | 'subject_kind' | 'subject_id'
>

type TasksDialog = ComponentType<{ tasks: readonly Task[]; onClose: () => void }>

/** Does a deed to one task or to several by the same dialog. */
const by = (load: () => Promise<TasksDialog>): Required<Pick<Action<Task>, 'perform' | 'performMany'>> => ({
  perform: (task, { show }) => show(load, { tasks: [task] }),
  performMany: (tasks, { show }) => show(load, { tasks }),
})

const changeable = (task: Task): true | Reason =>
  task.state === 'open' ? (task.may_change ? true : { key: 'tasks.not_yours' }) : { key: 'tasks.is_closed' }

/** Finishes tasks, saying what came of them. */
const finish: Action<Task> = {
  id: 'task.finish',
  label: 'tasks.finish',
  icon: 'tick',
  permission: 'task.give',
  weight: 'main',
  enabled: changeable,
  ...by(async () => (await import('./TaskDeeds.tsx')).FinishDialog),
}

/** Moves tasks to another day. */
const postpone: Action<Task> = {
  id: 'task.postpone',
  label: 'tasks.postpone',
  icon: 'periods',
  permission: 'task.give',
  enabled: changeable,
  ...by(async () => (await import('./TaskDeeds.tsx')).PostponeDialog),
}

/** Hands tasks on to somebody else. */
const reassign: Action<Task> = {
  id: 'task.reassign',
  label: 'tasks.reassign',
  icon: 'people',
  permission: 'task.give',
  enabled: changeable,
  ...by(async () => (await import('./TaskDeeds.tsx')).ReassignDialog),
}

/** Takes over the tasks of colleagues. */
const takeOver: Action<Task> = {
  id: 'task.take_over',
  label: 'tasks.take_over',
  icon: 'go',
  permission: 'task.give',
  enabled: task => (task.state === 'open' ? true : { key: 'tasks.is_closed' }),
  ...by(async () => (await import('./TaskDeeds.tsx')).TakeOverDialog),
}

/** Drops tasks that need not be done any more. */
const drop: Action<Task> = {
  id: 'task.drop',
  label: 'tasks.drop',
  icon: 'cross',
  permission: 'task.give',
  weight: 'grave',
  enabled: changeable,
  ...by(async () => (await import('./TaskDeeds.tsx')).DropDialog),
}

/** Everything that can be done to a task. */
export const taskActions = [finish, postpone, reassign, takeOver, drop] as const

/** Gives a task about nothing in particular. */
export const giveTask: Action = {
  id: 'task.give',
  label: 'tasks.give',
  icon: 'plus',
  permission: 'task.give',
  shortcut: 'n t',
  weight: 'main',
  perform: (_, { show }) => show(async () => (await import('./TaskDialog.tsx')).TaskDialog, { subjects: [] }),
}

/** Gives a task about a document, or the same task about each of several. */
export const giveTaskAbout = <T>(about: (subject: T) => Subject): Action<T> => ({
  id: 'task.give_about',
  label: 'tasks.give_about',
  icon: 'task',
  permission: 'task.give',
  most: 500,
  perform: (subject, { show }) =>
    show(async () => (await import('./TaskDialog.tsx')).TaskDialog, { subjects: [about(subject)] }),
  performMany: (subjects, { show }) =>
    show(async () => (await import('./TaskDialog.tsx')).TaskDialog, { subjects: subjects.map(about) }),
})
