import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { AgeingChart } from '../reports/AgeingChart.tsx'
import { issueInvoice } from '../invoices/actions.ts'
import { recordReceipt } from '../receipts/actions.ts'
import { useMay, useMe } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import { Day } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { Steady } from '../ui/states.tsx'
import { useActions } from '../ui/useActions.ts'
import { useNavigate } from '@tanstack/react-router'
import { Expected } from './Expected.tsx'
import { Matters } from './Matters.tsx'
import { Monthly } from './Monthly.tsx'
import { SetUpList } from './SetUpList.tsx'
import { Standing } from './Standing.tsx'
import { ToDo } from './ToDo.tsx'
import { TourOffer } from '../tour/TourOffer.tsx'

const homeActions = [recordReceipt, issueInvoice]

/** What one opens in the morning: how it stands, who matters, what waits for oneself, and what is coming. */
export function HomePage() {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  const deeds = useActions(homeActions, undefined)
  const reads = may('report.read')
  return (
    <Page
      title={t('nav.home')}
      heading={t('home.title', { name: me.name })}
      sub={<Day day={me.today} />}
      actions={<ActionButtons deeds={deeds} />}
    >
      <TourOffer />
      <SetUpList />
      {reads && <Standing />}
      <div className="home-grid">
        {reads && <Matters />}
        <ToDo />
      </div>
      {reads && (
        <>
          <Ages today={me.today} />
          <div className="home-charts">
            <Expected />
            <Monthly />
          </div>
        </>
      )}
    </Page>
  )
}

function Ages({ today }: { today: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const asked = useAnswer('ageing', { as_of: today, by: 'currency' })
  if (asked.data ? asked.data.totals.length === 0 : !asked.isPending) return null
  return (
    <section className="section">
      <Steady name="home.ages" ready={asked.data !== undefined} height={150}>
        {asked.data && (
          <AgeingChart
            ageing={asked.data}
            onPick={(column, currency) =>
              void navigate({ to: '/ageing', search: { cell: `~${column}~${currency}` } as never })
            }
          />
        )}
      </Steady>
      <Link to="/ageing" className="small">
        {t('home.to_ageing')}
      </Link>
    </section>
  )
}
