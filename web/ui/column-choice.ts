import { useSyncExternalStore } from 'react'

/** How somebody wants the columns of a table: their order, and which of them are not shown. */
export type ColumnChoice = { order: readonly string[]; hidden: readonly string[] }

const listeners = new Set<() => void>()
const read = new Map<string, ColumnChoice | null>()
const keyOf = (table: string) => `duebook.columns.${table}`

function choiceOf(table: string): ColumnChoice | null {
  const known = read.get(table)
  if (known !== undefined) return known
  const kept = readChoice(localStorage.getItem(keyOf(table)))
  read.set(table, kept)
  return kept
}

/** Reads a choice from text; null where it is none. */
export function readChoice(text: string | null): ColumnChoice | null {
  try {
    const { order, hidden } = JSON.parse(text ?? '') as ColumnChoice
    const words = (list: unknown): list is string[] => Array.isArray(list) && list.every(one => typeof one === 'string')
    return words(order) && words(hidden) ? { order, hidden } : null
  } catch {
    return null
  }
}

/** Keeps how the columns of a table are wanted, in this browser; null is as they come. */
export function chooseColumns(table: string, choice: ColumnChoice | null): void {
  read.set(table, choice)
  if (choice) localStorage.setItem(keyOf(table), JSON.stringify(choice))
  else localStorage.removeItem(keyOf(table))
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useColumnChoice = (table: string): ColumnChoice | null =>
  useSyncExternalStore(subscribe, () => choiceOf(table))

/** All columns in the order chosen; one that the choice does not know yet stays behind the column it came behind. */
export function inOrder<C extends { key: string }>(columns: readonly C[], choice: ColumnChoice | null): C[] {
  if (!choice) return [...columns]
  const ordered = choice.order.flatMap(key => columns.find(column => column.key === key) ?? [])
  for (const [at, column] of columns.entries()) {
    if (ordered.includes(column)) continue
    const before = columns[at - 1]
    ordered.splice(before ? ordered.indexOf(before) + 1 : 0, 0, column)
  }
  return ordered
}

/** The columns that are shown, in their order. One at least always is. */
export function shownOf<C extends { key: string }>(columns: readonly C[], choice: ColumnChoice | null): C[] {
  const all = inOrder(columns, choice)
  const shown = all.filter(column => !choice?.hidden.includes(column.key))
  return shown.length > 0 ? shown : all.slice(0, 1)
}
