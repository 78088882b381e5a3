import { useTranslation } from 'react-i18next'

/** Which bills a dialog is about: the numbers of the first, and that there are more. */
export function Numbers({ bills }: { bills: readonly { number: string }[] }) {
  const { t } = useTranslation()
  const first = bills.slice(0, 5).map(bill => bill.number)
  return (
    <span className="doc">
      {first.join(t('access.comma'))}
      {bills.length > first.length && ' …'}
    </span>
  )
}
