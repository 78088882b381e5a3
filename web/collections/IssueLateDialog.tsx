import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, type Question } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMe } from '../session.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

/** What a charge or a waiver is of. */
export type Chosen = Omit<Question<'waiveLateCharges'>, 'reason'>

/** Issues what is ticked as one charge. */
export function IssueLateDialog({ chosen, onClose }: { chosen: Chosen; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const done = useDone()
  const taxes = useAnswer('listTaxCodes', {}).data?.rows ?? []
  const [issued_on, setIssued] = useState(me.today)
  const [due_on, setDue] = useState(me.today)
  const [tax_code, setTax] = useState('NOTAX')
  const [note, setNote] = useState('')
  const names = new Map(taxes.map(tax => [tax.code, language === 'zh' ? tax.name : tax.name_en]))
  return (
    <FormDialog
      title={t('late.issue')}
      act={t('late.issue_act')}
      perform={() =>
        done(
          () =>
            ask('issueLateCharges', {
              ...chosen,
              issued_on,
              due_on,
              tax_code,
              ...(note.trim() ? { note: note.trim() } : {}),
            }),
          t('late.issued'),
        )
      }
      onClose={onClose}
    >
      <p>
        {t('late.sum_of', { count: chosen.item_ids.length })}{' '}
        <strong>
          <Money minor={String(chosen.amount_minor)} currency={chosen.currency} code />
        </strong>
      </p>
      <div className="fields-beside">
        <DayField label={t('columns.issued_on')} value={issued_on} onChange={day => day && setIssued(day)} />
        <DayField label={t('columns.due_on')} value={due_on} onChange={day => day && setDue(day)} />
        <ChoiceField
          label={t('columns.tax_code')}
          value={tax_code}
          width={220}
          options={[...names].map(([value, label]) => ({ value, label }))}
          onChange={code => code && setTax(code)}
        />
      </div>
      <p className="small soft">{t('late.tax_hint')}</p>
      <TextArea label={t('columns.note')} value={note} onChange={setNote} />
    </FormDialog>
  )
}
