import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useRef } from 'react'

type ChartProps = {
  label: string
  height: number
  option: EChartsCoreOption
  onPick?: (at: { series: string; index: number }) => void
}

/** A chart. What it shows stands in a table beside it, so that readers of screens are given its name alone. */
export function Chart({ label, height, option, onPick }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const latest = useRef({ option, onPick })
  latest.current = { option, onPick }
  useEffect(() => {
    let gone = false
    let watch: ResizeObserver | null = null
    const draw = async () => {
      const { init } = await import('./echarts.ts')
      if (gone || !frame.current) return
      chart.current = init(frame.current, null, { renderer: 'svg' })
      chart.current.setOption(latest.current.option)
      chart.current.on('click', event => {
        latest.current.onPick?.({ series: event.seriesId ?? event.seriesName ?? '', index: event.dataIndex })
      })
      watch = new ResizeObserver(() => chart.current?.resize())
      watch.observe(frame.current)
    }
    void draw()
    return () => {
      gone = true
      watch?.disconnect()
      chart.current?.dispose()
      chart.current = null
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true })
    chart.current?.resize()
  }, [option])
  return <div ref={frame} role="img" aria-label={label} style={{ height, width: '100%' }} />
}
