import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Contact = Answer<'readCustomer'>['contacts'][number]
const roles = ['invoice', 'statement', 'dunning', 'legal'] as const
type Role = (typeof roles)[number]
type ContactDialogProps = { customer_id: string; contact?: Contact; onClose: () => void }

/** Adds somebody to write to, or changes what is known of them. */
export function ContactDialog({ customer_id, contact, onClose }: ContactDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [name, setName] = useState(contact?.name ?? '')
  const [title, setTitle] = useState(contact?.title ?? '')
  const [phone, setPhone] = useState(contact?.phone ?? '')
  const [email, setEmail] = useState(contact?.email ?? '')
  const [about, setAbout] = useState<Role[]>((contact?.roles ?? []) as Role[])
  const perform = () => {
    const lines = { title: title.trim(), phone: phone.trim(), email: email.trim() }
    if (contact) {
      const { contact_id, version } = contact
      const changed = {
        name: name.trim(),
        title: lines.title || null,
        phone: lines.phone || null,
        email: lines.email || null,
        roles: about,
      }
      return done(() => ask('amendContact', { contact_id, version, ...changed }), t('customers.contact_saved'))
    }
    const filled = Object.fromEntries(Object.entries(lines).filter(([, text]) => text !== ''))
    return done(
      () => ask('addContact', { customer_id, name: name.trim(), roles: about, ...filled }),
      t('customers.contact_saved'),
    )
  }
  const name_of = contact ? t('customers.amend_contact') : t('customers.add_contact')
  return (
    <FormDialog title={name_of} act={t('action.save')} ready={name.trim() !== ''} perform={perform} onClose={onClose}>
      <TextLine label={t('columns.name')} value={name} onChange={setName} focus />
      <TextLine label={t('columns.title')} value={title} onChange={setTitle} />
      <TextLine label={t('columns.phone')} value={phone} max={60} onChange={setPhone} />
      <TextLine label={t('columns.email')} type="email" value={email} max={254} onChange={setEmail} />
      <Field label={t('customers.about')}>
        {id => (
          <Checkbox.Group
            {...{ id }}
            value={about}
            options={roles.map(value => ({ value, label: t(`contact_roles.${value}`) }))}
            onChange={setAbout}
          />
        )}
      </Field>
    </FormDialog>
  )
}
