import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Question } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Item } from './item-actions.ts'
import { ItemsMeant } from './ItemsMeant.tsx'

const kinds = ['rounding', 'bank_charge', 'cash_discount', 'allowance', 'deduction', 'exchange'] as const
type Kind = (typeof kinds)[number]
type Difference = NonNullable<Question<'applyItems'>[number]['differences']>[number]

/** Closes what is left of items as small differences of a kind, within the limit of the rules. */
export function DifferenceDialog({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [only] = items.length === 1 ? items : []
  const [kind, setKind] = useState<Kind>('rounding')
  const [amount, setAmount] = useState(only?.open_minor ?? '')
  const [applied_on, setDay] = useState(me.today)
  const [note, setNote] = useState('')
  const perform = () => {
    const differences: Difference[] = items.map(item => ({
      item_id: item.item_id,
      kind,
      amount_minor: only ? amount : item.open_minor,
      ...(note.trim() ? { note: note.trim() } : {}),
    }))
    return done(() => ask('applyItems', [{ applied_on, differences }]), t('deeds.difference_taken'))
  }
  return (
    <FormDialog
      title={t('deeds.difference')}
      act={t('deeds.difference')}
      ready={!only || (amount !== '' && amount !== '0')}
      perform={perform}
      onClose={onClose}
    >
      <ItemsMeant items={items} />
      <p className="soft">{t('deeds.difference_hint')}</p>
      <div className="fields-beside">
        <ChoiceField
          label={t('columns.kind')}
          value={kind}
          width={190}
          options={kinds.map(value => ({ value, label: t(`difference_kinds.${value}`) }))}
          onChange={value => setKind(value as Kind)}
        />
        {only && (
          <Field label={t('columns.amount')}>
            {id => <AmountField id={id} currency={only.currency} value={amount} onChange={setAmount} />}
          </Field>
        )}
        <DayField label={t('columns.applied_on')} value={applied_on} onChange={day => day && setDay(day)} />
      </div>
      <TextArea label={t('columns.note')} value={note} onChange={setNote} />
    </FormDialog>
  )
}
