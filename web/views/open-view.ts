import { useNavigate } from '@tanstack/react-router'
import type { Row } from '../client.ts'
import { chooseColumns } from '../ui/column-choice.ts'
import { parseSearch } from '../ui/url.ts'

type View = Pick<Row<'listViews'>, 'search' | 'columns'>

/** Shows a list as a view has it, or as it comes. */
export function useOpenView(): (list: string, view: View | null) => void {
  const navigate = useNavigate()
  return (list, view) => {
    chooseColumns(list, view?.columns ?? null)
    void navigate({ to: `/${list}`, search: parseSearch(view?.search ?? '') as never })
  }
}
