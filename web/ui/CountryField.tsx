import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from './Field.tsx'
import { countryText } from './figures.ts'

const countries = [
  'CN',
  'HK',
  'TW',
  'SG',
  'JP',
  'KR',
  'US',
  'CA',
  'GB',
  'DE',
  'FR',
  'IT',
  'ES',
  'NL',
  'AU',
  'IN',
  'VN',
  'MY',
  'TH',
  'AE',
  'BR',
  'MX',
]

/** A country, those one meets most. */
export function CountryField({ value, onChange }: { value: string; onChange: (country: string) => void }) {
  const { t, i18n } = useTranslation()
  return (
    <Field label={t('columns.country')}>
      {id => (
        <Select
          id={id}
          value={value}
          style={{ width: 200 }}
          showSearch={{ optionFilterProp: 'label' }}
          options={[...new Set([value, ...countries])].map(code => ({
            value: code,
            label: `${countryText(code, i18n.language)} ${code}`,
          }))}
          onChange={onChange}
        />
      )}
    </Field>
  )
}
