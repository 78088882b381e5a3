import { Button, Dropdown, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '../lists.ts'
import type { Kind, Preview } from './fields.ts'
import { saveText } from './save-text.ts'

/** What a layout is called: the system and what it brings. */
function useLayoutName() {
  const { t, i18n } = useTranslation()
  return (row: { layout: string; vendor: string; kind: Kind }) =>
    i18n.exists(`import.layouts.${row.layout}`)
      ? t(`import.layouts.${row.layout}`)
      : `${t(`import.vendors.${row.vendor}`)} – ${t(`import.kinds.${row.kind}`)}`
}

type LayoutProps = {
  kind: Kind
  preview: Preview
  onLayout: (layout: string) => void
  onKind: (kind: Kind) => void
}

/** Which system's layout was recognised, the others to choose from, and what else the file could be. */
export function LayoutChoice({ kind, preview, onLayout, onKind }: LayoutProps) {
  const { t } = useTranslation()
  const named = useLayoutName()
  const all = useAnswer('listLayouts', {}).data?.rows ?? []
  const found = all.find(row => row.layout === preview.map.layout)
  const other = all.find(row => row.layout === preview.looks_like?.layout)
  const choices = all.filter(row => row.kind === kind).map(row => ({ value: row.layout, label: named(row) }))
  if (choices.length === 0 && !other) return null
  return (
    <div className="layout-found">
      {found && <span className="well">{t('import.recognised', { layout: named(found) })}</span>}
      {!found && other && (
        <>
          <span>{t('import.looks_like', { layout: named(other) })}</span>
          <Button size="small" onClick={() => onKind(other.kind)}>
            {t('import.take_as', { kind: t(`import.kinds.${other.kind}`) })}
          </Button>
        </>
      )}
      {choices.length > 0 && (
        <Select
          aria-label={t('import.layout')}
          value={found?.layout ?? 'none'}
          options={[{ value: 'none', label: t('import.no_layout') }, ...choices]}
          popupMatchSelectWidth={false}
          onChange={onLayout}
        />
      )}
    </div>
  )
}

/** Sample files of the layouts of a kind, to save. */
export function LayoutSamples({ kind }: { kind: Kind }) {
  const { t } = useTranslation()
  const named = useLayoutName()
  const rows = useAnswer('listLayouts', { kind }).data?.rows ?? []
  if (rows.length === 0) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: rows.map(row => ({ key: row.layout, label: named(row) })),
        onClick: ({ key }) => {
          const row = rows.find(one => one.layout === key)
          if (row) saveText(`${row.layout}.csv`, row.sample, 'text/csv;charset=utf-8')
        },
      }}
    >
      <Button>{t('import.samples')}</Button>
    </Dropdown>
  )
}
