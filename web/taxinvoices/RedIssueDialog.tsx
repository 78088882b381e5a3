import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Enters by hand the red tax invoice of a confirmation. */
export function RedIssueDialog({
  confirmation,
  onClose,
}: {
  confirmation: Answer<'readRedConfirmation'>
  onClose: () => void
}) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { confirmation_id, version, blue_kind } = confirmation
  const paper = blue_kind === 'paper_special' || blue_kind === 'paper_ordinary'
  const [number, setNumber] = useState('')
  const [code, setCode] = useState('')
  const [issued_on, setDay] = useState(me.today)
  return (
    <FormDialog
      title={`${t('red.issue')} · ${confirmation.number}`}
      act={t('red.issue_act')}
      ready={number.trim() !== '' && (!paper || code.trim() !== '')}
      perform={() =>
        done(
          () =>
            ask('issueRedInvoice', {
              confirmation_id,
              version,
              number: number.trim(),
              issued_on,
              ...(paper ? { code: code.trim() } : {}),
            }),
          t('red.issued'),
        )
      }
      onClose={onClose}
    >
      <p className="soft">{t('red.issue_hint')}</p>
      <div className="fields-beside">
        {paper && <TextLine label={t('tax_documents.code')} value={code} max={12} onChange={setCode} />}
        <TextLine label={t('tax_documents.number')} value={number} max={30} focus onChange={setNumber} />
        <DayField label={t('tax_documents.issued_on')} value={issued_on} onChange={day => day && setDay(day)} />
      </div>
    </FormDialog>
  )
}
