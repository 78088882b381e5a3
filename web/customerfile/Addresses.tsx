import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { useMay } from '../session.ts'
import { CountryField } from '../ui/CountryField.tsx'
import { Field } from '../ui/Field.tsx'
import { countryText } from '../ui/figures.ts'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Icon } from '../ui/Icon.tsx'
import { Menu } from '../ui/Menu.tsx'
import { Section } from '../ui/Page.tsx'
import { ReasonDialog } from '../ui/ReasonDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Address = Answer<'readFile'>['addresses'][number]
type Doing = { what: 'add' } | { what: 'amend' | 'end'; address: Address }
type Role = Address['roles'][number]
const roles: readonly Role[] = ['registered', 'delivery', 'invoice', 'statement']

/** Where the customer sits, and where goods, bills and statements go. */
export function Addresses({ customer_id, addresses }: { customer_id: string; addresses: readonly Address[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const may = useMay()
  const done = useDone()
  const [doing, setDoing] = useState<Doing | null>(null)
  const close = () => setDoing(null)
  const writes = may('customer.write')
  return (
    <Section title={t('customer_file.addresses')}>
      {addresses.length === 0 && <p className="soft">{t('customer_file.no_addresses')}</p>}
      <ul className="contacts">
        {addresses.map(address => (
          <li key={address.address_id}>
            <div>
              {address.line}
              <div className="soft small">
                {[address.city, address.region, address.postcode, countryText(address.country, language)]
                  .filter(Boolean)
                  .join(' · ')}
              </div>
              {address.recipient && <div className="small">{address.recipient}</div>}
            </div>
            <div>
              <div className="tags">
                {address.roles.map(role => (
                  <span key={role} className="tag">
                    {t(`address_roles.${role}`)}
                  </span>
                ))}
              </div>
            </div>
            {writes && (
              <Menu
                label={`${t('action.act')} ${address.line}`}
                choices={[
                  {
                    key: 'amend',
                    label: t('customer_file.amend_address'),
                    act: () => setDoing({ what: 'amend', address }),
                  },
                  { key: 'end', label: t('customer_file.end_address'), act: () => setDoing({ what: 'end', address }) },
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
          <Icon name="plus" /> {t('customer_file.add_address')}
        </Button>
      )}
      {doing?.what === 'add' && <AddressDialog customer_id={customer_id} onClose={close} />}
      {doing?.what === 'amend' && <AddressDialog customer_id={customer_id} address={doing.address} onClose={close} />}
      {doing?.what === 'end' && (
        <ReasonDialog
          title={t('customer_file.end_address')}
          act={t('customer_file.end_address')}
          danger
          needed
          perform={({ reason }) =>
            done(
              () => ask('endAddress', { address_id: doing.address.address_id, reason }),
              t('customer_file.address_ended'),
            )
          }
          onClose={close}
        >
          {doing.address.line}
        </ReasonDialog>
      )}
    </Section>
  )
}

type AddressDialogProps = { customer_id: string; address?: Address; onClose: () => void }

function AddressDialog({ customer_id, address, onClose }: AddressDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [about, setAbout] = useState<Role[]>([...(address?.roles ?? ['registered' as const])])
  const [line, setLine] = useState(address?.line ?? '')
  const [city, setCity] = useState(address?.city ?? '')
  const [region, setRegion] = useState(address?.region ?? '')
  const [postcode, setPostcode] = useState(address?.postcode ?? '')
  const [country, setCountry] = useState(address?.country ?? 'CN')
  const [recipient, setRecipient] = useState(address?.recipient ?? '')
  const perform = () => {
    const said = { roles: about, line: line.trim(), country }
    const rest = { city: city.trim(), region: region.trim(), postcode: postcode.trim(), recipient: recipient.trim() }
    const saved = t('customer_file.address_saved')
    if (!address) return done(() => ask('addAddress', { customer_id, ...said, ...rest }), saved)
    const { address_id, version } = address
    return done(() => ask('amendAddress', { address_id, version, ...said, ...rest }), saved)
  }
  return (
    <FormDialog
      title={address ? t('customer_file.amend_address') : t('customer_file.add_address')}
      act={t('action.save')}
      ready={line.trim() !== '' && about.length > 0}
      perform={perform}
      onClose={onClose}
    >
      <Field label={t('customer_file.address_for')}>
        {id => (
          <Checkbox.Group
            {...{ id }}
            value={about}
            options={roles.map(value => ({ value, label: t(`address_roles.${value}`) }))}
            onChange={setAbout}
          />
        )}
      </Field>
      <TextLine label={t('customer_file.line')} value={line} max={300} onChange={setLine} focus />
      <div className="fields-beside">
        <TextLine label={t('customer_file.city')} value={city} max={100} onChange={setCity} />
        <TextLine label={t('customer_file.region')} value={region} max={100} onChange={setRegion} />
        <TextLine label={t('customer_file.postcode')} value={postcode} max={20} onChange={setPostcode} />
        <CountryField value={country} onChange={setCountry} />
      </div>
      <TextLine label={t('customer_file.recipient')} value={recipient} onChange={setRecipient} />
    </FormDialog>
  )
}
