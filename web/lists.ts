import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type Answer, ask, type LineName, type Question, type Row } from './client.ts'

/** What a line answers, kept while the next answer is on its way. */
export function useAnswer<N extends LineName>(name: N, question: Question<N>, enabled = true) {
  return useQuery({
    queryKey: [name, question],
    queryFn: ({ signal }) => ask(name, question, signal),
    placeholderData: keepPreviousData,
    enabled,
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
