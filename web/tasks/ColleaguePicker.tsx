import { Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { useMe } from '../session.ts'
import { Field } from '../ui/Field.tsx'
import type { Subject } from './subject.ts'

type ColleaguePickerProps = {
  label: string
  value: string | undefined
  onChange: (person_id: string | undefined) => void
  /** Who may not see it stands in the list, but cannot be chosen. */
  subject?: Subject | null
  clearable?: boolean
  placeholder?: string
  /** What the colleague is to be able to do: have tasks, unless told. */
  meant?: 'task' | 'mention' | 'release'
}

/** Finds a colleague who may have tasks, oneself first. */
export function ColleaguePicker(props: ColleaguePickerProps) {
  const { label, value, onChange, subject, clearable = false, placeholder, meant = 'task' } = props
  const { t } = useTranslation()
  const me = useMe()
  const [text, setText] = useState('')
  const q = useDeferredValue(text.trim())
  const found = useAnswer('listColleagues', { for: meant, limit: 50, ...(q ? { q } : {}), ...subject })
  const rows = (found.data?.rows ?? []).toSorted(
    (a, b) => Number(b.person_id === me.person_id) - Number(a.person_id === me.person_id),
  )
  return (
    <Field label={label}>
      {id => (
        <Select
          id={id}
          value={value}
          allowClear={clearable}
          placeholder={placeholder}
          style={{ width: 240, maxWidth: '100%' }}
          showSearch={{ filterOption: false, onSearch: setText }}
          loading={found.isFetching}
          options={rows.map(row => ({
            value: row.person_id,
            label: [
              row.person_id === me.person_id ? t('tasks.me', { name: row.name }) : row.name,
              row.department,
              row.may_see ? null : t('tasks.may_not'),
            ]
              .filter(Boolean)
              .join(' · '),
            disabled: !row.may_see,
          }))}
          onChange={next => onChange(next)}
        />
      )}
    </Field>
  )
}
