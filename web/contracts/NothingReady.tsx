import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Answer } from '../client.ts'

/** Says why a contract has nothing to bill now, and what would change that. */
export function NothingReady({ proposal, onClose }: { proposal: Answer<'proposeInvoice'>; onClose: () => void }) {
  const { t } = useTranslation()
  const all = BigInt(proposal.left_minor) <= 0n
  return (
    <Modal
      open
      title={t('contracts.nothing_ready')}
      okText={t('action.close')}
      cancelButtonProps={{ style: { display: 'none' } }}
      onOk={onClose}
      onCancel={onClose}
    >
      {all ? t('contracts.all_billed') : t('contracts.nothing_ready_hint')}
    </Modal>
  )
}
