import type { EChartsCoreOption } from 'echarts/core'
import { currencyDigits } from '../../server/kernel/money.ts'
import { shortMoney } from './figures.ts'
import { dark, fonts, light, type Palette } from './theme.ts'

/** Money as a number of whole units; only the length of a bar or the height of a line may be made of it. */
export const chartNumber = (minor: string, currency: string) => Number(minor) / 10 ** currencyDigits(currency)

export const paletteOf = (mode: 'light' | 'dark'): Palette => (mode === 'dark' ? dark : light)

type Look = { mode: 'light' | 'dark'; language: string; currency: string; phone: boolean }
/** One row of bars or one line: its name, colour and a value for each category, in minor units. */
export type Course = {
  name: string
  colour: string
  minor: readonly string[]
  as: 'bar' | 'line'
  stack?: string
  /** A line that fills what lies below it, for a balance. */
  filled?: boolean
}

/** Courses over categories in one currency: hairlines, labels in the reader's short form, a tooltip with whole amounts. */
export function coursesOption(
  look: Look,
  categories: readonly string[],
  courses: readonly Course[],
  tooltip: (at: number) => string,
): EChartsCoreOption {
  const palette = paletteOf(look.mode)
  const label = { color: palette.ink_soft, fontSize: 11, fontFamily: fonts }
  return {
    animationDuration: 200,
    textStyle: { fontFamily: fonts },
    grid: { left: 8, right: 8, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: [...categories],
      axisLine: { lineStyle: { color: palette.line_strong } },
      axisTick: { show: false },
      axisLabel: { ...label, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: look.phone ? 3 : 4,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        ...label,
        formatter: (value: number) =>
          shortMoney(
            String(BigInt(Math.round(value * 10 ** currencyDigits(look.currency)))),
            look.currency,
            look.language,
          ),
      },
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: palette.line, opacity: 0.4 } },
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      formatter: (found: { dataIndex: number }[]) => tooltip(found[0]?.dataIndex ?? 0),
    },
    series: courses.map(course => ({
      id: course.name,
      name: course.name,
      type: course.as,
      ...(course.stack ? { stack: course.stack } : {}),
      data: course.minor.map(minor => chartNumber(minor, look.currency)),
      itemStyle: { color: course.colour },
      ...(course.as === 'bar'
        ? { barMaxWidth: 22, barGap: '10%', emphasis: { disabled: true } }
        : {
            symbol: 'circle',
            symbolSize: 4,
            showSymbol: false,
            lineStyle: { width: 1.8, color: course.colour },
            ...(course.filled ? { areaStyle: { color: course.colour, opacity: 0.1 } } : {}),
          }),
    })),
  }
}
