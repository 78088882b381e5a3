import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMode } from '../preferences.ts'
import { ChartCard } from '../ui/ChartCard.tsx'
import { coursesOption, paletteOf } from '../ui/chart-look.ts'
import { dayText, moneyText } from '../ui/figures.ts'
import { ChartToCome } from '../ui/states.tsx'
import { usePhone } from '../ui/usePhone.ts'

/** What falls due in the weeks to come, by agreed day; a bar opens its claims. */
export function Expected() {
  const asked = useAnswer('expectedReceipts', { weeks: 13 })
  if (!asked.data) return asked.isPending ? <ChartToCome /> : null
  const bases = [...new Set(asked.data.rows.map(row => row.base_currency))]
  return (
    <>
      {bases.map(base => (
        <ExpectedIn key={base} expected={asked.data} base={base} />
      ))}
    </>
  )
}

function ExpectedIn({ expected, base }: { expected: Answer<'expectedReceipts'>; base: string }) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const mode = useMode()
  const phone = usePhone()
  const language = i18n.language
  const weeks = useMemo(() => weeksOf(expected, base), [expected, base])
  const option = useMemo(
    () =>
      coursesOption(
        { mode, language, currency: base, phone },
        weeks.map(week => week.from.slice(5)),
        [{ name: t('home.due'), colour: paletteOf(mode).jade, minor: weeks.map(week => week.minor), as: 'bar' }],
        at => {
          const week = weeks[at]
          return week ? `${spanOf(week, language)}<br/><b>${base} ${moneyText(week.minor, base, language)}</b>` : ''
        },
      ),
    [weeks, mode, language, base, phone, t],
  )
  return (
    <ChartCard
      title={t('home.expected')}
      sub={t('home.expected_sub', { currency: base })}
      height={200}
      option={option}
      table={{
        head: [t('home.week'), t('home.claims_head'), `${t('home.due')} (${base})`],
        rows: weeks.map(week => ({
          key: week.from,
          cells: [spanOf(week, language), String(week.items), moneyText(week.minor, base, language)],
        })),
      }}
      onPick={({ index }) => {
        const week = weeks[index]
        if (week) void navigate({ to: '/due', search: { from: week.from, to: week.to } as never })
      }}
    />
  )
}

/** What is due in each week, in one base currency. */
function weeksOf(expected: Answer<'expectedReceipts'>, base: string) {
  return expected.weeks.map(week => {
    const rows = expected.rows.filter(
      row => row.when === 'week' && row.week === week.week && row.base_currency === base,
    )
    return {
      ...week,
      minor: rows.reduce((sum, row) => sum + BigInt(row.open_base_minor), 0n).toString(),
      items: rows.reduce((sum, row) => sum + row.items, 0),
    }
  })
}

const spanOf = (week: { from: string; to: string }, language: string) =>
  `${dayText(week.from, language)} – ${dayText(week.to, language)}`
