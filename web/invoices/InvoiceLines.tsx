import { Button, Input, Select } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AmountField } from '../ui/AmountField.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Money } from '../ui/Money.tsx'
import type { Choice } from '../ui/Field.tsx'
import { amountOf, disagrees, emptyLine, totalOf, type TypedLine, unread } from './lines.ts'

type InvoiceLinesProps = {
  lines: readonly TypedLine[]
  currency: string
  taxes: readonly Choice[]
  /** Whether prices and amounts are with tax. */
  withTax?: boolean
  onChange: (lines: TypedLine[]) => void
  /** What stands beside the button for another line. */
  beside?: ReactNode
  /** What stands at the foot instead of the total of the amounts. */
  foot?: ReactNode
}

/** The lines of an invoice: Enter in the last one begins another. */
export function InvoiceLines({ lines, currency, taxes, withTax = true, beside, onChange, foot }: InvoiceLinesProps) {
  const { t } = useTranslation()
  const priceName = t(withTax ? 'invoices.price_with_tax' : 'invoices.price_without_tax')
  const amountName = t(withTax ? 'invoices.with_tax' : 'invoices.without_tax')
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
            <NumberText
              name={t('columns.quantity')}
              value={line.quantity}
              onChange={quantity => set(at, { quantity })}
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
          <Named name={priceName}>
            <NumberText name={priceName} value={line.unit_price} onChange={unit_price => set(at, { unit_price })} />
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
          <Named name={amountName}>
            <AmountField
              key={amountOf(line, currency) ?? 'typed'}
              label={amountName}
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
          <Disagrees line={line} currency={currency} />
        </fieldset>
      ))}
      <div className="between">
        <span className="beside-add">
          <Button size="small" onClick={add}>
            <Icon name="plus" /> {t('invoices.add_line')}
          </Button>
          {beside}
        </span>
        {foot ?? (
          <span>
            {t('columns.total')}{' '}
            <strong>
              <Money minor={totalOf(lines).toString()} currency={currency} code />
            </strong>
          </span>
        )}
      </div>
    </div>
  )
}

/** A field under its name in sight; the field says its name itself. */
export function Named({ name, wide = false, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={`field${wide ? ' wide' : ''}`}>
      <span className="label" aria-hidden="true">
        {name}
      </span>
      {children}
    </div>
  )
}

type NumberTextProps = { name: string; value: string; onChange: (text: string) => void }

/** A quantity or a price, of up to 13 decimals; what cannot be read stays, with the reason under it. */
function NumberText({ name, value, onChange }: NumberTextProps) {
  const { t } = useTranslation()
  const wrong = unread(value)
  return (
    <>
      <Input
        aria-label={name}
        value={value}
        inputMode="decimal"
        status={wrong ? 'error' : ''}
        aria-invalid={wrong}
        data-unread={wrong ? '' : undefined}
        onChange={event => onChange(event.target.value)}
      />
      {wrong && (
        <div className="small wrong" role="alert">
          {t('invoices.number_wrong')}
        </div>
      )}
    </>
  )
}

/** Says under a line that its quantity and price come to another amount, which would be refused. */
function Disagrees({ line, currency }: { line: TypedLine; currency: string }) {
  const { t } = useTranslation()
  const expected = disagrees(line, currency)
  if (expected === null) return null
  return (
    <div className="small wrong" role="alert" style={{ flex: '1 1 100%' }}>
      {t('invoices.line_disagrees')} <Money minor={expected} currency={currency} code />
    </div>
  )
}
