import { Button, Drawer, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodRules } from '../../server/policy/methods-contract.ts'
import { policyGrades, policyWays } from '../../server/policy/policies-contract.ts'
import { ask, type Row } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, DayField, Field, ManyField } from '../ui/Field.tsx'
import { TextLine } from '../ui/FormDialog.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'

type Rule = MethodRules['methods'][number]
type DrawerProps = { of: Row<'listMethodRules'>; onClose: () => void }

const fresh: Rule = {
  method: 'transfer',
  currency: null,
  from_minor: null,
  below_minor: null,
  grades: [],
  fee_percent: '0',
  fee_minor: null,
  safety: 3,
}

/** The next version of the rules of ways to pay, from a day on. */
export function MethodRulesDrawer({ of, onClose }: DrawerProps) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [rules, setRules] = useState<MethodRules>(of.rules)
  const [valid_from, setFrom] = useState(me.today)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const put = (at: number, part: Partial<Rule>) =>
    setRules({ ...rules, methods: rules.methods.map((one, index) => (index === at ? { ...one, ...part } : one)) })
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const next = { version: of.version, valid_from, rules, note: note.trim() }
      await done(() => ask('setMethodRules', next), t('payment_methods.saved'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={860}
      title={t('nav.payment_methods')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
      footer={
        <>
          <Problems error={error} />
          <Button type="primary" disabled={note.trim() === ''} loading={busy} onClick={() => void save()}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        <div className="fields-beside">
          <DayField label={t('collection_policy.first_day')} value={valid_from} onChange={day => day && setFrom(day)} />
          {(['habit_receipts', 'habit', 'cost', 'safety'] as const).map(field => (
            <Field key={field} label={t(`payment_methods.weigh.${field}`)}>
              {id => (
                <NumberBox
                  id={id}
                  min={field === 'habit_receipts' ? 1 : 0}
                  max={field === 'habit_receipts' ? 50 : 100}
                  precision={0}
                  value={rules[field]}
                  onChange={value => value !== null && setRules({ ...rules, [field]: value })}
                />
              )}
            </Field>
          ))}
        </div>
        <TextLine label={t('collection_policy.note')} value={note} onChange={setNote} max={500} />
        {rules.methods.map((rule, at) => (
          // oxlint-disable-next-line no-array-index-key -- a rule is known by its place alone
          <fieldset key={at} className="step-rule">
            <legend>{t('payment_methods.rule', { number: at + 1 })}</legend>
            <RuleFields rule={rule} onChange={part => put(at, part)} />
            {rules.methods.length > 1 && (
              <Button
                size="small"
                onClick={() => setRules({ ...rules, methods: rules.methods.filter((_, index) => index !== at) })}
              >
                {t('payment_methods.drop')}
              </Button>
            )}
          </fieldset>
        ))}
        {rules.methods.length < 30 && (
          <Button size="small" onClick={() => setRules({ ...rules, methods: [...rules.methods, fresh] })}>
            {t('payment_methods.add')}
          </Button>
        )}
      </div>
    </Drawer>
  )
}

const currencies = ['CNY', 'USD', 'EUR', 'HKD', 'JPY', 'GBP']

function RuleFields({ rule, onChange }: { rule: Rule; onChange: (part: Partial<Rule>) => void }) {
  const { t } = useTranslation()
  const { currency } = rule
  return (
    <>
      <div className="fields-beside">
        <ChoiceField
          label={t('contracts.method')}
          value={rule.method}
          options={policyWays.map(value => ({ value, label: t(`methods.${value}`) }))}
          onChange={value => onChange({ method: policyWays.find(way => way === value) ?? rule.method })}
        />
        <Field label={t('columns.currency')}>
          {id => (
            <Select
              id={id}
              value={currency ?? ''}
              style={{ width: 110 }}
              options={[
                { value: '', label: t('payment_methods.every') },
                ...[...new Set([...currencies, ...(currency ? [currency] : [])])].map(code => ({
                  value: code,
                  label: code,
                })),
              ]}
              onChange={code =>
                onChange(
                  code === ''
                    ? { currency: null, from_minor: null, below_minor: null, fee_minor: null }
                    : { currency: code },
                )
              }
            />
          )}
        </Field>
        <ManyField
          label={t('payment_methods.grades')}
          value={rule.grades}
          width={170}
          placeholder={t('payment_methods.every')}
          options={policyGrades.map(value => ({ value, label: value }))}
          onChange={grades => onChange({ grades: policyGrades.filter(grade => grades.includes(grade)) })}
        />
        <Field label={t('payment_methods.safety')}>
          {id => (
            <NumberBox
              id={id}
              min={1}
              max={5}
              precision={0}
              value={rule.safety}
              onChange={value => value !== null && onChange({ safety: value })}
            />
          )}
        </Field>
      </div>
      <div className="fields-beside">
        <Field label={t('payment_methods.fee_percent')}>
          {id => (
            <NumberBox<string>
              id={id}
              stringMode
              min="0"
              max="20"
              step="0.01"
              value={rule.fee_percent}
              onChange={value => onChange({ fee_percent: value || '0' })}
            />
          )}
        </Field>
        {currency &&
          (['fee_minor', 'from_minor', 'below_minor'] as const).map(field => (
            <Field key={field} label={`${t(`payment_methods.${field}`)} (${currency})`}>
              {id => (
                <AmountField
                  id={id}
                  currency={currency}
                  value={rule[field] ?? ''}
                  onChange={value => onChange({ [field]: value === '' ? null : value })}
                />
              )}
            </Field>
          ))}
      </div>
    </>
  )
}
