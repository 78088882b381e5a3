import { Input, type InputRef } from 'antd'
import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMinor, parseAmount } from '../../server/kernel/money.ts'
import { moneyText } from './figures.ts'

type AmountProps = {
  id?: string
  label?: string
  currency: string
  /** Digits of minor units, or '' while nothing (or nothing readable) is typed. */
  value: string
  /** `wrong` says that something is typed which cannot be read, where '' alone might mean that nothing is. */
  onChange: (minor: string, wrong: boolean) => void
  disabled?: boolean
}

/** An amount as people type it: thousands, full-width digits, currency signs; refused beside the field, never lost. */
export function AmountField({ id, label, currency, value, onChange, disabled = false }: AmountProps) {
  const { t, i18n } = useTranslation()
  const [text, setText] = useState<string | null>(null)
  const box = useRef<InputRef>(null)
  const editing = text !== null
  // At once, so that what is typed next replaces the amount however slow the machine is.
  useLayoutEffect(() => {
    if (editing) box.current?.select()
  }, [editing])
  const read = text === null || text.trim() === '' ? null : parseAmount(text, currency)
  const wrong = typeof read === 'string' ? read : null
  const shown = text ?? (value === '' ? '' : moneyText(value, currency, i18n.language).replace('−', '-'))
  return (
    <div>
      <Input
        ref={box}
        {...(id ? { id } : {})}
        {...(label ? { 'aria-label': label } : {})}
        value={shown}
        inputMode="decimal"
        disabled={disabled}
        status={wrong ? 'error' : ''}
        aria-invalid={wrong !== null}
        data-unread={wrong ? '' : undefined}
        style={{ textAlign: 'end', fontVariantNumeric: 'tabular-nums', width: 150 }}
        onFocus={event => {
          if (wrong) return
          const plain = value === '' ? '' : formatMinor(BigInt(value), currency)
          const field = event.currentTarget
          setText(plain)
          // A press puts the cursor after this; by then something may have been typed already.
          requestAnimationFrame(() => field.value === plain && field.select())
        }}
        onChange={event => {
          setText(event.target.value)
          const next = event.target.value.trim() === '' ? '' : parseAmount(event.target.value, currency)
          onChange(typeof next === 'bigint' ? next.toString() : '', next !== '' && typeof next !== 'bigint')
        }}
        onBlur={() => {
          // What cannot be read stays in the field, so that it can be mended.
          if (!wrong) setText(null)
        }}
      />
      {wrong && (
        <div className="small wrong" role="alert">
          {t(`errors.${wrong}`, { field: t('columns.amount') })}
        </div>
      )}
    </div>
  )
}
