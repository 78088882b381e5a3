import { useTranslation } from 'react-i18next'
import { digitsByCurrency } from '../../server/kernel/currencies.ts'
import { ChoiceField } from './Field.tsx'

const usual = ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP', 'CAD', 'AUD', 'SGD', 'KRW']
const codes = [...usual, ...[...digitsByCurrency.keys()].filter(code => !usual.includes(code)).sort()]

const options = codes.map(code => ({ value: code, label: code }))

/** A currency, those one meets most first. */
export function CurrencyField({ value, onChange }: { value: string; onChange: (currency: string) => void }) {
  const { t } = useTranslation()
  return (
    <ChoiceField
      label={t('columns.currency')}
      value={value}
      width={92}
      options={options}
      onChange={code => code && onChange(code)}
    />
  )
}

type CurrencyFilterProps = { value: string | undefined; onChange: (currency: string | undefined) => void }

/** One currency of a list, or all of them. */
export function CurrencyFilter({ value, onChange }: CurrencyFilterProps) {
  const { t } = useTranslation()
  return (
    <ChoiceField
      label={t('columns.currency')}
      value={value}
      clearable
      placeholder={t('ageing.everyone')}
      width={100}
      options={options}
      onChange={onChange}
    />
  )
}
