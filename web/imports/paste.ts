import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../session.ts'
import type { Kind } from './fields.ts'
import { readPaste } from './read-paste.ts'

/** What was pasted on another page, until the page of imports has taken it. */
let waiting: File | null = null

/** Takes what was pasted elsewhere, once. */
export function takePasted(): File | null {
  const file = waiting
  waiting = null
  return file
}

/** Hears of rows pasted anywhere on the page but in a field, as a file. */
export function usePasted(onFile: ((file: File) => void) | null): void {
  const { t } = useTranslation()
  useEffect(() => {
    if (!onFile) return
    const paste = (event: ClipboardEvent) => {
      const target = event.target as HTMLElement
      if (
        target.closest('input, textarea, [contenteditable]') ||
        document.querySelector('.ant-modal-wrap, .ant-drawer-open')
      )
        return
      const text = readPaste(event.clipboardData?.getData('text/plain') ?? '')
      if (!text) return
      event.preventDefault()
      onFile(new File([text], `${t('import.pasted')}.tsv`, { type: 'text/tab-separated-values' }))
    }
    document.addEventListener('paste', paste)
    return () => document.removeEventListener('paste', paste)
  }, [onFile, t])
}

/** Rows pasted on a list become an import of that kind: looked at first, refused row by row, undone as a whole. */
export function usePasteRows(kind: Kind): void {
  const navigate = useNavigate()
  const may = useMay()
  const toImport = (file: File) => {
    waiting = file
    void navigate({ to: '/imports', search: { kind } as never })
  }
  usePasted(may('import.run') ? toImport : null)
}
