import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askDoor, Refused } from '../client.ts'
import { Wait } from '../ui/states.tsx'
import { Door } from './Door.tsx'
import { DoorForm, TextField } from './DoorForm.tsx'

/** An invited person reads to what, chooses a password, and is in. The token stands behind the #, which no server logs. */
export function InvitationPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const token = window.location.hash.slice(1)
  const [password, setPassword] = useState('')
  const look = useQuery({
    queryKey: ['lookAtInvitation', token],
    queryFn: ({ signal }) => ask('lookAtInvitation', { token }, signal),
    retry: false,
  })
  const accept = async () => {
    const { email } = await ask('acceptInvitation', { token, password })
    try {
      await askDoor('/sign-in/email', { email, password })
      router.history.push('/')
    } catch (error) {
      // One who is invited anew may have a second factor; the sign-in page asks for it.
      if (!(error instanceof Refused)) throw error
      router.history.push('/sign-in')
    }
  }
  return (
    <Door title={t('door.invitation')}>
      <Wait for={look} lines={3}>
        {found => (
          <>
            <p>{t('door.invited', { name: found.name, organisation: found.organisation, email: found.email })}</p>
            <DoorForm act={t('door.accept')} onSend={accept}>
              <TextField
                label={t('door.new_password')}
                type="password"
                name="new-password"
                value={password}
                onChange={setPassword}
                focus
              />
              <p className="small soft">{t('door.password_rule')}</p>
            </DoorForm>
          </>
        )}
      </Wait>
    </Door>
  )
}
