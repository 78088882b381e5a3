import { Button, Input } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { Fold } from '../ui/Fold.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Money } from '../ui/Money.tsx'
import { concerning, concerns, Problems } from '../ui/problems.tsx'
import { type Due, leftOfParts, newPart, type Part, type Retained, retainedOf } from './due.ts'

/** What is refused of it, said here. */
export const aboutDue = concerning(['instalments_disagree'], ['due_on', 'instalments', 'retention'])

type DueSectionProps = {
  due: Due
  /** The invoice with tax, in minor units. */
  total: bigint
  currency: string
  issued_on: string
  /** What speaks where nothing is set by hand: the terms, or the days of the invoice that is put right. */
  byTerms: string
  error: unknown
  onChange: (due: Due) => void
}

/** When it is due, where not by the terms: on a day, or in parts; and what of it is kept back until another day. */
export function DueSection({ due, total, currency, issued_on, byTerms, error, onChange }: DueSectionProps) {
  const { t } = useTranslation()
  const retained = retainedOf(due.retained, total)
  const monthAfter = (day: string) => dayjs(day).add(1, 'month').format('YYYY-MM-DD')
  const choose = (by: string | undefined) => {
    if (by === 'parts' && due.parts.length === 0)
      onChange({
        ...due,
        by,
        parts: [newPart(monthAfter(issued_on), String(leftOfParts({ ...due, parts: [] }, total)))],
      })
    else if (by === 'day' || by === 'parts' || by === 'terms') onChange({ ...due, by })
  }
  const said = [
    due.by === 'day' && due.day,
    due.by === 'parts' && t('invoices.in_parts', { count: due.parts.length }),
    retained !== null && retained > 0n && t('kinds.retention'),
  ].filter(Boolean)
  return (
    <Fold
      title={t('invoices.due_and_retention')}
      said={said.length > 0 ? said.join(', ') : byTerms}
      wrong={concerns(error, aboutDue)}
    >
      <ChoiceField
        label={t('columns.due_on')}
        value={due.by}
        width={200}
        options={(['terms', 'day', 'parts'] as const).map(value => ({
          value,
          label: value === 'terms' ? byTerms : t(`invoices.due_by.${value}`),
        }))}
        onChange={choose}
      />
      {due.by === 'day' && (
        <DayField label={t('invoices.due_by.day')} value={due.day} onChange={day => onChange({ ...due, day })} />
      )}
      {due.by === 'parts' && (
        <Parts
          due={due}
          total={total}
          currency={currency}
          next={monthAfter(due.parts.at(-1)?.due_on ?? issued_on)}
          onChange={parts => onChange({ ...due, parts })}
        />
      )}
      <RetainedFields
        retained={due.retained}
        kept={retained}
        total={total}
        currency={currency}
        onChange={next => onChange({ ...due, retained: next })}
      />
      <Problems error={error} about={aboutDue} />
    </Fold>
  )
}

type PartsProps = {
  due: Due
  total: bigint
  currency: string
  /** The day another part begins with. */
  next: string
  onChange: (parts: Part[]) => void
}

/** The parts, with what is left to be put into one always in sight; Enter in the last one begins another. */
function Parts({ due, total, currency, next, onChange }: PartsProps) {
  const { t } = useTranslation()
  const left = leftOfParts(due, total)
  const add = () => onChange([...due.parts, newPart(next, left > 0n ? String(left) : '')])
  const set = (key: number, part: Partial<Part>) =>
    onChange(due.parts.map(one => (one.key === key ? { ...one, ...part } : one)))
  return (
    <div className="due-parts">
      {due.parts.map((part, at) => (
        <fieldset key={part.key} className="invoice-line">
          <legend className="hidden-but-read">{t('invoices.part', { part: at + 1 })}</legend>
          <DayField label={t('columns.due_on')} value={part.due_on} onChange={due_on => set(part.key, { due_on })} />
          <Field label={t('invoices.part', { part: at + 1 })}>
            {id => (
              <AmountField
                id={id}
                currency={currency}
                value={part.amount_minor}
                onChange={amount_minor => set(part.key, { amount_minor })}
              />
            )}
          </Field>
          {left !== 0n && at === due.parts.length - 1 && BigInt(part.amount_minor || 0) + left > 0n && (
            <Button
              size="small"
              onClick={() => set(part.key, { amount_minor: String(BigInt(part.amount_minor || 0) + left) })}
            >
              {t('invoices.take_rest')}
            </Button>
          )}
          <Button
            type="text"
            aria-label={t('invoices.drop_part', { part: at + 1 })}
            disabled={due.parts.length === 1}
            onClick={() => onChange(due.parts.filter(one => one.key !== part.key))}
          >
            <Icon name="cross" />
          </Button>
        </fieldset>
      ))}
      <div className="between">
        <Button size="small" onClick={add}>
          <Icon name="plus" /> {t('invoices.add_part')}
        </Button>
        <span className={left === 0n ? 'soft' : 'wrong'} role="status">
          {t('invoices.left_of_parts')} <Money minor={String(left)} currency={currency} code />
        </span>
      </div>
    </div>
  )
}

type RetainedFieldsProps = {
  retained: Retained
  kept: bigint | null
  total: bigint
  currency: string
  onChange: (retained: Retained) => void
}

/** What is kept back, as a share or as an amount, and until when. */
function RetainedFields({ retained, kept, total, currency, onChange }: RetainedFieldsProps) {
  const { t } = useTranslation()
  const wrong = kept === null ? t('invoices.percent_wrong') : kept > total ? t('invoices.retained_too_much') : null
  return (
    <>
      <ChoiceField
        label={t('kinds.retention')}
        value={retained.unit}
        width={110}
        options={(['percent', 'amount'] as const).map(value => ({ value, label: t(`invoices.retained_by.${value}`) }))}
        onChange={unit => (unit === 'percent' || unit === 'amount') && onChange({ ...retained, unit })}
      />
      <div>
        {retained.unit === 'percent' ? (
          <Field label={t('invoices.retained_percent')}>
            {id => (
              <Input
                id={id}
                value={retained.percent}
                inputMode="decimal"
                suffix="%"
                status={wrong ? 'error' : ''}
                aria-invalid={wrong !== null}
                data-unread={wrong ? '' : undefined}
                style={{ width: 110 }}
                onChange={event => onChange({ ...retained, percent: event.target.value })}
              />
            )}
          </Field>
        ) : (
          <Field label={t('invoices.retained_amount')}>
            {id => (
              <AmountField
                id={id}
                currency={currency}
                value={retained.amount_minor}
                onChange={amount_minor => onChange({ ...retained, amount_minor })}
              />
            )}
          </Field>
        )}
        {wrong ? (
          <div className="small wrong" role="alert">
            {wrong}
          </div>
        ) : (
          kept !== null &&
          kept > 0n && (
            <div className="small soft">
              <Money minor={String(kept)} currency={currency} code />
            </div>
          )
        )}
      </div>
      {kept !== null && kept > 0n && (
        <DayField
          label={t('invoices.released_on')}
          value={retained.due_on}
          clearable
          placeholder={t('invoices.not_known_yet')}
          onChange={due_on => onChange({ ...retained, due_on })}
        />
      )}
    </>
  )
}
