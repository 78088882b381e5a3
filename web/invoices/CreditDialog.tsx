import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

/** Credits an invoice in part or in full; a second person may have to release it. */
export function CreditDialog({ invoice, onClose }: { invoice: Answer<'readInvoice'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { currency, customer_id, entity_id, invoice_id } = invoice
  const [amount, setAmount] = useState(invoice.open_minor === '0' ? '' : invoice.open_minor)
  const [issued_on, setDay] = useState(me.today)
  const [apply, setApply] = useState(true)
  const [reason, setReason] = useState('')
  const tax_code = invoice.lines[0]?.tax_code
  const perform = () => {
    const draft = {
      customer_id,
      entity_id,
      currency,
      issued_on,
      amount_minor: amount,
      credits_id: invoice_id,
      apply,
      reason: reason.trim(),
      ...(tax_code ? { tax_code } : {}),
    }
    return done(() => ask('issueCreditNotes', [draft]), t('invoices.credited'))
  }
  return (
    <FormDialog
      title={`${t('invoices.credit')} ${invoice.number}`}
      act={t('invoices.credit')}
      ready={amount !== '' && amount !== '0' && reason.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <p className="soft">
        {t('columns.amount_minor')} <Money minor={invoice.amount_minor} currency={currency} code /> ·{' '}
        {t('columns.open_minor')} <Money minor={invoice.open_minor} currency={currency} />
      </p>
      <div className="fields-beside">
        <Field label={t('invoices.credit_amount')}>
          {id => <AmountField id={id} currency={currency} value={amount} onChange={setAmount} />}
        </Field>
        <DayField label={t('columns.issued_on')} value={issued_on} onChange={day => day && setDay(day)} />
      </div>
      <Checkbox checked={apply} onChange={event => setApply(event.target.checked)}>
        {t('invoices.credit_apply')}
      </Checkbox>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} focus />
    </FormDialog>
  )
}
