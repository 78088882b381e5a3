import { Button } from 'antd'
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Question } from '../client.ts'
import type { Action } from './action.ts'
import { ActionButtons } from './ActionButtons.tsx'
import { countText } from './figures.ts'
import { Moment, Money } from './Money.tsx'
import type { Picked } from './picked.ts'
import { useActionsOfMany, useTools } from './useActions.ts'

/** A list whose rows can all be picked, with what it was asked with, and how many match where that is known. */
export type Whole = { list: Question<'selectRows'>['list']; params: object; count: number | null; more: boolean }

type BulkBarProps<T> = {
  picked: Picked
  rows: readonly T[]
  rowKey: (row: T) => string
  actions: readonly Action<T>[]
  /** What the picked rows come to. */
  sum?: (rows: readonly T[]) => ReactNode
  /** The way to all rows that match, however many pages they have. */
  whole?: Whole
}

/** All rows that matched when they were read, by the filters they were read with. */
type Read<T> = { of: string; rows: readonly T[]; at: string }

/** What can be done to the picked rows, at the foot of the page while any is picked. */
export function BulkBar<T>({ picked, rows, rowKey, actions, sum, whole }: BulkBarProps<T>) {
  const { t, i18n } = useTranslation()
  const { onError } = useTools()
  const [read, setRead] = useState<Read<T> | null>(null)
  const [reading, setReading] = useState(false)
  const of = JSON.stringify(whole?.params)
  const all = read?.of === of ? read : null
  const keys = new Set(picked.keys)
  const chosen = (all?.rows ?? rows).filter(row => keys.has(rowKey(row)))
  const deeds = useActionsOfMany(actions, chosen)
  const bar = useHeightTold(chosen.length > 0)
  if (chosen.length === 0) return null
  const pickWhole = async () => {
    if (!whole) return
    setReading(true)
    try {
      const params = { ...whole.params } as Record<string, unknown>
      const answer = await ask('selectRows', { list: whole.list, params })
      const found = answer.rows as T[]
      setRead({ of, rows: found, at: answer.known_at })
      picked.set(found.map(rowKey))
    } catch (error) {
      onError(error)
    }
    setReading(false)
  }
  return (
    <section className="bulk-bar" ref={bar} aria-label={t('table.picked_rows')}>
      <span role="status">
        {t('table.picked', { count: chosen.length })}
        {sum && <> · {sum(chosen)}</>}
        {all && chosen.length === all.rows.length && (
          <span className="small soft">
            {' · '}
            {t('table.picked_matching')} <Moment at={all.at} />
          </span>
        )}
      </span>
      {chosen.length < rows.length && (
        <Button size="small" type="text" onClick={() => picked.set(rows.map(rowKey))}>
          {t('table.pick_all', { count: rows.length })}
        </Button>
      )}
      {whole?.more && !all && (
        <Button size="small" type="text" loading={reading} onClick={() => void pickWhole()}>
          {whole.count === null
            ? t('table.pick_matching_unknown')
            : t('table.pick_matching', { total: countText(whole.count, i18n.language) })}
        </Button>
      )}
      <Button
        size="small"
        type="text"
        onClick={() => {
          picked.set([])
          setRead(null)
        }}
      >
        {t('table.pick_none')}
      </Button>
      <span className="bulk-deeds">
        <ActionButtons deeds={deeds} most={4} />
      </span>
    </section>
  )
}

/** Tells the page how high the bar is, so that what else stands at its foot stands above it. */
function useHeightTold(there: boolean) {
  const bar = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const root = document.documentElement.style
    const element = bar.current
    if (!there || !element) return
    const watch = new ResizeObserver(() => root.setProperty('--bulk-bar', `${element.offsetHeight}px`))
    watch.observe(element)
    return () => {
      watch.disconnect()
      root.removeProperty('--bulk-bar')
    }
  }, [there])
  return bar
}

/** What rows come to in each currency, for the bar. */
export function sumsOf<T extends { currency: string }>(field: keyof T & string): (rows: readonly T[]) => ReactNode {
  return rows =>
    [...Map.groupBy(rows, row => row.currency)].map(([currency, some]) => (
      <span key={currency} className="num">
        <Money
          minor={String(some.reduce((sum, row) => sum + BigInt(String(row[field])), 0n))}
          currency={currency}
          code
        />{' '}
      </span>
    ))
}
