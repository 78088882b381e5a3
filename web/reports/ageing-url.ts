import type { Question } from '../client.ts'
import { useMe } from '../session.ts'
import { endOfDay } from '../ui/figures.ts'
import { many, one, type Url, useUrl } from '../ui/url.ts'

/** How the ageing may be grouped on the page; each has a filter of open items to drill down with. */
export const groups = ['customer', 'currency', 'entity', 'salesperson'] as const
export type Group = (typeof groups)[number]

/** Which figure of the table is looked into: whose, in which column, in which currency. */
export type Cell = { key: string; column: string; currency: string }

/** The ageing as its URL asks for it. */
export type AgeingState = {
  as_of: string
  known_on: string | null
  basis: 'due' | 'invoice'
  by: Group
  buckets: string
  sort: string
  all: boolean
  netted: boolean
  /** What narrows it, as the server takes it; the same for the ageing, its items and its changes. */
  scope: {
    entity_id?: string[]
    customer_id?: string[]
    salesperson_id?: string[]
    currency?: string[]
    related_party?: boolean
  }
  q: string | null
  known_at: string | null
  cell: Cell | null
  item: string | null
}

/** Reads the page's state from its URL. Today is the organisation's day, never the browser's. */
export function useAgeingUrl(): [state: AgeingState, change: ReturnType<typeof useUrl>[1]] {
  const me = useMe()
  const [url, change] = useUrl()
  const known_on = one(url.known_on) ?? null
  const by = one(url.by) as Group | undefined
  return [
    {
      as_of: one(url.as_of) ?? me.today,
      known_on,
      known_at: known_on ? endOfDay(known_on, me.organisation.time_zone) : null,
      basis: one(url.basis) === 'invoice' ? 'invoice' : 'due',
      by: by && groups.includes(by) ? by : 'customer',
      buckets: one(url.buckets) ?? me.organisation.ageing_buckets,
      sort: one(url.sort) ?? '-total',
      all: one(url.all) === 'yes',
      netted: one(url.netted) === 'yes',
      scope: scopeOf(url),
      q: one(url.q) ?? null,
      cell: cellOf(one(url.cell)),
      item: one(url.item) ?? null,
    },
    change,
  ]
}

function scopeOf(url: Url): AgeingState['scope'] {
  const scope: AgeingState['scope'] = {}
  for (const name of ['entity_id', 'customer_id', 'salesperson_id', 'currency'] as const)
    if (many(url[name]).length > 0) scope[name] = many(url[name])
  const related = one(url.related_party)
  if (related === 'only') scope.related_party = true
  if (related === 'without') scope.related_party = false
  return scope
}

function cellOf(text: string | undefined): Cell | null {
  const [key, column, currency] = text?.split('~') ?? []
  return currency === undefined ? null : { key: key ?? '', column: column ?? '', currency }
}

export const cellText = (cell: Cell) => `${cell.key}~${cell.column}~${cell.currency}`

/** The question for the ageing itself. */
export function ageingQuestion(state: AgeingState): Question<'ageing'> {
  return {
    as_of: state.as_of,
    basis: state.basis,
    by: state.by,
    buckets: state.buckets,
    sort: state.sort as '-total',
    ...(state.known_at ? { known_at: state.known_at } : {}),
    ...(state.q ? { q: state.q } : {}),
    ...(state.netted ? { netted: true } : {}),
    ...state.scope,
  }
}

/** The question for the items behind one figure. */
export function cellQuestion(state: AgeingState, cell: Cell): Question<'listOpenItems'> {
  const { related_party: _, ...scope } = state.scope
  const narrowed: Record<string, string[]> = { ...scope, currency: [cell.currency] }
  if (cell.key !== '' && state.by !== 'currency') narrowed[`${state.by}_id`] = [cell.key]
  return {
    ...narrowed,
    as_of: state.as_of,
    basis: state.basis,
    buckets: state.buckets,
    ...(cell.column ? { column: cell.column } : {}),
    ...(state.known_at ? { known_at: state.known_at } : {}),
    limit: 100,
  }
}
