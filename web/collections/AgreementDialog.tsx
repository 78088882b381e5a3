import { Button, Checkbox, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { addDays } from '../ui/figures.ts'
import { Money } from '../ui/Money.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { evenParts, type Part } from './even-parts.ts'

type Claim = Pick<
  Row<'listOpenItems'>,
  'item_id' | 'number' | 'currency' | 'open_minor' | 'due_on' | 'agreed_due_on' | 'customer_name'
>

const kinds = ['extension', 'instalments'] as const

/** Agrees on one later day for claims, or on parts that sum to what is open of them. */
export function AgreementDialog({ items, onClose }: { items: readonly Claim[]; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const total = items.reduce((sum, item) => sum + BigInt(item.open_minor), 0n)
  const currency = items[0]?.currency ?? ''
  const [kind, setKind] = useState<(typeof kinds)[number]>('extension')
  const [agreed_on, setAgreed] = useState(me.today)
  const [due_on, setDue] = useState(addDays(me.today, 30))
  const [count, setCount] = useState(3)
  const [parts, setParts] = useState<readonly Part[]>(() => evenParts(total, 3, addDays(me.today, 30)))
  const [grace_days, setGrace] = useState(3)
  const [reverts, setReverts] = useState(true)
  const [signed_by, setSigned] = useState('')
  const [reason, setReason] = useState('')
  const sum = parts.reduce((all, part) => all + BigInt(part.amount_minor || '0'), 0n)
  const spread = (n: number, first: string) => {
    setCount(n)
    setParts(evenParts(total, n, first))
  }
  const set = (at: number, change: Partial<Part>) =>
    setParts(parts.map((part, index) => (index === at ? { ...part, ...change } : part)))
  const perform = () =>
    done(
      () =>
        ask('makeAgreement', {
          kind,
          agreed_on,
          items: items.map(({ item_id }) => ({ item_id, ...(kind === 'extension' ? { due_on } : {}) })),
          parts: kind === 'instalments' ? [...parts] : [],
          grace_days,
          reverts,
          reason: reason.trim(),
          ...(signed_by.trim() ? { signed_by: signed_by.trim() } : {}),
        }),
      t('agreements.made'),
    )
  return (
    <FormDialog
      title={t('agreements.make')}
      act={t('agreements.make_act')}
      width={620}
      ready={reason.trim() !== '' && (kind === 'extension' || sum === total)}
      perform={perform}
      onClose={onClose}
    >
      <p>
        {items[0]?.customer_name} · {t('agreements.claims', { count: items.length })} ·{' '}
        <Money minor={String(total)} currency={currency} code />
      </p>
      <Segmented
        value={kind}
        options={kinds.map(value => ({ value, label: t(`agreements.kinds.${value}`) }))}
        onChange={setKind}
      />
      <div className="fields-beside">
        <DayField label={t('agreements.agreed_on')} value={agreed_on} onChange={day => day && setAgreed(day)} />
        {kind === 'extension' ? (
          <DayField label={t('agreements.new_day')} value={due_on} onChange={day => day && setDue(day)} />
        ) : (
          <Field label={t('agreements.count')}>
            {id => (
              <NumberBox
                id={id}
                min={2}
                max={36}
                value={count}
                onChange={n => n !== null && spread(n, parts[0]?.due_on ?? me.today)}
              />
            )}
          </Field>
        )}
      </div>
      {kind === 'instalments' && (
        <>
          {parts.map((part, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
            <div key={at} className="fields-beside">
              <DayField
                label={t('agreements.part', { part: at + 1 })}
                value={part.due_on}
                onChange={day => day && (at === 0 ? spread(count, day) : set(at, { due_on: day }))}
              />
              <Field label={t('columns.amount')}>
                {id => (
                  <AmountField
                    id={id}
                    currency={currency}
                    value={part.amount_minor}
                    onChange={amount_minor => set(at, { amount_minor })}
                  />
                )}
              </Field>
            </div>
          ))}
          {sum !== total && (
            <p className="problem" role="alert">
              {t('agreements.left')} <Money minor={String(total - sum)} currency={currency} code />{' '}
              <Button size="small" onClick={() => spread(count, parts[0]?.due_on ?? me.today)}>
                {t('agreements.evenly')}
              </Button>
            </p>
          )}
        </>
      )}
      <div className="fields-beside">
        <Field label={t('agreements.grace')}>
          {id => (
            <NumberBox id={id} min={0} max={90} value={grace_days} onChange={days => days !== null && setGrace(days)} />
          )}
        </Field>
        <TextLine label={t('agreements.signed_by')} value={signed_by} onChange={setSigned} />
      </div>
      <Checkbox checked={reverts} onChange={event => setReverts(event.target.checked)}>
        {t('agreements.reverts')}
      </Checkbox>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
