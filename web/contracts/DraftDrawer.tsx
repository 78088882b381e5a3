import { Link } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import { Talk } from '../tasks/Talk.tsx'
import { Wait } from '../ui/states.tsx'
import { ContractDrawer } from './ContractDrawer.tsx'

/** The form of a contract with what was kept in a draft, as it stands now and not as it was looked at before. */
export function DraftDrawer({ draft_id, onClose }: { draft_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const asked = useAnswer('readContractDraft', { draft_id })
  const concluded = asked.data?.contract_id
  if (asked.data && !concluded && asked.isFetchedAfterMount && !asked.isPlaceholderData)
    return <ContractDrawer draft={asked.data} onClose={onClose} />
  return (
    <Drawer
      open
      size={1000}
      title={t('contracts.draft')}
      closable={{ 'aria-label': t('action.close') }}
      onClose={onClose}
    >
      <Wait for={asked}>
        {({ title, contract_number }) =>
          concluded && (
            <>
              <p>
                {title} · {t('kinds.contract')}{' '}
                <Link to="/contracts/$contract_id" params={{ contract_id: concluded }} className="doc">
                  {contract_number}
                </Link>
              </p>
              <Talk subject={{ subject_kind: 'contract_draft', subject_id: draft_id }} />
            </>
          )
        }
      </Wait>
    </Drawer>
  )
}
