import { Button, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fileType } from '../../server/kernel/file-signs.ts'
import { type Content, keepContent } from '../client.ts'
import { useLanguage } from '../preferences.ts'
import { sizeText } from './figures.ts'
import type { Fetch } from './look-at.ts'
import { Problems } from './problems.tsx'
import { Loading } from './states.tsx'

type Seen = Content & { url: string | null; mime: string | null }

/**
 * The type as which a file may be shown, by the bytes it begins with, whatever it is called: a picture that cannot hold a program, or
 * a PDF where the browser has a viewer of its own. Null for anything else, pages and drawings with scripts among it.
 */
async function shownAs(blob: Blob): Promise<string | null> {
  const mime = fileType(new Uint8Array(await blob.slice(0, 16).arrayBuffer()))
  return mime === 'application/pdf' && !navigator.pdfViewerEnabled ? null : mime
}

/** A file over the page: pictures and PDFs are shown, of others one reads type and size; every one can be taken. */
export function FileLook({ name, fetch, onClose }: { name: string; fetch: Fetch; onClose: () => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [seen, setSeen] = useState<Seen | null>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    let made: string | null = null
    let over = false
    const fetched = async () => {
      const content = await fetch()
      const mime = await shownAs(content.blob)
      if (over) return
      // The type is ours: whatever the file says it is, it is shown as a picture or a PDF and never as a page.
      made = mime && URL.createObjectURL(new Blob([content.blob], { type: mime }))
      setSeen({ ...content, url: made, mime })
    }
    fetched().catch(problem => {
      if (!over) setError(problem)
    })
    return () => {
      over = true
      if (made) URL.revokeObjectURL(made)
    }
  }, [fetch])
  const kind = /\.([^.]{1,10})$/.exec(seen?.name ?? name)?.[1]?.toUpperCase()
  return (
    <Modal
      open
      width={900}
      title={name}
      onCancel={onClose}
      footer={
        <>
          {seen && <span className="small soft file-look-size">{sizeText(seen.blob.size, language)}</span>}
          <Button onClick={onClose}>{t('action.close')}</Button>
          <Button type="primary" disabled={!seen} onClick={() => seen && keepContent(seen)}>
            {t('file.take')}
          </Button>
        </>
      }
    >
      <Problems error={error} />
      {!seen && !error && <Loading />}
      {seen?.url && seen.mime?.startsWith('image/') && <img className="file-look" src={seen.url} alt={name} />}
      {seen?.url && seen.mime === 'application/pdf' && (
        <iframe className="file-look paper" src={seen.url} title={name} referrerPolicy="no-referrer" />
      )}
      {seen && !seen.url && (
        <p className="file-look-other">
          {kind && <span className="tag">{kind}</span>} {t('file.not_shown')}
        </p>
      )}
    </Modal>
  )
}
