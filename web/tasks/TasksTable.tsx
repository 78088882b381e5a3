import { useTranslation } from 'react-i18next'
import type { Question, Row } from '../client.ts'
import type { useList } from '../lists.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day } from '../ui/Money.tsx'
import type { Picked } from '../ui/picked.ts'
import { ListTools } from '../views/ListTools.tsx'
import { SubjectLink } from './SubjectLink.tsx'

type Task = Row<'listTasks'>

/** The due day and time of a task; said in words too when it is past. */
export function DueWhen({ task }: { task: Pick<Task, 'due_on' | 'due_time' | 'overdue'> }) {
  const { t } = useTranslation()
  return (
    <span className={task.overdue ? 'wrong' : ''}>
      <Day day={task.due_on} /> {task.due_time && <span className="num">{task.due_time}</span>}
      {task.overdue && <span className="small"> {t('tasks.late')}</span>}
    </span>
  )
}

type TasksTableProps = {
  list: ReturnType<typeof useList<'listTasks'>>
  question: Question<'listTasks'>
  picked?: Picked
  sort: string
  onSort: (sort: string) => void
  onOpen: (task_id: string) => void
  empty: Parameters<typeof DataTable>[0]['empty']
}

/** Tasks, each with what it is about, whose it is and when it is due. */
export function TasksTable({ list, question, picked, sort, onSort, onOpen, empty }: TasksTableProps) {
  const { t } = useTranslation()
  const columns: DataColumn<Task>[] = [
    {
      key: 'title',
      fields: ['title', 'state'],
      title: t('tasks.title'),
      width: 380,
      card: 'head',
      sorts: ['title', '-title'],
      cell: row => (
        <>
          {row.title} {row.state !== 'open' && <span className="tag">{t(`tasks.states.${row.state}`)}</span>}
        </>
      ),
    },
    {
      key: 'due_on',
      fields: ['due_on', 'due_time'],
      title: t('columns.due_on'),
      width: 150,
      card: 'figure',
      sorts: ['due_on', '-due_on'],
      cell: row => <DueWhen task={row} />,
    },
    {
      key: 'about',
      fields: ['subject_number', 'customer_name'],
      title: t('tasks.about'),
      width: 230,
      cell: row => (row.subject_kind ? <SubjectLink told={row} /> : null),
    },
    { key: 'owner', fields: ['owner_name'], title: t('tasks.owner'), width: 90, cell: row => row.owner_name },
    {
      key: 'given_by',
      fields: ['given_by_name'],
      title: t('tasks.given_by'),
      width: 110,
      cell: row => row.given_by_name,
    },
    { key: 'outcome', fields: ['outcome'], title: t('tasks.outcome'), width: 200, cell: row => row.outcome },
  ]
  return (
    <DataTable<Task>
      label={t('nav.tasks')}
      name="tasks"
      tools={fields => <ListTools list="tasks" report="tasks" question={question} fields={fields} />}
      columns={columns}
      {...list.table}
      {...(picked ? { picked } : {})}
      rowKey={row => row.task_id}
      sort={sort}
      onSort={onSort}
      onOpen={row => onOpen(row.task_id)}
      empty={empty}
    />
  )
}
