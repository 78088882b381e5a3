import { Button } from 'antd'
import type { EChartsCoreOption } from 'echarts/core'
import { type ReactNode, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from './Chart.tsx'
import { Icon } from './Icon.tsx'
import { Menu } from './Menu.tsx'
import { toast } from './toast.tsx'

/** What a chart shows, as rows that can be read, copied and checked. The first column names the row. */
export type ChartRows = { head: readonly string[]; rows: readonly { key: string; cells: readonly string[] }[] }

type ChartCardProps = {
  title: string
  sub?: ReactNode
  height: number
  option: EChartsCoreOption
  legend?: readonly { name: string; colour: string }[]
  table: ChartRows
  onPick?: (at: { series: string; index: number }) => void
  /** Hears whether the chart has half of the width, beside its table. */
  onHalf?: (half: boolean) => void
}

/** A chart under its name, with the same figures as a table behind one button or beside it, and both to take away. */
export function ChartCard({ title, sub, height, option, legend, table, onPick, onHalf }: ChartCardProps) {
  const { t } = useTranslation()
  const [view, setView] = useState<'chart' | 'table' | 'both'>('chart')
  const show = (next: typeof view) => {
    setView(next)
    onHalf?.(next === 'both')
  }
  const frame = useRef<HTMLDivElement>(null)
  const name = useId()
  const copy = async () => {
    const text = [table.head, ...table.rows.map(row => row.cells)].map(cells => cells.join('\t')).join('\n')
    await navigator.clipboard.writeText(text)
    toast('well', t('chart.copied'))
  }
  return (
    <section className={`chart-card ${view}`} aria-labelledby={name}>
      <header>
        <div>
          <h2 id={name}>{title}</h2>
          {sub && <div className="small soft">{sub}</div>}
        </div>
        <div className="chart-tools">
          <Button
            type="text"
            size="small"
            className="chart-beside"
            aria-pressed={view === 'both'}
            onClick={() => show(view === 'both' ? 'chart' : 'both')}
          >
            {t('chart.beside')}
          </Button>
          <Button
            type="text"
            size="small"
            aria-pressed={view === 'table'}
            onClick={() => show(view === 'table' ? 'chart' : 'table')}
          >
            {t(view === 'table' ? 'chart.as_chart' : 'chart.as_table')}
          </Button>
          <Menu
            label={t('chart.take')}
            choices={[
              { key: 'copy', label: t('chart.copy'), act: () => void copy() },
              ...(view === 'table'
                ? []
                : [{ key: 'svg', label: t('chart.picture'), act: () => savePicture(frame.current, title) }]),
            ]}
          >
            <Icon name="download" />
          </Menu>
        </div>
      </header>
      <div className="chart-parts">
        {view !== 'table' && (
          <div ref={frame}>
            <Chart label={title} height={height} option={option} {...(onPick ? { onPick } : {})} />
            {legend && legend.length > 1 && (
              <div className="legend" aria-hidden="true">
                {legend.map(entry => (
                  <span key={entry.name}>
                    <i style={{ background: entry.colour }} />
                    {entry.name}
                  </span>
                ))}
              </div>
            )}
          </div>
        )}
        {view !== 'chart' && <ChartTable title={title} table={table} />}
      </div>
    </section>
  )
}

function ChartTable({ title, table }: { title: string; table: ChartRows }) {
  return (
    // What is wider or longer than its place is moved by keys as well.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls must be reached without a mouse
    <div className="chart-table" role="region" aria-label={title} tabIndex={0}>
      <table className="plain-table">
        <thead>
          <tr>
            {table.head.map((cell, at) => (
              <th key={cell} scope="col" className={at > 0 ? 'right' : ''}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(row => (
            <tr key={row.key}>
              {row.cells.map((cell, at) =>
                at === 0 ? (
                  <th key={table.head[at]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={table.head[at]} className="right num">
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Saves the drawing as it stands; lines and letters stay sharp at any size. */
function savePicture(frame: HTMLElement | null, title: string): void {
  const drawing = frame?.querySelector('svg')
  if (!drawing) return
  const text = new XMLSerializer().serializeToString(drawing)
  const address = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }))
  const link = document.createElement('a')
  link.href = address
  link.download = `${title}.svg`
  link.click()
  URL.revokeObjectURL(address)
}
