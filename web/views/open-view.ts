import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Row } from '../client.ts'
import { chooseColumns } from '../ui/column-choice.ts'
import { parseSearch, type Url } from '../ui/url.ts'

type View = Pick<Row<'listViews'>, 'search' | 'columns'>

/** Lists that are a part of a page: the page, and what of its address shows them. */
const parts: Readonly<Record<string, { to: string; search: Url }>> = {
  'contracts/drafts': { to: '/contracts', search: { view: 'drafts' } },
}

/** Where a list stands. */
const placeOf = (list: string) => parts[list] ?? { to: `/${list}`, search: {} }

/** What the address of a list says of its state, without what says that it is this list. */
export const stateOf = (list: string, url: Url): Url =>
  Object.fromEntries(Object.entries(url).filter(([key]) => !(key in placeOf(list).search)))

/** Shows a list as a view has it, or as it comes. */
export function useOpenView(): (list: string, view: View | null, how?: { replace: boolean }) => void {
  const navigate = useNavigate()
  return (list, view, how) => {
    chooseColumns(list, view?.columns ?? null)
    const { to, search } = placeOf(list)
    void navigate({
      to,
      search: { ...search, ...parseSearch(view?.search ?? '') } as never,
      replace: how?.replace ?? false,
    })
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
      if (window.location.pathname !== placeOf(list).to) arrived = null
    },
    [list],
  )
}
