import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { useEffect, useRef } from 'react'
import { whenIdle } from './idle.ts'

type ChartProps = {
  label: string
  height: number
  /** The same object until what is shown changes: with another one it is drawn anew. */
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
    let watch: ResizeObserver | null = null
    const begin = async () => {
      const { init } = await import('./echarts.ts')
      // Each in a moment of its own, so that several do not hold up what the reader does meanwhile.
      return whenIdle(() => draw(init))
    }
    const draw = (init: typeof import('./echarts.ts').init) => {
      const place = frame.current
      if (gone || !place) return
      const drawn = init(place, null, { renderer: 'svg' })
      chart.current = drawn
      // Understood now, drawn with the next frame.
      drawn.setOption({ ...latest.current.option, animation: false }, { lazyUpdate: true })
      drawn.on('click', event => {
        latest.current.onPick?.({ series: event.seriesId ?? event.seriesName ?? '', index: event.dataIndex })
      })
      // It hears of the size it has at once, and drawing costs the same as the first time.
      watch = new ResizeObserver(() => {
        if (drawn.getWidth() !== place.clientWidth || drawn.getHeight() !== place.clientHeight) drawn.resize()
      })
      watch.observe(place)
    }
    let gone = false
    void begin()
    return () => {
      gone = true
      watch?.disconnect()
      chart.current?.dispose()
      chart.current = null
    }
  }, [])
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true })
  }, [option])
  return <div ref={frame} role="img" aria-label={label} style={{ height, width: '100%' }} />
}
