import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer, Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Money } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { Wait } from '../ui/states.tsx'
import { many, one, useUrl } from '../ui/url.ts'

type Due = Answer<'billCalendar'>['days'][number]

/** The month before or after: '2026-01' and -1 is '2025-12'. */
function monthBeside(month: string, by: number): string {
  const [year = 0, at = 1] = month.split('-').map(Number)
  const moved = new Date(Date.UTC(year, at - 1 + by, 1))
  return moved.toISOString().slice(0, 7)
}

/** The days of a month in weeks from Monday; empty places before the first and behind the last. */
function weeksOf(month: string): (string | null)[][] {
  const [year = 0, at = 1] = month.split('-').map(Number)
  const days = new Date(Date.UTC(year, at, 0)).getUTCDate()
  const before = (new Date(Date.UTC(year, at - 1, 1)).getUTCDay() + 6) % 7
  const places = [
    ...Array.from({ length: before }, () => null),
    ...Array.from({ length: days }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`),
  ]
  while (places.length % 7 > 0) places.push(null)
  return Array.from({ length: places.length / 7 }, (_, week) => places.slice(week * 7, week * 7 + 7))
}

/** What of the bills falls due on which day of a month. */
export function BillCalendarPage() {
  const { t } = useTranslation()
  const me = useMe()
  const [url, change] = useUrl()
  const month = one(url.month) ?? me.today.slice(0, 7)
  const entity_id = many(url.entity_id)
  const question = { month, ...(entity_id.length > 0 ? { entity_id } : {}) }
  const asked = useAnswer('billCalendar', question as Question<'billCalendar'>)
  return (
    <Page title={t('bills.calendar')} crumb={<Link to="/bills">{t('nav.bills')}</Link>} sub={t('bills.calendar_sub')}>
      <div className="bill-months">
        <Button aria-label={t('bills.month_before')} onClick={() => change({ month: monthBeside(month, -1) })}>
          <Icon name="back" />
        </Button>
        <strong className="num bill-month">{month}</strong>
        <Button aria-label={t('bills.month_after')} onClick={() => change({ month: monthBeside(month, 1) })}>
          <Icon name="go" />
        </Button>
      </div>
      <Wait for={asked}>{found => <Month month={month} days={found.days} today={me.today} />}</Wait>
    </Page>
  )
}

function Month({ month, days, today }: { month: string; days: readonly Due[]; today: string }) {
  const { t, i18n } = useTranslation()
  const names = Array.from({ length: 7 }, (_, at) =>
    new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2024, 0, at + 1)),
  )
  const dueOn = Map.groupBy(days, day => day.on)
  return (
    <>
      {days.length === 0 && <p className="soft">{t('bills.nothing_due')}</p>}
      <table className="bill-calendar">
        <caption className="hidden-but-read">{t('bills.calendar')}</caption>
        <thead>
          <tr>
            {names.map(name => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map(week => (
            <tr key={week.find(day => day !== null) ?? ''}>
              {week.map((day, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- a place of the week is its own key
                <td key={at} className={day === today ? 'today' : day === null ? 'none' : ''}>
                  {day && <DueDay day={day} due={dueOn.get(day) ?? []} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function DueDay({ day, due }: { day: string; due: readonly Due[] }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="num soft">{Number(day.slice(8))}</span>
      {due.map(one => (
        <Link
          key={one.currency}
          to="/bills"
          search={{ matures_from: day, matures_to: day } as never}
          className={one.ours > 0 ? 'ours' : ''}
        >
          {t('bills.count', { count: one.bills })} <Money minor={one.amount_minor} currency={one.currency} code />
          {one.ours > 0 && <span className="small">{t('bills.ours', { count: one.ours })}</span>}
        </Link>
      ))}
    </>
  )
}
