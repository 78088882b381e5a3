import { Button, Drawer } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Count } from '../ui/Money.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { one, useUrl } from '../ui/url.ts'
import { ConflictList } from './PersonPage.tsx'
import { RoleDialog } from './RoleDialog.tsx'
import { RolePermissions } from './RolePermissions.tsx'
import { useRoles } from './roles.ts'
import { ListTools } from '../views/ListTools.tsx'

type Role = Row<'listRoles'>

/** Roles and what they may, and the duties that one person should not hold together. */
export function RolesPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [url, change] = useUrl()
  const { nameOf } = useRoles()
  const asked = useAnswer('listRoles', {})
  const roles = asked.data?.rows ?? []
  const shown = roles.find(role => role.code === one(url.role))
  const [editing, setEditing] = useState<Role | 'new' | null>(null)
  return (
    <Page
      title={t('nav.roles')}
      sub={t('access.roles_sub')}
      actions={
        may('role.manage') && (
          <Button type="primary" onClick={() => setEditing('new')} icon={<Icon name="plus" />}>
            {t('access.make_role')}
          </Button>
        )
      }
    >
      <DataTable<Role>
        label={t('nav.roles')}
        tools={() => <ListTools list={null} report="roles" question={{}} fields={null} />}
        columns={columnsOf(t, nameOf)}
        rows={roles}
        rowKey={row => row.role_id}
        onOpen={row => change({ role: row.code })}
        empty={{ title: t('access.no_roles') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
      <DutiesSection />
      {shown && (
        <Drawer
          open
          size={620}
          title={nameOf(shown.code)}
          closable={{ 'aria-label': t('action.close') }}
          onClose={() => change({ role: undefined })}
          extra={
            may('role.manage') &&
            !shown.is_builtin && <Button onClick={() => setEditing(shown)}>{t('access.change_role')}</Button>
          }
        >
          <RolePermissions held={shown.permissions} />
        </Drawer>
      )}
      {editing && <RoleDialog {...(editing === 'new' ? {} : { role: editing })} onClose={() => setEditing(null)} />}
    </Page>
  )
}

function columnsOf(t: TFunction, nameOf: (code: string) => string): DataColumn<Role>[] {
  return [
    { key: 'name', title: t('access.role'), cell: row => nameOf(row.code), width: 220, card: 'head' },
    {
      key: 'customers',
      title: t('access.customers'),
      cell: row => t(`customer_scopes.${row.customers || 'all'}`),
      width: 180,
    },
    {
      key: 'ends',
      title: t('access.ends'),
      cell: row => (row.must_expire ? t('access.must_end') : null),
      width: 180,
    },
    {
      key: 'permissions',
      title: t('access.permissions'),
      cell: row => <Count of={row.permissions.length} />,
      right: true,
      width: 110,
      card: 'figure',
    },
    {
      key: 'own',
      title: t('columns.kind'),
      cell: row => (row.is_builtin ? t('access.builtin') : t('access.own_making')),
      width: 140,
    },
  ]
}

type Holder = Row<'listDuties'>

function DutiesSection() {
  const { t } = useTranslation()
  const asked = useAnswer('listDuties', {})
  const people = useList('listPeople', {}).rows
  const nameOf = (id: string) => people.find(one => one.person_id === id)?.name ?? '?'
  const columns: DataColumn<Holder>[] = [
    { key: 'name', title: t('access.person_name'), cell: row => row.name, width: 160, card: 'head' },
    {
      key: 'conflicts',
      title: t('access.conflicts'),
      cell: row => <ConflictList conflicts={row.conflicts} />,
      width: 520,
    },
    {
      key: 'reviewed',
      title: t('access.reviewer'),
      width: 200,
      cell: row =>
        row.uncompensated ? (
          <span className="tag wrong">{t('access.nobody_reviews')}</span>
        ) : (
          row.compensated_by.map(nameOf).join(t('access.comma'))
        ),
    },
  ]
  return (
    <Section title={t('access.duties')}>
      {asked.data && (
        <p className="soft">
          {t(`duty_profiles.${asked.data.profile}`)} {asked.data.statute_applies && t('access.statute_applies')}
        </p>
      )}
      <DataTable<Holder>
        label={t('access.duties')}
        columns={columns}
        rows={(asked.data?.rows ?? []).filter(row => row.conflicts.length > 0)}
        rowKey={row => row.person_id}
        empty={{ title: t('access.no_conflicts'), hint: t('access.no_conflicts_hint') }}
        loading={asked.isFetching}
        error={asked.error}
        retry={() => void asked.refetch()}
      />
    </Section>
  )
}
