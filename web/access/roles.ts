import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'

type Role = Row<'listRoles'>

/** The roles of the organisation, and the name of one in the reader's language; by its code where they may not be seen. */
export function useRoles(): { roles: readonly Role[]; nameOf: (code: string) => string } {
  const { t } = useTranslation()
  const language = useLanguage()
  const roles = useAnswer('listRoles', {}).data?.rows ?? []
  const nameOf = (code: string) => {
    const found = roles.find(role => role.code === code)
    if (found) return language === 'zh' ? found.name : found.name_en
    return t(`roles.${code}`, { defaultValue: code })
  }
  return { roles, nameOf }
}
