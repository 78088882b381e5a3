import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { Numbers } from './Numbers.tsx'

type UndoSettlementsProps = { bills: readonly { settlement_id: string; number: string }[]; onClose: () => void }

/** Takes settlement bills back; what stood in them can be settled again. */
export function UndoSettlements({ bills, onClose }: UndoSettlementsProps) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={t('settlements.undo')}
      act={t('settlements.undo')}
      danger
      needed
      perform={({ reason }) =>
        done(
          () => ask('undoSettlements', { settlement_ids: bills.map(bill => bill.settlement_id), reason }),
          t('settlements.undone', { count: bills.length }),
        )
      }
      onClose={onClose}
    >
      <Numbers bills={bills} /> {t('settlements.undo_hint')}
    </ReasonDialog>
  )
}
