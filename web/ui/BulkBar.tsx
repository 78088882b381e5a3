import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Action } from './action.ts'
import { ActionButtons } from './ActionButtons.tsx'
import type { Picked } from './picked.ts'
import { useActionsOfMany } from './useActions.ts'

type BulkBarProps<T> = {
  picked: Picked
  rows: readonly T[]
  rowKey: (row: T) => string
  actions: readonly Action<T>[]
  /** What the picked rows come to. */
  sum?: (rows: readonly T[]) => ReactNode
}

/** What can be done to the picked rows, at the foot of the page while any is picked. */
export function BulkBar<T>({ picked, rows, rowKey, actions, sum }: BulkBarProps<T>) {
  const { t } = useTranslation()
  const chosen = rows.filter(row => picked.keys.includes(rowKey(row)))
  const deeds = useActionsOfMany(actions, chosen)
  if (chosen.length === 0) return null
  return (
    <section className="bulk-bar" aria-label={t('table.picked_rows')}>
      <span>
        {t('table.picked', { count: chosen.length })}
        {sum && <> · {sum(chosen)}</>}
      </span>
      {chosen.length < rows.length && (
        <Button size="small" type="text" onClick={() => picked.set(rows.map(rowKey))}>
          {t('table.pick_all', { count: rows.length })}
        </Button>
      )}
      <Button size="small" type="text" onClick={() => picked.set([])}>
        {t('table.pick_none')}
      </Button>
      <span className="bulk-deeds">
        <ActionButtons deeds={deeds} most={4} />
      </span>
    </section>
  )
}
