import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { FileDrop } from '../ui/FileDrop.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Odd = Answer<'addTaxInvoices'>['rows'][number]

/** Brings issued tax invoices back: one file, or a ZIP of many. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [file, setFile] = useState<File | null>(null)
  const [odd, setOdd] = useState<Odd[]>([])
  return (
    <FormDialog
      title={t('tax_documents.add')}
      act={t('tax_documents.add')}
      ready={file !== null}
      perform={async () => {
        let odd: Odd[] = []
        await done(async () => {
          const { rows } = await ask('addTaxInvoices', { file })
          odd = rows.filter(row => row.warnings.length > 0)
        }, t('tax_documents.added'))
        setOdd(odd)
        // What looks odd stays in sight until it is read.
        return odd.length === 0
      }}
      onClose={onClose}
    >
      {odd.length > 0 && (
        <ul className="plain-list" role="alert">
          {odd.map(row => (
            <li key={row.tax_invoice_id}>
              <span className="doc">{row.number}</span>:{' '}
              {row.warnings.map(warning => t(`tax_documents.warnings.${warning}`)).join(t('tax_documents.and'))}
            </li>
          ))}
        </ul>
      )}
      <FileDrop accept=".xml,.ofd,.pdf,.zip" hint={file ? file.name : t('tax_documents.file_hint')} onFile={setFile} />
    </FormDialog>
  )
}
