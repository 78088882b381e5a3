import { useTranslation } from 'react-i18next'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { Section } from '../ui/Page.tsx'
import { useUrl } from '../ui/url.ts'
import { Comments } from './Comments.tsx'
import type { Subject } from './subject.ts'
import { TaskDrawer } from './TaskDrawer.tsx'
import { DueWhen } from './TasksTable.tsx'

/** What people say about a document, and what is still to be done about it. */
export function Talk({ subject }: { subject: Subject }) {
  const { t } = useTranslation()
  const may = useMay()
  return (
    <>
      {may('task.read') && <OpenTasks subject={subject} />}
      {may('comment.read') && (
        <Section title={t('comments.title')}>
          <Comments subject={subject} />
        </Section>
      )}
    </>
  )
}

function OpenTasks({ subject }: { subject: Subject }) {
  const { t } = useTranslation()
  const [, change] = useUrl()
  const { subject_kind, subject_id } = subject
  // A customer's tasks are those about its documents too.
  const about =
    subject_kind === 'customer'
      ? { customer_id: [subject_id] }
      : { subject_kind: [subject_kind], subject_id: [subject_id] }
  const list = useList('listTasks', { ...about, state: ['open'], limit: 20 })
  if (list.rows.length === 0) return <TaskDrawer />
  return (
    <Section title={t('tasks.open_ones')}>
      <ul className="open-tasks">
        {list.rows.map(task => (
          <li key={task.task_id}>
            <button type="button" className="plain link" onClick={() => change({ task: task.task_id })}>
              {task.title}
            </button>
            <span className="soft">{task.owner_name}</span>
            <DueWhen task={task} />
          </li>
        ))}
      </ul>
      <TaskDrawer />
    </Section>
  )
}
