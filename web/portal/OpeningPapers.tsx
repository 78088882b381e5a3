import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostPapers, openingPapers } from '../../server/portal/opening-contract.ts'
import { ask } from '../client.ts'
import { queries } from '../queries.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { Problems } from '../ui/problems.tsx'
import type { Opening } from './OpeningPage.tsx'

type PapersProps = { files: Opening['files']; demanded: readonly string[]; token: string }

/** Papers as they are added, each kept at once; until the form is sent they can be taken back. */
export function OpeningPapers({ files, demanded, token }: PapersProps) {
  const { t } = useTranslation()
  const missing = openingPapers.filter(kind => demanded.includes(kind) && !files.some(file => file.kind === kind))
  const [picked, setPicked] = useState<(typeof openingPapers)[number] | null>(null)
  const kind = picked ?? missing[0] ?? 'other'
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const deed = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(null)
    try {
      await work()
      setPicked(null)
      await queries.invalidateQueries({ queryKey: ['lookAtOpening', token] })
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <>
      {missing.length > 0 && (
        <p className="soft small">
          {t('opening_form.wanted', { papers: missing.map(one => t(`document_kinds.${one}`)).join(' · ') })}
        </p>
      )}
      <ul className="plain-list">
        {files.map(file => (
          <li key={file.file_id} className="opening-paper">
            <span>
              {t(`document_kinds.${file.kind}`)} <span className="soft small">{file.name}</span>
            </span>
            <Button
              size="small"
              disabled={busy}
              onClick={() => void deed(() => ask('dropOpeningPaper', { token, file_id: file.file_id }))}
            >
              {t('opening_form.drop_paper')}
            </Button>
          </li>
        ))}
      </ul>
      {files.length < mostPapers && (
        <>
          <ChoiceField
            label={t('columns.kind')}
            value={kind}
            width={240}
            options={openingPapers.map(value => ({ value, label: t(`document_kinds.${value}`) }))}
            onChange={value => setPicked(openingPapers.find(one => one === value) ?? null)}
          />
          <FileDrop
            accept="application/pdf,image/png,image/jpeg,image/webp"
            hint={t('opening_form.paper_hint')}
            busy={busy}
            onFile={file => void deed(() => ask('addOpeningPaper', { token, kind, file }))}
          />
        </>
      )}
      <Problems error={error} />
    </>
  )
}
