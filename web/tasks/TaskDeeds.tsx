import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { ColleaguePicker } from './ColleaguePicker.tsx'
import { type Due, DueFields } from './DueFields.tsx'
import type { Task } from './actions.ts'

type DeedProps = { tasks: readonly Task[]; onClose: () => void }

/** Which tasks are meant: the first few by title, the others by number. */
function TasksMeant({ tasks }: { tasks: readonly Task[] }) {
  const { t } = useTranslation()
  const shown = tasks.slice(0, 4)
  return (
    <ul className="tasks-meant">
      {shown.map(task => (
        <li key={task.task_id}>{task.title}</li>
      ))}
      {tasks.length > shown.length && <li className="soft">{t('tasks.and_more', { count: tasks.length - 4 })}</li>}
    </ul>
  )
}

type ShapeProps = DeedProps & {
  name: string
  ready: boolean
  perform: () => Promise<unknown>
  said: string
  children?: ReactNode
}

function Shape({ tasks, onClose, name, ready, perform, said, children }: ShapeProps) {
  const done = useDone()
  return (
    <FormDialog title={name} act={name} ready={ready} perform={() => done(perform, said)} onClose={onClose}>
      <TasksMeant tasks={tasks} />
      {children}
    </FormDialog>
  )
}

/** Finishes tasks with what came of them. */
export function FinishDialog(props: DeedProps) {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState('')
  const each = props.tasks.map(({ task_id }) => ({ task_id, outcome: outcome.trim() }))
  return (
    <Shape
      {...props}
      name={t('tasks.finish')}
      ready={outcome.trim() !== ''}
      perform={() => ask('finishTasks', each)}
      said={t('tasks.finished', { count: each.length })}
    >
      <TextArea label={t('tasks.outcome')} value={outcome} onChange={setOutcome} max={1000} focus />
    </Shape>
  )
}

/** Moves tasks to another day. */
export function PostponeDialog(props: DeedProps) {
  const { t } = useTranslation()
  const me = useMe()
  const [first] = props.tasks
  const [due, setDue] = useState<Due>({
    due_on: first && first.due_on > me.today ? first.due_on : me.today,
    due_time: first?.due_time ?? null,
  })
  const [why, setWhy] = useState('')
  const each = props.tasks.map(({ task_id }) => ({
    task_id,
    due_on: due.due_on,
    ...(due.due_time ? { due_time: due.due_time } : {}),
    ...(why.trim() ? { why: why.trim() } : {}),
  }))
  return (
    <Shape
      {...props}
      name={t('tasks.postpone')}
      ready
      perform={() => ask('postponeTasks', each)}
      said={t('tasks.postponed', { count: each.length })}
    >
      <DueFields value={due} onChange={setDue} />
      <TextArea label={t('field.reason_optional')} value={why} onChange={setWhy} />
    </Shape>
  )
}

/** Hands tasks on to somebody else. */
export function ReassignDialog(props: DeedProps) {
  const { t } = useTranslation()
  const [owner_id, setOwner] = useState<string>()
  const [why, setWhy] = useState('')
  const [first] = props.tasks
  const subject =
    props.tasks.length === 1 && first?.subject_kind && first.subject_id
      ? { subject_kind: first.subject_kind, subject_id: first.subject_id }
      : null
  const each = props.tasks.map(({ task_id }) => ({
    task_id,
    owner_id: owner_id ?? '',
    ...(why.trim() ? { why: why.trim() } : {}),
  }))
  return (
    <Shape
      {...props}
      name={t('tasks.reassign')}
      ready={owner_id !== undefined}
      perform={() => ask('reassignTasks', each)}
      said={t('tasks.reassigned', { count: each.length })}
    >
      <ColleaguePicker
        label={t('tasks.to_whom')}
        value={owner_id}
        onChange={setOwner}
        subject={subject}
        placeholder={t('tasks.choose_person')}
      />
      <TextArea label={t('field.reason_optional')} value={why} onChange={setWhy} />
    </Shape>
  )
}

/** Takes over the tasks of colleagues. */
export function TakeOverDialog(props: DeedProps) {
  const { t } = useTranslation()
  const [why, setWhy] = useState('')
  const each = props.tasks.map(({ task_id }) => ({ task_id, ...(why.trim() ? { why: why.trim() } : {}) }))
  return (
    <Shape
      {...props}
      name={t('tasks.take_over')}
      ready
      perform={() => ask('takeOverTasks', each)}
      said={t('tasks.taken_over', { count: each.length })}
    >
      <TextArea label={t('field.reason_optional')} value={why} onChange={setWhy} focus />
    </Shape>
  )
}

/** Drops tasks that need not be done any more. */
export function DropDialog(props: DeedProps) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const each = props.tasks.map(({ task_id }) => ({ task_id, reason: reason.trim() }))
  return (
    <Shape
      {...props}
      name={t('tasks.drop')}
      ready={reason.trim() !== ''}
      perform={() => ask('dropTasks', each)}
      said={t('tasks.dropped', { count: each.length })}
    >
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} focus />
    </Shape>
  )
}
