import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer } from '../lists.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { ChoiceField, Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { Moment, Money } from '../ui/Money.tsx'
import { TextArea } from '../ui/TextArea.tsx'
import { useDone } from '../ui/useDone.ts'
import { handOver } from './refund-actions.ts'

type OnAccount = Answer<'readOnAccount'>
type Item = OnAccount['items'][number]
type Props = { customer_id?: string; item_id?: string; onClose: () => void }

/** What of an item may still be asked for. */
const leftOf = (item: Item) => BigInt(item.open_minor) - BigInt(item.waiting_minor)

/** Asks for money on account to be paid back, and hands it over to whoever releases refunds. */
export function RefundDialog({ customer_id: given, item_id, onClose }: Props) {
  const { t } = useTranslation()
  const done = useDone()
  const [picked, setPicked] = useState<string | undefined>(given)
  const found = useAnswer('readOnAccount', { customer_id: picked ?? '' }, picked !== undefined).data
  const items = found?.items.filter(item => leftOf(item) > 0n) ?? []
  const wanted = items.find(item => item.item_id === item_id)
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const [unread, setUnread] = useState<Readonly<Record<string, boolean>>>({})
  const amountOf = (item: Item) => typed[item.item_id] ?? (item === wanted ? leftOf(item).toString() : '')
  const lines = items.flatMap(item => {
    const amount_minor = amountOf(item)
    return amount_minor !== '' && amount_minor !== '0' ? [{ item_id: item.item_id, amount_minor }] : []
  })
  const first = items.find(item => item.item_id === lines[0]?.item_id) ?? wanted ?? items[0]
  // One refund is of one entity and currency: the other lines wait for one of their own.
  const fits = (item: Item) => item.entity_id === first?.entity_id && item.currency === first.currency
  const accounts = found?.accounts.filter(one => !one.currency || one.currency === first?.currency) ?? []
  const [chosen, setChosen] = useState<string | undefined>()
  const account = accounts.find(one => one.account_id === chosen) ?? accounts.find(one => one.usable) ?? accounts[0]
  const [reason, setReason] = useState('')
  const total = lines.reduce((sum, line) => sum + BigInt(line.amount_minor), 0n)
  const readable = !Object.values(unread).some(Boolean)
  return (
    <FormDialog
      title={t('refunds.request')}
      act={t('refunds.request')}
      width={640}
      ready={total > 0n && readable && account?.usable === true && reason.trim() !== ''}
      perform={() =>
        done(async () => {
          const { refund_id } = await ask('requestRefund', {
            customer_id: picked ?? '',
            account_id: account?.account_id ?? '',
            reason: reason.trim(),
            lines,
          })
          await handOver(refund_id)
        }, t('refunds.requested_done'))
      }
      onClose={onClose}
    >
      {!given && <CustomerPicker label={t('columns.customer')} value={picked} onChange={setPicked} />}
      {picked && found && items.length === 0 && <p className="note">{t('refunds.nothing_on_account')}</p>}
      {items.map(item => (
        <Field key={item.item_id} label={`${t(`kinds.${item.kind}`)} ${item.number}`}>
          {id => (
            <span className="beside">
              <AmountField
                id={id}
                currency={item.currency}
                value={amountOf(item)}
                disabled={!fits(item)}
                onChange={(minor, wrong) => {
                  setTyped({ ...typed, [item.item_id]: minor })
                  setUnread({ ...unread, [item.item_id]: wrong })
                }}
              />
              <span className="small soft">
                {t('refunds.of')} <Money minor={leftOf(item).toString()} currency={item.currency} code />
              </span>
            </span>
          )}
        </Field>
      ))}
      {picked && found && accounts.length === 0 && <p className="note">{t('refunds.no_account')}</p>}
      {accounts.length > 0 && (
        <ChoiceField
          label={t('refunds.to_account')}
          value={account?.account_id}
          options={accounts.map(one => ({
            value: one.account_id,
            label: `${one.holder} · ${one.bank} •••• ${one.tail}`,
          }))}
          width={420}
          onChange={setChosen}
        />
      )}
      {account && !account.usable && account.usable_from && (
        <p className="note">
          {t('customer_file.usable_from')} <Moment at={account.usable_from} />
        </p>
      )}
      <TextArea label={t('field.reason')} value={reason} max={500} onChange={setReason} />
      {first && (
        <p>
          {t('columns.total')}{' '}
          <strong>
            <Money minor={total.toString()} currency={first.currency} code />
          </strong>
        </p>
      )}
    </FormDialog>
  )
}
