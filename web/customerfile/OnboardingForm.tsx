import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grades } from '../../server/customers/file-names-contract.ts'
import { ask } from '../client.ts'
import { LookAlikes } from '../customers/LookAlikes.tsx'
import { CountryField } from '../ui/CountryField.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'

const kinds = ['company', 'person', 'public_body'] as const

/** Applies for the opening of a customer account. */
export function OnboardingForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { tools } = useTools()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<(typeof kinds)[number]>('company')
  const [country, setCountry] = useState('CN')
  const [tax_id, setTax] = useState('')
  const [grade, setGrade] = useState<(typeof grades)[number]>()
  const [contact, setContact] = useState('')
  const [email, setEmail] = useState('')
  const [phone, setPhone] = useState('')
  const [note, setNote] = useState('')
  const perform = () =>
    done(async () => {
      const contacts = contact.trim()
        ? [{ name: contact.trim(), email: email.trim(), phone: phone.trim(), roles: ['invoice' as const] }]
        : []
      const { onboarding_id } = await ask('applyOnboarding', {
        name: name.trim(),
        kind,
        country,
        contacts,
        ...(tax_id.trim() ? { tax_id: tax_id.trim() } : {}),
        ...(grade ? { grade } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
      })
      tools.go(`/customers/onboardings/${onboarding_id}`)
    }, t('onboarding.applied'))
  return (
    <FormDialog
      title={t('onboarding.apply')}
      act={t('onboarding.apply')}
      ready={name.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <TextLine label={t('columns.name')} value={name} max={300} onChange={setName} focus />
      <LookAlikes name={name} tax_id={tax_id} onClose={onClose} />
      <div className="fields-beside">
        <ChoiceField
          label={t('columns.kind')}
          value={kind}
          options={kinds.map(value => ({ value, label: t(`customer_kinds.${value}`) }))}
          onChange={value => setKind(kinds.find(one => one === value) ?? 'company')}
        />
        <CountryField value={country} onChange={setCountry} />
        <ChoiceField
          label={t('onboarding.expected_grade')}
          value={grade}
          clearable
          width={110}
          options={grades.map(value => ({ value, label: value }))}
          onChange={value => setGrade(grades.find(one => one === value))}
        />
      </div>
      <TextLine label={t('columns.tax_id')} value={tax_id} max={40} onChange={setTax} />
      <div className="fields-beside">
        <TextLine label={t('onboarding.contact')} value={contact} onChange={setContact} />
        <TextLine label={t('columns.email')} type="email" value={email} max={254} onChange={setEmail} />
        <TextLine label={t('columns.phone')} value={phone} max={60} onChange={setPhone} />
      </div>
      <TextArea label={t('columns.note')} value={note} max={2000} onChange={setNote} />
    </FormDialog>
  )
}
