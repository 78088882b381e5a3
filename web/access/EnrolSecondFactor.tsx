import { QRCode } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { askDoor } from '../client.ts'
import { DoorForm, TextField } from './DoorForm.tsx'

type Secret = { totp_uri?: string; backup_codes?: string[] }

type EnrolProps = {
  password: string
  onDone: () => Promise<void>
  /** One does it by choice, from one's own account. */
  optional?: boolean
}

/** Sets up the second factor of an account: password, secret into the authenticator, first code. */
export function EnrolSecondFactor({ password: known, onDone, optional = false }: EnrolProps) {
  const { t } = useTranslation()
  const [password, setPassword] = useState(known)
  const [secret, setSecret] = useState<Secret | null>(null)
  const [code, setCode] = useState('')
  if (!secret)
    return (
      <>
        <p className="soft">{t(optional ? 'security.enrol_hint' : 'door.enrol_hint')}</p>
        <DoorForm
          act={t('action.next')}
          onSend={async () => setSecret(await askDoor('/two-factor/enable', { password }))}
        >
          <TextField
            label={t('door.password')}
            type="password"
            name="current-password"
            value={password}
            onChange={setPassword}
            focus
          />
        </DoorForm>
      </>
    )
  const key = new URL(secret.totp_uri ?? 'otpauth://totp/').searchParams.get('secret')
  return (
    <>
      <p className="soft">{t('door.scan')}</p>
      {secret.totp_uri && <QRCode value={secret.totp_uri} type="svg" bordered={false} bgColor="#fff" color="#000" />}
      {key && (
        <p className="small">
          {t('door.secret')} <code>{key}</code>
        </p>
      )}
      {secret.backup_codes && (
        <div className="note small">
          {t('door.keep_codes')}
          <div className="num">{secret.backup_codes.join('  ')}</div>
        </div>
      )}
      <DoorForm
        act={t(optional ? 'security.confirm_code' : 'door.sign_in')}
        onSend={async () => {
          await askDoor('/two-factor/verify-totp', { code: code.trim() })
          await onDone()
        }}
      >
        <TextField label={t('door.code')} name="one-time-code" value={code} onChange={setCode} focus />
      </DoorForm>
    </>
  )
}
