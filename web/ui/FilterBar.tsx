import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { usePhone } from './usePhone.ts'

/** What narrows a page, in one line; on a phone it folds, so that the page itself comes first. */
export function FilterBar({ children, shown }: { children: ReactNode; shown?: ReactNode }) {
  const { t } = useTranslation()
  const phone = usePhone()
  if (!phone)
    return (
      <div className="bar no-print" data-seeks="">
        {shown}
        {children}
      </div>
    )
  return (
    <div className="bar no-print" data-seeks="">
      {shown}
      <details className="fold">
        <summary>{t('table.filters')}</summary>
        <div className="folded">{children}</div>
      </details>
    </div>
  )
}
