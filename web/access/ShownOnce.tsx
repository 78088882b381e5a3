import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

type ShownOnceProps = { title: string; hint: string; secret: string; onClose: () => void }

/** A link or a token that nobody can see again: to copy now, and only then to close. */
export function ShownOnce({ title, hint, secret, onClose }: ShownOnceProps) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(secret)
    setCopied(true)
  }
  return (
    <Modal
      open
      title={title}
      mask={{ closable: false }}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={() => void copy()}>{copied ? t('access.copied') : t('access.copy')}</Button>
          <Button type="primary" onClick={onClose}>
            {t('access.have_kept')}
          </Button>
        </>
      }
    >
      <p>{hint}</p>
      <div className="codes num" data-secret>
        {secret}
      </div>
    </Modal>
  )
}
