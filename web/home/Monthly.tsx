import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMode } from '../preferences.ts'
import { ChartCard } from '../ui/ChartCard.tsx'
import { coursesOption, paletteOf } from '../ui/chart-look.ts'
import { moneyText } from '../ui/figures.ts'
import { ChartToCome } from '../ui/states.tsx'
import { usePhone } from '../ui/usePhone.ts'

/** Billed, less what was credited, against collected, month by month; of everybody or of one customer. */
export function Monthly({ customer_id }: { customer_id?: string }) {
  const phone = usePhone()
  const asked = useAnswer('monthlySeries', {
    months: phone ? 12 : 24,
    ...(customer_id ? { customer_id: [customer_id] } : {}),
  })
  if (!asked.data) return asked.isPending ? <ChartToCome /> : null
  const bases = [...new Set(asked.data.rows.map(row => row.base_currency))]
  return (
    <>
      {bases.map(base => (
        <MonthlyIn key={base} series={asked.data} base={base} />
      ))}
    </>
  )
}

function MonthlyIn({ series, base }: { series: Answer<'monthlySeries'>; base: string }) {
  const { t, i18n } = useTranslation()
  const mode = useMode()
  const phone = usePhone()
  const palette = paletteOf(mode)
  const language = i18n.language
  const months = useMemo(() => monthsOf(series, base), [series, base])
  const names = { billed: t('home.billed'), collected: t('home.collected_short') }
  const money = (minor: string) => moneyText(minor, base, language)
  const option = useMemo(
    () =>
      coursesOption(
        { mode, language, currency: base, phone },
        months.map(({ month }) => month.slice(2)),
        [
          {
            name: names.billed,
            colour: paletteOf(mode).line_strong,
            minor: months.map(month => month.billed),
            as: 'bar',
          },
          {
            name: names.collected,
            colour: paletteOf(mode).jade,
            minor: months.map(month => month.collected),
            as: 'bar',
          },
        ],
        at => {
          const month = months[at]
          if (!month) return ''
          const [billed, collected] = [month.billed, month.collected].map(minor => moneyText(minor, base, language))
          return `${month.month}<br/>${names.billed} <b>${billed}</b><br/>${names.collected} <b>${collected}</b>`
        },
      ),
    [months, mode, language, base, phone, names.billed, names.collected],
  )
  return (
    <ChartCard
      title={t('home.monthly')}
      sub={t('home.in_base', { currency: base })}
      height={200}
      option={option}
      legend={[
        { name: names.billed, colour: palette.line_strong },
        { name: names.collected, colour: palette.jade },
      ]}
      table={{
        head: [t('home.month'), names.billed, names.collected],
        rows: months.map(month => ({
          key: month.month,
          cells: [month.month, money(month.billed), money(month.collected)],
        })),
      }}
    />
  )
}

/** What was billed, less credits, and collected in each month, in one base currency. */
function monthsOf(series: Answer<'monthlySeries'>, base: string) {
  return series.months.map(month => {
    const rows = series.rows.filter(row => row.month === month && row.base_currency === base)
    const sum = (of: (row: (typeof rows)[number]) => bigint) =>
      rows.reduce((total, row) => total + of(row), 0n).toString()
    return {
      month,
      billed: sum(row => BigInt(row.billed_base_minor) - BigInt(row.credited_base_minor)),
      collected: sum(row => BigInt(row.collected_base_minor)),
    }
  })
}
