import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day, Moment } from '../ui/Money.tsx'
import { plainText } from '../ui/plain.ts'
import { Facts, Section } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { SubjectLink } from './SubjectLink.tsx'
import { taskActions } from './actions.ts'
import { DueWhen } from './TasksTable.tsx'

type Task = Answer<'readTask'>

/** The task named in the URL, over the page: what is to be done, and what happened to it. */
export function TaskDrawer() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const task_id = one(url.task)
  if (!task_id) return null
  return (
    <Drawer
      open
      size={560}
      title={t('tasks.task')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={() => change({ task: undefined })}
    >
      <Opened key={task_id} task_id={task_id} />
    </Drawer>
  )
}

function Opened({ task_id }: { task_id: string }) {
  const { t } = useTranslation()
  const asked = useAnswer('readTask', { task_id })
  const deeds = useActions(taskActions, asked.data ?? null)
  return (
    <Wait for={asked} lines={5}>
      {task => (
        <>
          <h2 className="task-title">{task.title}</h2>
          {task.note && <p className="comment-body">{task.note}</p>}
          {task.state === 'open' && (
            <div className="drawer-deeds">
              <ActionButtons deeds={deeds} />
            </div>
          )}
          <Facts
            rows={[
              [t('columns.state'), t(`tasks.states.${task.state}`)],
              [t('tasks.outcome'), task.outcome],
              [t('columns.due_on'), <DueWhen key="due" task={task} />],
              [t('tasks.owner'), task.owner_name],
              [t('tasks.given_by'), task.given_by_name],
              [t('tasks.about'), task.subject_kind && <SubjectLink key="about" told={task} />],
              [t('columns.recorded_at'), <Moment key="at" at={task.recorded_at} />],
            ]}
          />
          <Section title={t('record.title')}>
            <History task={task} />
          </Section>
        </>
      )}
    </Wait>
  )
}

function History({ task }: { task: Task }) {
  const { t } = useTranslation()
  return (
    <ol className="task-history">
      {task.history.map(({ event_id, name, recorded_at, actor_name, data }) => {
        const why = plainText(data.why ?? data.reason ?? data.outcome ?? '')
        return (
          <li key={event_id}>
            <strong>{t(`happened.${name}`)}</strong>
            {typeof data.from_on === 'string' && typeof data.due_on === 'string' && (
              <span>
                {' '}
                <Day day={data.from_on} /> → <Day day={data.due_on} />
              </span>
            )}
            {why && <span> · {why}</span>}
            <div className="small soft">
              <Moment at={recorded_at} /> {actor_name ?? t('record.system')}
            </div>
          </li>
        )
      })}
    </ol>
  )
}
