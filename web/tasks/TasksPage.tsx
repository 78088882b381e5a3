import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useList } from '../lists.ts'
import { useMe } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { BulkBar } from '../ui/BulkBar.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FilterBar } from '../ui/FilterBar.tsx'
import { Page } from '../ui/Page.tsx'
import { usePicked } from '../ui/picked.ts'
import { SearchField } from '../ui/SearchField.tsx'
import { one, type Url, useUrl } from '../ui/url.ts'
import { useActions } from '../ui/useActions.ts'
import { ColleaguePicker } from './ColleaguePicker.tsx'
import { giveTask, taskActions } from './actions.ts'
import { TaskDrawer } from './TaskDrawer.tsx'
import { TasksTable } from './TasksTable.tsx'

const views = ['mine', 'given', 'all'] as const
const states = ['open', 'overdue', 'finished', 'dropped'] as const

/** What is to be done: by oneself, by those one asked, and by everybody whose work one may see. */
export function TasksPage() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const view = views.find(one_ => one_ === one(url.view)) ?? 'mine'
  const state = states.find(one_ => one_ === one(url.state)) ?? 'open'
  const question = questionOf(url, view, state, me.person_id)
  const list = useList('listTasks', question)
  const picked = usePicked()
  const deeds = useActions([giveTask], undefined)
  return (
    <Page title={t('nav.tasks')} sub={t('tasks.sub')} actions={<ActionButtons deeds={deeds} />}>
      <FilterBar
        shown={
          <Field label={t('tasks.view')}>
            {id => (
              <Segmented
                id={id}
                value={view}
                options={views.map(value => ({ value, label: t(`tasks.views.${value}`) }))}
                onChange={value => change({ view: value === 'mine' ? undefined : value })}
              />
            )}
          </Field>
        }
      >
        <ChoiceField
          label={t('columns.state')}
          value={state}
          options={states.map(value => ({ value, label: t(`tasks.states.${value}`) }))}
          onChange={value => change({ state: value === 'open' ? undefined : value, sort: undefined })}
          width={120}
        />
        {view !== 'mine' && (
          <ColleaguePicker
            label={t('tasks.owner')}
            value={one(url.owner_id)}
            onChange={owner_id => change({ owner_id })}
            clearable
            placeholder={t('tasks.everybody')}
          />
        )}
        <CustomerPicker
          label={t('columns.customer')}
          value={one(url.customer_id)}
          placeholder={t('ageing.everyone')}
          onChange={customer_id => change({ customer_id })}
        />
        <SearchField
          label={t('tasks.search')}
          value={one(url.q) ?? ''}
          width={180}
          onChange={q => change({ q }, { replace: true })}
        />
      </FilterBar>
      <TasksTable
        list={list}
        question={question}
        picked={picked}
        sort={question.sort ?? 'due_on'}
        onSort={sort => change({ sort }, { replace: true })}
        onOpen={task => change({ task })}
        empty={{
          title: t(state === 'open' && view === 'mine' ? 'tasks.none_mine' : 'tasks.none'),
          hint: t('tasks.none_hint'),
          action: <ActionButtons deeds={deeds} />,
        }}
      />
      <BulkBar picked={picked} rows={list.rows} rowKey={row => row.task_id} actions={taskActions} />
      <TaskDrawer />
    </Page>
  )
}

function questionOf(
  url: Url,
  view: (typeof views)[number],
  state: (typeof states)[number],
  me: string,
): Question<'listTasks'> {
  const owner = view === 'mine' ? me : one(url.owner_id)
  const [customer_id, q] = [one(url.customer_id), one(url.q)]
  return {
    ...(owner ? { owner_id: [owner] } : {}),
    ...(view === 'given' ? { given_by: [me] } : {}),
    ...(state === 'overdue' ? { overdue: 'true' } : { state: [state] }),
    ...(customer_id ? { customer_id: [customer_id] } : {}),
    ...(q ? { q } : {}),
    sort: (one(url.sort) ?? (state === 'open' || state === 'overdue' ? 'due_on' : '-recorded_at')) as NonNullable<
      Question<'listTasks'>['sort']
    >,
  } as Question<'listTasks'>
}
