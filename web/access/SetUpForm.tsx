import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { DoorForm, TextField } from './DoorForm.tsx'

/** The first person to come sets up the organisation and becomes its first administrator. */
export function SetUpForm({ onDone }: { onDone: (as: { email: string; password: string }) => Promise<void> }) {
  const { t } = useTranslation()
  const locale = useLanguage()
  const [organisation, setOrganisation] = useState('')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const begin = async () => {
    const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone
    await ask('setUp', { organisation, name, email, password, locale, time_zone })
    await onDone({ email, password })
  }
  return (
    <>
      <p className="soft">{t('door.set_up_hint')}</p>
      <DoorForm act={t('door.begin')} onSend={begin}>
        <TextField
          label={t('door.organisation')}
          name="organization"
          value={organisation}
          onChange={setOrganisation}
          focus
        />
        <TextField label={t('door.your_name')} name="name" value={name} onChange={setName} />
        <TextField label={t('columns.email')} type="email" name="username" value={email} onChange={setEmail} />
        <TextField
          label={t('door.new_password')}
          type="password"
          name="new-password"
          value={password}
          onChange={setPassword}
        />
        <p className="small soft">{t('door.password_rule')}</p>
      </DoorForm>
    </>
  )
}
