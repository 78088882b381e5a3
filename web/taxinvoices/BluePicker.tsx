import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { moneyText } from '../ui/figures.ts'
import { Field } from '../ui/Field.tsx'

/** A blue tax invoice, found by its number or buyer. */
export function BluePicker({ value, onChange }: { value: string | undefined; onChange: (id: string) => void }) {
  const { t, i18n } = useTranslation()
  const [q, setQ] = useState('')
  const { data } = useAnswer('listTaxInvoices', { red: false, limit: 20, ...(q.trim() ? { q: q.trim() } : {}) })
  return (
    <Field label={t('red.blue')}>
      {id => (
        <Select
          id={id}
          {...(value ? { value } : {})}
          style={{ width: 460, maxWidth: '100%' }}
          placeholder={t('red.pick_blue')}
          showSearch={{ filterOption: false, onSearch: setQ }}
          options={(data?.rows ?? []).map(row => ({
            value: row.tax_invoice_id,
            label: `${row.number} · ${row.buyer_name} · ${moneyText(row.amount_minor, row.currency, i18n.language)}`,
          }))}
          onChange={onChange}
        />
      )}
    </Field>
  )
}
