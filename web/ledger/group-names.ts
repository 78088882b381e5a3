import type { TFunction } from 'i18next'
import { monthText } from '../ui/figures.ts'
import { kindName } from './names.ts'

type Group = { key: string; number: string | null; name: string | null }
type Says = (key: string) => string

/** What a group of a list stands for, in the reader's words. `says` are the words of keys only that list has. */
export function groupName(t: TFunction, language: string, by: string, group: Group, says: Record<string, Says> = {}) {
  const { key, number, name } = group
  if (key === '') return t('group.none')
  if (name !== null) return number === null ? name : `${number} ${name}`
  if (by === 'month' || by === 'due_month') return monthText(key, language)
  if (by === 'kind') return kindName(t, key)
  return says[by]?.(key) ?? key
}

/** The first and the last day of a month '2026-02', within the span asked for already. */
export function monthSpan(month: string, from?: string, to?: string): [from: string, to: string] {
  const [year = 2000, number = 1] = month.split('-').map(Number)
  const [first, last] = [`${month}-01`, new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)]
  return [from && from > first ? from : first, to && to < last ? to : last]
}
