import { Button } from 'antd'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useEntities, useMay } from '../session.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Day } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { GrantDialog } from './GrantDialog.tsx'
import { useRoles } from './roles.ts'

type Grant = Row<'listGrants'>

/** The roles a person holds, each with its scope and days; given and taken back here. */
export function Grants({ person_id }: { person_id: string }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const { nameOf } = useRoles()
  const entities = useEntities().data?.rows ?? []
  const list = useList('listGrants', { person_id, revoked: false })
  const [giving, setGiving] = useState(false)
  const [taking, setTaking] = useState<Grant | null>(null)
  const entityText = (grant: Grant) =>
    grant.entity_ids === null
      ? t('access.all_entities')
      : grant.entity_ids.map(id => entities.find(one => one.entity_id === id)?.code ?? '?').join(t('access.comma'))
  return (
    <Section title={t('access.roles')}>
      <DataTable<Grant>
        label={t('access.roles')}
        columns={columnsOf(t, nameOf, entityText, may('role.manage') ? setTaking : null)}
        {...list.table}
        rowKey={row => row.grant_id}
        empty={{ title: t('access.no_roles'), hint: t('access.no_roles_hint') }}
      />
      {may('role.manage') && (
        <p>
          <Button onClick={() => setGiving(true)}>{t('access.give_role')}</Button>
        </p>
      )}
      {giving && <GrantDialog person_id={person_id} onClose={() => setGiving(false)} />}
      {taking && (
        <ReasonDialog
          title={t('access.take_back')}
          act={t('access.take_back')}
          danger
          perform={({ reason }) =>
            done(
              () => ask('revokeGrant', { grant_id: taking.grant_id, ...(reason ? { reason } : {}) }),
              t('access.taken_back'),
            )
          }
          onClose={() => setTaking(null)}
        >
          <p>
            <strong>{nameOf(taking.role)}</strong> · {taking.person}
          </p>
        </ReasonDialog>
      )}
    </Section>
  )
}

function columnsOf(
  t: TFunction,
  nameOf: (code: string) => string,
  entityText: (grant: Grant) => string,
  take: ((grant: Grant) => void) | null,
): DataColumn<Grant>[] {
  return [
    { key: 'role', title: t('access.role'), cell: row => nameOf(row.role), width: 180, card: 'head' },
    { key: 'entities', title: t('columns.entity'), cell: entityText, width: 180 },
    {
      key: 'customers',
      title: t('access.customers'),
      cell: row => t(`customer_scopes.${row.customers || 'all'}`),
      width: 160,
    },
    { key: 'from', title: t('range.from'), cell: row => <Day day={row.valid_from} />, width: 120 },
    { key: 'to', title: t('range.to'), cell: row => <Day day={row.valid_to} />, width: 120 },
    {
      key: 'act',
      title: <span className="hidden-but-read">{t('action.act')}</span>,
      width: 110,
      cell: row =>
        take && (
          <Button size="small" onClick={() => take(row)}>
            {t('access.take_back')}
          </Button>
        ),
    },
  ]
}
