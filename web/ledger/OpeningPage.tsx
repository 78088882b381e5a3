import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Answer, Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useEntities, useMay } from '../session.ts'
import { Talk } from '../tasks/Talk.tsx'
import { dayText } from '../ui/figures.ts'
import { Icon } from '../ui/Icon.tsx'
import { Count, Day, Moment, Money } from '../ui/Money.tsx'
import { Facts, Figure, Page } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { OpeningDeeds } from './OpeningDeeds.tsx'
import { OpeningState } from './OpeningState.tsx'
import { differs, TieOutTable } from './TieOutTable.tsx'

type TieOut = Answer<'openingTieOut'>
type Opening = Row<'listOpenings'>

/** One opening: the old book beside ours, whether they agree to 0.00, and what may be done with it. */
export function OpeningPage() {
  const { t } = useTranslation()
  const language = useLanguage()
  const { opening_id } = useParams({ strict: false }) as { opening_id: string }
  const tieOut = useAnswer('openingTieOut', { opening_id })
  const openings = useAnswer('listOpenings', {})
  const opening = openings.data?.rows.find(row => row.opening_id === opening_id)
  const entity = useEntities().data?.rows.find(row => row.entity_id === opening?.entity_id)
  const waiting = useWaitingLock(opening_id, opening?.state === 'open')
  const title = opening && { entity: opening.entity_code, day: dayText(opening.cutover_on, language) }
  return (
    <Page
      title={title ? t('openings.title', title) : t('nav.openings')}
      crumb={<Link to="/openings">{t('nav.openings')}</Link>}
      sub={entity?.name}
      actions={
        opening?.state === 'open' &&
        tieOut.data && (
          <OpeningDeeds
            opening={opening}
            ties={tieOut.data.ties}
            waiting={waiting}
            base={entity?.base_currency ?? 'CNY'}
            allowed={entity !== undefined && entity.standard !== 'cas_small'}
          />
        )
      }
    >
      {waiting && <Waiting />}
      <Wait for={tieOut}>
        {answer => (
          <>
            {answer.state !== 'undone' && <Verdict tieOut={answer} />}
            {opening && <Head opening={opening} tieOut={answer} base={entity?.base_currency ?? 'CNY'} />}
            <TieOutTable opening_id={opening_id} rows={answer.rows} base={entity?.base_currency ?? 'CNY'} />
            <Talk subject={{ subject_kind: 'opening', subject_id: opening_id }} />
          </>
        )}
      </Wait>
    </Page>
  )
}

/** Whether somebody asked to lock the opening and a second person has not answered yet. */
function useWaitingLock(opening_id: string, open: boolean): boolean {
  const may = useMay()
  const state = ['waiting' as const]
  const mine = useAnswer('myRequests', { state }, open)
  const all = useAnswer('listApprovals', { state, verb: ['opening.lock'] }, open && may('approval.read'))
  return (
    open &&
    [...(mine.data?.rows ?? []), ...(all.data?.rows ?? [])].some(
      row => row.verb === 'opening.lock' && (row.input as { opening_id?: string }).opening_id === opening_id,
    )
  )
}

function Waiting() {
  const { t } = useTranslation()
  const may = useMay()
  return (
    <output className="note" style={{ display: 'block' }}>
      {t('openings.waits')} {may('approval.read') && <Link to="/approvals">{t('openings.to_approvals')}</Link>}
    </output>
  )
}

/** Quiet when the books agree, loud when they do not, and plain when there is nothing to compare with. */
function Verdict({ tieOut }: { tieOut: TieOut }) {
  const { t } = useTranslation()
  const count = tieOut.rows.filter(differs).length
  if (tieOut.ties)
    return (
      <p className="proof well">
        <Icon name="tick" /> {t('openings.ties')}
      </p>
    )
  const given = tieOut.rows.some(row => row.old_minor !== '0' || row.old_base_minor !== '0')
  if (!given) return <p className="note">{t('openings.no_totals')}</p>
  return (
    <div className="proof disagrees" role="alert">
      <strong className="wrong">
        <Icon name="cross" /> {t('openings.differs', { count })}
      </strong>
    </div>
  )
}

function Head({ opening, tieOut, base }: { opening: Opening; tieOut: TieOut; base: string }) {
  const { t } = useTranslation()
  const count = tieOut.rows.filter(differs).length
  return (
    <>
      <div className="figures">
        <Figure label={t('openings.gross')}>
          <Money minor={opening.gross_minor} currency={base} code />
        </Figure>
        <Figure label={t('openings.net')}>
          <Money minor={opening.net_minor} currency={base} code />
        </Figure>
        {opening.allowance_minor !== '0' && (
          <Figure label={t('openings.allowance')}>
            <Money minor={opening.allowance_minor} currency={base} code />
          </Figure>
        )}
        <Figure label={t('openings.differences')}>
          <span className={count === 0 ? '' : 'wrong'}>
            <Count of={count} />
          </span>
        </Figure>
      </div>
      <Facts
        rows={[
          [t('columns.state'), <OpeningState key="state" state={opening.state} />],
          [t('columns.cutover_on'), <Day key="on" day={opening.cutover_on} />],
          [t('item.items'), <Count key="items" of={opening.items} />],
          [t('columns.recorded_at'), <Moment key="at" at={opening.recorded_at} />],
        ]}
      />
    </>
  )
}
