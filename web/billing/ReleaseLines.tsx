import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

type ReleaseLinesProps = { settlement_id: string; lines: readonly number[]; onClose: () => void }

/** Says how what was contested was settled; it comes with the next bill. */
export function ReleaseLines({ settlement_id, lines, onClose }: ReleaseLinesProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={t('settlements.release')}
      act={t('settlements.release')}
      ready={reason.trim() !== ''}
      perform={() =>
        done(
          () => ask('releaseSettlementLines', { settlement_id, lines: [...lines], reason: reason.trim() }),
          t('settlements.released_done', { count: lines.length }),
        )
      }
      onClose={onClose}
    >
      <p className="soft">{t('settlements.release_hint')}</p>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
