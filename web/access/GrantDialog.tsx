import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, Refused } from '../client.ts'
import { useList } from '../lists.ts'
import { useEntities } from '../session.ts'
import { ChoiceField, DayField, ManyField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { useRoles } from './roles.ts'

const widths = ['', 'departments', 'own'] as const
type Width = (typeof widths)[number]

/** Gives a role: in which entities, for which customers, between which days. A conflict of duties asks for a reviewer. */
export function GrantDialog({ person_id, onClose }: { person_id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { roles, nameOf } = useRoles()
  const entities = useEntities().data?.rows ?? []
  const people = useList('listPeople', { state: ['active'] }).rows.filter(one => one.person_id !== person_id)
  const [role, setRole] = useState<string | undefined>()
  const [entity_ids, setEntities] = useState<string[]>([])
  const [width, setWidth] = useState<Width | undefined>()
  const [valid_from, setFrom] = useState<string | null>(null)
  const [valid_to, setTo] = useState<string | null>(null)
  const [compensated_by, setReviewer] = useState<string | undefined>()
  const [conflicting, setConflicting] = useState(false)
  const chosen = roles.find(one => one.code === role)
  const allowed = chosen ? widths.slice(widths.indexOf(chosen.customers)) : widths
  const give = async () => {
    try {
      await done(
        () =>
          ask('giveGrant', {
            person_id,
            role: role as string,
            entity_ids: entity_ids.length > 0 ? entity_ids : null,
            ...(width === undefined ? {} : { customers: width }),
            valid_from,
            valid_to,
            ...(compensated_by ? { compensated_by } : {}),
          }),
        t('access.given'),
      )
    } catch (error) {
      if (error instanceof Refused && error.problems.some(problem => problem.code === 'duty_conflict'))
        setConflicting(true)
      throw error
    }
  }
  return (
    <FormDialog
      title={t('access.give_role')}
      act={t('access.give_role')}
      ready={role !== undefined}
      perform={give}
      onClose={onClose}
    >
      <ChoiceField
        label={t('access.role')}
        value={role}
        width={280}
        options={roles.map(one => ({ value: one.code, label: nameOf(one.code) }))}
        onChange={code => {
          setRole(code)
          setWidth(undefined)
        }}
      />
      {entities.length > 1 && (
        <ManyField
          label={t('columns.entity')}
          value={entity_ids}
          width={280}
          placeholder={t('access.all_entities')}
          options={entities.map(one => ({ value: one.entity_id, label: `${one.code} ${one.name}` }))}
          onChange={setEntities}
        />
      )}
      <ChoiceField
        label={t('access.customers')}
        value={width ?? chosen?.customers}
        width={280}
        options={allowed.map(value => ({ value, label: t(`customer_scopes.${value || 'all'}`) }))}
        onChange={value => setWidth(value as Width | undefined)}
      />
      <div className="fields-beside">
        <DayField label={t('range.from')} value={valid_from} clearable onChange={setFrom} />
        <DayField
          label={chosen?.must_expire ? t('access.until_needed') : t('range.to')}
          value={valid_to}
          clearable
          onChange={setTo}
        />
      </div>
      {conflicting && (
        <ChoiceField
          label={t('access.reviewer')}
          value={compensated_by}
          width={280}
          clearable
          options={people.map(one => ({ value: one.person_id, label: one.name }))}
          onChange={setReviewer}
        />
      )}
    </FormDialog>
  )
}
