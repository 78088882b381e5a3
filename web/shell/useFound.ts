import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ask, type Row } from '../client.ts'

export type Found = Row<'searchEverything'>

/** What the server finds for what was typed, a moment after one stops typing. */
export function useFound(typed: string): { rows: readonly Found[]; busy: boolean; error: unknown } {
  const [q, setQ] = useState('')
  useEffect(() => {
    const later = setTimeout(() => setQ(typed.trim()), 120)
    return () => clearTimeout(later)
  }, [typed])
  const asked = useQuery({
    queryKey: ['searchEverything', q],
    queryFn: ({ signal }) => ask('searchEverything', { q }, signal),
    placeholderData: keepPreviousData,
    enabled: q !== '',
    retry: false,
  })
  const wanted = typed.trim()
  return {
    rows: wanted === '' ? [] : (asked.data?.rows ?? []),
    busy: wanted !== '' && (q !== wanted || asked.isFetching),
    error: wanted === '' ? null : asked.error,
  }
}
