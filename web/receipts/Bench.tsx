import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { CustomerPicker } from '../customers/CustomerPicker.tsx'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { dayText, moneyText } from '../ui/figures.ts'
import { letGo } from '../ui/form-guard.ts'
import { Keys } from '../ui/Keys.tsx'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'
import { Allotment, type Allotted, type Closed, leftOf } from './Allotment.tsx'
import { usePayable } from './payable.ts'

type Receipt = Answer<'readReceipt'>
/** What was applied in one go, so that it can be taken back in one go. */
export type Applied = { number: string; application_ids: readonly string[] }

type BenchProps = { receipt: Receipt; onApplied: (applied: Applied) => void }

/** Where one receipt is applied: suggestions with their reasons, amounts typed item by item, the rest always in sight. */
export function Bench({ receipt, onApplied }: BenchProps) {
  const { t } = useTranslation()
  const me = useMe()
  const language = useLanguage()
  const done = useDone()
  const { currency, unapplied_minor, item_id: credit_item_id } = receipt
  const [allotted, setAllotted] = useState<Allotted>({})
  const [closed, setClosed] = useState<Closed>({})
  const [day, setDay] = useState(me.today)
  const [other, setOther] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const suggested = useAnswer('suggestApplications', { credit_item_id })
  const customers = other ? [receipt.customer_id, other] : [receipt.customer_id]
  const payable = usePayable({ customer_id: customers, entity_id: [receipt.entity_id], currency }, allotted)
  const { items } = payable
  const lines = Object.entries(allotted).filter(([, minor]) => minor !== '0' && minor !== '')
  const ready = lines.length > 0 && leftOf(unapplied_minor, allotted) >= 0n
  const apply = async () => {
    if (!ready || busy) return
    setBusy(true)
    setError(null)
    const request = {
      applied_on: day,
      lines: lines.map(([debit_item_id, amount_minor]) => ({ debit_item_id, credit_item_id, amount_minor })),
      differences: lines.flatMap(([item_id, part]) => {
        const kind = closed[item_id]
        const item = items.find(one => one.item_id === item_id)
        const rest = item ? BigInt(item.open_minor) - BigInt(part) : 0n
        return kind && rest > 0n ? [{ item_id, kind, amount_minor: rest.toString() }] : []
      }),
    }
    try {
      await done(async () => {
        const { rows } = await ask('applyItems', [request])
        letGo()
        onApplied({ number: receipt.number, application_ids: rows.map(row => row.application_id) })
      }, t('receipts.applied'))
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <div
      data-typed={lines.length > 0 ? '' : undefined}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void apply()
      }}
    >
      {(suggested.data?.rows.length ?? 0) > 0 && (
        <fieldset className="suggestions">
          <legend className="small soft">{t('receipts.suggest')}</legend>
          {suggested.data?.rows.map(row => (
            <button
              key={row.lines.map(line => line.debit_item_id).join()}
              type="button"
              className="plain suggestion"
              onClick={() => {
                setAllotted(Object.fromEntries(row.lines.map(line => [line.debit_item_id, line.amount_minor])))
                setClosed(
                  Object.fromEntries(
                    row.lines.flatMap(line =>
                      line.discount_minor ? [[line.debit_item_id, 'cash_discount' as const]] : [],
                    ),
                  ),
                )
              }}
            >
              <strong>{t(`suggestions.${row.reason}`)}</strong>
              {!row.unique && <span className="waits"> ({t('suggestions.several')})</span>}
              <br />
              <span className="soft num">{row.lines.map(line => line.number).join(', ')}</span>
              {row.reason === 'early_payment' && (
                <span className="soft small" style={{ display: 'block' }}>
                  {row.lines
                    .flatMap(({ number, discount_minor, discount_until }) =>
                      discount_minor && discount_until
                        ? [
                            t('suggestions.discount', {
                              number,
                              amount: moneyText(discount_minor, currency, language),
                              day: dayText(discount_until, language),
                            }),
                          ]
                        : [],
                    )
                    .join(t('access.comma'))}
                </span>
              )}
            </button>
          ))}
        </fieldset>
      )}
      <Allotment
        total={unapplied_minor}
        currency={currency}
        payable={payable}
        allotted={allotted}
        closing={{ closed, onChange: setClosed }}
        withCustomer={other !== undefined}
        onChange={setAllotted}
      />
      <Problems error={error} />
      <div className="bench-foot">
        <DayField label={t('columns.applied_on')} value={day} onChange={picked => picked && setDay(picked)} />
        <CustomerPicker
          label={t('receipts.also_of')}
          value={other}
          placeholder={t('receipts.also_of_hint')}
          onChange={setOther}
        />
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void apply()}>
          {t('receipts.apply')}
          <span aria-hidden="true">
            <Keys of="mod+enter" />
          </span>
        </Button>
      </div>
    </div>
  )
}
