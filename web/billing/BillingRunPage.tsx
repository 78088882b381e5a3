import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Progress } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMay } from '../session.ts'
import { Count, Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { RunLines } from './RunLines.tsx'
import { RunState } from './RunsTable.tsx'

type Run = Answer<'readBillingRun'>

const issuing = (run: Run) => run.state === 'waiting' || run.state === 'running'
const moving = (run: Run | undefined) =>
  run !== undefined && (issuing(run) || run.papers_made + run.papers_failed < run.papers)

/** One billing run: how far it is, its figures, and behind each the lines it is of. */
export function BillingRunPage() {
  const { t } = useTranslation()
  const { run_id } = useParams({ strict: false }) as { run_id: string }
  const asked = useQuery({
    queryKey: ['readBillingRun', { run_id }],
    queryFn: ({ signal }) => ask('readBillingRun', { run_id }, signal),
    refetchInterval: query => (moving(query.state.data) ? 800 : false),
  })
  const run = asked.data
  return (
    <Page
      title={run ? `${t('billing.run')} ${run.issued_on}` : t('nav.billing')}
      crumb={<Link to="/billing">{t('nav.billing')}</Link>}
      actions={run && <Deeds run={run} />}
    >
      <Wait for={asked}>
        {shown => (
          <>
            {moving(shown) && <Going run={shown} />}
            <Figures run={shown} />
            <Facts
              rows={[
                [t('columns.state'), <RunState key="state" run={shown} />],
                [t('billing.until'), <Day key="until" day={shown.until_on} />],
                [t('columns.issued_on'), <Day key="issued" day={shown.issued_on} />],
                [t('billing.by'), shown.created_by_name],
                [t('billing.started_at'), <Moment key="at" at={shown.created_at} />],
                [t('billing.finished_at'), shown.finished_at && <Moment key="end" at={shown.finished_at} />],
                [
                  t('billing.issued_sum'),
                  shown.sums
                    .filter(sum => sum.state === 'issued')
                    .map(sum => <Money key={sum.currency} minor={sum.amount_minor} currency={sum.currency} code />),
                ],
              ]}
            />
            <RunLines run_id={run_id} stand={`${shown.state} ${shown.issued} ${shown.refused} ${shown.papers_made}`} />
          </>
        )}
      </Wait>
    </Page>
  )
}

function Going({ run }: { run: Run }) {
  const { t } = useTranslation()
  const ended = run.lines - run.waiting
  const papers = run.papers_made + run.papers_failed
  // Issuing and the papers are half of the way each.
  const percent =
    Math.floor(((ended / Math.max(run.lines, 1)) * 50 + (papers / Math.max(run.invoices, 1)) * 50) * 10) / 10
  return (
    <div style={{ maxWidth: 560, marginBottom: 16 }} aria-live="polite">
      <Progress percent={percent} showInfo={false} status="active" aria-label={t('billing.run')} />
      <div className="small soft">
        {t(issuing(run) ? 'billing.issuing' : 'billing.printing')} · <Count of={issuing(run) ? ended : papers} />
        {' / '}
        <Count of={issuing(run) ? run.lines : run.papers} />
      </div>
    </div>
  )
}

function Figures({ run }: { run: Run }) {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const button = (name: string, value: string, count: number, look = '') => {
    const on = one(url[name]) === value
    const other = name === 'state' ? 'dispatch' : 'state'
    return (
      <Figure label={t(name === 'state' ? `billing.figures.${value}` : `billing.dispatch.${value}`)}>
        <button
          type="button"
          className={`plain ${count === 0 ? 'faint' : look}`}
          aria-pressed={on}
          style={{ textDecoration: on ? 'underline' : 'none' }}
          onClick={() =>
            change({ [name]: on ? undefined : value, [other]: undefined, paper: undefined }, { replace: true })
          }
        >
          <Count of={count} />
        </button>
      </Figure>
    )
  }
  const still = (label: string, value: ReactNode) => <Figure label={label}>{value}</Figure>
  return (
    <div className="figures">
      {button('state', 'issued', run.issued, 'well')}
      {button('state', 'refused', run.refused, 'wrong')}
      {button('state', 'left', run.left)}
      {still(t('billing.figures.invoices'), <Count of={run.invoices} />)}
      {still(
        t('billing.papers'),
        <>
          <Count of={run.papers_made} />
          {run.papers_failed > 0 && (
            <button
              type="button"
              className="plain wrong small"
              aria-pressed={one(url.paper) === 'failed'}
              style={{ marginInlineStart: 8, textDecoration: one(url.paper) === 'failed' ? 'underline' : 'none' }}
              onClick={() =>
                change(
                  { paper: one(url.paper) ? undefined : 'failed', state: undefined, dispatch: undefined },
                  { replace: true },
                )
              }
            >
              {t('billing.papers_failed', { count: run.papers_failed })}
            </button>
          )}
        </>,
      )}
      {button('dispatch', 'done', run.dispatched)}
      {button('dispatch', 'problem', run.not_dispatched, 'wrong')}
    </div>
  )
}

function Deeds({ run }: { run: Run }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const { run_id } = run
  if (!may('billing.run')) return null
  if (issuing(run))
    return (
      <Button onClick={() => void done(() => ask('cancelBillingRun', { run_id }), t('billing.cancelled'))}>
        {t('billing.cancel')}
      </Button>
    )
  return (
    <>
      {run.papers_failed > 0 && (
        <Button onClick={() => void done(() => ask('remakeBillingPapers', { run_id }), t('billing.remaking'))}>
          {t('billing.remake_all', { count: run.papers_failed })}
        </Button>
      )}
      {run.refused + run.left > 0 && <Retry run={run} />}
    </>
  )
}

function Retry({ run }: { run: Run }) {
  const { t } = useTranslation()
  const done = useDone()
  const { run_id } = run
  return (
    <Button type="primary" onClick={() => void done(() => ask('retryBillingRun', { run_id }), t('billing.retried'))}>
      {t('billing.retry_all', { count: run.refused + run.left })}
    </Button>
  )
}
