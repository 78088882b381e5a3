import { Button, Checkbox, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { ChoiceField, Field } from '../ui/Field.tsx'
import type { Rule } from './terms-words.ts'
import { NumberBox } from '../ui/NumberBox.tsx'

const bases = [
  'invoice',
  'end_of_base_month',
  'tax_invoice',
  'goods_received',
  'acceptance',
  'statement_confirmed',
  'bill_of_lading',
] as const
const monthDays = Array.from({ length: 31 }, (_, at) => ({ value: at + 1, label: String(at + 1) }))

type RuleFormProps = { rule: Rule; onChange: (rule: Rule) => void }

/** The parts of a rule in the order in which they count: base, cut-off, month end, months, days, pay days, working day. */
export function RuleForm({ rule, onChange }: RuleFormProps) {
  const { t } = useTranslation()
  const set = (part: Partial<Record<keyof Rule, unknown>>) => {
    const kept = Object.entries({ ...rule, ...part }).filter(([, value]) => value !== undefined)
    onChange(Object.fromEntries(kept) as Rule)
  }
  const number = (name: 'months' | 'days' | 'cutoff_day', max: number) => (
    <Field label={t(`terms.${name}`)}>
      {id => (
        <NumberBox
          id={id}
          min={name === 'cutoff_day' ? 1 : 0}
          max={max}
          precision={0}
          value={rule[name] ?? null}
          style={{ width: 110 }}
          onChange={value => set({ [name]: value || undefined })}
        />
      )}
    </Field>
  )
  const tick = (name: 'month_end' | 'next_working_day' | 'before_delivery') => (
    <Checkbox checked={rule[name] ?? false} onChange={event => set({ [name]: event.target.checked || undefined })}>
      {t(`terms.${name}`)}
    </Checkbox>
  )
  return (
    <>
      <div className="fields-beside">
        <ChoiceField
          label={t('terms.base')}
          value={rule.base}
          width={220}
          options={bases.map(value => ({ value, label: t(`term_bases.${value}`) }))}
          onChange={base => set({ base, ...(base === 'end_of_base_month' ? { month_end: undefined } : {}) })}
        />
        {number('cutoff_day', 31)}
        {number('months', 600)}
        {number('days', 3650)}
        <Field label={t('terms.pay_days')}>
          {id => (
            <Select
              id={id}
              mode="multiple"
              value={rule.pay_days ?? []}
              options={monthDays}
              style={{ minWidth: 150 }}
              onChange={days => set({ pay_days: days.length > 0 ? days.toSorted((a, b) => a - b) : undefined })}
            />
          )}
        </Field>
      </div>
      <div className="fields-beside">
        {rule.base !== 'end_of_base_month' && tick('month_end')}
        {tick('next_working_day')}
        {tick('before_delivery')}
      </div>
      <Steps
        label={t('terms.discount')}
        rows={rule.discount ?? []}
        empty={{ days: 10, percent: '2' }}
        onChange={rows => set({ discount: rows.length > 0 ? rows : undefined })}
      />
      <Steps
        label={t('terms.instalments')}
        rows={(rule.instalments ?? []).map(part => ({ ...part, days: part.days ?? 0, percent: part.percent ?? '' }))}
        empty={{ days: 30, percent: '50' }}
        onChange={rows => set({ instalments: rows.length > 0 ? rows : undefined })}
      />
      <Retention rule={rule} onChange={retention => set({ retention })} />
    </>
  )
}

type Step = { days: number; percent: string }
type StepsProps = { label: string; rows: readonly Step[]; empty: Step; onChange: (rows: Step[]) => void }

function Steps({ label, rows, empty, onChange }: StepsProps) {
  const { t } = useTranslation()
  const change = (at: number, part: Partial<Step>) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  return (
    <fieldset className="steps">
      <legend className="label">{label}</legend>
      {rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other name
        <div key={at} className="fields-beside">
          <Input
            aria-label={`${label} ${at + 1} %`}
            value={row.percent}
            maxLength={8}
            suffix="%"
            style={{ width: 100 }}
            onChange={event => change(at, { percent: event.target.value.normalize('NFKC') })}
          />
          <NumberBox
            aria-label={`${label} ${at + 1} ${t('terms.days')}`}
            value={row.days}
            min={0}
            max={3650}
            precision={0}
            suffix={t('terms.days_short')}
            style={{ width: 120 }}
            onChange={days => change(at, { days: days ?? 0 })}
          />
          <Button size="small" onClick={() => onChange(rows.filter((_, index) => index !== at))}>
            {t('terms.remove')}
          </Button>
        </div>
      ))}
      <div>
        <Button size="small" onClick={() => onChange([...rows, empty])}>
          {t('terms.add')}
        </Button>
      </div>
    </fieldset>
  )
}

function Retention({ rule, onChange }: { rule: Rule; onChange: (retention: Rule['retention'] | undefined) => void }) {
  const { t } = useTranslation()
  const { retention } = rule
  return (
    <fieldset className="steps">
      <legend className="label">{t('terms.retention')}</legend>
      <Checkbox
        checked={retention !== undefined}
        onChange={event => onChange(event.target.checked ? { percent: '5', months: 12 } : undefined)}
      >
        {t('terms.keeps_retention')}
      </Checkbox>
      {retention && (
        <div className="fields-beside">
          <Input
            aria-label={`${t('terms.retention')} %`}
            value={retention.percent}
            maxLength={8}
            suffix="%"
            style={{ width: 100 }}
            onChange={event => onChange({ ...retention, percent: event.target.value.normalize('NFKC') })}
          />
          <NumberBox
            aria-label={`${t('terms.retention')} ${t('terms.months')}`}
            value={retention.months}
            min={1}
            max={600}
            precision={0}
            suffix={t('terms.months_short')}
            style={{ width: 120 }}
            onChange={months => onChange({ ...retention, months: months ?? 1 })}
          />
          <ChoiceField
            label={t('terms.base')}
            value={retention.base ?? rule.base}
            width={200}
            options={bases.map(value => ({ value, label: t(`term_bases.${value}`) }))}
            onChange={base => onChange({ ...retention, ...(base ? { base } : {}) })}
          />
        </div>
      )}
    </fieldset>
  )
}
