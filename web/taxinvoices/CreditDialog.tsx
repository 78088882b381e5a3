import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { moneyText } from '../ui/figures.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Says which credit note a red tax invoice stands for. */
export function CreditDialog({ invoice, onClose }: { invoice: Answer<'readTaxInvoice'>; onClose: () => void }) {
  const { t, i18n } = useTranslation()
  const done = useDone()
  const { tax_invoice_id, number, currency } = invoice
  const proposal = useAnswer('proposeRedConfirmation', { blue_id: tax_invoice_id })
  const notes = proposal.data?.credit_notes ?? []
  const [picked, setPicked] = useState<string>()
  const credit_note_id = picked ?? notes[0]?.invoice_id
  return (
    <FormDialog
      title={`${t('red.credit')} · ${number}`}
      act={t('red.credit')}
      ready={credit_note_id !== undefined}
      perform={() =>
        done(() => ask('creditRedInvoice', { tax_invoice_id, credit_note_id: credit_note_id ?? '' }), t('red.credited'))
      }
      onClose={onClose}
    >
      {proposal.data && notes.length === 0 ? (
        <p className="soft">{t('red.no_credit_notes')}</p>
      ) : (
        <ChoiceField
          label={t('kinds.credit_note')}
          value={credit_note_id}
          width={440}
          options={notes.map(note => ({
            value: note.invoice_id,
            label: `${note.number} · ${moneyText(note.left_minor, currency, i18n.language)}`,
          }))}
          onChange={setPicked}
        />
      )}
    </FormDialog>
  )
}
