import { Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useEntities } from '../session.ts'
import { importField, importValue, type ImportMap, type Origin, originOf, type Preview, withOrigin } from './fields.ts'

const fixed = '\u0000fixed'
const ofAll = '\u0000entity '
const sides = '\u0000sides'
type Choices = readonly { value: string; label: string }[]

/** For each field which column of the file it comes from, which two for an amount of two sides, or one value for every row. */
export function MapFields({ preview, onMap }: { preview: Preview; onMap: (map: ImportMap) => void }) {
  const { t, i18n } = useTranslation()
  const { map } = preview
  const entities = useEntities().data?.rows ?? []
  // Where there are several, a file without a column of them is all of one of them.
  const whole = entities.map(({ code, name }) => ({
    value: ofAll + code,
    label: t('import.all_rows', { value: `${code} ${name}` }),
  }))
  const exists = (key: string) => i18n.exists(key)
  const rank = (one: (typeof preview.fields)[number]) =>
    one.required ? 0 : one.field === 'entity_code' && entities.length > 1 ? 1 : 2
  const fields = [...preview.fields].sort((a, b) => rank(a) - rank(b))
  const choices = preview.header.map((name, at) => {
    const sample = preview.sample.map(row => row.cells[at]).find(cell => cell !== undefined && cell !== '')
    return { value: name === '' ? `#${at + 1}` : name, label: sample ? `${name || `#${at + 1}`} · ${sample}` : name }
  })
  return (
    <fieldset className="map-fields">
      <legend>{t('import.mapping')}</legend>
      {fields.map(({ field, required, form, choices: values }) => {
        const origin = originOf(map, field)
        const name = importField(t, exists, field)
        const take = (next: Origin) => onMap(withOrigin(map, field, next))
        const options = [
          ...(field === 'entity_code' ? whole : []),
          ...choices,
          ...(form === 'amount' ? [{ value: sides, label: t('import.sides') }] : []),
        ]
        const held = field === 'entity_code' && origin && 'constant' in origin ? ofAll + origin.constant : undefined
        const entity = whole.some(one => one.value === held) ? held : undefined
        const needs = required || (field === 'entity_code' && entities.length > 1)
        return (
          <div key={field} className="map-field">
            <label htmlFor={`map-${field}`}>
              {name}
              {needs && (
                <span className={origin ? 'soft' : 'wrong'} title={t('import.required')}>
                  {' *'}
                  <span className="hidden-but-read">{t('import.required')}</span>
                </span>
              )}
            </label>
            <div className="map-origin">
              <Select
                id={`map-${field}`}
                value={entity ?? chosen(origin)}
                allowClear
                placeholder={t('import.nowhere')}
                popupMatchSelectWidth={false}
                showSearch={{ optionFilterProp: 'label' }}
                options={[...options, { value: fixed, label: t('import.fixed') }]}
                onChange={next => take(originFor(next, origin, preview.header))}
              />
              {origin && 'constant' in origin && values.length > 0 && (
                <Select
                  aria-label={`${name} · ${t('import.fixed')}`}
                  value={origin.constant || null}
                  popupMatchSelectWidth={false}
                  options={values.map(value => ({ value, label: importValue(t, exists, field, value) }))}
                  onChange={(constant: string) => take({ constant })}
                />
              )}
              {origin && 'constant' in origin && values.length === 0 && !entity && (
                <Input
                  aria-label={`${name} · ${t('import.fixed')}`}
                  defaultValue={origin.constant}
                  onBlur={event => take({ constant: event.target.value.trim() })}
                  onPressEnter={event => event.currentTarget.blur()}
                />
              )}
            </div>
            {origin && 'debit' in origin && <Sides name={name} origin={origin} choices={choices} onTake={take} />}
          </div>
        )
      })}
    </fieldset>
  )
}

const chosen = (origin: Origin) =>
  origin === null ? undefined : 'column' in origin ? origin.column : 'debit' in origin ? sides : fixed

/** What a choice means; two columns begin with those whose headings say debit and credit, else with the one there was. */
function originFor(next: string | undefined, before: Origin, header: readonly string[]): Origin {
  if (next === undefined) return null
  if (next === fixed) return { constant: '' }
  if (next.startsWith(ofAll)) return { constant: next.slice(ofAll.length) }
  if (next !== sides) return { column: next }
  const named = (words: RegExp) => header.find(name => words.test(name))
  const was = before && 'column' in before ? before.column : (header[0] ?? '')
  return { debit: named(/借方|^debit/i) ?? was, credit: named(/贷方|^credit/i) ?? was }
}

type SidesProps = {
  name: string
  origin: { debit: string; credit: string }
  choices: Choices
  onTake: (origin: Origin) => void
}

/** The two columns of an amount. */
function Sides({ name, origin, choices, onTake }: SidesProps) {
  const { t } = useTranslation()
  return (
    <div className="map-sides">
      {(['debit', 'credit'] as const).map(side => (
        <Select
          key={side}
          aria-label={`${name} · ${t(`import.side.${side}`)}`}
          prefix={t(`import.side.${side}`)}
          value={origin[side]}
          popupMatchSelectWidth={false}
          showSearch={{ optionFilterProp: 'label' }}
          options={[...choices]}
          onChange={column => onTake({ ...origin, [side]: column })}
        />
      ))}
    </div>
  )
}
