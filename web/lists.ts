import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type Answer, ask, type LineName, type Question, Refused, type Row } from './client.ts'

/** What a line answers, kept while the next answer is on its way. */
export function useAnswer<N extends LineName>(name: N, question: Question<N>, enabled = true) {
  return useQuery({
    queryKey: [name, question],
    queryFn: ({ signal }) => ask(name, question, signal),
    placeholderData: keepPreviousData,
    enabled,
  })
}

/** One row of a list by its id, for what has no line of its own; refused as unknown where there is none. */
export function useOne<N extends LineName>(name: N, question: Question<N>) {
  return useQuery({
    queryKey: [name, question, 'one'],
    queryFn: async ({ signal }) => {
      const [row] = ((await ask(name, question, signal)) as unknown as { rows: Row<N>[] }).rows
      if (row === undefined) throw new Refused(404, [])
      return row
    },
  })
}

type Page = { rows: unknown[]; next: string | null }

/** A list of the server, page by page; `first` is the first page, which carries totals and proofs. */
export function useList<N extends LineName>(name: N, question: Question<N>, enabled = true) {
  const asked = useInfiniteQuery({
    queryKey: [name, question, 'pages'],
    queryFn: ({ signal, pageParam }) =>
      ask(name, { ...(question as object), ...(pageParam ? { after: pageParam } : {}) } as Question<N>, signal),
    initialPageParam: '',
    getNextPageParam: last => (last as Page).next ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  })
  const pages = asked.data?.pages ?? []
  const rows = pages.flatMap(page => (page as Page).rows) as Row<N>[]
  const error = asked.error
  const loading = asked.isFetching && !asked.isFetchingNextPage
  const retry = () => void asked.refetch()
  const more = {
    has: asked.hasNextPage,
    load: () => void asked.fetchNextPage(),
    loading: asked.isFetchingNextPage,
  }
  return {
    first: pages[0] as Answer<N> | undefined,
    pages: pages as Answer<N>[],
    rows,
    error,
    loading,
    retry,
    more,
    /** What a table needs of it. */
    table: { rows, loading, error, retry, more },
  }
}

/** What narrows a list, without its order. */
export const filtersOf = <Q extends object>(question: Q): Omit<Q, 'sort' | 'totals'> => {
  const { sort: _, totals: __, ...filters } = question as Q & { sort?: unknown; totals?: unknown }
  return filters as Omit<Q, 'sort' | 'totals'>
}

/** How many rows a list has with its filters, and what they come to in each currency. */
export type Matching = {
  count: number
  sums: { currency: string; rows: number; amount_minor: string; open_minor: string }[]
}

/** Counts and sums a list as it is filtered, behind its first page; null until that is known. */
export function useMatching(
  name: 'groupInvoices' | 'groupReceipts' | 'groupOpenItems',
  filters: object,
  enabled: boolean,
): Matching | null {
  const question = { ...filters, sort: 'name', by: 'currency', limit: 200 } as Question<typeof name>
  const { data } = useQuery({
    queryKey: [name, question],
    queryFn: ({ signal }) => ask(name, question, signal),
    enabled,
  })
  if (!data) return null
  const { rows } = data as unknown as { rows: { rows: number; sums: Matching['sums'] }[] }
  return { count: rows.reduce((sum, row) => sum + row.rows, 0), sums: rows.flatMap(row => row.sums) }
}
