import { useNavigate } from '@tanstack/react-router'
import { Button, Checkbox, Drawer, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, Parked, type Question } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { EntityChoice } from '../ledger/EntityField.tsx'
import { useList } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useBaseCurrency, useEntities, useMay, useMe } from '../session.ts'
import { AmountField } from '../ui/AmountField.tsx'
import { CurrencyField } from '../ui/CurrencyField.tsx'
import { ChoiceField, DayField, Field } from '../ui/Field.tsx'
import { FileDrop } from '../ui/FileDrop.tsx'
import { sizeText } from '../ui/figures.ts'
import { Icon } from '../ui/Icon.tsx'
import { Section } from '../ui/Page.tsx'
import { focusFirst } from '../ui/focus-back.ts'
import { Keys } from '../ui/Keys.tsx'
import { Problems } from '../ui/problems.tsx'
import { useTools } from '../ui/useActions.ts'
import { useDone } from '../ui/useDone.ts'
import { Allotment, type Allotted, leftOf } from './Allotment.tsx'
import { aboutMore, MoreOfReceipt, moreOf, noMore } from './MoreOfReceipt.tsx'
import { usePayable } from './payable.ts'
import { methods } from './methods.ts'
import { voucherFiles } from './voucher-files.ts'

type Draft = Question<'recordReceipts'>[number]

type ReceiptDrawerProps = {
  customer_id?: string
  /** What the customer announced, which ends with this receipt. */
  advice_id?: string
  /** What is known of it already, as a customer announced it. */
  given?: {
    entity_id: string
    currency: string
    amount_minor: string
    received_on?: string
    reference: string
    payer_name?: string
    method?: string
    /** Money before delivery, for the contract whose number the reference names. */
    is_advance?: boolean
  }
  onClose: () => void
}

/** Records a receipt and says at once what it pays; what is left over stays on account. */
export function ReceiptDrawer({ customer_id: known, advice_id, given, onClose }: ReceiptDrawerProps) {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const base = useBaseCurrency()
  const entities = useEntities().data?.rows ?? []
  const may = useMay()
  const done = useDone()
  const navigate = useNavigate()
  const { onError } = useTools()
  const [customer_id, setCustomer] = useState(known)
  const [entity, setEntity] = useState<string | undefined>(given?.entity_id)
  const [currency, setCurrency] = useState(given?.currency ?? base)
  const [amount, setAmount] = useState(given?.amount_minor ?? '')
  const [received_on, setDay] = useState(given?.received_on ?? me.today)
  const [method, setMethod] = useState<Draft['method']>(methods.find(one => one === given?.method) ?? 'transfer')
  const [reference, setReference] = useState(given?.reference ?? '')
  const [payer_name, setPayer] = useState(given?.payer_name ?? '')
  const [is_advance, setAdvance] = useState(given?.is_advance ?? false)
  const [more, setMore] = useState(noMore)
  const [allotted, setAllotted] = useState<Allotted>({})
  const [vouchers, setVouchers] = useState<readonly File[]>([])
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const entity_id = entity ?? entities[0]?.entity_id
  const payable = usePayable(
    { customer_id: [customer_id ?? ''], entity_id: entity_id ? [entity_id] : [], currency },
    allotted,
    customer_id !== undefined && entity_id !== undefined,
  )
  const contracts = useList(
    'listContracts',
    { customer_id: [customer_id ?? ''], state: ['active'], limit: 100 },
    is_advance && customer_id !== undefined && may('contract.read'),
  )
  const named = contracts.rows.find(row => reference.split(/[\s,;，；、]+/).includes(row.number))
  /** What the customer paid: what came in and what the bank kept of it. */
  const paid = more.bank_charge_minor ? String(BigInt(amount || 0) + BigInt(more.bank_charge_minor)) : amount
  const ready =
    customer_id && entity_id && amount !== '' && amount !== '0' && (is_advance || leftOf(paid, allotted) >= 0n)
  /** What belongs to a receipt that is recorded: its vouchers, and what the customer had announced. */
  const beside = async (made: { receipt_id: string } | { waiting_id: string }) => {
    if (advice_id && may('advice.settle')) await ask('settleAdvice', { advice_id, ...made })
    for (const file of vouchers) await ask('keepVoucher', { ...made, file })
  }
  const record = async () => {
    setBusy(true)
    setError(null)
    const draft: Draft = {
      customer_id,
      entity_id,
      currency,
      amount_minor: amount,
      received_on,
      method,
      ...(payer_name.trim() ? { payer_name: payer_name.trim() } : {}),
      ...moreOf(more),
      ...(reference.trim() ? { reference: reference.trim() } : {}),
      is_advance,
      apply: Object.entries(is_advance ? {} : allotted).map(([item_id, amount_minor]) => ({ item_id, amount_minor })),
    }
    let recorded: string | undefined
    const look = () =>
      recorded === undefined
        ? undefined
        : {
            label: t('receipts.look'),
            act: () => void navigate({ to: '/receipts/$receipt_id', params: { receipt_id: recorded ?? '' } }),
          }
    try {
      await done(
        async () => {
          const { rows } = await ask('recordReceipts', [draft])
          const { receipt_id, waiting_id } = rows[0] ?? {}
          const made = waiting_id ? { waiting_id } : receipt_id ? { receipt_id } : null
          // The money is recorded by now: what goes wrong from here is said, and the drawer closes all the same.
          if (made) await beside(made).catch(onError)
          // What another must confirm is not posted yet.
          if (waiting_id) throw new Parked()
          recorded = receipt_id ?? undefined
        },
        t('receipts.recorded'),
        look,
      )
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Drawer
      mask={{ closable: false }}
      afterOpenChange={focusFirst}
      open
      size={780}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={t('receipts.record')}
      footer={
        <div className="row-of-buttons">
          <Button type="primary" loading={busy} disabled={!ready} onClick={() => void record()}>
            {t('receipts.record')}
            <span aria-hidden="true">
              <Keys of="mod+enter" />
            </span>
          </Button>
          {!ready && (
            <span className="small soft">
              {t(
                !customer_id
                  ? 'receipts.needs_customer'
                  : amount === '' || amount === '0'
                    ? 'receipts.needs_amount'
                    : 'receipts.needs_less',
              )}
            </span>
          )}
        </div>
      }
    >
      <div className="bar" style={{ borderTop: 0, paddingTop: 0 }}>
        <CustomerPicker
          label={t('columns.customer')}
          value={customer_id}
          placeholder={t('field.choose_customer')}
          width={280}
          onChange={id => {
            setCustomer(id)
            setAllotted({})
          }}
        />
        <EntityChoice
          value={entity_id}
          onChange={id => {
            setEntity(id)
            setAllotted({})
          }}
        />
        <CurrencyField value={currency} onChange={setCurrency} />
        <Field label={t('columns.amount')}>
          {id => <AmountField id={id} currency={currency} value={amount} onChange={setAmount} />}
        </Field>
        <DayField label={t('columns.received_on')} value={received_on} onChange={day => day && setDay(day)} />
        <ChoiceField
          label={t('columns.method')}
          value={method}
          width={150}
          options={methods.map(value => ({ value, label: t(`methods.${value}`) }))}
          onChange={value => setMethod(value as Draft['method'])}
        />
        <Field label={t('columns.payer_name')}>
          {id => (
            <Input
              id={id}
              value={payer_name}
              maxLength={300}
              placeholder={t('letters.as_customer')}
              style={{ width: 200 }}
              onChange={event => setPayer(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('columns.reference')}>
          {id => (
            <Input
              id={id}
              value={reference}
              maxLength={300}
              style={{ width: 200 }}
              onChange={event => setReference(event.target.value)}
            />
          )}
        </Field>
      </div>
      <div className="stack">
        <MoreOfReceipt more={more} currency={currency} paid={paid} error={error} onChange={setMore} />
        <Checkbox checked={is_advance} onChange={event => setAdvance(event.target.checked)}>
          {t('receipts.is_advance')}
        </Checkbox>
        {is_advance && (
          <>
            <p className="note">
              {t(named ? 'receipts.advance_named' : 'receipts.advance_hint', { number: named?.number })}
            </p>
            {!named && contracts.rows.length > 0 && (
              <ChoiceField
                label={t('receipts.advance_for')}
                value={undefined}
                width={360}
                options={contracts.rows.map(row => ({ value: row.number, label: `${row.number} ${row.title}` }))}
                onChange={number => number && setReference(`${number} ${reference}`.trim())}
              />
            )}
          </>
        )}
      </div>
      {customer_id && !is_advance && (
        <Allotment total={paid} currency={currency} payable={payable} allotted={allotted} onChange={setAllotted} />
      )}
      <Section title={t('vouchers.title')}>
        <ul className="contacts vouchers">
          {vouchers.map(file => (
            <li key={`${file.name} ${file.lastModified}`}>
              <div>
                <Icon name="clip" size={14} /> {file.name}{' '}
                <span className="small soft">{sizeText(file.size, language)}</span>
              </div>
              <Button size="small" type="text" onClick={() => setVouchers(vouchers.filter(one => one !== file))}>
                {t('vouchers.leave_out')}
              </Button>
            </li>
          ))}
        </ul>
        <FileDrop
          accept={voucherFiles}
          hint={t(advice_id ? 'vouchers.hint_advice' : 'vouchers.hint')}
          onFile={file => setVouchers([...vouchers, file])}
        />
      </Section>
      <Problems error={error} about={problem => !aboutMore(more)(problem)} />
    </Drawer>
  )
}
