import { Input } from 'antd'
import { Field } from './Field.tsx'

type TextAreaProps = {
  label: string
  value: string
  onChange: (value: string) => void
  max?: number
  focus?: boolean
  placeholder?: string
}

/** Several lines of text under their name. */
export function TextArea({ label, value, onChange, max = 500, focus = false, placeholder }: TextAreaProps) {
  return (
    <Field label={label}>
      {id => (
        <Input.TextArea
          id={id}
          value={value}
          maxLength={max}
          autoFocus={focus}
          data-focus={focus || undefined}
          {...(placeholder ? { placeholder } : {})}
          autoSize={{ minRows: 2, maxRows: 8 }}
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
