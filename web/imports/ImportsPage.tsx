import { Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Row } from '../client.ts'
import { useList } from '../lists.ts'
import { useMay } from '../session.ts'
import { DataTable } from '../ui/DataTable.tsx'
import { Field } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { Count, Moment } from '../ui/Money.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { one, useUrl } from '../ui/url.ts'
import { type ImportMap, type Kind, kinds, type Preview } from './fields.ts'
import { ImportState } from './ImportState.tsx'
import { LayoutSamples } from './LayoutChoice.tsx'
import { takePasted, usePasted } from './paste.ts'
import { PreviewStep } from './PreviewStep.tsx'

/** A file that comes, or one that was looked at before and is kept by the server. */
type Source = { file: File } | { file_id: string }

/**
 * Bring a file in: drop or paste it, see how it is understood, start; below, what was brought in before. The file one is
 * looking at stands in the address, so that the step is there again after a reload.
 */
export function ImportsPage() {
  const { t } = useTranslation()
  const may = useMay()
  const [url, change] = useUrl()
  const kind = kinds.find(one_ => one_ === one(url.kind)) ?? 'invoices'
  const [preview, setPreview] = useState<Preview | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const look = async (source: Source, as: Kind, by: { map?: ImportMap; layout?: string } = {}) => {
    setBusy(true)
    setError(null)
    try {
      const { layout, map } = by
      const how = map ? { map: JSON.stringify(map) } : layout ? { layout } : {}
      const found = await ask('previewImport', { ...source, kind: as, ...how })
      setPreview(found)
      change({ kind: as, file: found.file_id }, { replace: true })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  usePasted(may('import.run') ? file => void look({ file }, kind) : null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what waits is taken once, when the page opens
  useEffect(() => {
    const pasted = takePasted()
    const kept = one(url.file)
    if (pasted) void look({ file: pasted }, kind)
    else if (kept && may('import.run')) void look({ file_id: kept }, kind)
  }, [])
  const forget = () => {
    change({ file: undefined }, { replace: true })
    setPreview(null)
    setError(null)
  }
  return (
    <Page title={t('nav.imports')} sub={t('import.sub')}>
      {may('import.run') && (
        <>
          <div className="bar">
            <Field label={t('import.kind')}>
              {id => (
                <Segmented
                  id={id}
                  value={kind}
                  options={kinds.map(value => ({ value, label: t(`import.kinds.${value}`) }))}
                  onChange={value => {
                    change({ kind: value })
                    if (preview) void look({ file_id: preview.file_id }, value)
                  }}
                  style={{ maxWidth: '100%', overflowX: 'auto' }}
                />
              )}
            </Field>
            <p className="small soft" style={{ flexBasis: '100%' }}>
              {t(`import.about.${kind}`)}
            </p>
          </div>
          {preview ? (
            <PreviewStep
              kind={kind}
              preview={preview}
              busy={busy}
              onMap={map => void look({ file_id: preview.file_id }, kind, { map })}
              onLayout={layout => void look({ file_id: preview.file_id }, kind, { layout })}
              onKind={other => void look({ file_id: preview.file_id }, other)}
              onForget={forget}
            />
          ) : (
            <>
              <FileDrop
                accept=".csv,.txt,.tsv,.xlsx,.xls,.wps,.et"
                hint={t('import.accepts')}
                busy={busy}
                onFile={file => void look({ file }, kind)}
              />
              <div style={{ marginTop: 10 }}>
                <LayoutSamples kind={kind} />
              </div>
            </>
          )}
          <div style={{ marginTop: 10 }}>
            <Problems error={error} />
          </div>
        </>
      )}
      <Section title={t('import.before')}>
        <Before />
      </Section>
    </Page>
  )
}

function Before() {
  const { t } = useTranslation()
  const list = useList('listImports', {})
  return (
    <DataTable<Row<'listImports'>>
      label={t('import.before')}
      columns={[
        { key: 'file', title: t('import.file'), cell: row => row.file_name, width: 280, card: 'head' },
        { key: 'kind', title: t('import.kind'), cell: row => t(`import.kinds.${row.kind}`), width: 120 },
        { key: 'state', title: t('columns.state'), cell: row => <ImportState row={row} />, width: 130, card: 'figure' },
        { key: 'ok', title: t('import.ok'), cell: row => <Count of={row.rows_ok} />, right: true, width: 100 },
        { key: 'known', title: t('import.known'), cell: row => <Count of={row.rows_known} />, right: true, width: 100 },
        {
          key: 'refused',
          title: t('import.refused'),
          cell: row => (
            <span className={String(row.rows_refused) === '0' ? 'faint' : 'wrong'}>
              <Count of={row.rows_refused} />
            </span>
          ),
          right: true,
          width: 100,
        },
        { key: 'at', title: t('import.started_at'), cell: row => <Moment at={row.created_at} />, width: 160 },
      ]}
      {...list.table}
      rowKey={row => row.import_id}
      leadsTo={row => ({ to: '/imports/$import_id', params: { import_id: row.import_id } })}
      empty={{ title: t('import.never'), hint: t('import.never_hint') }}
    />
  )
}
