import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Row } from '../client.ts'
import { chooseColumns } from '../ui/column-choice.ts'
import { parseSearch } from '../ui/url.ts'

type View = Pick<Row<'listViews'>, 'search' | 'columns'>

/** Shows a list as a view has it, or as it comes. */
export function useOpenView(): (list: string, view: View | null, how?: { replace: boolean }) => void {
  const navigate = useNavigate()
  return (list, view, how) => {
    chooseColumns(list, view?.columns ?? null)
    void navigate({ to: `/${list}`, search: parseSearch(view?.search ?? '') as never, replace: how?.replace ?? false })
  }
}

/** The list whose reader has come to it and has seen it open; its menu comes and goes with the way the list stands. */
let arrived: string | null = null

/** Opens a list with the view its reader prefers when he comes to it without asking for anything. `views` once they are known. */
export function usePreferredView(
  list: string,
  search: string,
  views: readonly (View & { preferred: boolean })[] | null,
) {
  const openView = useOpenView()
  useEffect(() => {
    if (!views || arrived === list) return
    arrived = list
    const preferred = views.find(view => view.preferred)
    if (preferred && search === '') openView(list, preferred, { replace: true })
  })
  useEffect(
    () => () => {
      if (window.location.pathname !== `/${list}`) arrived = null
    },
    [list],
  )
}
