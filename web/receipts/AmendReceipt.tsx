import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask, Parked } from '../client.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

/** Changes what has no accounting effect: who paid, the reference, the note. */
export function AmendReceipt({ receipt, onClose }: { receipt: Answer<'readReceipt'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { receipt_id, version } = receipt
  const [reference, setReference] = useState(receipt.reference ?? '')
  const [payer_name, setPayer] = useState(receipt.payer_name ?? '')
  const [note, setNote] = useState(receipt.note ?? '')
  const perform = () => {
    const changed = {
      reference: reference.trim() || null,
      note: note.trim() || null,
      ...(receipt.payer_id ? {} : { payer_name: payer_name.trim() || null }),
    }
    return done(async () => {
      // A payer who is not the customer waits for another person.
      const { waiting_id } = await ask('amendReceipt', { receipt_id, version, ...changed })
      if (waiting_id) throw new Parked()
    }, t('receipts.amended'))
  }
  return (
    <FormDialog
      title={`${t('receipts.amend')} ${receipt.number}`}
      act={t('action.save')}
      perform={perform}
      onClose={onClose}
    >
      <TextLine label={t('columns.reference')} value={reference} max={300} onChange={setReference} focus />
      {!receipt.payer_id && (
        <TextLine label={t('columns.payer_name')} value={payer_name} max={300} onChange={setPayer} />
      )}
      <TextArea label={t('columns.note')} value={note} max={2000} onChange={setNote} />
    </FormDialog>
  )
}
