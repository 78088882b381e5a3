import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, Refused, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { RolePermissions } from './RolePermissions.tsx'

type Width = Row<'listRoles'>['customers']
const widths: readonly Width[] = ['', 'departments', 'own']

/** Makes a role of one's own, or changes one. */
export function RoleDialog({ role, onClose }: { role?: Row<'listRoles'>; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [code, setCode] = useState(role?.code ?? '')
  const [name, setName] = useState(role?.name ?? '')
  const [name_en, setEnglish] = useState(role?.name_en ?? '')
  const [customers, setCustomers] = useState<Width>(role?.customers ?? '')
  const [must_expire, setExpire] = useState(role?.must_expire ?? false)
  const [permissions, setPermissions] = useState<string[]>(role?.permissions ?? [])
  const [compensated_by, setReviewer] = useState<string | undefined>()
  const [conflicting, setConflicting] = useState(false)
  const people = useList('listPeople', { state: ['active'] }).rows
  const words = { name: name.trim(), name_en: name_en.trim(), permissions }
  const save = async () => {
    try {
      await done(
        () =>
          role
            ? ask('changeRole', { role_id: role.role_id, ...words, ...(compensated_by ? { compensated_by } : {}) })
            : ask('createRole', { code: code.trim(), ...words, customers, must_expire }),
        t('access.role_saved'),
      )
    } catch (error) {
      if (error instanceof Refused && error.problems.some(problem => problem.code === 'duty_conflict'))
        setConflicting(true)
      throw error
    }
  }
  return (
    <FormDialog
      title={role ? t('access.change_role') : t('access.make_role')}
      act={t('action.save')}
      width={720}
      ready={code.trim() !== '' && words.name !== '' && words.name_en !== ''}
      perform={save}
      onClose={onClose}
    >
      <div className="fields-beside">
        {!role && <TextLine label={t('access.code')} value={code} onChange={setCode} max={40} focus />}
        <TextLine label={t('access.name_zh')} value={name} onChange={setName} />
        <TextLine label={t('columns.name_en')} value={name_en} onChange={setEnglish} />
      </div>
      {!role && (
        <div className="fields-beside">
          <ChoiceField
            label={t('access.customers')}
            value={customers}
            width={220}
            options={widths.map(value => ({ value, label: t(`customer_scopes.${value || 'all'}`) }))}
            onChange={value => setCustomers((value ?? '') as Width)}
          />
          <Checkbox checked={must_expire} onChange={event => setExpire(event.target.checked)}>
            {t('access.must_end')}
          </Checkbox>
        </div>
      )}
      <RolePermissions held={permissions} onChange={setPermissions} />
      {conflicting && role && (
        <ChoiceField
          label={t('access.reviewer')}
          value={compensated_by}
          clearable
          width={280}
          options={people.map(one => ({ value: one.person_id, label: one.name }))}
          onChange={setReviewer}
        />
      )}
    </FormDialog>
  )
}
