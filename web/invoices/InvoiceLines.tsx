import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { currencyDigits, multiply, parseDecimal } from '../../server/kernel/money.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Money } from '../ui/Money.tsx'
import type { Choice } from '../ui/Field.tsx'

/** A line as it is being typed; the amount with tax is the source, quantity and price explain it. */
export type TypedLine = {
  key: number
  description: string
  quantity: string
  unit: string
  unit_price: string
  tax_code: string
  amount_minor: string
  /** The line, or the part of the plan, of a contract that it bills. */
  contract_line?: number
  contract_part?: number
  contract_period?: string
  contract_id?: string
  delivery_id?: string
}

let last = 0
/** A line with nothing on it. */
export const emptyLine = (tax_code: string): TypedLine => ({
  key: ++last,
  description: '',
  quantity: '',
  unit: '',
  unit_price: '',
  tax_code,
  amount_minor: '',
})

/** What the lines come to, in minor units. */
export const totalOf = (lines: readonly TypedLine[]) =>
  lines.reduce((sum, line) => sum + BigInt(line.amount_minor || 0), 0n)

/** Lines that can be sent: each says what it is for and how much. */
export const linesReady = (lines: readonly TypedLine[]) =>
  lines.every(line => line.description.trim() !== '' && line.amount_minor !== '')

/** Quantity times price, rounded to the minor unit, where both can be read. */
function amountOf(line: TypedLine, currency: string): string | null {
  const [quantity, price] = [parseDecimal(line.quantity, 13), parseDecimal(line.unit_price, 13)]
  return quantity && price ? multiply(quantity, price, currencyDigits(currency)).toString() : null
}

type InvoiceLinesProps = {
  lines: readonly TypedLine[]
  currency: string
  taxes: readonly Choice[]
  onChange: (lines: TypedLine[]) => void
}

/** The lines of an invoice: Enter in the last one begins another. */
export function InvoiceLines({ lines, currency, taxes, onChange }: InvoiceLinesProps) {
  const { t } = useTranslation()
  const set = (at: number, part: Partial<TypedLine>) => {
    const next = lines.map((line, index) => (index === at ? { ...line, ...part } : line))
    const changed = next[at]
    const computed =
      changed && (part.quantity !== undefined || part.unit_price !== undefined) ? amountOf(changed, currency) : null
    onChange(computed === null || !changed ? next : next.with(at, { ...changed, amount_minor: computed }))
  }
  const add = () => onChange([...lines, emptyLine(lines.at(-1)?.tax_code ?? 'VAT13')])
  return (
    <div
      className="invoice-lines"
      onKeyDown={event => {
        const onField = (event.target as HTMLElement).tagName === 'INPUT'
        if (event.key !== 'Enter' || !onField || event.nativeEvent.isComposing) return
        event.preventDefault()
        add()
      }}
    >
      {lines.map((line, at) => (
        <fieldset key={line.key} className="invoice-line">
          <legend className="hidden-but-read">{t('invoices.line', { line: at + 1 })}</legend>
          <Named name={t('columns.description')} wide>
            <Input
              aria-label={t('columns.description')}
              value={line.description}
              maxLength={500}
              autoFocus={at > 0 && at === lines.length - 1}
              onChange={event => set(at, { description: event.target.value })}
            />
          </Named>
          <Named name={t('columns.quantity')}>
            <Input
              aria-label={t('columns.quantity')}
              value={line.quantity}
              inputMode="decimal"
              status={line.quantity && !parseDecimal(line.quantity, 13) ? 'error' : ''}
              onChange={event => set(at, { quantity: event.target.value })}
            />
          </Named>
          <Named name={t('columns.unit')}>
            <Input
              aria-label={t('columns.unit')}
              value={line.unit}
              maxLength={20}
              onChange={event => set(at, { unit: event.target.value })}
            />
          </Named>
          <Named name={t('invoices.price_with_tax')}>
            <Input
              aria-label={t('invoices.price_with_tax')}
              value={line.unit_price}
              inputMode="decimal"
              status={line.unit_price && !parseDecimal(line.unit_price, 13) ? 'error' : ''}
              onChange={event => set(at, { unit_price: event.target.value })}
            />
          </Named>
          <Named name={t('columns.tax_code')}>
            <Select
              aria-label={t('columns.tax_code')}
              value={line.tax_code}
              options={[...taxes]}
              popupMatchSelectWidth={false}
              onChange={code => set(at, { tax_code: code })}
            />
          </Named>
          <Named name={t('invoices.with_tax')}>
            <AmountField
              key={amountOf(line, currency) ?? 'typed'}
              label={t('invoices.with_tax')}
              currency={currency}
              value={line.amount_minor}
              onChange={amount_minor => set(at, { amount_minor })}
            />
          </Named>
          <Button
            type="text"
            aria-label={t('invoices.drop_line', { line: at + 1 })}
            disabled={lines.length === 1}
            onClick={() => onChange(lines.filter(one => one.key !== line.key))}
          >
            <Icon name="cross" />
          </Button>
        </fieldset>
      ))}
      <div className="between">
        <Button size="small" onClick={add}>
          <Icon name="plus" /> {t('invoices.add_line')}
        </Button>
        <span>
          {t('columns.total')}{' '}
          <strong>
            <Money minor={totalOf(lines).toString()} currency={currency} code />
          </strong>
        </span>
      </div>
    </div>
  )
}

function Named({ name, wide = false, children }: { name: string; wide?: boolean; children: React.ReactNode }) {
  return (
    <div className={`field${wide ? ' wide' : ''}`}>
      <span className="label" aria-hidden="true">
        {name}
      </span>
      {children}
    </div>
  )
}
