import { Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { type BillDeed, withParty, withReason } from './deeds.ts'

type Props = { bill: Answer<'readBill'>; what: BillDeed; onClose: () => void }

/** One deed with a bill: its day, to whom, at what rate, and why. */
export function BillDeedDialog({ bill, what, onClose }: Props) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const [moved_on, setDay] = useState<string | null>(me.today)
  const [party, setParty] = useState('')
  const [rate, setRate] = useState('')
  const [interest_minor, setInterest] = useState('')
  const [unread, setUnread] = useState(false)
  // Of whom the risk is: a bank's bill leaves the books when it is passed on, any other stays.
  const [stays, setStays] = useState(bill.kind !== 'bank')
  const [reference, setReference] = useState('')
  const [reason, setReason] = useState('')
  // Money comes to us only of a bill we presented ourselves.
  const ours = what === 'clear' && bill.state === 'presented'
  const [own_account_id, setAccount] = useState<string | undefined>()
  const accounts = useAnswer('listOwnAccounts', { entity_id: bill.entity_id }).data?.rows.filter(
    one => one.state === 'active' && (one.currency === null || one.currency === bill.currency),
  )
  const ready =
    moved_on !== null &&
    !unread &&
    (!withParty.includes(what) || party.trim() !== '') &&
    (what !== 'discount' || /^\d{1,3}(\.\d{1,6})?$/.test(rate.trim())) &&
    (!withReason.includes(what) || reason.trim() !== '')
  const perform = () => {
    const { bill_id } = bill
    const on = { bill_id, ...(moved_on ? { moved_on } : {}) }
    const told = reference.trim() ? { reference: reference.trim() } : {}
    const why = reason.trim()
    const to = { ...on, ...told, party: party.trim() }
    const deeds: Record<BillDeed, () => Promise<unknown>> = {
      present: () => ask('presentBill', { ...on, ...told }),
      clear: () => ask('clearBill', { ...on, ...told, ...(own_account_id ? { own_account_id } : {}) }),
      release: () => ask('releaseBill', { ...on, ...told }),
      pledge: () => ask('pledgeBill', to),
      endorse: () => ask('endorseBill', { ...to, kept: stays }),
      discount: () =>
        ask('discountBill', {
          ...to,
          rate: rate.trim(),
          recourse: stays,
          ...(interest_minor ? { interest_minor } : {}),
        }),
      refuse: () => ask('refuseBill', { ...on, ...told, reason: why }),
      take_back: () => ask('takeBackBill', { ...on, reason: why }),
      cancel: () => ask('cancelBill', { ...on, reason: why }),
    }
    return done(deeds[what], t(`bills.done.${what}`))
  }
  return (
    <FormDialog
      title={`${t(`bills.${what}`)} …${bill.number.slice(-8)}`}
      act={t(`bills.${what}`)}
      ready={ready}
      perform={perform}
      onClose={onClose}
    >
      <p className="soft">{t(`bills.hints.${what}`)}</p>
      <div className="fields-beside">
        <DayField label={t('columns.on')} value={moved_on} onChange={setDay} />
        {withParty.includes(what) && (
          <TextLine label={t(`bills.parties.${what}`)} value={party} max={300} onChange={setParty} />
        )}
      </div>
      {what === 'discount' && (
        <div className="fields-beside">
          <TextLine label={t('bills.rate')} value={rate} max={10} onChange={setRate} />
          <Field label={t('bills.interest')}>
            {id => (
              <AmountField
                id={id}
                currency={bill.currency}
                value={interest_minor}
                onChange={(minor, wrong) => {
                  setInterest(minor)
                  setUnread(wrong)
                }}
              />
            )}
          </Field>
        </div>
      )}
      {(what === 'discount' || what === 'endorse') && (
        <Checkbox checked={stays} onChange={event => setStays(event.target.checked)}>
          {t(what === 'discount' ? 'bills.with_recourse' : 'bills.stays')}
        </Checkbox>
      )}
      {ours && (
        <ChoiceField
          label={t('bills.own_account')}
          value={own_account_id}
          options={(accounts ?? []).map(one => ({ value: one.own_account_id, label: `${one.bank} ${one.number}` }))}
          width={400}
          onChange={setAccount}
        />
      )}
      {withReason.includes(what) && (
        <TextArea label={t('field.reason')} value={reason} max={500} onChange={setReason} />
      )}
      {what !== 'take_back' && what !== 'cancel' && (
        <TextLine label={t('columns.reference')} value={reference} max={200} onChange={setReference} />
      )}
    </FormDialog>
  )
}
