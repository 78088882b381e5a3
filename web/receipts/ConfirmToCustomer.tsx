import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { ChoiceField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { useDone } from '../ui/useDone.ts'

type Props = { receipts: readonly { receipt_id: string; number: string }[]; onClose: () => void }
type Made = Answer<'confirmToCustomer'>['rows']

/** Confirms receipts to their customers by mail, or notes that the paper was handed over; says whom it could not reach. */
export function ConfirmToCustomer({ receipts, onClose }: Props) {
  const { t } = useTranslation()
  const done = useDone()
  const [channel, setChannel] = useState<'mail' | 'hand'>('mail')
  const [recipient, setRecipient] = useState('')
  const [again, setAgain] = useState(false)
  const [left, setLeft] = useState<Made>([])
  const single = receipts.length === 1
  const perform = async () => {
    let rows: Made = []
    const named = recipient.trim()
    await done(async () => {
      const drafts = receipts.map(({ receipt_id }) => ({
        receipt_id,
        channel,
        again,
        ...(named && (single || channel === 'hand') ? { recipient: named } : {}),
      }))
      rows = (await ask('confirmToCustomer', drafts)).rows
    }, t('confirmations.done'))
    const unsent = rows.filter(row => row.state === 'no_address' || row.known)
    setLeft(unsent)
    return unsent.length === 0
  }
  const numbers = (of: Made) =>
    of.map(row => receipts.find(one => one.receipt_id === row.receipt_id)?.number ?? '').join(', ')
  const [unknown, known] = [left.filter(row => !row.known), left.filter(row => row.known)]
  return (
    <FormDialog
      title={t('confirmations.title', { count: receipts.length })}
      act={t('confirmations.send')}
      ready={channel === 'mail' || recipient.trim() !== ''}
      perform={perform}
      onClose={onClose}
    >
      <p className="note">{t('confirmations.hint')}</p>
      <ChoiceField
        label={t('confirmations.channel')}
        value={channel}
        width={240}
        options={(['mail', 'hand'] as const).map(value => ({ value, label: t(`confirmations.channels.${value}`) }))}
        onChange={value => value && setChannel(value as typeof channel)}
      />
      {(single || channel === 'hand') && (
        <TextLine
          label={t(channel === 'hand' ? 'confirmations.handed_to' : 'confirmations.address')}
          value={recipient}
          max={254}
          onChange={setRecipient}
          hint={channel === 'mail' ? t('confirmations.address_hint') : null}
        />
      )}
      <Checkbox checked={again} onChange={event => setAgain(event.target.checked)}>
        {t('confirmations.again')}
      </Checkbox>
      {unknown.length > 0 && <p className="wrong">{t('confirmations.no_address', { numbers: numbers(unknown) })}</p>}
      {known.length > 0 && <p className="soft">{t('confirmations.known', { numbers: numbers(known) })}</p>}
    </FormDialog>
  )
}
