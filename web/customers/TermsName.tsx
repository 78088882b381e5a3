import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'

/** Terms by their code, as people call them. */
export function useTermsName(): (code: string) => string {
  const language = useLanguage()
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  return code => {
    const found = terms.find(row => row.code === code)
    return found ? (language === 'en' ? found.name_en : found.name) : code
  }
}

/** Payment terms by name, where only their code is at hand. */
export function TermsName({ code }: { code: string | null }) {
  const nameOf = useTermsName()
  return code && nameOf(code)
}
