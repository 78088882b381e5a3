import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OfferRules } from '../../server/policy/offers-contract.ts'
import { ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { useDone } from '../ui/useDone.ts'
import { ExportButton } from '../reports/ExportButton.tsx'

/** When what is offered to whom. */
export function OfferRulesDialog({ onClose }: { onClose: () => void }) {
  const asked = useAnswer('readOfferRules', {})
  return asked.data ? <Form rules={asked.data} onClose={onClose} /> : null
}

const counts = [
  ['min_invoices', 1000, 1],
  ['late_from_days', 365, 1],
  ['weak_days', 365, 1],
  ['limit_more_percent', 100, 1],
  ['prompt_bp', 100, 100],
  ['limit_used_bp', 100, 100],
  ['weak_bp', 100, 100],
] as const
const named = ['discount_terms', 'longer_terms', 'weak_terms'] as const

function Form({ rules: before, onClose }: { rules: OfferRules; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const language = useLanguage()
  const currency = useBaseCurrency()
  const terms = useAnswer('listTerms', {}).data?.rows ?? []
  const [rules, setRules] = useState(before)
  const put = (part: Partial<OfferRules>) => setRules({ ...rules, ...part })
  return (
    <FormDialog
      title={t('terms_offers.rules')}
      act={t('action.save')}
      width={640}
      ready={rules.big_minor !== ''}
      perform={() => done(() => ask('changeOfferRules', rules), t('terms_offers.rules_saved'))}
      onClose={onClose}
    >
      <div>
        <ExportButton report="offer_rules" quiet params={{}} />
      </div>
      <div className="fields-beside">
        <Field label={t('terms_offers.rule.capital_percent')}>
          {id => (
            <NumberBox<string>
              id={id}
              stringMode
              min="0"
              max="100"
              step="0.1"
              value={rules.capital_percent}
              onChange={value => put({ capital_percent: value || '0' })}
            />
          )}
        </Field>
        <Field label={`${t('terms_offers.rule.big_minor')} (${currency})`}>
          {id => (
            <AmountField
              id={id}
              currency={currency}
              value={rules.big_minor}
              onChange={big_minor => put({ big_minor })}
            />
          )}
        </Field>
      </div>
      <div className="opening-two">
        {counts.map(([field, most, parts]) => (
          <Field key={field} label={t(`terms_offers.rule.${field}`)}>
            {id => (
              <NumberBox
                id={id}
                min={0}
                max={most}
                precision={0}
                value={rules[field] / parts}
                onChange={value => value !== null && put({ [field]: value * parts })}
              />
            )}
          </Field>
        ))}
      </div>
      {named.map(field => (
        <ChoiceField
          key={field}
          label={t(`terms_offers.rule.${field}`)}
          value={rules[field]}
          width={340}
          options={terms
            .filter(row => !row.archived)
            .map(row => ({ value: row.code, label: language === 'en' ? row.name_en : row.name }))}
          onChange={code => code && put({ [field]: code })}
        />
      ))}
    </FormDialog>
  )
}
