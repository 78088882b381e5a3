import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { ColleaguePicker } from './ColleaguePicker.tsx'
import { type Due, DueFields } from './DueFields.tsx'
import type { Subject } from './subject.ts'

/** Gives a task to oneself or to a colleague; about several documents, one about each. */
export function TaskDialog({ subjects, onClose }: { subjects: readonly Subject[]; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [title, setTitle] = useState('')
  const [note, setNote] = useState('')
  const [owner_id, setOwner] = useState<string | undefined>(me.person_id)
  const [due, setDue] = useState<Due>({ due_on: me.today, due_time: null })
  const count = Math.max(1, subjects.length)
  const perform = () => {
    const task = {
      title: title.trim(),
      ...(note.trim() ? { note: note.trim() } : {}),
      ...(owner_id ? { owner_id } : {}),
      due_on: due.due_on,
      ...(due.due_time ? { due_time: due.due_time } : {}),
    }
    const tasks = subjects.length === 0 ? [task] : subjects.map(subject => ({ ...task, ...subject }))
    return done(() => ask('giveTasks', tasks), t('tasks.given', { count }))
  }
  const [only] = subjects
  return (
    <FormDialog
      title={count > 1 ? t('tasks.give_many', { count }) : t('tasks.give')}
      act={t('tasks.give')}
      ready={title.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <TextLine label={t('tasks.title')} value={title} onChange={setTitle} focus />
      <ColleaguePicker
        label={t('tasks.owner')}
        value={owner_id}
        onChange={setOwner}
        subject={subjects.length === 1 && only ? only : null}
      />
      <DueFields value={due} onChange={setDue} />
      <TextArea label={t('tasks.note')} value={note} onChange={setNote} max={2000} />
    </FormDialog>
  )
}
