import { DatePicker, Select } from 'antd'
import dayjs from 'dayjs'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'

/** A control under its name. */
export function Field({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId()
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
    </div>
  )
}

type DayFieldProps = {
  label: string
  value: string | null
  onChange: (day: string | null) => void
  clearable?: boolean
  placeholder?: string
  quick?: readonly (readonly [label: string, day: string])[]
}

/** A day: typed as 2026-03-31 or 20260331, or picked; below it the days one asks for most. */
export function DayField({ label, value, onChange, clearable = false, placeholder, quick }: DayFieldProps) {
  const { t } = useTranslation()
  return (
    <Field label={label}>
      {id => (
        <>
          <DatePicker
            id={id}
            value={value ? dayjs(value) : null}
            onChange={picked => onChange(picked ? picked.format('YYYY-MM-DD') : null)}
            allowClear={clearable}
            format={['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/M/D', 'YYYY.M.D']}
            placeholder={placeholder ?? t('field.day_form')}
            style={{ width: 138 }}
          />
          {quick && (
            <div className="quick">
              {quick.map(([name, day]) => (
                <button
                  key={name}
                  type="button"
                  className="plain"
                  style={{ color: day === value ? 'var(--ink)' : 'var(--jade)', fontWeight: day === value ? 600 : 400 }}
                  aria-pressed={day === value}
                  onClick={() => onChange(day)}
                >
                  {name}
                </button>
              ))}
            </div>
          )}
        </>
      )}
    </Field>
  )
}

export type Choice = { value: string; label: string }

type ChoiceFieldProps = {
  label: string
  value: string | undefined
  options: readonly Choice[]
  onChange: (value: string | undefined) => void
  clearable?: boolean
  placeholder?: string
  width?: number
}

/** One of several. */
export function ChoiceField(props: ChoiceFieldProps) {
  return (
    <Field label={props.label}>
      {id => (
        <Select
          id={id}
          value={props.value}
          options={[...props.options]}
          onChange={value => props.onChange(value)}
          allowClear={props.clearable ?? false}
          placeholder={props.placeholder}
          popupMatchSelectWidth={false}
          style={{ width: props.width ?? 150, maxWidth: '100%' }}
          showSearch={props.options.length > 8 ? { optionFilterProp: 'label' } : false}
        />
      )}
    </Field>
  )
}

type ManyFieldProps = Omit<ChoiceFieldProps, 'value' | 'onChange' | 'clearable'> & {
  value: readonly string[]
  onChange: (value: string[]) => void
}

/** Any of several; none means all. */
export function ManyField(props: ManyFieldProps) {
  const { t } = useTranslation()
  return (
    <Field label={props.label}>
      {id => (
        <Select
          id={id}
          mode="multiple"
          value={[...props.value]}
          options={[...props.options]}
          onChange={value => props.onChange(value)}
          allowClear
          placeholder={props.placeholder ?? t('ageing.everyone')}
          maxTagCount="responsive"
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          style={{ width: props.width ?? 150, maxWidth: '100%' }}
        />
      )}
    </Field>
  )
}
