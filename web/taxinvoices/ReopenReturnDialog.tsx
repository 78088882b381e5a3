import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

/** Asks for the month closed last to be opened again; another person releases it. */
export function ReopenReturnDialog({ of, onClose }: { of: Answer<'readTaxReturn'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [reason, setReason] = useState('')
  const { entity_id, month } = of
  return (
    <FormDialog
      title={`${t('tax_returns.reopen')} · ${month}`}
      act={t('tax_returns.reopen')}
      ready={reason.trim() !== ''}
      perform={() =>
        done(() => ask('reopenTaxReturn', { entity_id, month, reason: reason.trim() }), t('tax_returns.reopened_done'))
      }
      onClose={onClose}
    >
      <p>{t('tax_returns.reopen_hint')}</p>
      <TextArea label={t('field.reason')} value={reason} max={500} onChange={setReason} />
    </FormDialog>
  )
}
