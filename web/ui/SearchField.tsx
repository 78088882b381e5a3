import { Input } from 'antd'
import { useRef } from 'react'
import { Field } from './Field.tsx'
import { Icon } from './Icon.tsx'

type SearchProps = { label: string; value: string; onChange: (text: string | undefined) => void; width?: number }

/** Searches as one types; the shell takes "/" to it from anywhere on the page. */
export function SearchField({ label, value, onChange, width = 220 }: SearchProps) {
  const later = useRef<ReturnType<typeof setTimeout>>(undefined)
  return (
    <Field label={label}>
      {id => (
        <Input
          id={id}
          type="search"
          defaultValue={value}
          maxLength={100}
          prefix={<Icon name="search" size={14} />}
          style={{ width }}
          onChange={event => {
            const text = event.target.value.trim()
            clearTimeout(later.current)
            later.current = setTimeout(() => onChange(text === '' ? undefined : text), 250)
          }}
        />
      )}
    </Field>
  )
}
