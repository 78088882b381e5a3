import { Button, Segmented } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { BringPeopleDialog } from './BringPeopleDialog.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { PersonDialog } from './PersonDialog.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Person = Row<'listPeople'>
type Invitation = Row<'listInvitations'>
const states = ['active', 'invited', 'disabled'] as const

/** Everybody of the organisation: who signs in, who is invited, who only owns customers. */
export function PeoplePage() {
  const { t } = useTranslation()
  const may = useMay()
  const [url, change] = useUrl()
  const adding = one(url.add)
  const setAdding = (add: 'invite' | 'add' | 'people' | undefined) => change({ add })
  const state = one(url.state)
  const search = one(url.search)
  const question = {
    ...(state ? { state: [state as (typeof states)[number]] } : {}),
    ...(search ? { search } : {}),
  }
  const list = useList('listPeople', question)
  return (
    <Page
      title={t('nav.people')}
      sub={t('access.people_sub')}
      actions={
        may('person.manage') && (
          <>
            <Button onClick={() => setAdding('people')} icon={<Icon name="import" />}>
              {t('access.bring')}
            </Button>
            <Button onClick={() => setAdding('add')} icon={<Icon name="plus" />}>
              {t('access.add_person')}
            </Button>
            <Button type="primary" onClick={() => setAdding('invite')} icon={<Icon name="go" />}>
              {t('access.invite')}
            </Button>
          </>
        )
      }
    >
      <div className="bar">
        <SearchField
          label={t('access.search_person')}
          value={search ?? ''}
          width={200}
          onChange={value => change({ search: value }, { replace: true })}
        />
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={state ?? 'all'}
              options={['all', ...states].map(value => ({ value, label: t(`person_states.${value}`) }))}
              onChange={value => change({ state: value === 'all' ? undefined : value })}
            />
          )}
        </Field>
      </div>
      <DataTable<Person>
        label={t('nav.people')}
        name="people"
        tools={fields => <ListTools list="people" report="people" question={question} fields={fields} />}
        columns={columnsOf(t)}
        {...list.table}
        rowKey={row => row.person_id}
        leadsTo={row => ({ to: '/people/$person_id', params: { person_id: row.person_id } })}
        empty={{ title: t('access.nobody') }}
      />
      <Invitations />
      {adding === 'invite' && <InviteDialog onClose={() => setAdding(undefined)} />}
      {adding === 'add' && <PersonDialog onClose={() => setAdding(undefined)} />}
      {adding === 'people' && may('person.manage') && <BringPeopleDialog onClose={() => setAdding(undefined)} />}
    </Page>
  )
}

/** How a person stands, as a tag. */
export function PersonState({ state }: { state: Person['state'] }) {
  const { t } = useTranslation()
  const tone = { active: 'well', invited: 'waits', disabled: '' }[state]
  return <span className={`tag ${tone}`}>{t(`person_states.${state}`)}</span>
}

function columnsOf(t: TFunction): DataColumn<Person>[] {
  return [
    { key: 'name', fields: ['name'], title: t('access.person_name'), cell: row => row.name, width: 200, card: 'head' },
    { key: 'code', fields: ['code'], title: t('access.code'), cell: row => row.code, width: 100 },
    { key: 'email', fields: ['email'], title: t('columns.email'), cell: row => row.email, width: 260 },
    {
      key: 'sign_in',
      fields: ['may_sign_in', 'second_factor'],
      title: t('access.signs_in'),
      width: 150,
      cell: row =>
        row.may_sign_in
          ? row.second_factor
            ? t('access.with_factor')
            : t('access.password_only')
          : t('access.does_not_sign_in'),
    },
    {
      key: 'state',
      fields: ['state'],
      title: t('columns.state'),
      width: 110,
      card: 'figure',
      cell: row => <PersonState state={row.state} />,
    },
  ]
}

function Invitations() {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const list = useList('listInvitations', {})
  if (list.rows.length === 0) return null
  const columns: DataColumn<Invitation>[] = [
    { key: 'name', title: t('access.person_name'), cell: row => row.name, width: 180, card: 'head' },
    { key: 'email', title: t('columns.email'), cell: row => row.email, width: 260 },
    { key: 'created_at', title: t('access.invited_at'), cell: row => <Moment at={row.created_at} />, width: 160 },
    { key: 'expires_at', title: t('access.expires_at'), cell: row => <Moment at={row.expires_at} />, width: 160 },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 110,
      cell: row =>
        may('person.manage') && (
          <Button
            size="small"
            onClick={() =>
              void done(
                () => ask('withdrawInvitation', { invitation_id: row.invitation_id }),
                t('access.invitation_withdrawn'),
              )
            }
          >
            {t('access.withdraw')}
          </Button>
        ),
    },
  ]
  return (
    <Section title={t('access.invitations')}>
      <DataTable<Invitation>
        label={t('access.invitations')}
        columns={columns}
        rows={list.rows}
        rowKey={row => row.invitation_id}
        empty={{ title: '' }}
        more={list.more}
      />
    </Section>
  )
}
