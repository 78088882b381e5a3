import { Button, Checkbox, Drawer, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { gates, stepNames, stepsWithEvidence, stepTitles } from '../../server/contracts/steps-contract.ts'
import { useRoles } from '../access/roles.ts'
import { ask, type Row } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { TextLine } from '../ui/FormDialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'
import { followsFrom } from './follows-from.ts'

type Template = Row<'listStepTemplates'>
type Rule = Template['steps'][number]

const evident: readonly string[] = stepsWithEvidence

/** The next version of the steps of a course: their order, names, owners, days, evidence and gates. */
export function StepsDrawer({ template, onClose }: { template: Template; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [steps, setSteps] = useState<readonly Rule[]>(template.steps)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const missing = stepNames.filter(step => !steps.some(rule => rule.step === step))
  const save = async () => {
    setBusy(true)
    setError(null)
    try {
      const { course, version } = template
      await done(
        () => ask('setStepTemplate', { course, version, steps: [...steps], reason: reason.trim() }),
        t('steps.saved'),
      )
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  const swap = (at: number, to: number) => {
    const next = [...steps]
    const [moved] = next.splice(at, 1)
    if (moved) next.splice(to, 0, moved)
    setSteps(next)
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={900}
      title={`${t('nav.steps')} · ${t(`steps.courses.${template.course}`)}`}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
      footer={
        <Button type="primary" disabled={reason.trim() === ''} loading={busy} onClick={() => void save()}>
          {t('steps.next_version')}
        </Button>
      }
    >
      <div className="stack">
        <p className="soft small">{t('steps.hint')}</p>
        {steps.map((rule, at) => (
          <StepFields
            key={rule.step}
            rule={rule}
            before={steps.slice(0, at)}
            all={steps}
            onChange={part => setSteps(steps.map(one => (one === rule ? { ...one, ...part } : one)))}
            {...(at > 1 ? { onUp: () => swap(at, at - 1) } : {})}
            {...(at > 0 && at < steps.length - 1 ? { onDown: () => swap(at, at + 1) } : {})}
            {...(at > 0 ? { onDrop: () => setSteps(steps.filter(one => one !== rule)) } : {})}
          />
        ))}
        {missing.length > 0 && (
          <div className="wording-places">
            {missing.map(step => (
              <Button key={step} size="small" onClick={() => setSteps([...steps, freshRule(step)])}>
                {t('steps.add', { step: t(`contracts.steps.${step}`) })}
              </Button>
            ))}
          </div>
        )}
        <TextLine label={t('columns.reason')} value={reason} onChange={setReason} max={500} />
        <Problems error={error} />
      </div>
    </Drawer>
  )
}

const freshRule = (step: Rule['step']): Rule => ({
  step,
  name_zh: stepTitles[step][0],
  name_en: stepTitles[step][1],
  owner: 'responsible',
  from: null,
  days: 7,
  evidence: false,
  gate: 'no',
})

type StepFieldsProps = {
  rule: Rule
  before: readonly Rule[]
  all: readonly Rule[]
  onChange: (part: Partial<Rule>) => void
  onUp?: () => void
  onDown?: () => void
  onDrop?: () => void
}

function StepFields({ rule, before, all, onChange, onUp, onDown, onDrop }: StepFieldsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { roles, nameOf } = useRoles()
  const { step } = rule
  const title = language === 'zh' ? rule.name_zh : rule.name_en
  const hasDays = step !== 'signed' && step !== 'paid'
  return (
    <fieldset className="step-rule">
      <legend>
        {title} <span className="soft small">{t(followsFrom(step, all))}</span>
      </legend>
      <div className="fields-beside">
        <label className="field">
          <span className="label">{t('steps.name_zh')}</span>
          <Input value={rule.name_zh} maxLength={30} onChange={event => onChange({ name_zh: event.target.value })} />
        </label>
        <label className="field">
          <span className="label">{t('steps.name_en')}</span>
          <Input value={rule.name_en} maxLength={60} onChange={event => onChange({ name_en: event.target.value })} />
        </label>
        <label className="field">
          <span className="label">{t('steps.owner')}</span>
          <Select
            value={rule.owner}
            options={[
              { value: 'responsible', label: t('steps.responsible') },
              ...roles.map(({ code }) => ({ value: code, label: nameOf(code) })),
            ]}
            popupMatchSelectWidth={false}
            style={{ minWidth: 150 }}
            onChange={owner => onChange({ owner })}
          />
        </label>
      </div>
      <div className="fields-beside">
        {hasDays && (
          <>
            <label className="field">
              <span className="label">{t('steps.days')}</span>
              <NumberBox
                min={0}
                max={3650}
                precision={0}
                value={rule.days}
                onChange={days => days !== null && onChange({ days })}
              />
            </label>
            <label className="field">
              <span className="label">{t('steps.from')}</span>
              <Select<Rule['step'] | ''>
                value={rule.from ?? ''}
                options={[
                  { value: '', label: t('steps.from_before') },
                  ...before.map(one => ({ value: one.step, label: language === 'zh' ? one.name_zh : one.name_en })),
                ]}
                popupMatchSelectWidth={false}
                style={{ minWidth: 150 }}
                onChange={from => onChange({ from: from === '' ? null : from })}
              />
            </label>
          </>
        )}
        {step !== 'paid' && step !== 'posting' && (
          <label className="field">
            <span className="label">{t('steps.gate')}</span>
            <Select
              value={rule.gate}
              options={gates.map(value => ({ value, label: t(`steps.gates.${value}`) }))}
              popupMatchSelectWidth={false}
              style={{ minWidth: 150 }}
              onChange={gate => onChange({ gate })}
            />
          </label>
        )}
      </div>
      <div className="fields-beside">
        {evident.includes(step) && (
          <Checkbox checked={rule.evidence} onChange={event => onChange({ evidence: event.target.checked })}>
            {t('steps.asks_for', { evidence: t(`steps.evidence_of.${step}`) })}
          </Checkbox>
        )}
        <span className="step-moves">
          {onUp && (
            <Button size="small" aria-label={t('steps.up', { step: title })} icon={<Icon name="up" />} onClick={onUp} />
          )}
          {onDown && (
            <Button
              size="small"
              aria-label={t('steps.down', { step: title })}
              icon={<Icon name="down" />}
              onClick={onDown}
            />
          )}
          {onDrop && (
            <Button size="small" onClick={onDrop}>
              {t('steps.drop')}
            </Button>
          )}
        </span>
      </div>
    </fieldset>
  )
}
