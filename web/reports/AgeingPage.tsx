import { Link } from '@tanstack/react-router'
import { Button, Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useList } from '../lists.ts'
import { useMay, useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Day, Money } from '../ui/Money.tsx'
import { Figure, Page } from '../ui/Page.tsx'
import { Steady, useLater } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { ageingQuestion, cellText, useAgeingUrl } from './ageing-url.ts'
import { AgeingChart } from './AgeingChart.tsx'
import { AgeingFilters } from './AgeingFilters.tsx'
import { AgeingTable } from './AgeingTable.tsx'
import { CellDrawer } from './CellDrawer.tsx'
import { DayChangesDrawer } from './DayChangesDrawer.tsx'
import { ExportButton } from './ExportButton.tsx'
import { ProofStrip } from './ProofStrip.tsx'
import { TimeSlider } from './TimeSlider.tsx'

/** Who owes what, how old, on any day, as known on any day. */
export function AgeingPage() {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  const [state, change] = useAgeingUrl()
  const [url] = useUrl()
  const question = ageingQuestion(state)
  const list = useList('ageing', question)
  const ageing = list.first
  const later = useLater()
  return (
    <Page
      title={state.netted ? t('ageing.title_netted') : t('nav.ageing')}
      sub={<Subtitle ageing={ageing} known_on={state.known_on} />}
      actions={
        <>
          <Button icon={<Icon name="why" />} onClick={() => change({ why: 'yes' })}>
            {t('ageing.why')}
          </Button>
          <ExportButton report="ageing" params={question} />
        </>
      }
    >
      <Steady name="ageing.heads" ready={ageing !== undefined} height={86}>
        {ageing && <Heads ageing={ageing} />}
      </Steady>
      <Steady name="ageing.filters" ready={later && ageing !== undefined} height={154}>
        {later && (
          <AgeingFilters state={state} change={change} currencies={ageing?.totals.map(total => total.currency) ?? []} />
        )}
      </Steady>
      <TimeSlider
        today={me.today}
        value={state.as_of}
        onChange={day => change({ as_of: day === me.today ? undefined : day }, { replace: true })}
      />
      {ageing && <Notes notes={ageing.notes} />}
      <Steady name="ageing.chart" ready={ageing !== undefined} height={190}>
        {ageing && ageing.count > 0 && (
          <div className="between">
            <ProofStrip proof={ageing.proof} />
            <Checkbox checked={state.all} onChange={event => change({ all: event.target.checked ? 'yes' : undefined })}>
              {t('ageing.all_columns')}
            </Checkbox>
          </div>
        )}
        {ageing && (
          <AgeingChart ageing={ageing} onPick={(column, currency) => change({ cell: `~${column}~${currency}` })} />
        )}
      </Steady>
      <AgeingTable
        ageing={ageing}
        rows={list.rows}
        state={state}
        loading={list.loading}
        error={list.error}
        retry={list.retry}
        more={list.more}
        onCell={cell => change({ cell: cellText(cell), item: undefined })}
        onSort={sort => change({ sort }, { replace: true })}
        emptyAction={may('import.run') && <Link to="/imports">{t('ageing.empty_act')}</Link>}
      />
      {state.cell && (
        <CellDrawer
          state={state}
          cell={state.cell}
          title={titleOf(state.cell.key, list.rows)}
          columns={ageing?.columns ?? []}
          onItem={item => change({ item })}
          onClose={() => change({ cell: undefined, item: undefined })}
        />
      )}
      {one(url.why) && <DayChangesDrawer state={state} onClose={() => change({ why: undefined, since: undefined })} />}
    </Page>
  )
}

function titleOf(key: string, rows: readonly { key: string | null; name: string | null }[]): string | null {
  return rows.find(row => row.key === key)?.name ?? null
}

function Subtitle({ ageing, known_on }: { ageing: Answer<'ageing'> | undefined; known_on: string | null }) {
  const { t } = useTranslation()
  if (!ageing) return <>&nbsp;</>
  return (
    <>
      {ageing.basis === 'due' ? t('ageing.by_due_long') : t('ageing.by_invoice_long')} · {t('ageing.as_of')}{' '}
      <Day day={ageing.as_of} />
      {known_on && (
        <>
          {' · '}
          <span className="waits">
            {t('ageing.known_on')} <Day day={known_on} />
          </span>
        </>
      )}
    </>
  )
}

/** The figures that matter, at the head of the page: for each currency what is owed, and what of it is overdue. */
function Heads({ ageing }: { ageing: Answer<'ageing'> }) {
  const { t } = useTranslation()
  return (
    <div className="figures">
      {ageing.totals.slice(0, 4).map(total => (
        <Figure
          key={total.currency}
          label={t('ageing.owed', { currency: total.currency })}
          under={
            ageing.basis === 'due' && BigInt(total.overdue_minor) > 0n ? (
              <span className="wrong">
                {t('ageing.overdue')} <Money minor={total.overdue_minor} currency={total.currency} />
                {percent(total.overdue_minor, total.total_minor)}
              </span>
            ) : null
          }
        >
          <Money minor={total.total_minor} currency={total.currency} />
        </Figure>
      ))}
    </div>
  )
}

function percent(part: string, whole: string): string {
  const [a, b] = [BigInt(part), BigInt(whole)]
  return b <= 0n ? '' : ` · ${Number((a * 1000n) / b) / 10}%`
}

function Notes({ notes }: { notes: Answer<'ageing'>['notes'] }) {
  const { t } = useTranslation()
  return notes.map(note => (
    <div key={note} className="note">
      {t(`ageing.note_${note}`)}
    </div>
  ))
}
