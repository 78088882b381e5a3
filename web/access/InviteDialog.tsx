import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { queries } from '../queries.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { ShownOnce } from './ShownOnce.tsx'
import { useDepartments } from './departments.ts'

type InviteDialogProps = {
  /** Somebody who is known already: invited again, or who forgot the password. */
  person?: { person_id: string; name: string; email: string | null }
  onClose: () => void
}

const lengths = [1, 3, 7, 14, 30]

/** Invites a person to sign in. The link is shown once, to send the way one trusts. [ACC-2] */
export function InviteDialog({ person, onClose }: InviteDialogProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const departments = useDepartments()
  const [name, setName] = useState(person?.name ?? '')
  const [email, setEmail] = useState(person?.email ?? '')
  const [department_id, setDepartment] = useState<string | undefined>()
  const [locale, setLocale] = useState<'en' | 'zh'>(language)
  const [days, setDays] = useState(7)
  const [link, setLink] = useState<string | null>(null)
  const invite = async () => {
    const who = person
      ? { person_id: person.person_id, ...(person.email ? {} : { email }) }
      : { name: name.trim(), email: email.trim(), locale, ...(department_id ? { department_id } : {}) }
    const answer = await ask('invite', { ...who, days })
    setLink(answer.link)
    void queries.invalidateQueries()
    return false
  }
  if (link)
    return (
      <ShownOnce
        title={t('access.invitation_for', { name: name || email })}
        hint={t('access.link_hint', { days })}
        secret={link}
        onClose={onClose}
      />
    )
  return (
    <FormDialog
      title={person ? t('access.invitation_for', { name: person.name }) : t('access.invite')}
      act={t('access.make_link')}
      ready={(person !== undefined || name.trim() !== '') && email.trim() !== ''}
      perform={invite}
      onClose={onClose}
    >
      {person && <p className="soft">{t('access.invite_again_hint')}</p>}
      {!person && <TextLine label={t('access.person_name')} value={name} onChange={setName} focus />}
      {!person?.email && (
        <TextLine label={t('columns.email')} type="email" value={email} onChange={setEmail} max={254} />
      )}
      {!person && departments.length > 0 && (
        <ChoiceField
          label={t('access.department')}
          value={department_id}
          clearable
          width={240}
          options={departments}
          onChange={setDepartment}
        />
      )}
      {!person && (
        <ChoiceField
          label={t('security.language')}
          value={locale}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={value => setLocale(value === 'en' ? 'en' : 'zh')}
        />
      )}
      <ChoiceField
        label={t('access.valid_for')}
        value={String(days)}
        options={lengths.map(value => ({ value: String(value), label: t('access.days', { count: value }) }))}
        onChange={value => setDays(Number(value))}
      />
    </FormDialog>
  )
}
