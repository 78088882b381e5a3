import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { Count, Money } from '../ui/Money.tsx'
import { Figure } from '../ui/Page.tsx'
import { Failed, Loading, Steady } from '../ui/states.tsx'
import type { Url } from '../ui/url.ts'

type Row = Answer<'standing'>['rows'][number]

/** The five figures of the morning, each leading to the rows behind it. */
export function Standing() {
  const { t } = useTranslation()
  const asked = useAnswer('standing', {})
  const months = useAnswer('monthlySeries', { months: 2 })
  if (asked.error) return <Failed error={asked.error} retry={() => void asked.refetch()} />
  if (asked.data?.rows.length === 0) return <p className="soft home-nothing">{t('home.nothing_open')}</p>
  return (
    <Steady name="home.standing" ready={asked.data !== undefined} height={window.innerWidth > 1360 ? 76 : 156}>
      {!asked.data && <Loading lines={2} />}
      {asked.data?.rows.map(row => (
        <div key={row.base_currency} className="figures home-figures">
          <Opens to="/balances" label={t('home.receivable')} row={row} minor={row.balance_base_minor}>
            <Count of={row.customers} /> {t('home.customers', { count: row.customers })}
          </Opens>
          <Opens
            to="/due"
            search={{ disputed: 'no' }}
            label={t('home.overdue')}
            row={row}
            minor={row.overdue_base_minor}
            wrong
          >
            {shareText(row)} <Count of={row.overdue_items} /> {t('home.claims', { count: row.overdue_items })}
          </Opens>
          <Opens
            to="/due"
            search={{ view: 'week', disputed: 'no' }}
            label={t('home.due_week')}
            row={row}
            minor={row.due_week_base_minor}
          >
            <Count of={row.due_week_items} /> {t('home.claims', { count: row.due_week_items })}
          </Opens>
          <Collected row={row} months={months.data} />
          <Opens
            to="/due"
            search={{ view: 'unapplied' }}
            label={t('home.unapplied')}
            row={row}
            minor={row.unapplied_base_minor}
            waits={row.unapplied_items > 0}
          >
            <Count of={row.unapplied_items} /> {t('home.items', { count: row.unapplied_items })}
          </Opens>
          {row.disputed_items > 0 && (
            <Opens
              to="/due"
              search={{ view: 'disputed' }}
              label={t('home.disputed')}
              row={row}
              minor={row.disputed_base_minor}
            >
              <Count of={row.disputed_items} /> {t('home.claims', { count: row.disputed_items })}
            </Opens>
          )}
        </div>
      ))}
    </Steady>
  )
}

function Collected({ row, months }: { row: Row; months: Answer<'monthlySeries'> | undefined }) {
  const { t } = useTranslation()
  const [before = '', now = ''] = months?.months ?? []
  const of = (month: string) =>
    (months?.rows ?? [])
      .filter(one => one.month === month && one.base_currency === row.base_currency)
      .reduce((sum, one) => sum + BigInt(one.collected_base_minor), 0n)
      .toString()
  if (!months) return <Figure label={t('home.collected')}>–</Figure>
  return (
    <Opens to="/receipts" search={{ received_from: `${now}-01` }} label={t('home.collected')} row={row} minor={of(now)}>
      {t('home.month_before')} <Money minor={of(before)} currency={row.base_currency} />
    </Opens>
  )
}

type OpensProps = {
  to: string
  search?: Url
  label: string
  row: Row
  minor: string
  wrong?: boolean
  waits?: boolean
  children: ReactNode
}

/** A figure that opens its rows. */
function Opens({ to, search = {}, label, row, minor, wrong, waits, children }: OpensProps) {
  const tone = wrong && minor !== '0' ? 'wrong' : waits ? 'waits' : ''
  return (
    <Link to={to} search={search as never} className={`opens-rows ${tone}`}>
      <Figure label={`${label} · ${row.base_currency}`} under={children}>
        <Money minor={minor} currency={row.base_currency} />
      </Figure>
    </Link>
  )
}

/** How much of all claims is overdue, in whole per cent, and nothing while that says little. */
function shareText(row: Row): string {
  const owed = BigInt(row.balance_base_minor) + BigInt(row.unapplied_base_minor)
  if (owed <= 0n || row.overdue_base_minor === '0') return ''
  const share = (BigInt(row.overdue_base_minor) * 100n + owed / 2n) / owed
  return `${share}% ·`
}
