import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Mirrors an invoice: it owes nothing any more, and both stay in the books. */
export function VoidInvoice({ invoice, onClose }: { invoice: Answer<'readInvoice'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { invoice_id, number } = invoice
  return (
    <ReasonDialog
      title={`${t('invoices.void')} ${number}`}
      act={t('invoices.void')}
      danger
      needed
      day={{ label: t('columns.on'), value: me.today }}
      perform={({ reason, day }) =>
        done(
          () => ask('correctInvoice', { invoice_id, reason, invoice: null, ...(day ? { corrected_on: day } : {}) }),
          t('invoices.voided'),
        )
      }
      onClose={onClose}
    >
      {t('invoices.void_hint')}
    </ReasonDialog>
  )
}
