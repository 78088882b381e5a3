import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../ui/Field.tsx'
import type { ImportMap, Preview } from './fields.ts'

/** Which rows count, by what stands in one column: of deals those that are won. */
export function OnlyRows({ preview, onMap }: { preview: Preview; onMap: (map: ImportMap) => void }) {
  const { t } = useTranslation()
  const { map, header, sample } = preview
  const [only] = map.only
  const at = only ? header.indexOf(only.column) : -1
  const said = [...new Set(sample.flatMap(({ cells }) => cells[at] || []))]
  const columns = header.map((name, place) => ({ value: name || `#${place + 1}`, label: name || `#${place + 1}` }))
  return (
    <div className="only-rows">
      <Field label={t('import.only')}>
        {id => (
          <Select
            id={id}
            value={only?.column}
            allowClear
            placeholder={t('import.every_row')}
            options={columns}
            popupMatchSelectWidth={false}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(column?: string) =>
              onMap({ ...map, only: column ? [{ column, values: valuesIn(preview, column) }] : [] })
            }
          />
        )}
      </Field>
      {only && (
        <Field label={t('import.only_values')}>
          {id => (
            <Select
              id={id}
              mode="tags"
              value={only.values}
              options={said.map(value => ({ value, label: value }))}
              onChange={(values: string[]) => onMap({ ...map, only: values.length > 0 ? [{ ...only, values }] : [] })}
            />
          )}
        </Field>
      )}
    </div>
  )
}

/** What stands in a column of the first rows: what does not count is then taken out. */
function valuesIn({ header, sample }: Preview, column: string): string[] {
  const at = /^#\d+$/.test(column) ? Number(column.slice(1)) - 1 : header.indexOf(column)
  const values = [...new Set(sample.flatMap(({ cells }) => cells[at] || []))]
  return values.length > 0 ? values : ['']
}
