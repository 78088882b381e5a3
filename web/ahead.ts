import type { InfiniteData } from '@tanstack/react-query'
import type { Answer, LineName } from './client.ts'
import { queries } from './queries.ts'

/** What stands in answers once a deed is done, by the line that answered; lists by their pages. */
export type Ahead = { [N in LineName]?: (answer: Answer<N>) => Answer<N> }

const isPaged = (data: unknown): data is InfiniteData<unknown> =>
  typeof data === 'object' && data !== null && Array.isArray((data as { pages?: unknown }).pages)

/**
 * Shows at once what a deed will change, and asks for it. Refused, what stood there before stands again, and the refusal
 * goes to whoever called. Only for what is small, one's own, and taken back by the same press.
 */
export async function ahead(changes: Ahead, deed: () => Promise<unknown>): Promise<void> {
  const names = Object.keys(changes)
  const filter = { predicate: ({ queryKey }: { queryKey: readonly unknown[] }) => names.includes(String(queryKey[0])) }
  await queries.cancelQueries(filter)
  const before = queries.getQueriesData(filter)
  for (const [key, data] of before) {
    const change = changes[key[0] as LineName] as ((answer: unknown) => unknown) | undefined
    if (!change || data === undefined) continue
    queries.setQueryData(key, isPaged(data) ? { ...data, pages: data.pages.map(change) } : change(data))
  }
  try {
    await deed()
  } catch (error) {
    for (const [key, data] of before) queries.setQueryData(key, data)
    throw error
  } finally {
    void queries.invalidateQueries(filter)
  }
}
