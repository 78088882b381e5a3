import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { useDepartments } from './departments.ts'

type Person = Row<'listPeople'>

/** Adds somebody without sign-in (a salesperson, say), or changes a person. */
export function PersonDialog({ person, onClose }: { person?: Person; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const departments = useDepartments()
  const [name, setName] = useState(person?.name ?? '')
  const [code, setCode] = useState(person?.code ?? '')
  const [email, setEmail] = useState(person?.email ?? '')
  const [department_id, setDepartment] = useState<string | undefined>(person?.department_id ?? undefined)
  const save = () => {
    if (!person) {
      const given = {
        name: name.trim(),
        ...(code.trim() ? { code: code.trim() } : {}),
        ...(email.trim() ? { email: email.trim() } : {}),
        ...(department_id ? { department_id } : {}),
      }
      return done(() => ask('createPeople', [given]), t('access.person_added'))
    }
    const changes = {
      person_id: person.person_id,
      name: name.trim(),
      code: code.trim() || null,
      department_id: department_id ?? null,
      ...(person.may_sign_in ? {} : { email: email.trim() || null }),
    }
    return done(() => ask('changePerson', changes), t('access.person_changed'))
  }
  return (
    <FormDialog
      title={person ? t('access.change_person') : t('access.add_person')}
      act={t('action.save')}
      ready={name.trim() !== ''}
      perform={save}
      onClose={onClose}
    >
      {!person && <p className="soft">{t('access.add_hint')}</p>}
      <TextLine label={t('access.person_name')} value={name} onChange={setName} focus />
      <TextLine label={t('access.code')} value={code} onChange={setCode} max={40} hint={t('access.code_hint')} />
      {!person?.may_sign_in && (
        <TextLine label={t('columns.email')} type="email" value={email} onChange={setEmail} max={254} />
      )}
      <ChoiceField
        label={t('access.department')}
        value={department_id}
        clearable
        width={240}
        options={departments}
        onChange={setDepartment}
      />
    </FormDialog>
  )
}
