import { useState } from 'react'
import type { Row } from '../client.ts'
import { useList } from '../lists.ts'
import type { Allotted } from './Allotment.tsx'

type Item = Row<'listOpenItems'>

/** Whose items money may pay. */
export type PayableOf = { customer_id: readonly string[]; entity_id: readonly string[]; currency: string }

/**
 * The items money may pay, the oldest first, more of them as one goes on; narrowed by what is searched for. What already got a
 * part stays in sight whatever is searched, also where a suggestion named one that stands further down.
 */
export function usePayable({ customer_id, entity_id, currency }: PayableOf, allotted: Allotted, enabled = true) {
  const [q, search] = useState<string | undefined>()
  const whose = { customer_id: [...customer_id], entity_id: [...entity_id], currency: [currency], payable: true }
  const list = useList('listOpenItems', { ...whose, limit: 100, ...(q ? { q } : {}) }, enabled)
  const [known] = useState(() => new Map<string, Item>())
  const listed = new Set(list.rows.map(row => row.item_id))
  const named = Object.keys(allotted).filter(item_id => !listed.has(item_id))
  const unknown = named.filter(item_id => !known.has(item_id))
  const found = useList('listOpenItems', { ...whose, item_id: unknown, limit: 500 }, enabled && unknown.length > 0)
  for (const row of [...list.rows, ...found.rows]) known.set(row.item_id, row)
  const kept = named.flatMap(item_id => known.get(item_id) ?? [])
  const items = [...kept, ...list.rows].filter(item => BigInt(item.open_minor) > 0n)
  return { items, q, search, list }
}
