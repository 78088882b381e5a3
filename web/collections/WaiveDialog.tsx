import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Chosen } from './IssueLateDialog.tsx'

/** Waives what is ticked, with the reason a second person reads. */
export function WaiveDialog({ chosen, onClose }: { chosen: Chosen; onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [reason, setReason] = useState('')
  return (
    <FormDialog
      title={t('late.waive')}
      act={t('late.waive_act')}
      ready={reason.trim() !== ''}
      perform={() => done(() => ask('waiveLateCharges', { ...chosen, reason: reason.trim() }), t('late.waived'))}
      onClose={onClose}
    >
      <p>
        {t('late.sum_of', { count: chosen.item_ids.length })}{' '}
        <strong>
          <Money minor={String(chosen.amount_minor)} currency={chosen.currency} code />
        </strong>
      </p>
      <p className="soft">{t('late.waive_hint')}</p>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
