import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type RedWithdrawProps = { confirmation: Answer<'readRedConfirmation'>; onClose: () => void }

/** Withdraws a confirmation that we began. */
export function RedWithdrawDialog({ confirmation, onClose }: RedWithdrawProps) {
  const { t } = useTranslation()
  const done = useDone()
  const { confirmation_id, version, number } = confirmation
  return (
    <ReasonDialog
      title={`${t('red.withdraw')} · ${number}`}
      act={t('red.withdraw')}
      danger
      needed
      perform={({ reason }: { reason: string }) =>
        done(() => ask('withdrawRedConfirmation', { confirmation_id, version, reason }), t('red.withdrawn'))
      }
      onClose={onClose}
    >
      {t('red.withdraw_hint')}
    </ReasonDialog>
  )
}
