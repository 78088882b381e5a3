import type { TFunction } from 'i18next'
import type { Answer } from '../client.ts'

export type AgeingColumn = Answer<'ageing'>['columns'][number]
/** The name of an ageing column: '31–60', 'over 90', '1–2 years', or a word for those that are no bucket. */
export function columnName(t: TFunction, column: AgeingColumn): string {
  const { key, from, to, unit } = column
  if (!/^b\d+$/.test(key)) return t(`columns.${key}`)
  if (unit === 'year') {
    if (to === null) return t('ageing.over_years', { count: from ?? 0 })
    return from === null || from === 0 ? t('ageing.up_to_year', { count: to }) : t('ageing.years', { from, to })
  }
  if (to === null) return t('ageing.over', { days: (from ?? 1) - 1 })
  return `${from ?? 0}–${to}`
}

/** Whether a column counts as overdue when ageing by due day. */
export const isOverdue = (column: AgeingColumn) => /^b\d+$/.test(column.key)
