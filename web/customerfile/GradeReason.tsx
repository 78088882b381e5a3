import { useTranslation } from 'react-i18next'
import { problemsOf } from '../ui/problems.tsx'
import { TextArea } from '../ui/TextArea.tsx'

const codes = ['customer_documents_missing', 'contract_prepayment_short', 'terms_above_grade']

type GradeReasonProps = { error: unknown; value: string; onChange: (reason: string) => void }

/** Asks why a document departs from how the customer's grade is dealt with, once that was refused. */
export function GradeReason({ error, value, onChange }: GradeReasonProps) {
  const { t } = useTranslation()
  const refused = Boolean(error) && problemsOf(error).some(problem => codes.includes(problem.code))
  if (!refused && value === '') return null
  return <TextArea label={t('grades.reason')} value={value} onChange={onChange} />
}
