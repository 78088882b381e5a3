import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { documentKinds, fileFacts, grades } from '../../server/customers/file-names-contract.ts'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { ManyField } from '../ui/Field.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { MoneyRule, NumberRule } from './RuleFields.tsx'
import { TreatmentForm } from './TreatmentForm.tsx'
import { ExportButton } from '../reports/ExportButton.tsx'

type Rules = Answer<'readFileRules'>

/** The rules of customers' files: what they must hold, how customers are graded, and what a grade means. */
export function RulesPage() {
  const { t } = useTranslation()
  const asked = useAnswer('readFileRules', {})
  return (
    <Page
      title={t('nav.customer_rules')}
      sub={t('customer_rules.sub')}
      actions={<ExportButton report="customer_rules" params={{}} />}
    >
      <Wait for={asked}>{rules => <Form key={JSON.stringify(rules)} rules={rules} />}</Wait>
    </Page>
  )
}

/** Thresholds of the sides of a grade: for A, and for B. */
const bounds = [
  ['share_a_bp', 'share_b_bp'],
  ['invoices_a', 'invoices_b'],
  ['late_a_days', 'late_b_days'],
  ['overdue_a_bp', 'overdue_b_bp'],
  ['points_a', 'points_b'],
] as const
const weights = ['weight_importance', 'weight_frequency', 'weight_credit'] as const

function Form({ rules }: { rules: Rules }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [changed, setChanged] = useState<Partial<Rules>>({})
  const [error, setError] = useState<unknown>(null)
  const shown = { ...rules, ...changed }
  const fixed = !may('customer_rules.manage')
  const change = (part: Partial<Rules>) => setChanged({ ...changed, ...part })
  const grading = (part: Partial<Rules['grading']>) => change({ grading: { ...shown.grading, ...part } })
  const save = () => {
    setError(null)
    void done(() => ask('changeFileRules', changed), t('customer_rules.saved')).catch(setError)
  }
  return (
    <>
      <Section title={t('customer_rules.file')}>
        <div className="fields-beside">
          <NumberRule
            label={t('customer_rules.account_wait_hours')}
            {...{ fixed, value: shown.account_wait_hours, max: 720 }}
            onChange={account_wait_hours => change({ account_wait_hours })}
          />
          <NumberRule
            label={t('customer_rules.expiry_days')}
            {...{ fixed, value: shown.expiry_days, min: 1, max: 365 }}
            onChange={expiry_days => change({ expiry_days })}
          />
          <NumberRule
            label={t('customer_rules.review_months')}
            {...{ fixed, value: shown.review_months, max: 120 }}
            onChange={review_months => change({ review_months })}
          />
        </div>
      </Section>
      <Section title={t('nav.onboardings')}>
        <div className="fields-beside">
          <NumberRule
            label={t('customer_rules.onboarding_days')}
            {...{ fixed, value: shown.onboarding_days, min: 1, max: 365 }}
            onChange={onboarding_days => change({ onboarding_days })}
          />
          {(['company', 'person', 'public_body'] as const).map(kind => (
            <ManyField
              key={kind}
              label={t('customer_rules.documents_of', { kind: t(`customer_kinds.${kind}`) })}
              value={shown.onboarding_documents[kind]}
              width={260}
              options={documentKinds.map(value => ({ value, label: t(`document_kinds.${value}`) }))}
              onChange={kinds => {
                const papers = documentKinds.filter(value => kinds.includes(value))
                change({ onboarding_documents: { ...shown.onboarding_documents, [kind]: papers } })
              }}
            />
          ))}
        </div>
      </Section>
      <Section title={t('customer_rules.completeness')}>
        <p className="soft" style={{ marginBottom: 10 }}>
          {t('customer_rules.completeness_hint')}
        </p>
        <div className="fields-beside">
          {fileFacts.map(fact => (
            <NumberRule
              key={fact}
              label={t(`file_facts.${fact}`)}
              {...{ fixed, value: shown.weights[fact], max: 100 }}
              onChange={weight => change({ weights: { ...shown.weights, [fact]: weight } })}
            />
          ))}
        </div>
      </Section>
      <Section title={t('customer_rules.grading')}>
        <p className="soft" style={{ marginBottom: 10 }}>
          {t('customer_rules.grading_hint')}
        </p>
        <div className="fields-beside">
          {weights.map(name => (
            <NumberRule
              key={name}
              label={t(`customer_rules.${name}`)}
              {...{ fixed, value: shown.grading[name], max: 100 }}
              onChange={value => grading({ [name]: value })}
            />
          ))}
        </div>
        <div className="fields-beside" style={{ marginTop: 12 }}>
          {(['billed_a_minor', 'billed_b_minor'] as const).map(name => (
            <MoneyRule
              key={name}
              label={t(`customer_rules.${name}`)}
              fixed={fixed}
              value={shown.grading[name]}
              onChange={minor => minor !== null && grading({ [name]: minor })}
            />
          ))}
        </div>
        {bounds.map(pair => (
          <div key={pair[0]} className="fields-beside" style={{ marginTop: 12 }}>
            {pair.map(name => (
              <NumberRule
                key={name}
                label={t(`customer_rules.${name}`)}
                hundredths={name.endsWith('_bp')}
                {...{ fixed, value: shown.grading[name], max: name.endsWith('_bp') ? 10_000 : 100_000 }}
                onChange={value => grading({ [name]: value })}
              />
            ))}
          </div>
        ))}
      </Section>
      {grades.map(grade => (
        <Section key={grade} title={t('customer_rules.treatment', { grade })}>
          <TreatmentForm
            treatment={shown.treatments[grade]}
            fixed={fixed}
            onChange={part =>
              change({ treatments: { ...shown.treatments, [grade]: { ...shown.treatments[grade], ...part } } })
            }
          />
        </Section>
      ))}
      <Problems error={error} />
      {!fixed && (
        <p style={{ marginTop: 20 }}>
          <Button type="primary" disabled={Object.keys(changed).length === 0} onClick={save}>
            {t('action.save')}
          </Button>
        </p>
      )}
    </>
  )
}
