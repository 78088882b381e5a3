import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { Item } from './item-actions.ts'
import { ItemsMeant } from './ItemsMeant.tsx'

/** Writes claims off as bad debts: why, and by what evidence, one piece a line. A second person releases it. */
export function WriteOffDialog({ items, onClose }: { items: readonly Item[]; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [only] = items.length === 1 ? items : []
  const [amount, setAmount] = useState(only?.open_minor ?? '')
  const [written_off_on, setDay] = useState(me.today)
  const [reason, setReason] = useState('')
  const [evidence, setEvidence] = useState('')
  const pieces = evidence
    .split('\n')
    .map(piece => piece.trim())
    .filter(piece => piece !== '')
  const perform = () => {
    const each = items.map(({ item_id }) => ({
      item_id,
      written_off_on,
      reason: reason.trim(),
      evidence: pieces,
      ...(only && amount !== only.open_minor ? { amount_minor: amount } : {}),
    }))
    return done(() => ask('writeOffItems', each), t('deeds.written_off'))
  }
  return (
    <FormDialog
      title={t('deeds.write_off')}
      act={t('deeds.ask_write_off')}
      ready={reason.trim() !== '' && pieces.length > 0 && (!only || amount !== '')}
      perform={perform}
      onClose={onClose}
    >
      <ItemsMeant items={items} />
      <p className="soft">{t('deeds.write_off_hint')}</p>
      <div className="fields-beside">
        {only && (
          <Field label={t('columns.amount')}>
            {id => <AmountField id={id} currency={only.currency} value={amount} onChange={setAmount} />}
          </Field>
        )}
        <DayField label={t('columns.on')} value={written_off_on} onChange={day => day && setDay(day)} />
      </div>
      <TextArea label={t('field.reason')} value={reason} onChange={setReason} focus />
      <TextArea
        label={t('deeds.evidence')}
        value={evidence}
        max={4000}
        placeholder={t('deeds.evidence_hint')}
        onChange={setEvidence}
      />
    </FormDialog>
  )
}
