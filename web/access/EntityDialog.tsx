import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useMe } from '../session.ts'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

const standards = ['cas', 'cas_small', 'international'] as const
const taxpayerKinds = ['general', 'small_scale', 'none'] as const
type Standard = (typeof standards)[number]
type Taxpayer = (typeof taxpayerKinds)[number]

/** Opens the books of a legal entity, or changes what has no effect on them. */
export function EntityDialog({ entity, onClose }: { entity?: Row<'listEntities'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [code, setCode] = useState(entity?.code ?? '')
  const [name, setName] = useState(entity?.name ?? '')
  const [name_en, setEnglish] = useState(entity?.name_en ?? '')
  const [base_currency, setCurrency] = useState(entity?.base_currency ?? 'CNY')
  const [standard, setStandard] = useState<Standard>('cas')
  const [taxpayer_kind, setTaxpayer] = useState((entity?.taxpayer_kind ?? 'general') as Taxpayer)
  const [country, setCountry] = useState(entity?.country ?? 'CN')
  const [tax_id, setTaxId] = useState(entity?.tax_id ?? '')
  const [books_from, setFrom] = useState<string | null>(`${me.today.slice(0, 4)}-01-01`)
  const save = () =>
    done(
      () =>
        entity
          ? ask('changeEntity', {
              entity_id: entity.entity_id,
              name: name.trim(),
              name_en: name_en.trim() || null,
              tax_id: tax_id.trim() || null,
              taxpayer_kind,
              country: country.trim().toUpperCase(),
            })
          : ask('createEntity', {
              code: code.trim(),
              name: name.trim(),
              ...(name_en.trim() ? { name_en: name_en.trim() } : {}),
              ...(tax_id.trim() ? { tax_id: tax_id.trim() } : {}),
              base_currency,
              standard,
              taxpayer_kind,
              country: country.trim().toUpperCase(),
              books_from: books_from as string,
            }),
      entity ? t('organisation.entity_changed') : t('organisation.books_open'),
    )
  return (
    <FormDialog
      title={entity ? `${entity.code} ${entity.name}` : t('organisation.open_books')}
      act={entity ? t('action.save') : t('organisation.open_books')}
      width={640}
      ready={code.trim() !== '' && name.trim() !== '' && country.trim().length === 2 && books_from !== null}
      perform={save}
      onClose={onClose}
    >
      <div className="fields-beside">
        {!entity && <TextLine label={t('access.code')} value={code} onChange={setCode} max={20} focus />}
        <TextLine label={t('organisation.legal_name')} value={name} onChange={setName} />
        <TextLine label={t('columns.name_en')} value={name_en} onChange={setEnglish} />
      </div>
      <div className="fields-beside">
        <TextLine label={t('columns.country')} value={country} onChange={setCountry} max={2} />
        <TextLine label={t('organisation.tax_id')} value={tax_id} onChange={setTaxId} max={40} />
        <ChoiceField
          label={t('organisation.taxpayer_kind')}
          value={taxpayer_kind}
          width={180}
          options={taxpayerKinds.map(value => ({ value, label: t(`taxpayer_kinds.${value}`) }))}
          onChange={value => setTaxpayer((value ?? 'general') as Taxpayer)}
        />
      </div>
      {!entity && (
        <>
          <div className="fields-beside">
            <ChoiceField
              label={t('organisation.standard')}
              value={standard}
              width={220}
              options={standards.map(value => ({ value, label: t(`standards.${value}`) }))}
              onChange={value => setStandard((value ?? 'cas') as Standard)}
            />
            <CurrencyField value={base_currency} onChange={setCurrency} />
            <DayField label={t('organisation.books_from')} value={books_from} onChange={setFrom} />
          </div>
          <p className="small soft">{t('organisation.fixed_hint')}</p>
        </>
      )}
    </FormDialog>
  )
}
