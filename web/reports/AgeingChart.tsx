import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'
import { useMode } from '../preferences.ts'
import { ChartCard } from '../ui/ChartCard.tsx'
import { moneyText, shortMoney } from '../ui/figures.ts'
import { dark, fonts, light } from '../ui/theme.ts'
import { usePhone } from '../ui/usePhone.ts'
import { type AgeingColumn, columnName, isOverdue } from './columns.ts'

type Ageing = Answer<'ageing'>
type Totals = Ageing['totals'][number]

/** A bar for each currency, made of its columns, each as long as its share; what we owe lies left of the line. */
export function AgeingChart({
  ageing,
  onPick,
}: {
  ageing: Ageing
  onPick: (column: string, currency: string) => void
}) {
  const { t, i18n } = useTranslation()
  const mode = useMode()
  const phone = usePhone()
  const { columns, totals } = ageing
  const colours = useMemo(() => coloursOf(columns, mode), [columns, mode])
  const used = columns.filter((_, at) => totals.some(total => total.amounts[at] !== '0'))
  // How long the bars are at least, in pixels.
  const [half, setHalf] = useState(false)
  const room = phone ? 280 : half ? 480 : 620
  const option = useMemo(() => {
    const palette = mode === 'dark' ? dark : light
    const name = (column: AgeingColumn) => columnName(t, column)
    return {
      animationDuration: 200,
      textStyle: { fontFamily: fonts },
      grid: { left: phone ? 40 : 48, right: 8, top: 2, bottom: 2 },
      // From the line itself, so that a bar that lies on one side of it alone is seen.
      xAxis: {
        type: 'value',
        show: false,
        min: (shares: { min: number }) => Math.min(0, shares.min),
        max: (shares: { max: number }) => Math.max(0, shares.max),
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: totals.map(total => total.currency),
        axisLine: { lineStyle: { color: palette.line_strong } },
        axisTick: { show: false },
        axisLabel: { color: palette.ink_soft, fontSize: 12 },
      },
      tooltip: {
        trigger: 'item',
        backgroundColor: palette.raised,
        borderColor: palette.line,
        textStyle: { color: palette.ink, fontSize: 12 },
        formatter: ({ seriesIndex, dataIndex }: { seriesIndex: number; dataIndex: number }) => {
          const [column, total] = [columns[seriesIndex], totals[dataIndex]]
          if (!column || !total) return ''
          const amount = moneyText(total.amounts[seriesIndex] ?? '0', total.currency, i18n.language)
          return `${name(column)}<br/><b>${total.currency} ${amount}</b>`
        },
      },
      series: columns.map((column, at) => ({
        id: column.key,
        type: 'bar',
        stack: 'all',
        barWidth: 26,
        itemStyle: { color: colours[at], borderColor: palette.paper, borderWidth: 1 },
        data: totals.map(total => share(total, at)),
        label: {
          show: true,
          fontSize: 11,
          color: inkOn(colours[at] ?? '#fff'),
          formatter: ({ value, dataIndex }: { value: number; dataIndex: number }) => {
            const total = totals[dataIndex]
            if (!total) return ''
            const short = shortMoney(total.amounts[at] ?? '0', total.currency, i18n.language)
            // A word that does not fit its stretch would be read over the next one.
            return (
              [`${name(column)}  ${short}`, short].find(text => widthOf(text) < (Math.abs(value) * room) / 100) ?? ''
            )
          },
        },
      })),
    }
  }, [columns, totals, colours, mode, phone, room, t, i18n.language])
  if (totals.length === 0) return null
  const money = (minor: string, currency: string) => moneyText(minor, currency, i18n.language)
  return (
    <ChartCard
      title={t('home.ages')}
      sub={t('ageing.chart')}
      height={totals.length * 38 + 4}
      option={option}
      onHalf={setHalf}
      legend={used.map(column => ({ name: columnName(t, column), colour: colours[columns.indexOf(column)] ?? '' }))}
      table={{
        head: [t('columns.currency'), ...used.map(column => columnName(t, column)), t('columns.total')],
        rows: totals.map(total => ({
          key: total.currency,
          cells: [
            total.currency,
            ...used.map(column => money(total.amounts[columns.indexOf(column)] ?? '0', total.currency)),
            money(total.total_minor, total.currency),
          ],
        })),
      }}
      onPick={({ series, index }) => {
        const currency = totals[index]?.currency
        if (currency) onPick(series, currency)
      }}
    />
  )
}

/** How wide a word stands in the small letters of a bar, in pixels; near enough to know whether it fits. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 11.5 : 6.3), 10)

/**
 * A column's share of all that is owed, in per cent, or of what we owe where nothing is owed to us; only a chart may turn money
 * into such a number.
 */
function share(total: Totals, at: number): number {
  const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, amount) => (amount > 0n ? sum + amount : sum), 0n)
  const amounts = total.amounts.map(BigInt)
  const whole = sumOf(amounts) || sumOf(amounts.map(amount => -amount))
  if (whole === 0n) return 0
  return Number(((amounts[at] ?? 0n) * 100_000n) / whole) / 1000
}

function coloursOf(columns: readonly AgeingColumn[], mode: 'light' | 'dark'): string[] {
  const palette = mode === 'dark' ? dark : light
  const buckets = columns.filter(isOverdue)
  const others: Record<string, string> = {
    not_due: palette.ages[0] ?? '',
    unapplied: palette.line_strong,
    undetermined: palette.amber,
    disputed: mode === 'dark' ? '#8f7aa8' : '#b9a6cf',
    retention: mode === 'dark' ? '#5f7f99' : '#a9c2d6',
    bill: mode === 'dark' ? '#6f8f9a' : '#9db9bd',
  }
  const ages = palette.ages.slice(1)
  return columns.map(column => {
    const at = buckets.indexOf(column)
    if (at < 0) return others[column.key] ?? palette.line_strong
    // Few buckets are spread over the whole scale, so that the last is always the darkest.
    const step = buckets.length === 1 ? ages.length - 1 : Math.round((at * (ages.length - 1)) / (buckets.length - 1))
    return ages[step] ?? ''
  })
}

/** Black or white, whichever can be read on a colour. */
function inkOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue) > 0.24 ? '#1d1c19' : '#ffffff'
}

const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
