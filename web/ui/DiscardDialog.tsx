import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'

/** Asks before what was typed is let go. */
export function DiscardDialog({ goOn, onClose }: { goOn: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      open
      width={400}
      title={t('discard.title')}
      okText={t('discard.act')}
      cancelText={t('discard.stay')}
      closable={false}
      okButtonProps={{ danger: true }}
      cancelButtonProps={{ autoFocus: true }}
      onOk={() => {
        onClose()
        goOn()
      }}
      onCancel={onClose}
    >
      {t('discard.hint')}
    </Modal>
  )
}
