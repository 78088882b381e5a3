import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMay } from '../session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Menu } from '../ui/Menu.tsx'
import { Moment } from '../ui/Money.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'
import { ContactDialog } from './ContactDialog.tsx'

type Customer = Answer<'readCustomer'>
type Contact = Customer['contacts'][number]
type Doing = { what: 'add' } | { what: 'amend' | 'erase'; contact: Contact }

/** Whom to write to, about what; what is personal can be erased for good. */
export function Contacts({ customer }: { customer: Customer }) {
  const { t } = useTranslation()
  const may = useMay()
  const [doing, setDoing] = useState<Doing | null>(null)
  const { customer_id } = customer
  const writes = may('customer.write')
  return (
    <Section title={t('customers.contacts')}>
      {customer.contacts.length === 0 && <p className="soft">{t('customers.no_contacts')}</p>}
      <ul className="contacts">
        {customer.contacts.map(contact => (
          <li key={contact.contact_id}>
            <div>
              <strong>{contact.name ?? <span className="soft">{t('customers.erased')}</span>}</strong>{' '}
              <span className="soft">{contact.title}</span>
              {contact.erased_at && <Moment at={contact.erased_at} />}
              <div className="tags">
                {contact.roles.map(role => (
                  <span key={role} className="tag">
                    {t(`contact_roles.${role}`)}
                  </span>
                ))}
              </div>
            </div>
            <div>
              {contact.phone && <a href={`tel:${contact.phone}`}>{contact.phone}</a>}
              {contact.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
            </div>
            {writes && !contact.erased_at && (
              <Menu
                label={`${t('action.act')} ${contact.name ?? ''}`}
                choices={[
                  {
                    key: 'amend',
                    label: t('customers.amend_contact'),
                    act: () => setDoing({ what: 'amend', contact }),
                  },
                  {
                    key: 'erase',
                    label: t('customers.erase_contact'),
                    act: () => setDoing({ what: 'erase', contact }),
                  },
                ]}
              >
                <Icon name="more" />
              </Menu>
            )}
          </li>
        ))}
      </ul>
      {writes && (
        <Button size="small" onClick={() => setDoing({ what: 'add' })}>
          <Icon name="plus" /> {t('customers.add_contact')}
        </Button>
      )}
      {doing?.what === 'add' && <ContactDialog customer_id={customer_id} onClose={() => setDoing(null)} />}
      {doing?.what === 'amend' && (
        <ContactDialog customer_id={customer_id} contact={doing.contact} onClose={() => setDoing(null)} />
      )}
      {doing?.what === 'erase' && (
        <EraseContact customer_id={customer_id} contact={doing.contact} onClose={() => setDoing(null)} />
      )}
    </Section>
  )
}

type EraseProps = { customer_id: string; contact: Contact; onClose: () => void }

function EraseContact({ customer_id, contact, onClose }: EraseProps) {
  const { t } = useTranslation()
  const done = useDone()
  const { contact_id, name } = contact
  return (
    <ReasonDialog
      title={`${t('customers.erase_contact')} · ${name ?? ''}`}
      act={t('customers.erase_contact')}
      danger
      needed
      perform={({ reason }) =>
        done(() => ask('erasePerson', { customer_id, contact_id, reason }), t('customers.contact_erased'))
      }
      onClose={onClose}
    >
      {t('customers.erase_hint')}
    </ReasonDialog>
  )
}
