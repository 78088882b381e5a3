import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Brings issued tax invoices back: one file, or a ZIP of many. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [file, setFile] = useState<File | null>(null)
  return (
    <FormDialog
      title={t('tax_documents.add')}
      act={t('tax_documents.add')}
      ready={file !== null}
      perform={() => done(() => ask('addTaxInvoices', { file }), t('tax_documents.added'))}
      onClose={onClose}
    >
      <FileDrop accept=".xml,.ofd,.pdf,.zip" hint={file ? file.name : t('tax_documents.file_hint')} onFile={setFile} />
    </FormDialog>
  )
}
