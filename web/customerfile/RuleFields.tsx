import { useBaseCurrency } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { Field } from '../ui/Field.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'

type NumberRuleProps = {
  label: string
  value: number
  min?: number
  max: number
  /** The value is in hundredths of what is typed. */
  hundredths?: boolean
  fixed: boolean
  onChange: (value: number) => void
}

/** A whole number of a rule, or a percentage. */
export function NumberRule({ label, value, min = 0, max, hundredths = false, fixed, onChange }: NumberRuleProps) {
  const scale = hundredths ? 100 : 1
  return (
    <Field label={label}>
      {id => (
        <NumberBox
          id={id}
          min={min}
          max={max / scale}
          precision={hundredths ? 1 : 0}
          disabled={fixed}
          value={value / scale}
          onChange={typed => typed !== null && onChange(Math.round(typed * scale))}
        />
      )}
    </Field>
  )
}

type MoneyRuleProps = {
  label: string
  value: string | null
  fixed: boolean
  onChange: (minor: string | null) => void
}

/** An amount of a rule in the base currency; nothing typed means none. */
export function MoneyRule({ label, value, fixed, onChange }: MoneyRuleProps) {
  const currency = useBaseCurrency()
  return (
    <Field label={label}>
      {id => (
        <AmountField
          id={id}
          currency={currency}
          value={value ?? ''}
          disabled={fixed}
          onChange={(minor, wrong) => !wrong && onChange(minor === '' ? null : minor)}
        />
      )}
    </Field>
  )
}
