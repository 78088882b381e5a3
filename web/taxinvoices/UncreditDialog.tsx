import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type UncreditProps = { tax_invoice_id: string; credit_note_id: string; number: string; onClose: () => void }

/** Takes the link of a red tax invoice to a credit note back. */
export function UncreditDialog({ tax_invoice_id, credit_note_id, number, onClose }: UncreditProps) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={`${t('red.uncredit')} · ${number}`}
      act={t('red.uncredit')}
      danger
      needed
      perform={({ reason }: { reason: string }) =>
        done(() => ask('uncreditRedInvoice', { tax_invoice_id, credit_note_id, reason }), t('red.uncredited'))
      }
      onClose={onClose}
    >
      {t('red.uncredit_hint')}
    </ReasonDialog>
  )
}
