import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { CountryField } from '../ui/CountryField.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'
import { LookAlikes } from './LookAlikes.tsx'

type Customer = Answer<'readCustomer'>
type CustomerDialogProps = { customer_id?: string; onClose: () => void }
const kinds = ['company', 'person', 'public_body'] as const

/** Enters a customer, or changes what its file says. */
export function CustomerDialog({ customer_id, onClose }: CustomerDialogProps) {
  const asked = useAnswer('readCustomer', { customer_id: customer_id ?? '' }, customer_id !== undefined)
  if (customer_id && !asked.data) return null
  return <Form {...(asked.data && customer_id ? { customer: asked.data } : {})} onClose={onClose} />
}

function Form({ customer: now, onClose }: { customer?: Customer; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const { tools } = useTools()
  // What stands in the form is what was read when it opened; a file that was read anew meanwhile has another version.
  const [customer] = useState(now)
  const [number, setNumber] = useState('')
  const [name, setName] = useState(customer?.name ?? '')
  const [name_en, setEnglish] = useState(customer?.name_en ?? '')
  const [kind, setKind] = useState((customer?.kind ?? 'company') as (typeof kinds)[number])
  const [country, setCountry] = useState(customer?.country ?? 'CN')
  const [tax_id, setTax] = useState(customer?.tax_id ?? '')
  const [related_party, setRelated] = useState(customer?.related_party ?? false)
  const perform = async () => {
    const file = { name: name.trim(), kind, country, related_party }
    if (customer) {
      const { customer_id, version } = customer
      const changed = { ...file, name_en: name_en.trim() || null, tax_id: tax_id.trim() || null }
      return done(() => ask('amendCustomer', { customer_id, version, ...changed }), t('customers.amended'))
    }
    const draft = {
      ...file,
      ...(number.trim() ? { number: number.trim() } : {}),
      ...(name_en.trim() ? { name_en: name_en.trim() } : {}),
      ...(tax_id.trim() ? { tax_id: tax_id.trim() } : {}),
    }
    return done(async () => {
      const [made] = (await ask('createCustomers', [draft])).rows
      if (made) tools.go(`/customers/${made.customer_id}`)
    }, t('customers.created'))
  }
  return (
    <FormDialog
      title={customer ? t('customers.amend') : t('customers.create')}
      act={customer ? t('action.save') : t('customers.create')}
      ready={name.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <TextLine label={t('columns.name')} value={name} max={300} onChange={setName} focus />
      {!customer && <LookAlikes name={name} tax_id={tax_id} onClose={onClose} />}
      <TextLine label={t('columns.name_en')} value={name_en} max={300} onChange={setEnglish} />
      {!customer && (
        <TextLine
          label={t('columns.customer_number')}
          value={number}
          max={60}
          hint={t('customers.number_hint')}
          onChange={setNumber}
        />
      )}
      <div className="fields-beside">
        <ChoiceField
          label={t('columns.kind')}
          value={kind}
          options={kinds.map(value => ({ value, label: t(`customer_kinds.${value}`) }))}
          onChange={value => setKind(value as typeof kind)}
        />
        <CountryField value={country} onChange={setCountry} />
      </div>
      <TextLine label={t('columns.tax_id')} value={tax_id} max={40} onChange={setTax} />
      <Checkbox checked={related_party} onChange={event => setRelated(event.target.checked)}>
        {t('columns.related_party')}
      </Checkbox>
    </FormDialog>
  )
}
