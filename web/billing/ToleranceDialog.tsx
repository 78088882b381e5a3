import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { NumberBox } from '../ui/NumberBox.tsx'
import { useDone } from '../ui/useDone.ts'

/** How far what is ready may lie above what is left of its contract and be cut to it. */
export function ToleranceDialog({ tolerance_bp, onClose }: { tolerance_bp: number; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [percent, setPercent] = useState<number | null>(tolerance_bp / 100)
  return (
    <FormDialog
      title={t('billing.tolerance')}
      act={t('action.save')}
      ready={percent !== null}
      perform={() =>
        done(
          () => ask('setBillingRules', { tolerance_bp: Math.round((percent ?? 0) * 100) }),
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
    </FormDialog>
  )
}
