import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { payerRules } from '../../server/receipts/letter-names-contract.ts'
import { MoneyRule, NumberRule } from '../customerfile/RuleFields.tsx'
import { useAnswer } from '../lists.ts'
import { useMay } from '../session.ts'
import { ColleaguePicker } from '../tasks/ColleaguePicker.tsx'
import { ChoiceField } from '../ui/Field.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { Problems } from '../ui/problems.tsx'
import { Wait } from '../ui/states.tsx'
import { useDone } from '../ui/useDone.ts'
import { ExportButton } from '../reports/ExportButton.tsx'

type Rules = Answer<'readReceiptRules'>

/** The rules of receipts: what another person confirms. */
export function ReceiptRulesPage() {
  const { t } = useTranslation()
  const asked = useAnswer('readReceiptRules', {})
  return (
    <Page
      title={t('nav.receipt_rules')}
      sub={t('receipt_rules.sub')}
      actions={<ExportButton report="receipt_rules" params={{}} />}
    >
      <Wait for={asked}>{rules => <Form key={JSON.stringify(rules)} rules={rules} />}</Wait>
    </Page>
  )
}

const gradesAndNone = ['A', 'B', 'C', 'none'] as const

function Form({ rules }: { rules: Rules }) {
  const { t } = useTranslation()
  const may = useMay()
  const done = useDone()
  const [changed, setChanged] = useState<Partial<Rules>>({})
  const [error, setError] = useState<unknown>(null)
  const shown = { ...rules, ...changed }
  const fixed = !may('receipt_rules.manage')
  const save = () => {
    setError(null)
    void done(() => ask('changeReceiptRules', changed), t('receipt_rules.saved')).catch(setError)
  }
  return (
    <>
      <Section title={t('receipt_rules.confirm')}>
        <p className="soft" style={{ marginBottom: 10 }}>
          {t('receipt_rules.confirm_hint')}
        </p>
        <div className="fields-beside">
          {gradesAndNone.map(grade => (
            <MoneyRule
              key={grade}
              label={grade === 'none' ? t('receipt_rules.no_grade') : t('receipt_rules.of_grade', { grade })}
              fixed={fixed}
              value={shown.confirm_from_minor[grade]}
              onChange={minor =>
                setChanged({ ...changed, confirm_from_minor: { ...shown.confirm_from_minor, [grade]: minor } })
              }
            />
          ))}
        </div>
      </Section>
      <Section title={t('receipt_rules.third_party')}>
        <p className="soft" style={{ marginBottom: 10 }}>
          {t('receipt_rules.third_party_hint')}
        </p>
        <ChoiceField
          label={t('receipt_rules.third_party_label')}
          value={shown.third_party}
          width={360}
          options={payerRules
            .filter(value => !fixed || value === shown.third_party)
            .map(value => ({ value, label: t(`receipt_rules.payers.${value}`) }))}
          onChange={value => value && setChanged({ ...changed, third_party: value as Rules['third_party'] })}
        />
        <p className="soft small" style={{ marginTop: 10 }}>
          {t('letters.tax_note')}
        </p>
      </Section>
      <Section title={t('nav.posting_times')}>
        <div className="fields-beside">
          <NumberRule
            label={t('receipt_rules.post_within_days')}
            {...{ fixed, value: shown.post_within_days, max: 30 }}
            onChange={post_within_days => setChanged({ ...changed, post_within_days })}
          />
          {!fixed && (
            <ColleaguePicker
              label={t('receipt_rules.post_owner')}
              value={shown.post_owner_id ?? undefined}
              onChange={post_owner_id => setChanged({ ...changed, post_owner_id: post_owner_id ?? null })}
              clearable
              meant="task"
              placeholder={t('receipt_rules.who_recorded')}
            />
          )}
        </div>
      </Section>
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
