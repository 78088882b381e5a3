import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Letter } from './letter-actions.ts'

/** Ends a letter, with a reason; what it let through stays. */
export function EndLetter({ letter, onClose }: { letter: Letter; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { letter_id } = letter
  return (
    <ReasonDialog
      title={`${t('letters.end')} · ${letter.payer_name}`}
      act={t('letters.end')}
      danger
      needed
      perform={({ reason }) => done(() => ask('endLetter', { letter_id, reason }), t('letters.ended_done'))}
      onClose={onClose}
    >
      {t('letters.end_hint')}
    </ReasonDialog>
  )
}
