import { useNavigate } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { ahead } from '../ahead.ts'
import { ask, type Row } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { Day, Moment, Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { Empty, Failed, Loading } from '../ui/states.tsx'
import { type Next, toast } from '../ui/toast.tsx'
import { one, type Url, useUrl } from '../ui/url.ts'
import { useTools } from '../ui/useActions.ts'
import { placeOf, subjectText } from './subject.ts'

type Told = Row<'listInbox'>

const icons: Record<Told['kind'], IconName> = {
  mention: 'people',
  task_given: 'task',
  task_moved: 'task',
  task_closed: 'tick',
  task_due: 'why',
  approval_waiting: 'approvals',
  import_finished: 'import',
  billing_run_finished: 'invoice',
  receipt_waiting: 'receipt',
  receipt_returned: 'back',
}

/** Marks lines as read or unread at once, on the list and on the bell; where it is refused they are as they were. */
const marking = (which: (told: Told) => boolean, read: boolean, by: number, deed: () => Promise<unknown>) =>
  ahead(
    {
      listInbox: answer => ({
        ...answer,
        rows: answer.rows.map(told =>
          which(told) ? { ...told, read_at: read ? (told.read_at ?? new Date().toISOString()) : null } : told,
        ),
      }),
      countInbox: ({ unread }) => ({ unread: Math.max(0, unread + (read ? -by : by)) }),
    },
    deed,
  )

/** What one was told, the newest first; opening a line is reading it. */
export function InboxPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const all = one(url.show) === 'all'
  const list = useList('listInbox', { limit: 50, ...(all ? {} : { unread: 'true' }) })
  const unread = useAnswer('countInbox', {}).data?.unread ?? 0
  const { onError } = useTools()
  const readAll = () =>
    marking(
      () => true,
      true,
      unread,
      () => ask('markAllRead', {}),
    ).catch(onError)
  return (
    <Page
      title={t('nav.inbox')}
      sub={t('inbox.sub')}
      actions={
        <Button disabled={unread === 0} icon={<Icon name="tick" size={14} />} onClick={() => void readAll()}>
          {t('inbox.read_all')}
        </Button>
      }
    >
      <div className="bar">
        <Segmented
          aria-label={t('inbox.show')}
          value={all ? 'all' : 'unread'}
          options={[
            { value: 'unread', label: t('inbox.unread', { count: unread }) },
            { value: 'all', label: t('inbox.all') },
          ]}
          onChange={value => change({ show: value === 'all' ? 'all' : undefined })}
        />
      </div>
      {list.error && list.rows.length === 0 ? (
        <Failed error={list.error} retry={list.retry} />
      ) : list.loading && list.rows.length === 0 ? (
        <Loading />
      ) : list.rows.length === 0 ? (
        <Empty title={t(all ? 'inbox.nothing' : 'inbox.all_read')} hint={t('inbox.nothing_hint')} />
      ) : (
        <ol className="inbox">
          {list.rows.map(told => (
            <Line key={told.notification_id} told={told} />
          ))}
        </ol>
      )}
      {list.more.has && (
        <div className="more small">
          <Button size="small" onClick={list.more.load} loading={list.more.loading}>
            {t('action.more')}
          </Button>
        </div>
      )}
    </Page>
  )
}

function Line({ told }: { told: Told }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const navigate = useNavigate()
  const { notification_id, kind, text, summary, actor_name, due_on } = told
  const isUnread = told.read_at === null
  const place = whereTo(told)
  const said = summary ? summary[language] : told.amount_minor === null ? (text ?? t('inbox.not_seen')) : null
  const { onError } = useTools()
  const mark = () =>
    marking(
      one => one.notification_id === notification_id,
      isUnread,
      1,
      () => ask(isUnread ? 'markRead' : 'markUnread', [{ notification_id }]),
    ).catch(onError)
  const open = () => {
    if (isUnread) void mark()
    if (place) void navigate({ to: place.to, search: (place.search ?? {}) as never })
  }
  const may = useMay()
  const isTask = kind.startsWith('task_')
  const close = (closed: boolean, deed: () => Promise<unknown>, said: string, next?: Next) =>
    ahead(
      {
        listInbox: answer => ({
          ...answer,
          rows: answer.rows.map(one =>
            one.about_id === told.about_id && one.kind.startsWith('task_')
              ? { ...one, state: closed ? 'finished' : 'open' }
              : one,
          ),
        }),
        listTasks: answer => answer,
      },
      deed,
    ).then(() => toast('well', said, next), onError)
  const task = [{ task_id: told.about_id }]
  const undo = () => void close(false, () => ask('reopenTasks', task), t('tasks.reopened'))
  const tick = () =>
    close(
      true,
      () => ask('finishTasks', [{ task_id: told.about_id, outcome: t('tasks.ticked') }]),
      t('tasks.finished', { count: 1 }),
      { label: t('action.undo'), act: undo },
    )
  const about = subjectText(t, told)
  return (
    <li className={isUnread ? 'unread' : ''}>
      <button type="button" className="plain inbox-line" onClick={open}>
        <Icon name={icons[kind]} size={16} />
        <span className="inbox-said">
          <span className="small soft">
            {isUnread && <span className="hidden-but-read">{t('inbox.is_unread')} </span>}
            {t(`inbox.kinds.${kind}`, { name: actor_name ?? t('record.system') })}
          </span>
          <span className="inbox-text">
            {said ?? (
              <>
                <Money minor={told.amount_minor as string} currency={told.currency as string} code />{' '}
                {[told.customer_name, text].filter(Boolean).join(' · ')}
              </>
            )}
          </span>
          <span className="small soft">
            {about}
            {due_on && (
              <>
                {about && ' · '}
                {t('columns.due_on')} <Day day={due_on} />
              </>
            )}
          </span>
        </span>
        <span className="small soft inbox-when">
          <Moment at={told.recorded_at} />
        </span>
      </button>
      {isTask && told.state !== 'open' && told.state !== null && (
        <span className="tag">{t(`tasks.states.${told.state}`)}</span>
      )}
      {isTask && told.state === 'open' && may('task.give') && (
        <Button size="small" type="text" icon={<Icon name="tick" size={14} />} onClick={() => void tick()}>
          {t('inbox.tick')}
        </Button>
      )}
      <Button size="small" type="text" onClick={() => void mark()}>
        {t(isUnread ? 'inbox.mark_read' : 'inbox.mark_unread')}
      </Button>
    </li>
  )
}

/** Where a line of the inbox leads: to the task, the request, or the document that was spoken of. */
function whereTo(told: Told): { to: string; search?: Url } | null {
  if (told.kind === 'billing_run_finished') return { to: `/billing/${told.about_id}` }
  if (told.kind === 'approval_waiting') return { to: '/approvals' }
  if (told.kind === 'receipt_waiting' || told.kind === 'receipt_returned')
    return { to: '/receipts/waiting', search: { waiting: told.about_id } }
  if (told.kind.startsWith('task_')) return { to: '/tasks', search: { view: 'all', task: told.about_id } }
  const place = placeOf(told)
  return place && told.subject_kind === 'customer' ? { ...place, search: { tab: 'talk' } } : place
}
