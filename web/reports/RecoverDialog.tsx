import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../client.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { DayField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import type { RegisterRow } from './registers.tsx'

/** Brings a debt that was written off back as a claim, because the customer pays after all; the receipt is then applied to it. */
export function RecoverDialog({ row, onClose }: { row: RegisterRow; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const left = String(row.left_minor ?? '0')
  const [amount, setAmount] = useState(left)
  const [recovered_on, setDay] = useState(me.today)
  const [note, setNote] = useState('')
  const perform = () =>
    done(
      () =>
        ask('recoverWriteOff', {
          application_id: row.id,
          recovered_on,
          ...(amount === left ? {} : { amount_minor: amount }),
          ...(note.trim() === '' ? {} : { note: note.trim() }),
        }),
      t('registers.recover_done'),
    )
  return (
    <FormDialog
      title={`${t('registers.recover')} · ${row.number}`}
      act={t('registers.recover')}
      ready={amount !== ''}
      perform={perform}
      onClose={onClose}
    >
      <p>
        {row.customer_name} · {t('registers.left')} <Money minor={left} currency={row.currency} code />
      </p>
      <p className="soft small">{t('registers.recover_hint')}</p>
      <div className="fields-beside">
        <Field label={t('columns.amount')}>
          {id => <AmountField id={id} currency={row.currency} value={amount} onChange={setAmount} />}
        </Field>
        <DayField label={t('columns.on')} value={recovered_on} onChange={day => day && setDay(day)} />
      </div>
      <TextArea label={t('columns.note')} value={note} onChange={setNote} />
    </FormDialog>
  )
}
