import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Records that a whole delivery came back, or never left. */
export function ReturnDialog({ delivery_id, onClose }: { delivery_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={t('contracts.return_title')}
      act={t('contracts.return')}
      danger
      needed
      perform={({ reason }) => done(() => ask('returnDelivery', { delivery_id, reason }), t('contracts.returned_done'))}
      onClose={onClose}
    >
      {t('contracts.return_hint')}
    </ReasonDialog>
  )
}
