import { Input } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { parseDecimal } from '../../server/kernel/money.ts'
import type { Answer, Question } from '../client.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { Field } from '../ui/Field.tsx'
import { Money } from '../ui/Money.tsx'

type Left = Answer<'proposeTaxRequest'>['lines'][number]

/** A line as it is typed; without an amount nothing of it is asked for. */
export type TypedWish = {
  left: Left
  item_name: string
  classification: string
  model: string
  quantity: string
  amount_minor: string
  wrong: boolean
}

/** What is left of each line, over which stands what a draft says. */
export const typedLines = (lines: readonly Left[], draft: Answer<'readTaxRequest'>['lines'] | undefined): TypedWish[] =>
  lines.map(left => {
    const said = draft?.find(line => line.invoice_id === left.invoice_id && line.invoice_line === left.invoice_line)
    return {
      left,
      item_name: said?.item_name ?? left.item_name,
      classification: (said ?? left).classification ?? '',
      model: (said ?? left).model ?? '',
      quantity: said?.quantity ?? (draft || left.left_quantity === '0' ? '' : (left.left_quantity ?? '')),
      amount_minor: said?.amount_minor ?? (draft ? '' : left.left_minor),
      wrong: false,
    }
  })

const good = (line: TypedWish) =>
  !line.wrong &&
  line.item_name.trim() !== '' &&
  (line.classification === '' || /^\d{19}$/.test(line.classification)) &&
  (line.quantity.trim() === '' || parseDecimal(line.quantity, 13) !== null)

/** Whether the lines can be sent: something is asked for, and all of it can be read. */
export const linesReady = (lines: readonly TypedWish[]) =>
  lines.some(line => line.amount_minor !== '') && lines.every(good)

/** What the lines ask for. */
export const wishesOf = (lines: readonly TypedWish[]): Question<'draftTaxRequest'>['lines'] =>
  lines
    .filter(line => line.amount_minor !== '')
    .map(({ left, quantity, classification, model, ...line }) => ({
      invoice_id: left.invoice_id,
      invoice_line: left.invoice_line,
      amount_minor: line.amount_minor,
      item_name: line.item_name.trim(),
      ...(quantity.trim() ? { quantity: parseDecimal(quantity, 13) as string } : {}),
      ...(classification ? { classification } : {}),
      ...(model.trim() ? { model: model.trim() } : {}),
    }))

type RequestLinesProps = {
  lines: readonly TypedWish[]
  currency: string
  onChange: (lines: TypedWish[]) => void
}

/** The lines that can be asked for, each with what is left of it. */
export function RequestLines({ lines, currency, onChange }: RequestLinesProps) {
  const { t } = useTranslation()
  const set = (at: number, part: Partial<TypedWish>) =>
    onChange(lines.map((line, index) => (index === at ? { ...line, ...part } : line)))
  const total = lines.reduce((sum, line) => sum + BigInt(line.amount_minor || 0), 0n)
  return (
    <div className="invoice-lines">
      {lines.map((line, at) => (
        <fieldset key={`${line.left.invoice_id} ${line.left.invoice_line}`} className="invoice-line">
          <legend className="small soft">
            <span className="doc">{line.left.invoice_number}</span> · {line.left.invoice_line} · {line.left.description}{' '}
            · {line.left.tax_rate}% · {t('tax_requests.left')}{' '}
            <Money minor={line.left.left_minor} currency={currency} />
          </legend>
          <Typed
            wide
            label={t('tax_requests.item_name')}
            value={line.item_name}
            max={200}
            onChange={item_name => set(at, { item_name })}
          />
          <Typed
            wide
            label={t('tax_requests.classification')}
            value={line.classification}
            max={19}
            wrong={line.classification !== '' && !/^\d{19}$/.test(line.classification)}
            onChange={classification => set(at, { classification: classification.trim() })}
          />
          <Typed label={t('tax_requests.model')} value={line.model} max={100} onChange={model => set(at, { model })} />
          <Typed
            label={`${t('columns.quantity')}${line.left.unit ? ` (${line.left.unit})` : ''}`}
            value={line.quantity}
            max={30}
            wrong={line.quantity.trim() !== '' && parseDecimal(line.quantity, 13) === null}
            onChange={quantity => set(at, { quantity })}
          />
          <Field label={t('invoices.with_tax')}>
            {id => (
              <AmountField
                id={id}
                currency={currency}
                value={line.amount_minor}
                onChange={(amount_minor, wrong) => set(at, { amount_minor, wrong })}
              />
            )}
          </Field>
        </fieldset>
      ))}
      <div className="between">
        <span className="small soft">{t('tax_requests.lines_hint')}</span>
        <span>
          {t('columns.total')}{' '}
          <strong>
            <Money minor={total.toString()} currency={currency} code />
          </strong>
        </span>
      </div>
    </div>
  )
}

type TypedProps = {
  label: string
  value: string
  max: number
  wrong?: boolean
  wide?: boolean
  onChange: (value: string) => void
}

function Typed({ label, value, max, wrong = false, wide = false, onChange }: TypedProps) {
  const id = useId()
  return (
    <div className={wide ? 'field wide' : 'field'}>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <Input
        id={id}
        value={value}
        maxLength={max}
        status={wrong ? 'error' : ''}
        aria-invalid={wrong}
        onChange={event => onChange(event.target.value)}
      />
    </div>
  )
}
