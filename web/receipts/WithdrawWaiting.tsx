import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Waiting } from './waiting-actions.ts'

/** Takes back what one recorded oneself and nobody has confirmed. */
export function WithdrawWaiting({ row, onClose }: { row: Waiting; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { waiting_id } = row
  return (
    <ReasonDialog
      title={t('waiting.withdraw')}
      act={t('waiting.withdraw')}
      danger
      asks={false}
      perform={() => done(() => ask('withdrawWaiting', { waiting_id }), t('waiting.withdrawn_done'))}
      onClose={onClose}
    >
      {t('waiting.withdraw_hint')}
    </ReasonDialog>
  )
}
