import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { contactRoles } from '../../server/customers/contract.ts'
import type { OpeningDetails } from '../../server/portal/opening-contract.ts'
import { ManyField } from '../ui/Field.tsx'
import { blankContact } from './opening-draft.ts'
import { SaidLine, type Wrong } from './SaidLine.tsx'

type Contact = OpeningDetails['contacts'][number]
type ContactsProps = { contacts: readonly Contact[]; wrong: Wrong; onChange: (contacts: Contact[]) => void }

/** Whom to write to, and about what. */
export function OpeningContacts({ contacts, wrong, onChange }: ContactsProps) {
  const { t } = useTranslation()
  const put = (at: number, part: Partial<Contact>) =>
    onChange(contacts.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <>
      {contacts.map((contact, at) => (
        // oxlint-disable-next-line no-array-index-key -- a contact that is typed is known by its place alone
        <fieldset key={at} className="opening-contact">
          <legend>{t('opening_form.contact', { number: at + 1 })}</legend>
          {(['name', 'title', 'phone', 'email'] as const).map(part => (
            <SaidLine
              key={part}
              field={`contacts.${at}.${part}`}
              value={contact[part]}
              {...{ wrong }}
              onChange={text => put(at, { [part]: text })}
              max={part === 'phone' ? 60 : 200}
            />
          ))}
          <ManyField
            label={t('opening_form.fields.contacts.roles')}
            value={contact.roles}
            width={300}
            options={contactRoles.map(value => ({ value, label: t(`contact_roles.${value}`) }))}
            onChange={roles => put(at, { roles: contactRoles.filter(role => roles.includes(role)) })}
          />
          {contacts.length > 1 && (
            <Button size="small" onClick={() => onChange(contacts.filter((_, index) => index !== at))}>
              {t('opening_form.drop_contact')}
            </Button>
          )}
        </fieldset>
      ))}
      {contacts.length < 5 && (
        <Button size="small" onClick={() => onChange([...contacts, blankContact])}>
          {t('opening_form.add_contact')}
        </Button>
      )}
    </>
  )
}
