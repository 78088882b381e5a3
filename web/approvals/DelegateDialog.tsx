import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { ColleaguePicker } from '../tasks/ColleaguePicker.tsx'
import { DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

/** Lets a colleague release in one's place, from today or a later day until a last one. */
export function DelegateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const done = useDone()
  const [to, setTo] = useState<string>()
  const [from, setFrom] = useState<string | null>(null)
  const [until, setUntil] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const perform = () =>
    done(
      () =>
        ask('delegate', {
          to_person_id: to ?? '',
          until_on: until ?? '',
          ...(from ? { from_on: from } : {}),
          ...(reason.trim() ? { reason: reason.trim() } : {}),
        }),
      t('approvals.delegated'),
    )
  return (
    <FormDialog
      title={t('approvals.delegate_title')}
      act={t('approvals.delegate_act')}
      ready={to !== undefined && until !== null}
      perform={perform}
      onClose={onClose}
    >
      <p className="soft small">{t('approvals.delegate_hint')}</p>
      <ColleaguePicker label={t('approvals.deputy')} value={to} onChange={setTo} meant="release" />
      <DayField
        label={t('approvals.from_on')}
        value={from}
        onChange={setFrom}
        clearable
        placeholder={t('approvals.from_today')}
      />
      <DayField label={t('approvals.until_on')} value={until} onChange={setUntil} />
      <TextLine label={t('field.reason_optional')} value={reason} onChange={setReason} max={500} />
    </FormDialog>
  )
}
