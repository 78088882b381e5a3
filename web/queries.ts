import { QueryCache, QueryClient } from '@tanstack/react-query'
import { Refused } from './client.ts'

/** Whom to tell that the session has ended; the routes put the sign-in page there. */
export const door = { ended: () => {} }

/** What was asked is kept for a moment only: figures in a book are asked for anew. */
export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (error instanceof Refused && error.status === 401 && query.queryKey[0] !== 'me') door.ended()
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof Refused && (error.status === 0 || error.status === 503),
    },
  },
})
