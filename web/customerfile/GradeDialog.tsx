import { Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { grades } from '../../server/customers/file-names-contract.ts'
import { ask } from '../client.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'

type GradeDialogProps = { customers: readonly { customer_id: string; name: string }[]; onClose: () => void }

/** Sets one grade for customers, with the reason that stays with it. */
export function GradeDialog({ customers, onClose }: GradeDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [grade, setGrade] = useState<(typeof grades)[number]>('B')
  const [reason, setReason] = useState('')
  const names = customers.slice(0, 5).map(customer => customer.name)
  const perform = () =>
    done(
      () =>
        ask(
          'setGrades',
          customers.map(({ customer_id }) => ({ customer_id, grade, reason: reason.trim() })),
        ),
      t('grades.set_done'),
    )
  return (
    <FormDialog
      title={t('grades.set')}
      act={t('grades.set')}
      ready={reason.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <p className="meant">
        <strong>{names.join(', ')}</strong>
        {customers.length > names.length && ` ${t('deeds.and_more', { count: customers.length - names.length })}`}
      </p>
      <Field label={t('columns.grade')}>
        {id => <Segmented id={id} value={grade} options={[...grades]} onChange={setGrade} />}
      </Field>
      <TextArea label={t('field.reason')} value={reason} focus onChange={setReason} />
    </FormDialog>
  )
}
