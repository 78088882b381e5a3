import { Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { LineAmounts } from '../../server/ledger/line-amounts.ts'
import { Money } from '../ui/Money.tsx'

type PricesChoiceProps = { withTax: boolean; onChange: (withTax: boolean) => void }

/** Whether the prices and amounts that are typed are with tax; what stands in the lines is taken anew, not changed. */
export function PricesChoice({ withTax, onChange }: PricesChoiceProps) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <span className="field-in-line">
      <label htmlFor={id}>{t('invoices.prices')}</label>
      <Select
        id={id}
        size="small"
        value={withTax ? 'gross' : 'net'}
        popupMatchSelectWidth={false}
        options={(['gross', 'net'] as const).map(value => ({ value, label: t(`invoices.prices_${value}`) }))}
        onChange={value => onChange(value === 'gross')}
      />
    </span>
  )
}

type SumsProps = { sums: LineAmounts; currency: string; withTax: boolean }

/** What the lines come to; where they are typed without tax, how that comes about. */
export function Sums({ sums, currency, withTax }: SumsProps) {
  const { t } = useTranslation()
  return (
    <span>
      {!withTax && (
        <span className="soft">
          <Money minor={String(sums.net_minor)} currency={currency} /> + {t('columns.tax_minor')}{' '}
          <Money minor={String(sums.tax_minor)} currency={currency} /> ={' '}
        </span>
      )}
      {t('columns.total')}{' '}
      <strong>
        <Money minor={String(sums.amount_minor)} currency={currency} code />
      </strong>
    </span>
  )
}
