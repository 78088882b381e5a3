import { useTranslation } from 'react-i18next'
import { documentKinds } from '../../server/customers/file-names-contract.ts'
import type { Answer } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { ChoiceField, Field, ManyField } from '../ui/Field.tsx'
import { MoneyRule, NumberRule } from './RuleFields.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'

type Treatment = Answer<'readFileRules'>['treatments']['A']
type TreatmentFormProps = { treatment: Treatment; fixed: boolean; onChange: (part: Partial<Treatment>) => void }

/** How strictly customers of one grade are dealt with. */
export function TreatmentForm({ treatment, fixed, onChange }: TreatmentFormProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  return (
    <fieldset className="fields-beside steps" disabled={fixed} style={{ display: 'flex', gap: 12 }}>
      <ChoiceField
        label={t('customer_rules.terms_code')}
        value={treatment.terms_code ?? undefined}
        clearable
        width={200}
        options={terms
          .filter(row => !row.archived)
          .map(row => ({ value: row.code, label: language === 'zh' ? row.name : row.name_en }))}
        onChange={code => onChange({ terms_code: code ?? null })}
      />
      <Field label={t('customer_rules.max_days')}>
        {id => (
          <NumberBox
            id={id}
            min={0}
            max={3650}
            precision={0}
            disabled={fixed}
            value={treatment.max_days}
            onChange={max_days => onChange({ max_days })}
          />
        )}
      </Field>
      <NumberRule
        label={t('customer_rules.prepay_percent')}
        {...{ fixed, value: treatment.prepay_percent, max: 100 }}
        onChange={prepay_percent => onChange({ prepay_percent })}
      />
      <MoneyRule
        label={t('customer_rules.limit_approval_minor')}
        fixed={fixed}
        value={treatment.limit_approval_minor}
        onChange={limit_approval_minor => onChange({ limit_approval_minor })}
      />
      <NumberRule
        label={t('customer_rules.treated_review_months')}
        {...{ fixed, value: treatment.review_months, max: 120 }}
        onChange={review_months => onChange({ review_months })}
      />
      <ManyField
        label={t('customer_rules.documents')}
        value={treatment.documents}
        width={260}
        options={documentKinds.map(kind => ({ value: kind, label: t(`document_kinds.${kind}`) }))}
        onChange={kinds => onChange({ documents: documentKinds.filter(kind => kinds.includes(kind)) })}
      />
    </fieldset>
  )
}
