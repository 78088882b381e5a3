import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type DropDraftProps = { draft_id: string; version: number; title: string; onDropped: () => void; onClose: () => void }

/** Drops the draft of a contract, with a reason; it stays in the list. */
export function DropDraftDialog({ draft_id, version, title, onDropped, onClose }: DropDraftProps) {
  const { t } = useTranslation()
  const done = useDone()
  return (
    <ReasonDialog
      title={`${t('contracts.drop_draft')}: ${title}`}
      act={t('contracts.drop_draft')}
      danger
      needed
      perform={async ({ reason }) => {
        await done(() => ask('dropContractDraft', { draft_id, version, reason }), t('contracts.draft_dropped'))
        onDropped()
      }}
      onClose={onClose}
    >
      {t('contracts.drop_draft_hint')}
    </ReasonDialog>
  )
}
