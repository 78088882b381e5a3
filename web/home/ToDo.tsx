import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMay, useMe } from '../session.ts'
import { subjectText } from '../tasks/subject.ts'
import { DueWhen } from '../tasks/TasksTable.tsx'
import { Icon, type IconName } from '../ui/Icon.tsx'
import { Day, Money, Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { Loading, Steady } from '../ui/states.tsx'
import type { Url } from '../ui/url.ts'

/** How many of each kind stand here; the rest is behind the line below them. */
const shown = 4

/** What waits for the reader: approvals to decide, money to apply, files that were not taken whole. */
export function ToDo() {
  const { t } = useTranslation()
  const may = useMay()
  const me = useMe()
  const language = useLanguage()
  const tasks = useAnswer(
    'listTasks',
    { owner_id: [me.person_id], state: ['open'], due_to: me.today, limit: shown + 1 },
    may('task.read'),
  )
  const approvals = useAnswer('listApprovals', { state: ['waiting'], limit: 50 }, may('approval.read'))
  const receipts = useAnswer(
    'listReceipts',
    { unapplied: 'yes', sort: 'received_on', limit: shown + 1 },
    may('receipt.read') && may('item.apply'),
  )
  const imports = useAnswer('listImports', { limit: 20 }, may('import.run'))
  // What one asked for oneself waits for somebody else.
  const mine = (approvals.data?.rows ?? []).filter(row => row.may_release)
  const refused = (imports.data?.rows ?? []).filter(row => Number(row.rows_refused) > 0 && row.state === 'done')
  const asked = [tasks, approvals, receipts, imports].filter(one => one.fetchStatus !== 'idle' || one.data)
  // All of it at once: parts that come one by one push each other down.
  const ready = asked.every(one => !one.isPending)
  const nothing =
    ready && !tasks.data?.rows.length && mine.length === 0 && !receipts.data?.rows.length && refused.length === 0
  return (
    <Section title={t('home.to_do')}>
      <Steady name="home.to_do" ready={ready} height={515}>
        {!ready && <Loading />}
        {nothing && asked.every(one => one.data) && <p className="soft">{t('home.nothing_to_do')}</p>}
        {ready && (
          <>
            <Kind
              icon="task"
              name={t('home.tasks')}
              to="/tasks"
              more={(tasks.data?.rows.length ?? 0) > shown}
              rows={(tasks.data?.rows ?? []).map(row => ({
                key: row.task_id,
                to: '/tasks',
                search: { task: row.task_id },
                text: row.title,
                under: (
                  <>
                    <DueWhen task={row} /> {subjectText(t, row)}
                  </>
                ),
              }))}
            />
            <Kind
              icon="approvals"
              name={t('home.approve')}
              to="/approvals"
              more={mine.length > shown}
              rows={mine.map(row => ({
                key: row.request_id,
                to: '/approvals',
                text: row.summary[language],
                under: (
                  <>
                    {row.maker} · <Moment at={row.made_at} />
                  </>
                ),
              }))}
            />
            <Kind
              icon="unapplied"
              name={t('home.apply')}
              to="/apply"
              more={(receipts.data?.rows.length ?? 0) > shown}
              rows={(receipts.data?.rows ?? []).map(row => ({
                key: row.receipt_id,
                to: '/apply',
                search: { receipt: row.receipt_id },
                text: row.customer_name,
                under: (
                  <>
                    {row.number} · <Day day={row.received_on} />
                  </>
                ),
                beside: <Money minor={row.unapplied_minor} currency={row.currency} code />,
              }))}
            />
            <Kind
              icon="import"
              name={t('home.refused')}
              to="/imports"
              more={refused.length > shown}
              rows={refused.map(row => ({
                key: row.import_id,
                to: `/imports/${row.import_id}`,
                text: row.file_name,
                beside: <span className="waits">{t('home.rows_refused', { count: Number(row.rows_refused) })}</span>,
              }))}
            />
          </>
        )}
      </Steady>
    </Section>
  )
}

type Waiting = { key: string; to: string; search?: Url; text: string; under?: ReactNode; beside?: ReactNode }
type KindProps = {
  icon: IconName
  name: string
  to: string
  more: boolean
  rows: readonly Waiting[]
}

function Kind({ icon, name, to, more, rows }: KindProps) {
  const { t } = useTranslation()
  if (rows.length === 0) return null
  return (
    <div className="to-do">
      <h3>
        <Icon name={icon} /> {name}
      </h3>
      <ul>
        {rows.slice(0, shown).map(row => (
          <li key={row.key}>
            <Link to={row.to} search={(row.search ?? {}) as never}>
              <span className="text">
                {row.text}
                {row.under && <span className="small soft under">{row.under}</span>}
              </span>
              {row.beside && <span className="beside">{row.beside}</span>}
            </Link>
          </li>
        ))}
      </ul>
      {more && (
        <Link to={to} className="small">
          {t('home.all_of_them')}
        </Link>
      )}
    </div>
  )
}
