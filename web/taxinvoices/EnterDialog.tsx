import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Enters by hand what was issued for a request. */
export function EnterDialog({ request, onClose }: { request: Answer<'readTaxRequest'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { tax_request_id, kind, currency } = request
  const paper = kind === 'paper_special' || kind === 'paper_ordinary'
  const [number, setNumber] = useState('')
  const [code, setCode] = useState('')
  const [issued_on, setDay] = useState(me.today)
  const [amount, setAmount] = useState('')
  const [wrong, setWrong] = useState(false)
  return (
    <FormDialog
      title={`${t('tax_documents.enter')} · ${request.number}`}
      act={t('tax_documents.enter')}
      ready={number.trim() !== '' && (!paper || code.trim() !== '') && !wrong}
      perform={() =>
        done(
          () =>
            ask('enterTaxInvoice', {
              tax_request_id,
              number: number.trim(),
              issued_on,
              ...(paper ? { code: code.trim() } : {}),
              ...(amount ? { amount_minor: amount } : {}),
            }),
          t('tax_documents.entered'),
        )
      }
      onClose={onClose}
    >
      <div className="fields-beside">
        {paper && <TextLine label={t('tax_documents.code')} value={code} max={12} onChange={setCode} />}
        <TextLine label={t('tax_documents.number')} value={number} max={30} focus onChange={setNumber} />
        <DayField label={t('tax_documents.issued_on')} value={issued_on} onChange={day => day && setDay(day)} />
      </div>
      <Field label={t('tax_documents.enter_amount')}>
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
