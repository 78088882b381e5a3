import { Link, useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { useMay, useMe } from '../session.ts'
import { Facts, Page, Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { Loading, Missing, Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { useDepartments } from './departments.ts'
import { Grants } from './Grants.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { PersonState } from './PeoplePage.tsx'
import { PersonDialog } from './PersonDialog.tsx'
import { Sessions } from './Sessions.tsx'
import { WhyMay } from './WhyMay.tsx'

type Person = Row<'listPeople'>
type Deed = 'change' | 'invite' | 'disable' | 'enable' | 'forget_factor'

/** One person: the roles held, how he signs in, where he is signed in, and why he may or may not. */
export function PersonPage() {
  const { t } = useTranslation()
  const { person_id } = useParams({ strict: false }) as { person_id: string }
  const asked = useAnswer('listPeople', { person_id: [person_id] })
  const person = asked.data?.rows[0]
  const [deed, setDeed] = useState<Deed | null>(null)
  return (
    <Page
      title={person?.name ?? t('nav.people')}
      crumb={<Link to="/people">{t('nav.people')}</Link>}
      sub={person?.email}
      actions={person && <Deeds person={person} act={setDeed} />}
    >
      <Wait for={asked}>{() => (person ? <About person={person} /> : <Missing />)}</Wait>
      {person && deed && <DeedDialog person={person} deed={deed} onClose={() => setDeed(null)} />}
    </Page>
  )
}

function Deeds({ person, act }: { person: Person; act: (deed: Deed) => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const may = useMay()
  if (!may('person.manage')) return null
  const self = person.person_id === me.person_id
  return (
    <>
      <Button onClick={() => act('change')}>{t('access.change_person')}</Button>
      {person.state !== 'disabled' && !self && (
        <Button onClick={() => act('invite')}>
          {person.may_sign_in ? t('access.new_password_link') : t('access.invite')}
        </Button>
      )}
      {person.second_factor && !self && (
        <Button onClick={() => act('forget_factor')}>{t('access.forget_factor')}</Button>
      )}
      {person.state === 'disabled' ? (
        <Button onClick={() => act('enable')}>{t('access.enable')}</Button>
      ) : (
        !self && (
          <Button danger onClick={() => act('disable')}>
            {t('access.disable')}
          </Button>
        )
      )}
    </>
  )
}

function About({ person }: { person: Person }) {
  const { t } = useTranslation()
  const departments = useDepartments()
  const { person_id } = person
  return (
    <>
      <Facts
        rows={[
          [t('columns.state'), <PersonState key="state" state={person.state} />],
          [t('access.code'), person.code],
          [t('access.department'), departments.find(one => one.value === person.department_id)?.label],
          [
            t('access.signs_in'),
            person.may_sign_in
              ? person.second_factor
                ? t('access.with_factor')
                : t('access.password_only')
              : t('access.does_not_sign_in'),
          ],
        ]}
      />
      <Grants person_id={person_id} />
      <Duties person_id={person_id} />
      {person.may_sign_in && (
        <Section title={t('security.sessions')}>
          <Sessions person_id={person_id} />
        </Section>
      )}
      <Section title={t('access.why_they', { name: person.name })}>
        <WhyMay person_id={person_id} />
      </Section>
    </>
  )
}

function Duties({ person_id }: { person_id: string }) {
  const { t } = useTranslation()
  const duties = useAnswer('listDuties', {}).data
  const people = useList('listPeople', {})
  const row = duties?.rows.find(one => one.person_id === person_id)
  if (!row || row.conflicts.length === 0) return null
  const reviewers = row.compensated_by
    .map(id => people.rows.find(one => one.person_id === id)?.name)
    .filter(Boolean)
    .join(t('access.comma'))
  return (
    <Section title={t('access.conflicts')}>
      <p>
        <span className={`tag ${row.uncompensated ? 'wrong' : 'waits'}`}>
          {row.uncompensated ? t('access.nobody_reviews') : t('access.reviewed_by', { people: reviewers })}
        </span>
      </p>
      <ConflictList conflicts={row.conflicts} />
    </Section>
  )
}

/** Pairs of permissions that one person should not hold together, in words. */
export function ConflictList({ conflicts }: { conflicts: readonly { a: string; b: string; forbidden: boolean }[] }) {
  const { t, i18n } = useTranslation()
  const language = i18n.language === 'zh' ? 'zh' : 'en'
  const words = useAnswer('listPermissions', {}).data?.rows
  const nameOf = (permission: string) => words?.find(row => row.permission === permission)?.[language] ?? permission
  if (!words) return <Loading lines={conflicts.length} />
  return (
    <ul className="conflicts">
      {conflicts.map(pair => (
        <li key={`${pair.a} ${pair.b}`}>
          {nameOf(pair.a)} <span className="faint">×</span> {nameOf(pair.b)}{' '}
          {pair.forbidden && <span className="tag wrong">{t('access.forbidden_pair')}</span>}
        </li>
      ))}
    </ul>
  )
}

function DeedDialog({ person, deed, onClose }: { person: Person; deed: Deed; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { person_id } = person
  if (deed === 'change') return <PersonDialog person={person} onClose={onClose} />
  if (deed === 'invite') return <InviteDialog person={person} onClose={onClose} />
  const line = { disable: 'disablePerson', enable: 'enablePerson', forget_factor: 'forgetSecondFactor' } as const
  return (
    <ReasonDialog
      title={`${t(`access.${deed}`)} · ${person.name}`}
      act={t(`access.${deed}`)}
      danger={deed !== 'enable'}
      needed={deed === 'forget_factor'}
      perform={({ reason }) =>
        done(
          () =>
            deed === 'forget_factor'
              ? ask(line.forget_factor, { person_id, reason })
              : ask(line[deed], { person_id, ...(reason ? { reason } : {}) }),
          t(`access.${deed}_done`),
        )
      }
      onClose={onClose}
    >
      <p>{t(`access.${deed}_hint`)}</p>
    </ReasonDialog>
  )
}
