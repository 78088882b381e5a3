import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useAnswer } from '../lists.ts'
import { Field } from '../ui/Field.tsx'

type CustomerPickerProps = {
  label: string
  value: string | undefined
  onChange: (customer_id: string | undefined) => void
  placeholder?: string
  width?: number
}

/** Finds a customer by number or by a part of the name. */
export function CustomerPicker({ label, value, onChange, placeholder, width = 210 }: CustomerPickerProps) {
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const found = useAnswer('listCustomers', { limit: 30, ...(q ? { q } : {}) })
  const chosen = useAnswer('readCustomer', { customer_id: value ?? '' }, value !== undefined)
  const rows = found.data?.rows ?? []
  const one = value !== undefined && chosen.data?.customer_id === value ? chosen.data : null
  const all = one && !rows.some(row => row.customer_id === value) ? [one, ...rows] : rows
  return (
    <Field label={label}>
      {id => (
        <Select
          id={id}
          value={value}
          allowClear
          placeholder={placeholder}
          style={{ width }}
          popupMatchSelectWidth={320}
          showSearch={{ filterOption: false, onSearch: setText }}
          loading={found.isFetching}
          options={all.map(row => ({ value: row.customer_id, label: `${row.number} ${row.name}` }))}
          onChange={next => onChange(next)}
        />
      )}
    </Field>
  )
}
