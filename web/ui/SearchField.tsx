import { Input } from 'antd'
import { useEffect, useRef } from 'react'
import { Field } from './Field.tsx'
import { Icon } from './Icon.tsx'

type SearchProps = { label: string; value: string; onChange: (text: string | undefined) => void; width?: number }

/** Searches as one types; "/" goes to it from anywhere on the page. */
export function SearchField({ label, value, onChange, width = 220 }: SearchProps) {
  const box = useRef<HTMLDivElement>(null)
  const later = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const toSearch = (event: KeyboardEvent) => {
      const typing = (event.target as HTMLElement).closest('input, textarea, [contenteditable]')
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      box.current?.querySelector('input')?.focus()
    }
    window.addEventListener('keydown', toSearch)
    return () => window.removeEventListener('keydown', toSearch)
  }, [])
  return (
    <Field label={label}>
      {id => (
        <div ref={box}>
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
        </div>
      )}
    </Field>
  )
}
