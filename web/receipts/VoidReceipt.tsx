import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Mirrors a receipt: what it paid is open again, and both stay in the books. */
export function VoidReceipt({ receipt, onClose }: { receipt: Answer<'readReceipt'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { receipt_id, number } = receipt
  return (
    <ReasonDialog
      title={`${t('receipts.void')} ${number}`}
      act={t('receipts.void')}
      danger
      needed
      day={{ label: t('columns.on'), value: me.today }}
      perform={({ reason, day }) =>
        done(
          () => ask('correctReceipt', { receipt_id, reason, receipt: null, ...(day ? { corrected_on: day } : {}) }),
          t('receipts.voided'),
        )
      }
      onClose={onClose}
    >
      {t('receipts.void_hint')}
    </ReasonDialog>
  )
}
