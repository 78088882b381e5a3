import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

type UndoSettlementsProps = { bills: readonly { settlement_id: string; number: string }[]; onClose: () => void }

/** Takes settlement bills back; what stood in them can be settled again. */
export function UndoSettlements({ bills, onClose }: UndoSettlementsProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={t('settlements.undo')}
      act={t('settlements.undo')}
      ready={reason.trim() !== ''}
      perform={() =>
        done(
          () =>
            ask('undoSettlements', { settlement_ids: bills.map(bill => bill.settlement_id), reason: reason.trim() }),
          t('settlements.undone', { count: bills.length }),
        )
      }
      onClose={onClose}
    >
      <p className="soft">{t('settlements.undo_hint')}</p>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
