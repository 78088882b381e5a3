import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { useDone } from '../ui/useDone.ts'

type Rules = { tolerance_bp: number; unanswered: (typeof unansweredRules)[number] }
const unansweredRules = ['never', 'after_reply', 'always'] as const

/** How far what is ready may lie above what is left of its contract, and when a check may be issued without its answer. */
export function ToleranceDialog({ rules, onClose }: { rules: Rules; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [percent, setPercent] = useState<number | null>(rules.tolerance_bp / 100)
  const [unanswered, setUnanswered] = useState(rules.unanswered)
  return (
    <FormDialog
      title={t('billing.rules')}
      act={t('action.save')}
      ready={percent !== null}
      perform={() =>
        done(
          () => ask('setBillingRules', { tolerance_bp: Math.round((percent ?? 0) * 100), unanswered }),
          t('billing.tolerance_set'),
        )
      }
      onClose={onClose}
    >
      <Field label={t('billing.tolerance_percent')}>
        {id => (
          <NumberBox
            id={id}
            value={percent}
            min={0}
            max={5}
            step={0.01}
            precision={2}
            autoFocus
            onChange={setPercent}
          />
        )}
      </Field>
      <p className="small soft">{t('billing.tolerance_hint')}</p>
      <ChoiceField
        label={t('billing.unanswered')}
        value={unanswered}
        width={360}
        options={unansweredRules.map(value => ({ value, label: t(`billing.unanswered_rules.${value}`) }))}
        onChange={value => setUnanswered(unansweredRules.find(rule => rule === value) ?? 'after_reply')}
      />
    </FormDialog>
  )
}
