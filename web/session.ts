import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { ask } from './client.ts'

/** Who one is and what one may do. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => ask('me', {}, signal),
  staleTime: 60_000,
  retry: false,
})

export const useMe = () => useSuspenseQuery(meQuery).data

/** Whether one may do a thing anywhere at all; the server decides anew each time, row by row. */
export function useMay(): (permission: string) => boolean {
  const me = useMe()
  return permission => Object.hasOwn(me.permissions, permission)
}

/** The legal entities in one's scope. */
export const useEntities = () =>
  useQuery({
    queryKey: ['listEntities'],
    queryFn: ({ signal }) => ask('listEntities', {}, signal),
    staleTime: 300_000,
  })

/** The one base currency of the entities in one's scope; CNY while they are not known. */
export function useBaseCurrency(): string {
  return useEntities().data?.rows[0]?.base_currency ?? 'CNY'
}
