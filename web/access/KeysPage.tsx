import { Button, Segmented } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { queries } from '../queries.ts'
import { useEntities, useMe } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { ChoiceField, DayField, Field, ManyField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Moment } from '../ui/Money.tsx'
import { Page } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { one, useUrl } from '../ui/url.ts'
import { useDone } from '../ui/useDone.ts'
import { useRoles } from './roles.ts'
import { ShownOnce } from './ShownOnce.tsx'
import { ListTools } from '../views/ListTools.tsx'

type Key = Row<'listKeys'>

/** The keys by which programs ask: each with a role, entities and an end. */
export function KeysPage() {
  const { t } = useTranslation()
  const [url, change] = useUrl()
  const { nameOf } = useRoles()
  const done = useDone()
  const revoked = one(url.state) === 'revoked'
  const asked = useAnswer('listKeys', { revoked })
  const [making, setMaking] = useState(false)
  const [revoking, setRevoking] = useState<Key | null>(null)
  return (
    <Page
      title={t('nav.keys')}
      sub={t('access.keys_sub')}
      actions={
        <>
          <a href="/api/docs" target="_blank" rel="noreferrer">
            <Button>{t('access.api_docs')}</Button>
          </a>
          <Button type="primary" onClick={() => setMaking(true)} icon={<Icon name="plus" />}>
            {t('access.make_key')}
          </Button>
        </>
      }
    >
      <div className="bar">
        <Field label={t('columns.state')}>
          {id => (
            <Segmented
              id={id}
              value={revoked ? 'revoked' : 'valid'}
              options={['valid', 'revoked'].map(value => ({ value, label: t(`key_states.${value}`) }))}
              onChange={value => change({ state: value === 'revoked' ? value : undefined })}
            />
          )}
        </Field>
      </div>
      <DataTable<Key>
        label={t('nav.keys')}
        tools={() => <ListTools list={null} report="keys" question={{ revoked }} fields={null} />}
        columns={columnsOf(t, nameOf, revoked ? null : setRevoking)}
        rows={asked.data?.rows ?? []}
        rowKey={row => row.key_id}
        empty={{ title: t('access.no_keys'), hint: t('access.no_keys_hint') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      {making && <KeyDialog onClose={() => setMaking(false)} />}
      {revoking && (
        <ReasonDialog
          title={t('access.revoke_key')}
          act={t('access.revoke_key')}
          danger
          perform={({ reason }) =>
            done(
              () => ask('revokeKey', { key_id: revoking.key_id, ...(reason ? { reason } : {}) }),
              t('access.key_revoked'),
            )
          }
          onClose={() => setRevoking(null)}
        >
          <p>
            <strong>{revoking.name}</strong> <span className="num">{revoking.prefix}…</span>
          </p>
          <p className="soft">{t('access.revoke_hint')}</p>
        </ReasonDialog>
      )}
    </Page>
  )
}

function columnsOf(
  t: TFunction,
  nameOf: (code: string) => string,
  revoke: ((key: Key) => void) | null,
): DataColumn<Key>[] {
  return [
    { key: 'name', title: t('columns.name'), cell: row => row.name, width: 220, card: 'head' },
    { key: 'prefix', title: t('access.begins'), cell: row => <span className="num">{row.prefix}…</span>, width: 140 },
    { key: 'role', title: t('access.role'), cell: row => nameOf(row.role), width: 160 },
    {
      key: 'entities',
      title: t('columns.entity'),
      width: 160,
      cell: row =>
        row.entity_ids === null ? t('access.all_entities') : t('access.entities', { count: row.entity_ids.length }),
    },
    { key: 'created_at', title: t('access.made_at'), cell: row => <Moment at={row.created_at} />, width: 160 },
    { key: 'expires_at', title: t('access.expires_at'), cell: row => <Moment at={row.expires_at} />, width: 160 },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 110,
      cell: row =>
        revoke && (
          <Button size="small" onClick={() => revoke(row)}>
            {t('access.revoke')}
          </Button>
        ),
    },
  ]
}

const yearFrom = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 365 * 86_400_000).toISOString().slice(0, 10)

function KeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const { roles, nameOf } = useRoles()
  const entities = useEntities().data?.rows ?? []
  const [name, setName] = useState('')
  const [role, setRole] = useState<string | undefined>()
  const [entity_ids, setEntities] = useState<string[]>([])
  const [until, setUntil] = useState(yearFrom(me.today))
  const [token, setToken] = useState<string | null>(null)
  if (token) return <ShownOnce title={name} hint={t('access.token_hint')} secret={token} onClose={onClose} />
  return (
    <FormDialog
      title={t('access.make_key')}
      act={t('access.make_key')}
      ready={name.trim() !== '' && role !== undefined}
      perform={async () => {
        const answer = await ask('createKey', {
          name: name.trim(),
          role: role as string,
          entity_ids: entity_ids.length > 0 ? entity_ids : null,
          expires_at: `${until}T00:00:00Z`,
        })
        setToken(answer.token)
        void queries.invalidateQueries({ queryKey: ['listKeys'] })
        return false
      }}
      onClose={onClose}
    >
      <p className="soft">{t('access.key_hint')}</p>
      <TextLine label={t('columns.name')} value={name} onChange={setName} max={100} focus />
      <ChoiceField
        label={t('access.role')}
        value={role}
        width={280}
        options={roles.map(each => ({ value: each.code, label: nameOf(each.code) }))}
        onChange={setRole}
      />
      {entities.length > 1 && (
        <ManyField
          label={t('columns.entity')}
          value={entity_ids}
          width={280}
          placeholder={t('access.all_entities')}
          options={entities.map(each => ({ value: each.entity_id, label: `${each.code} ${each.name}` }))}
          onChange={setEntities}
        />
      )}
      <DayField label={t('access.expires_at')} value={until} onChange={day => day && setUntil(day)} />
    </FormDialog>
  )
}
