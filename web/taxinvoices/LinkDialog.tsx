import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { moneyText } from '../ui/figures.ts'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Says which request a tax invoice covers. */
export function LinkDialog({ invoice, onClose }: { invoice: Answer<'readTaxInvoice'>; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const done = useDone()
  const { tax_invoice_id, currency, candidates } = invoice
  const [tax_request_id, setRequest] = useState(candidates[0]?.tax_request_id)
  const [amount, setAmount] = useState('')
  const [wrong, setWrong] = useState(false)
  return (
    <FormDialog
      title={`${t('tax_documents.link')} · ${invoice.number}`}
      act={t('tax_documents.link')}
      ready={tax_request_id !== undefined && !wrong}
      perform={() =>
        done(
          () =>
            ask('linkTaxInvoice', {
              tax_invoice_id,
              tax_request_id: tax_request_id ?? '',
              ...(amount ? { amount_minor: amount } : {}),
            }),
          t('tax_documents.linked_done'),
        )
      }
      onClose={onClose}
    >
      <ChoiceField
        label={t('tax_requests.request')}
        value={tax_request_id}
        width={440}
        options={candidates.map(one => ({
          value: one.tax_request_id,
          label: `${one.number} · ${one.buyer_name} · ${moneyText(one.left_minor, currency, i18n.language)}`,
        }))}
        onChange={setRequest}
      />
      <Field label={t('tax_documents.link_amount')}>
        {id => (
          <AmountField
            id={id}
            currency={currency}
            value={amount}
            onChange={(minor, unreadable) => {
              setAmount(minor)
              setWrong(unreadable)
            }}
          />
        )}
      </Field>
    </FormDialog>
  )
}
