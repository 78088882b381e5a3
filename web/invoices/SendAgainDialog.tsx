import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type SendAgainProps = { recipient: string | null; send: (recipient: string) => Promise<unknown>; onClose: () => void }

/** Sends a letter again that could not leave, to the same address or another. */
export function SendAgainDialog({ recipient, send, onClose }: SendAgainProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [to, setTo] = useState(recipient ?? '')
  return (
    <FormDialog
      title={t('dispatch.send_again')}
      act={t('dispatch.send_again')}
      ready={to.trim() !== ''}
      perform={() => done(() => send(to.trim()), t('dispatch.send_again_done'))}
      onClose={onClose}
    >
      <p className="soft">{t('dispatch.send_again_hint')}</p>
      <TextLine label={t('dispatch.to')} value={to} max={254} onChange={setTo} focus />
    </FormDialog>
  )
}

type Failed = { failed_because: 'mail' | 'sender' | 'program' | null; failed_with: string | null }

/** Why a letter could not leave; nothing of any other. */
export function WhyNotSent({ of: { failed_because, failed_with } }: { of: Failed }) {
  const { t } = useTranslation()
  if (!failed_because) return null
  return (
    <div className="small wrong" style={{ whiteSpace: 'normal' }}>
      {t(`reminders.failures.${failed_because}`, { with: failed_with ?? '' })}
    </div>
  )
}
