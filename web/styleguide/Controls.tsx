import { Button, Input, Segmented, Switch } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../session.ts'
import { ActionButtons } from '../ui/ActionButtons.tsx'
import type { Deed } from '../ui/action.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field, ManyField } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Section } from '../ui/Page.tsx'
import { RangeField } from '../ui/RangeField.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { toast } from '../ui/toast.tsx'

const nothing = () => undefined

/** Buttons and fields, each at rest, off and wrong; the two dialogs. */
export function Controls() {
  const { t } = useTranslation()
  const { today } = useMe()
  const [amount, setAmount] = useState('123450')
  const [day, setDay] = useState<string | null>(today)
  const [text, setText] = useState('')
  const [range, setRange] = useState<[string, string]>([today, today])
  const [open, setOpen] = useState<'form' | 'reason' | null>(null)
  const run = () => toast('well', t('styleguide.toasts.well'))
  const deed = (id: string, more: Partial<Deed>): Deed => ({
    id,
    label: 'action.save',
    icon: 'pen',
    shortcut: null,
    weight: null,
    why_not: null,
    run,
    ...more,
  })
  return (
    <Section title={t('styleguide.controls')}>
      <div className="row-of-buttons">
        <ActionButtons
          deeds={[
            deed('main', { weight: 'main', label: 'tasks.finish', icon: 'tick' }),
            deed('grave', { weight: 'grave', label: 'tasks.drop', icon: 'cross' }),
            deed('plain', {}),
            deed('not', { label: 'tasks.postpone', why_not: { key: 'tasks.is_closed' } }),
          ]}
        />
        <Button loading>{t('action.save')}</Button>
        <Button disabled>{t('action.save')}</Button>
        <Button onClick={() => setOpen('form')}>{t('styleguide.form')}</Button>
        <Button onClick={() => setOpen('reason')}>{t('styleguide.reason')}</Button>
      </div>
      <div className="bar">
        <Field label={t('columns.amount')}>
          {id => <AmountField id={id} currency="CNY" value={amount} onChange={setAmount} />}
        </Field>
        <Field label={t('styleguide.off')}>
          {id => <AmountField id={id} currency="CNY" value="100" onChange={nothing} disabled />}
        </Field>
        <Field label={t('styleguide.wrong')}>{id => <Input id={id} status="error" defaultValue="12,34.5x" />}</Field>
        <CurrencyField value="CNY" onChange={nothing} />
        <DayField
          label={t('columns.due_on')}
          value={day}
          onChange={setDay}
          clearable
          quick={[[t('tasks.today'), today]]}
        />
        <RangeField from={range[0]} to={range[1]} today={today} onChange={(from, to) => setRange([from, to])} />
        <ChoiceField
          label={t('columns.state')}
          value="open"
          options={['open', 'finished'].map(value => ({ value, label: t(`tasks.states.${value}`) }))}
          onChange={nothing}
        />
        <ManyField
          label={t('columns.kind')}
          value={['open']}
          options={['open', 'finished'].map(value => ({ value, label: t(`tasks.states.${value}`) }))}
          onChange={nothing}
        />
        <SearchField label={t('tasks.search')} value="" onChange={nothing} />
        <Field label={t('tasks.view')}>
          {id => (
            <Segmented
              id={id}
              options={['mine', 'given', 'all'].map(value => ({ value, label: t(`tasks.views.${value}`) }))}
            />
          )}
        </Field>
        <Field label={t('digest.name')}>
          {id => (
            <span>
              <Switch id={id} size="small" />
            </span>
          )}
        </Field>
      </div>
      <TextArea label={t('columns.note')} value={text} onChange={setText} placeholder={t('comments.placeholder')} />
      <FileDrop accept=".csv,.xlsx" hint="CSV, XLSX" onFile={file => toast('well', file.name)} />
      {open === 'form' && (
        <FormDialog
          title={t('styleguide.form')}
          act={t('action.save')}
          ready={text !== ''}
          perform={() => Promise.resolve(run())}
          onClose={() => setOpen(null)}
        >
          <TextLine label={t('columns.reference')} value={text} onChange={setText} focus />
        </FormDialog>
      )}
      {open === 'reason' && (
        <ReasonDialog
          title={t('styleguide.reason')}
          act={t('tasks.drop')}
          danger
          needed
          perform={() => Promise.resolve(run())}
          onClose={() => setOpen(null)}
        >
          {t('approvals.withdraw_hint')}
        </ReasonDialog>
      )}
    </Section>
  )
}
