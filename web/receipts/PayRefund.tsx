import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useEntities, useMe } from '../session.ts'
import { ChoiceField, DayField } from '../ui/Field.tsx'
import { FormDialog, TextLine } from '../ui/FormDialog.tsx'
import { Money } from '../ui/Money.tsx'
import { useDone } from '../ui/useDone.ts'

/** Records that a refund was paid: on which day, from which of our accounts, under which reference of the bank. */
export function PayRefund({ refund, onClose }: { refund: Answer<'readRefund'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { refund_id, entity_id, currency } = refund
  const accounts = useAnswer('listOwnAccounts', { entity_id }).data?.rows.filter(
    one => one.state === 'active' && (one.currency === null || one.currency === currency),
  )
  const [chosen, setChosen] = useState<string | undefined>()
  const [paid_on, setDay] = useState<string | null>(me.today)
  const [bank_reference, setReference] = useState('')
  const [rate, setRate] = useState('')
  const own_account_id = chosen ?? accounts?.[0]?.own_account_id
  const foreign = useEntities().data?.rows.find(one => one.entity_id === entity_id)?.base_currency !== currency
  return (
    <FormDialog
      title={`${t('refunds.pay')} ${refund.number}`}
      act={t('refunds.pay')}
      ready={own_account_id !== undefined && paid_on !== null && bank_reference.trim() !== ''}
      perform={() =>
        done(
          () =>
            ask('payRefund', {
              refund_id,
              own_account_id: own_account_id ?? '',
              bank_reference: bank_reference.trim(),
              ...(paid_on ? { paid_on } : {}),
              ...(foreign && rate.trim() ? { rate: rate.trim() } : {}),
            }),
          t('refunds.paid_done'),
        )
      }
      onClose={onClose}
    >
      <p>
        {refund.holder} · {refund.bank} <span className="num">•••• {refund.tail}</span>{' '}
        <strong>
          <Money minor={refund.amount_minor} currency={currency} code />
        </strong>
      </p>
      {accounts?.length === 0 && <p className="note">{t('refunds.no_own_account')}</p>}
      <ChoiceField
        label={t('refunds.own_account')}
        value={own_account_id}
        options={(accounts ?? []).map(one => ({ value: one.own_account_id, label: `${one.bank} ${one.number}` }))}
        width={400}
        onChange={setChosen}
      />
      <div className="fields-beside">
        <DayField label={t('refunds.paid_on')} value={paid_on} onChange={setDay} />
        <TextLine label={t('refunds.bank_reference')} value={bank_reference} max={100} onChange={setReference} />
      </div>
      {foreign && (
        <TextLine label={t('columns.rate')} value={rate} max={20} onChange={setRate} hint={t('refunds.rate_hint')} />
      )}
    </FormDialog>
  )
}
