import { Button, Checkbox, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { AmountField } from '../ui/AmountField.tsx'
import { type Choice, ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { Icon } from '../ui/Icon.tsx'
import {
  emptyPrice,
  emptyRecurring,
  type Timing,
  type TypedPrice,
  type TypedRecurring,
  type Unit,
} from './contract-lines.ts'

const units = ['month', 'quarter', 'year'] as const satisfies readonly Unit[]
const timings = ['advance', 'arrears'] as const satisfies readonly Timing[]

type RecurringLinesProps = {
  lines: readonly TypedRecurring[]
  currency: string
  taxes: readonly Choice[]
  /** The days of the contract, for a new line. */
  from: string
  to: string | null
  onChange: (lines: TypedRecurring[]) => void
}

/** The lines of a contract that recur: how often, from when to when, and what a period costs from when on. */
export function RecurringLines({ lines, currency, taxes, from, to, onChange }: RecurringLinesProps) {
  const { t } = useTranslation()
  const set = (at: number, part: Partial<TypedRecurring>) =>
    onChange(lines.map((line, index) => (index === at ? { ...line, ...part } : line)))
  return (
    <div>
      {lines.length === 0 && <p className="small soft">{t('recurring.none')}</p>}
      {lines.map((line, at) => (
        <fieldset key={line.key} className="recurring-line">
          <legend className="hidden-but-read">{t('recurring.line', { line: at + 1 })}</legend>
          <div className="fields-beside">
            <Typed
              label={t('columns.description')}
              value={line.description}
              width={260}
              max={400}
              set={description => set(at, { description })}
            />
            <ChoiceField
              label={t('columns.tax_code')}
              value={line.tax_code}
              options={taxes}
              width={150}
              onChange={tax_code => tax_code && set(at, { tax_code })}
            />
            <Field label={t('recurring.every')}>
              {id => (
                <span className="row-of-buttons">
                  <Input
                    id={id}
                    value={line.every}
                    maxLength={3}
                    inputMode="numeric"
                    style={{ width: 56 }}
                    onChange={event => set(at, { every: event.target.value })}
                  />
                  <Select
                    aria-label={t('recurring.unit')}
                    value={line.unit}
                    options={units.map(value => ({ value, label: t(`recurring.units.${value}`) }))}
                    style={{ width: 100 }}
                    onChange={unit => set(at, { unit })}
                  />
                </span>
              )}
            </Field>
            <ChoiceField
              label={t('recurring.timing')}
              value={line.timing}
              width={130}
              options={timings.map(value => ({ value, label: t(`recurring.timings.${value}`) }))}
              onChange={value => set(at, { timing: timings.find(one => one === value) ?? 'advance' })}
            />
            <Button
              type="text"
              aria-label={t('recurring.drop', { line: at + 1 })}
              onClick={() => onChange(lines.filter(one => one.key !== line.key))}
            >
              <Icon name="cross" />
            </Button>
          </div>
          <div className="fields-beside">
            <DayField label={t('recurring.from')} value={line.from} onChange={day => set(at, { from: day })} />
            <DayField label={t('recurring.to')} value={line.to} onChange={day => set(at, { to: day })} />
            <DayField
              label={t('recurring.anchor')}
              value={line.anchor_on}
              clearable
              placeholder={t('recurring.anchor_none')}
              onChange={anchor_on => set(at, { anchor_on })}
            />
            <Typed
              label={t('recurring.bill_day')}
              value={line.bill_day}
              width={110}
              max={2}
              set={bill_day => set(at, { bill_day })}
            />
            <Checkbox checked={line.by_days} onChange={event => set(at, { by_days: event.target.checked })}>
              {t('recurring.by_days')}
            </Checkbox>
          </div>
          <Prices prices={line.prices} currency={currency} onChange={prices => set(at, { prices })} />
        </fieldset>
      ))}
      <Button
        size="small"
        onClick={() =>
          onChange([
            ...lines,
            emptyRecurring(
              from,
              to,
              lines.at(-1)?.tax_code ?? taxes.find(one => one.value === 'VAT6')?.value ?? 'VAT13',
            ),
          ])
        }
      >
        <Icon name="plus" /> {t('recurring.add')}
      </Button>
    </div>
  )
}

type PricesProps = { prices: readonly TypedPrice[]; currency: string; onChange: (prices: TypedPrice[]) => void }

/** What a full period costs: the first price holds from the beginning, later ones and rises from their day on. */
function Prices({ prices, currency, onChange }: PricesProps) {
  const { t } = useTranslation()
  const set = (at: number, part: Partial<TypedPrice>) =>
    onChange(prices.map((price, index) => (index === at ? { ...price, ...part } : price)))
  return (
    <>
      {prices.map((price, at) => (
        <div className="fields-beside" key={price.key}>
          {at > 0 && (
            <DayField label={t('recurring.price_from')} value={price.from} onChange={from => set(at, { from })} />
          )}
          {price.rise ? (
            <>
              <Typed
                label={t('recurring.percent')}
                value={price.percent}
                width={110}
                max={12}
                set={percent => set(at, { percent })}
              />
              <Typed
                label={t('recurring.basis')}
                value={price.basis}
                width={220}
                max={200}
                set={basis => set(at, { basis })}
              />
            </>
          ) : (
            <div className="field">
              <span className="label" aria-hidden="true">
                {t('recurring.price')}
              </span>
              <AmountField
                label={t('recurring.price')}
                currency={currency}
                value={price.amount_minor}
                onChange={amount_minor => set(at, { amount_minor })}
              />
            </div>
          )}
          {at > 0 && (
            <Button
              type="text"
              aria-label={t('recurring.drop_price', { price: at + 1 })}
              onClick={() => onChange(prices.filter(one => one.key !== price.key))}
            >
              <Icon name="cross" />
            </Button>
          )}
        </div>
      ))}
      <span className="row-of-buttons">
        <Button size="small" onClick={() => onChange([...prices, emptyPrice(null, false)])}>
          {t('recurring.add_price')}
        </Button>
        <Button size="small" onClick={() => onChange([...prices, emptyPrice(null, true)])}>
          {t('recurring.add_rise')}
        </Button>
      </span>
    </>
  )
}

type TypedProps = { label: string; value: string; width: number; max: number; set: (value: string) => void }

function Typed({ label, value, width, max, set }: TypedProps) {
  return (
    <Field label={label}>
      {id => (
        <Input
          id={id}
          value={value}
          maxLength={max}
          style={{ width, maxWidth: '100%' }}
          onChange={event => set(event.target.value)}
        />
      )}
    </Field>
  )
}
