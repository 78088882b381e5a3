import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Item } from './item-actions.ts'
import { ItemsMeant } from './ItemsMeant.tsx'

type RetentionDialogProps = { items: readonly Item[]; onClose: () => void }

/** Releases retention, whole or in part, with the day it falls due and the certificate that says so. */
export function ReleaseDialog({ items, onClose }: RetentionDialogProps) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [only] = items.length === 1 ? items : []
  const [amount, setAmount] = useState(only?.open_minor ?? '')
  const [released_on, setReleased] = useState(me.today)
  const [due_on, setDue] = useState<string | null>(only?.due_on ?? null)
  const [certificate, setCertificate] = useState('')
  const [reason, setReason] = useState('')
  const perform = () => {
    const each = items.map(({ item_id }) => ({
      item_id,
      released_on,
      reason: reason.trim(),
      ...(due_on ? { due_on } : {}),
      ...(certificate.trim() ? { certificate: certificate.trim() } : {}),
      ...(only && amount !== only.open_minor ? { amount_minor: amount } : {}),
    }))
    return done(() => ask('releaseRetention', each), t('retention.released'))
  }
  return (
    <FormDialog
      title={t('retention.release')}
      act={t('retention.release_act')}
      ready={reason.trim() !== '' && (!only || amount !== '')}
      perform={perform}
      onClose={onClose}
    >
      <ItemsMeant items={items} />
      <p className="soft">{t('retention.hint')}</p>
      {only && (
        <Field label={t('columns.amount')}>
          {id => <AmountField id={id} currency={only.currency} value={amount} onChange={setAmount} />}
        </Field>
      )}
      <div className="fields-beside">
        <DayField label={t('retention.released_on')} value={released_on} onChange={day => day && setReleased(day)} />
        <DayField label={t('columns.due_on')} value={due_on} onChange={setDue} clearable />
      </div>
      <TextLine label={t('retention.certificate')} value={certificate} onChange={setCertificate} />
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}

/** Takes releases back: what is open of them is retention again. */
export function RetainDialog({ items, onClose }: RetentionDialogProps) {
  const { t } = useTranslation()
  const done = useDone()
  const [reason, setReason] = useState('')
  const perform = () => {
    const each = items.map(({ item_id }) => ({ item_id, reason: reason.trim() }))
    return done(() => ask('retainAgain', each), t('retention.taken_back'))
  }
  return (
    <FormDialog
      title={t('retention.back')}
      act={t('retention.back_act')}
      ready={reason.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <ItemsMeant items={items} />
      <p className="soft">{t('retention.back_hint')}</p>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} />
    </FormDialog>
  )
}
