import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Item } from './item-actions.ts'
import { ItemsMeant } from './ItemsMeant.tsx'

/** Moves items, or a part of one, to another debtor; the days of the document go with them. */
export function TransferDialog({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [only] = items.length === 1 ? items : []
  const [to_customer_id, setTo] = useState<string | undefined>()
  const [amount, setAmount] = useState(only?.open_minor ?? '')
  const [applied_on, setDay] = useState(me.today)
  const [reason, setReason] = useState('')
  const perform = () => {
    const each = items.map(({ item_id }) => ({
      item_id,
      to_customer_id: to_customer_id ?? '',
      applied_on,
      reason: reason.trim(),
      ...(only && amount !== only.open_minor ? { amount_minor: amount } : {}),
    }))
    return done(() => ask('transferItems', each), t('deeds.transferred'))
  }
  return (
    <FormDialog
      title={t('deeds.transfer')}
      act={t('deeds.transfer')}
      ready={to_customer_id !== undefined && reason.trim() !== '' && (!only || amount !== '')}
      perform={perform}
      onClose={onClose}
    >
      <ItemsMeant items={items} />
      <p className="soft">{t('deeds.transfer_hint')}</p>
      <CustomerPicker label={t('deeds.new_debtor')} value={to_customer_id} width={320} onChange={setTo} />
      <div className="fields-beside">
        {only && (
          <Field label={t('columns.amount')}>
            {id => <AmountField id={id} currency={only.currency} value={amount} onChange={setAmount} />}
          </Field>
        )}
        <DayField label={t('columns.applied_on')} value={applied_on} onChange={day => day && setDay(day)} />
      </div>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
