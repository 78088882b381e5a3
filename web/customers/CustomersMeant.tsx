import { useTranslation } from 'react-i18next'
import type { Customer } from './actions.ts'

/** The customers a dialog is about. */
export function CustomersMeant({ customers }: { customers: readonly Customer[] }) {
  const { t } = useTranslation()
  const names = customers.slice(0, 5).map(customer => customer.name)
  return (
    <p className="meant">
      <strong>{names.join(', ')}</strong>
      {customers.length > names.length && ` ${t('deeds.and_more', { count: customers.length - names.length })}`}
    </p>
  )
}
