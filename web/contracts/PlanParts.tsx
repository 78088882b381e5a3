import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Question } from '../client.ts'
import { Named } from '../invoices/InvoiceLines.tsx'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField } from '../ui/Field.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Money } from '../ui/Money.tsx'

const kinds = ['advance', 'delivery', 'milestone', 'retention'] as const
type Kind = (typeof kinds)[number]

/** A part of a payment plan as it is being typed. */
export type TypedPart = {
  key: number
  kind: Kind
  label: string
  amount_minor: string
  /** Per cent of the contract it comes to, where it is said so; its amount follows the contract. */
  percent: string
  planned_on: string | null
  months: string
}

let last = 0
/** A part with nothing on it. */
export const emptyPart = (kind: Kind = 'delivery'): TypedPart => ({
  key: ++last,
  kind,
  label: '',
  amount_minor: '',
  percent: '',
  planned_on: null,
  months: '12',
})

/** The parts with the amounts of those that are a share of the contract, rounded half up. Pure. */
export const pricedParts = (parts: readonly TypedPart[], total: bigint): TypedPart[] =>
  parts.map(part => {
    const [, whole, decimals = ''] = /^(\d{1,3})(?:[.](\d{0,4}))?$/.exec(part.percent.trim()) ?? []
    if (whole === undefined) return part
    const share = BigInt(whole) * 10_000n + BigInt(decimals.padEnd(4, '0'))
    return { ...part, amount_minor: String((total * share * 2n + 1_000_000n) / 2_000_000n) }
  })

const sumOf = (parts: readonly TypedPart[]) => parts.reduce((sum, part) => sum + BigInt(part.amount_minor || 0), 0n)

/** A plan that can be sent: none, or one whose parts are named and sum to the contract. */
export const partsReady = (parts: readonly TypedPart[], total: bigint) =>
  parts.every(part => part.label.trim() !== '' && part.amount_minor !== '') &&
  (parts.length === 0 || sumOf(parts) === total)

/** A part in the words of the verbs. */
export const planOf = (part: TypedPart): NonNullable<Question<'amendContract'>['parts']>[number] => ({
  kind: part.kind,
  label: part.label.trim(),
  amount_minor: part.amount_minor,
  ...(part.kind === 'retention' ? { months: Number(part.months) || 0 } : {}),
  ...(part.planned_on && part.kind !== 'retention' ? { planned_on: part.planned_on } : {}),
})

type PlanPartsProps = {
  parts: readonly TypedPart[]
  total: bigint
  currency: string
  onChange: (parts: TypedPart[]) => void
}

/** The payment plan: advance, on delivery, milestones, retention; what is left to say stands below. */
export function PlanParts({ parts: typed, total, currency, onChange }: PlanPartsProps) {
  const { t } = useTranslation()
  const parts = pricedParts(typed, total)
  const set = (at: number, change: Partial<TypedPart>) =>
    onChange(parts.map((part, index) => (index === at ? { ...part, ...change } : part)))
  const left = total - sumOf(parts)
  const add = () => {
    const kind = parts.at(-1)?.kind === 'milestone' ? 'milestone' : parts.length === 0 ? 'advance' : 'delivery'
    onChange([
      ...parts,
      { ...emptyPart(kind), label: t(`contracts.part_kinds.${kind}`), amount_minor: left > 0n ? String(left) : '' },
    ])
  }
  return (
    <div className="plan-parts">
      {parts.length === 0 && <p className="small soft">{t('contracts.no_plan')}</p>}
      {parts.map((part, at) => (
        <fieldset key={part.key} className="fields-beside" style={{ border: 0, padding: 0, margin: '0 0 8px' }}>
          <legend className="hidden-but-read">{t('contracts.part_number', { part: at + 1 })}</legend>
          <Named name={t('columns.kind')}>
            <Select
              aria-label={t('columns.kind')}
              value={part.kind}
              style={{ width: 130 }}
              options={kinds.map(value => ({ value, label: t(`contracts.part_kinds.${value}`) }))}
              onChange={kind =>
                set(at, { kind, ...(isKindName(t, part.label) ? { label: t(`contracts.part_kinds.${kind}`) } : {}) })
              }
            />
          </Named>
          <Named name={t('contracts.part')}>
            <Input
              aria-label={t('contracts.part')}
              value={part.label}
              maxLength={200}
              style={{ width: 220 }}
              onChange={event => set(at, { label: event.target.value })}
            />
          </Named>
          <Named name={t('columns.amount_minor')}>
            <AmountField
              label={t('columns.amount_minor')}
              currency={currency}
              value={part.amount_minor}
              onChange={amount_minor => set(at, { amount_minor, percent: '' })}
            />
          </Named>
          <Named name={t('contracts.part_share')}>
            <Input
              aria-label={t('contracts.percent_of', { part: part.label })}
              value={part.percent}
              maxLength={8}
              inputMode="decimal"
              style={{ width: 84 }}
              suffix={<span className="small soft">%</span>}
              onChange={event => set(at, { percent: event.target.value })}
            />
          </Named>
          {part.kind === 'retention' ? (
            <Named name={t('columns.due_on')}>
              <Input
                aria-label={t('contracts.months')}
                value={part.months}
                maxLength={3}
                inputMode="numeric"
                style={{ width: 150 }}
                suffix={<span className="small soft">{t('contracts.months')}</span>}
                onChange={event => set(at, { months: event.target.value })}
              />
            </Named>
          ) : (
            <DayField
              label={t('contracts.planned_on')}
              value={part.planned_on}
              clearable
              onChange={planned_on => set(at, { planned_on })}
            />
          )}
          <Button
            type="text"
            aria-label={t('contracts.drop_part', { part: at + 1 })}
            onClick={() => onChange(parts.filter(one => one.key !== part.key))}
          >
            <Icon name="cross" />
          </Button>
        </fieldset>
      ))}
      <div className="between">
        <Button size="small" onClick={add}>
          <Icon name="plus" /> {t('contracts.add_part')}
        </Button>
        {parts.length > 0 && left !== 0n && (
          <span className="wrong">
            {t('contracts.plan_left')} <Money minor={String(left)} currency={currency} code />
          </span>
        )}
      </div>
    </div>
  )
}

const isKindName = (t: (key: string) => string, label: string) =>
  label === '' || kinds.some(kind => t(`contracts.part_kinds.${kind}`) === label)
