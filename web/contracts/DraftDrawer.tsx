import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { Wait } from '../ui/states.tsx'
import { ContractDrawer } from './ContractDrawer.tsx'

/** The form of a contract with what was kept in a draft, as it stands now and not as it was looked at before. */
export function DraftDrawer({ draft_id, onClose }: { draft_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useAnswer('readContractDraft', { draft_id })
  if (asked.data && asked.isFetchedAfterMount && !asked.isPlaceholderData)
    return <ContractDrawer draft={asked.data} onClose={onClose} />
  return (
    <Drawer
      open
      size={1000}
      title={t('contracts.draft')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>{() => null}</Wait>
    </Drawer>
  )
}
