import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { importField, type ImportMap, originOf, type Preview, withOrigin } from './fields.ts'

const fixed = '\u0000fixed'

/** For each field which column of the file it comes from, or one value for every row. */
export function MapFields({ preview, onMap }: { preview: Preview; onMap: (map: ImportMap) => void }) {
  const { t, i18n } = useTranslation()
  const { map } = preview
  const exists = (key: string) => i18n.exists(key)
  const fields = [...preview.fields].sort((a, b) => Number(b.required) - Number(a.required))
  const choices = preview.header.map((name, at) => {
    const sample = preview.sample.map(row => row.cells[at]).find(cell => cell !== undefined && cell !== '')
    return { value: name === '' ? `#${at + 1}` : name, label: sample ? `${name || `#${at + 1}`} · ${sample}` : name }
  })
  return (
    <fieldset className="map-fields">
      <legend>{t('import.mapping')}</legend>
      {fields.map(({ field, required }) => {
        const origin = originOf(map, field)
        const name = importField(t, exists, field)
        const value = origin === null ? undefined : 'column' in origin ? origin.column : fixed
        return (
          <div key={field} className="map-field">
            <label htmlFor={`map-${field}`}>
              {name}
              {required && (
                <span className={origin ? 'soft' : 'wrong'} title={t('import.required')}>
                  {' *'}
                  <span className="hidden-but-read">{t('import.required')}</span>
                </span>
              )}
            </label>
            <div className="map-origin">
              <Select
                id={`map-${field}`}
                value={value}
                allowClear
                placeholder={t('import.nowhere')}
                popupMatchSelectWidth={false}
                showSearch={{ optionFilterProp: 'label' }}
                options={[...choices, { value: fixed, label: t('import.fixed') }]}
                onChange={next =>
                  onMap(
                    withOrigin(
                      map,
                      field,
                      next === undefined ? null : next === fixed ? { constant: '' } : { column: next },
                    ),
                  )
                }
              />
              {origin && 'constant' in origin && (
                <Input
                  aria-label={`${name} · ${t('import.fixed')}`}
                  defaultValue={origin.constant}
                  onBlur={event => onMap(withOrigin(map, field, { constant: event.target.value.trim() }))}
                  onPressEnter={event => event.currentTarget.blur()}
                />
              )}
            </div>
          </div>
        )
      })}
    </fieldset>
  )
}
