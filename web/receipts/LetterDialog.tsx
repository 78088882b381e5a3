import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { letterKinds } from '../../server/receipts/letter-names-contract.ts'
import { ask } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useBaseCurrency, useEntities, useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

const accept = '.pdf,.ofd,.png,.jpg,.jpeg,.webp,.heic,.tif,.tiff'

/** Registers a letter by which another pays for a customer: who, how long, how much, and the scan. */
export function LetterDialog({ customer_id: known, onClose }: { customer_id?: string; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const base = useBaseCurrency()
  const entities = useEntities().data?.rows ?? []
  const done = useDone()
  const [customer_id, setCustomer] = useState(known)
  const [entity, setEntity] = useState<string | undefined>()
  const [kind, setKind] = useState<(typeof letterKinds)[number]>('mandate')
  const [payer_id, setPayer] = useState<string | undefined>()
  const [payer_name, setName] = useState('')
  const [valid_from, setFrom] = useState<string | null>(me.today)
  const [valid_until, setUntil] = useState<string | null>(null)
  const [currency, setCurrency] = useState(base)
  const [each, setEach] = useState('')
  const [total, setTotal] = useState('')
  const [file, setFile] = useState<File | null>(null)
  const entity_id = entity ?? entities[0]?.entity_id
  const ready = customer_id && entity_id && (payer_id || payer_name.trim()) && valid_from && valid_until && file
  const perform = () => {
    if (!customer_id || !entity_id || !valid_from || !valid_until) return Promise.resolve(false)
    return done(
      () =>
        ask('registerLetter', {
          customer_id,
          entity_id,
          kind,
          valid_from,
          valid_until,
          currency,
          ...(payer_id ? { payer_id } : { payer_name: payer_name.trim() }),
          ...(each ? { ceiling_each_minor: each } : {}),
          ...(total ? { ceiling_total_minor: total } : {}),
          file,
        }),
      t('letters.registered_done'),
    )
  }
  return (
    <FormDialog
      title={t('letters.register')}
      act={t('letters.register')}
      width={680}
      ready={Boolean(ready)}
      perform={perform}
      onClose={onClose}
    >
      <p className="note">{t('letters.register_hint')}</p>
      <div className="fields-beside">
        <CustomerPicker label={t('columns.customer')} value={customer_id} width={280} onChange={setCustomer} />
        <EntityChoice value={entity_id} onChange={setEntity} />
        <ChoiceField
          label={t('letters.kind')}
          value={kind}
          width={180}
          options={letterKinds.map(value => ({ value, label: t(`letters.kinds.${value}`) }))}
          onChange={value => value && setKind(value as typeof kind)}
        />
      </div>
      <div className="fields-beside">
        <CustomerPicker label={t('letters.payer_customer')} value={payer_id} width={280} onChange={setPayer} />
        {!payer_id && <TextLine label={t('columns.payer_name')} value={payer_name} max={300} onChange={setName} />}
      </div>
      <div className="fields-beside">
        <DayField label={t('letters.valid_from')} value={valid_from} onChange={setFrom} />
        <DayField label={t('letters.valid_until')} value={valid_until} onChange={setUntil} />
      </div>
      <div className="fields-beside">
        <CurrencyField value={currency} onChange={setCurrency} />
        <Field label={t('letters.ceiling_each')}>
          {id => <AmountField id={id} currency={currency} value={each} onChange={setEach} />}
        </Field>
        <Field label={t('letters.ceiling_total')}>
          {id => <AmountField id={id} currency={currency} value={total} onChange={setTotal} />}
        </Field>
      </div>
      <FileDrop accept={accept} hint={file ? file.name : t('letters.file_hint')} onFile={setFile} />
    </FormDialog>
  )
}
