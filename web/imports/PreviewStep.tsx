import { useNavigate } from '@tanstack/react-router'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { queries } from '../queries.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { Keys } from '../ui/Keys.tsx'
import { Facts } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { useActions } from '../ui/useActions.ts'
import { startImport } from './actions.ts'
import { type ImportMap, importField, type Kind, originOf, type Preview } from './fields.ts'
import { LayoutChoice } from './LayoutChoice.tsx'
import { MapFields } from './MapFields.tsx'
import { MapMenu } from './MapMenu.tsx'
import { OnlyRows } from './OnlyRows.tsx'
import { Understood } from './Understood.tsx'

type PreviewProps = {
  kind: Kind
  preview: Preview
  busy: boolean
  onMap: (map: ImportMap) => void
  onLayout: (layout: string) => void
  onKind: (kind: Kind) => void
  onForget: () => void
}

/** How the file is understood: what was detected, which column is which field, and the first rows read with it. */
export function PreviewStep({ kind, preview, busy, onMap, onLayout, onKind, onForget }: PreviewProps) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const [starting, setStarting] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const { map } = preview
  const missing = missingOf(preview)
  const start = async (dry_run: boolean) => {
    setStarting(true)
    setError(null)
    try {
      const { import_id } = await ask('startImport', {
        file_id: preview.file_id,
        kind,
        map: JSON.stringify(map),
        dry_run,
      })
      await queries.invalidateQueries({ queryKey: ['listImports'] })
      await navigate({ to: '/imports/$import_id', params: { import_id } })
    } catch (problem) {
      setError(problem)
    }
    setStarting(false)
  }
  useActions([startImport], { ready: !busy && !starting && missing.length === 0, start: () => start(false) })
  return (
    <div style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 16 }} aria-busy={busy}>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
        <strong style={{ flex: '1 1 200px', overflowWrap: 'anywhere' }}>{preview.file_name}</strong>
        <MapMenu kind={kind} map={map} onMap={onMap} />
        <Button onClick={onForget}>{t('import.other_file')}</Button>
      </div>
      <LayoutChoice kind={kind} preview={preview} onLayout={onLayout} onKind={onKind} />
      <Facts
        rows={[
          [t('import.encoding'), preview.encoding],
          [t('import.delimiter'), preview.delimiter === '\t' ? 'Tab' : preview.delimiter],
          [t('import.sheet'), preview.sheet],
          [t('import.header_row'), String(preview.header_row)],
        ]}
      />
      <Reading map={map} onMap={onMap} />
      {kind === 'contracts' && <OnlyRows preview={preview} onMap={onMap} />}
      <MapFields preview={preview} onMap={onMap} />
      <Understood preview={preview} />
      <Problems error={error} />
      {missing.length > 0 && (
        <div className="note">
          {t('import.missing_fields', {
            fields: missing.map(({ field }) => importField(t, key => i18n.exists(key), field)).join(t('access.comma')),
          })}
        </div>
      )}
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        <Button
          type="primary"
          loading={starting}
          disabled={busy || missing.length > 0}
          onClick={() => void start(false)}
        >
          {t('import.start')}
          <span aria-hidden="true">
            <Keys of="mod+enter" />
          </span>
        </Button>
        <Button disabled={busy || starting || missing.length > 0} onClick={() => void start(true)}>
          {t('import.try')}
        </Button>
      </div>
    </div>
  )
}

/** The fields that must come from somewhere and do not yet. */
const missingOf = ({ fields, map }: Preview) =>
  fields.filter(field => field.required && originOf(map, field.field) === null)

/** How days, amounts and numbers are to be read, where the file alone cannot say. */
function Reading({ map, onMap }: { map: ImportMap; onMap: (map: ImportMap) => void }) {
  const { t } = useTranslation()
  return (
    <div className="bar" style={{ margin: 0 }}>
      <ChoiceField
        label={t('import.encoding')}
        value={map.encoding}
        width={130}
        options={(['detect', 'utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const).map(value => ({
          value,
          label: value === 'detect' ? t('import.detect') : value,
        }))}
        onChange={value => onMap({ ...map, encoding: (value ?? 'detect') as ImportMap['encoding'] })}
      />
      <ChoiceField
        label={t('import.day_order')}
        value={map.day_order}
        width={150}
        options={(['detect', 'ymd', 'mdy', 'dmy'] as const).map(value => ({
          value,
          label: value === 'detect' ? t('import.detect') : t(`import.orders.${value}`),
        }))}
        onChange={value => onMap({ ...map, day_order: (value ?? 'detect') as ImportMap['day_order'] })}
      />
      <ChoiceField
        label={t('import.decimal')}
        value={map.decimal}
        width={120}
        options={[
          { value: '.', label: '1,234.50' },
          { value: ',', label: '1.234,50' },
        ]}
        onChange={value => onMap({ ...map, decimal: value === ',' ? ',' : '.' })}
      />
      <Checkbox checked={map.merge_numbers} onChange={event => onMap({ ...map, merge_numbers: event.target.checked })}>
        {t('import.merge_numbers')}
      </Checkbox>
      <Checkbox
        checked={map.create_customers}
        onChange={event => onMap({ ...map, create_customers: event.target.checked })}
      >
        {t('import.create_customers')}
      </Checkbox>
      <Checkbox checked={map.skip_totals} onChange={event => onMap({ ...map, skip_totals: event.target.checked })}>
        {t('import.skip_totals')}
      </Checkbox>
    </div>
  )
}
