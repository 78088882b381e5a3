import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, askDoor, Refused } from '../client.ts'
import { queries } from '../queries.ts'
import { Problems } from '../ui/problems.tsx'
import { Loading } from '../ui/states.tsx'
import { one, useUrl } from '../ui/url.ts'
import { Door } from './Door.tsx'
import { DoorForm, TextField } from './DoorForm.tsx'

const SetUpForm = lazy(async () => ({ default: (await import('./SetUpForm.tsx')).SetUpForm }))
const EnrolSecondFactor = lazy(async () => ({ default: (await import('./EnrolSecondFactor.tsx')).EnrolSecondFactor }))

/** Sign-in: address and password, then the second factor where there is one. */
export function SignInPage() {
  const { t } = useTranslation()
  const router = useRouter()
  const [url] = useUrl()
  const [step, setStep] = useState<'password' | 'code' | 'enrol' | 'set_up'>(
    one(url.step) === 'enrol' ? 'enrol' : 'password',
  )
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const setUp = useQuery({
    queryKey: ['setUpState'],
    queryFn: ({ signal }) => ask('setUpState', {}, signal),
    retry: false,
  })
  const enter = async () => {
    queries.clear()
    const next = one(url.next) ?? '/'
    // Only ever to a place in this house.
    router.history.push(next.startsWith('/') && !next.startsWith('//') ? next : '/')
  }
  const signIn = async (as: { email: string; password: string }) => {
    try {
      await askDoor('/sign-in/email', as)
      await enter()
    } catch (error) {
      if (!(error instanceof Refused) || error.problems[0]?.code !== 'second_factor_needed') throw error
      setStep('code')
    }
  }
  if (step === 'enrol')
    return (
      <Door title={t('door.enrol')}>
        <Suspense fallback={<Loading lines={3} />}>
          <EnrolSecondFactor password={password} onDone={enter} />
        </Suspense>
      </Door>
    )
  if (step === 'code')
    return (
      <Door title={t('door.second_factor')}>
        <CodeForm onEnter={enter} onBack={() => setStep('password')} />
      </Door>
    )
  if (step === 'set_up')
    return (
      <Door title={t('door.set_up')}>
        <Suspense fallback={<Loading lines={3} />}>
          <SetUpForm onDone={signIn} />
        </Suspense>
        <button type="button" className="plain well small" onClick={() => setStep('password')}>
          {t('action.back')}
        </button>
      </Door>
    )
  return (
    <Door title={t('door.sign_in')}>
      {setUp.data?.needed && (
        <div className="note">
          {t('door.nobody_yet')}{' '}
          <button type="button" className="plain well" onClick={() => setStep('set_up')}>
            <strong>{t('door.set_up')}</strong>
          </button>
        </div>
      )}
      <DoorForm act={t('door.sign_in')} onSend={() => signIn({ email, password })}>
        <TextField label={t('columns.email')} type="email" name="username" value={email} onChange={setEmail} focus />
        <TextField
          label={t('door.password')}
          type="password"
          name="current-password"
          value={password}
          onChange={setPassword}
        />
      </DoorForm>
      {setUp.data?.demo && <Demo account={setUp.data.demo} onSend={signIn} />}
      <p className="small soft">{t('door.forgotten')}</p>
    </Door>
  )
}

type Account = { email: string; password: string }
type Demo = Account & { people: { email: string; name: string; role: string }[] }

/** The way into the demo: as the one who runs the receivables, or as somebody else of the company. */
function Demo({ account, onSend }: { account: Demo; onSend: (as: Account) => Promise<void> }) {
  const { t } = useTranslation()
  const [error, setError] = useState<unknown>(null)
  return (
    <div style={{ borderTop: '1px solid var(--line)', paddingTop: 16 }}>
      <DoorForm act={t('door.demo')} quiet onSend={() => onSend({ email: account.email, password: account.password })}>
        <p className="small soft">{t('door.demo_hint')}</p>
      </DoorForm>
      <p className="small soft" style={{ margin: '12px 0 4px' }}>
        {t('door.demo_as')}
      </p>
      <ul className="small door-people">
        {account.people.map(person => (
          <li key={person.email}>
            <button
              type="button"
              className="plain well"
              onClick={() => void onSend({ email: person.email, password: account.password }).catch(setError)}
            >
              {t(`roles.${person.role}`)} · {person.name}
            </button>
          </li>
        ))}
      </ul>
      <Problems error={error} />
    </div>
  )
}

function CodeForm({ onEnter, onBack }: { onEnter: () => Promise<void>; onBack: () => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [backup, setBackup] = useState(false)
  return (
    <>
      <p className="soft">{backup ? t('door.backup_hint') : t('door.code_hint')}</p>
      <DoorForm
        key={String(backup)}
        act={t('door.sign_in')}
        onSend={async () => {
          await askDoor(backup ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp', { code: code.trim() })
          await onEnter()
        }}
      >
        <TextField
          label={backup ? t('door.backup_code') : t('door.code')}
          name="one-time-code"
          value={code}
          onChange={setCode}
          focus
        />
      </DoorForm>
      <div className="small" style={{ display: 'flex', gap: 16 }}>
        <button type="button" className="plain well" onClick={() => setBackup(!backup)}>
          {backup ? t('door.use_code') : t('door.use_backup')}
        </button>
        <button type="button" className="plain well" onClick={onBack}>
          {t('action.back')}
        </button>
      </div>
    </>
  )
}
