import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'

/** The deeds that can wait for a second person, as choices of a filter. */
export function useVerbs(enabled: boolean): { value: string; label: string }[] {
  const language = useLanguage()
  const rows = useAnswer('listPolicies', {}, enabled).data?.rows ?? []
  return rows.map(row => ({ value: row.verb, label: row.summary[language] }))
}
