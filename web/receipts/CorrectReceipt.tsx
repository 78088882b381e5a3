import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, Parked, type Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { methods } from './methods.ts'

type Draft = NonNullable<Question<'correctReceipt'>['receipt']>

/** Records what really came in, in the place of what was entered; what it paid is carried over as far as it fits. */
export function CorrectReceipt({ receipt, onClose }: { receipt: Answer<'readReceipt'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { receipt_id, entity_id } = receipt
  const [customer_id, setCustomer] = useState<string | undefined>(receipt.customer_id)
  const [currency, setCurrency] = useState(receipt.currency)
  const [amount, setAmount] = useState(receipt.amount_minor)
  const [received_on, setDay] = useState(receipt.received_on)
  const [method, setMethod] = useState(receipt.method)
  const [reference, setReference] = useState(receipt.reference ?? '')
  const [reason, setReason] = useState('')
  const perform = () => {
    const right: Draft = {
      customer_id,
      entity_id,
      currency,
      amount_minor: amount,
      received_on,
      method: method as Draft['method'],
      is_advance: receipt.is_advance,
      ...(currency === receipt.currency ? { rate: receipt.rate } : {}),
      posted_on: me.today > received_on ? me.today : received_on,
      ...(receipt.payer_id ? { payer_id: receipt.payer_id } : {}),
      ...(receipt.payer_name && !receipt.payer_id ? { payer_name: receipt.payer_name } : {}),
      ...(receipt.bank_charge_minor === '0' ? {} : { bank_charge_minor: receipt.bank_charge_minor }),
      ...(reference.trim() ? { reference: reference.trim() } : {}),
      ...(receipt.note ? { note: receipt.note } : {}),
    }
    return done(async () => {
      const { waiting_id } = await ask('correctReceipt', { receipt_id, reason: reason.trim(), receipt: right })
      if (waiting_id) throw new Parked()
    }, t('receipts.corrected_done'))
  }
  return (
    <FormDialog
      title={`${t('receipts.correct')} ${receipt.number}`}
      act={t('receipts.correct')}
      width={640}
      ready={customer_id !== undefined && amount !== '' && amount !== '0' && reason.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <p className="note">{t('receipts.correct_hint')}</p>
      <div className="fields-beside">
        <CustomerPicker label={t('columns.customer')} value={customer_id} width={280} onChange={setCustomer} />
        <CurrencyField value={currency} onChange={setCurrency} />
        <Field label={t('columns.amount')}>
          {id => <AmountField id={id} currency={currency} value={amount} onChange={setAmount} />}
        </Field>
        <DayField label={t('columns.received_on')} value={received_on} onChange={day => day && setDay(day)} />
        <ChoiceField
          label={t('columns.method')}
          value={method}
          width={140}
          options={methods.map(value => ({ value, label: t(`methods.${value}`) }))}
          onChange={value => value && setMethod(value)}
        />
      </div>
      <TextLine label={t('columns.reference')} value={reference} max={300} onChange={setReference} />
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} focus />
    </FormDialog>
  )
}
