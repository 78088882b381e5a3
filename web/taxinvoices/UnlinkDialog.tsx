import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type UnlinkProps = { tax_invoice_id: string; tax_request_id: string; number: string; onClose: () => void }

/** Takes the links of a tax invoice to a request back. */
export function UnlinkDialog({ tax_invoice_id, tax_request_id, number, onClose }: UnlinkProps) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={t('tax_documents.unlink', { number })}
      act={t('tax_documents.unlink_act')}
      danger
      needed
      perform={({ reason }: { reason: string }) =>
        done(
          () => ask('unlinkTaxInvoice', { tax_invoice_id, tax_request_id, reason }),
          t('tax_documents.unlinked_done'),
        )
      }
      onClose={onClose}
    >
      {t('tax_documents.unlink_hint')}
    </ReasonDialog>
  )
}
