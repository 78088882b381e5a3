import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Row } from '../client.ts'
import { useAnswer } from '../lists.ts'
import { useLanguage } from '../preferences.ts'
import { Field } from '../ui/Field.tsx'
import { FormDialog } from '../ui/FormDialog.tsx'
import { dayText, moneyText } from '../ui/figures.ts'

type SettleDialogProps = {
  advice: Row<'listAdvices'>
  perform: (money: { receipt_id: string } | { waiting_id: string }) => Promise<unknown>
  onClose: () => void
}

/** Chooses among the receipts of the customer, and those that wait, the one an advice announced; those of the same amount first. */
export function SettleDialog({ advice, perform, onClose }: SettleDialogProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [chosen, setChosen] = useState<string | null>(null)
  const { customer_id, entity_id, currency } = advice
  const asked = useAnswer('listReceipts', {
    customer_id: [customer_id],
    entity_id: [entity_id],
    currency: [currency],
    state: ['posted'],
    limit: 100,
  })
  const waiting = useAnswer('listWaiting', {
    customer_id: [customer_id],
    entity_id: [entity_id],
    currency: [currency],
    state: ['waiting'],
    kind: ['record'],
    limit: 100,
  })
  const sameFirst = <R extends { amount_minor: string }>(rows: readonly R[] = []) =>
    rows.toSorted(
      (a, b) => Number(b.amount_minor === advice.amount_minor) - Number(a.amount_minor === advice.amount_minor),
    )
  const label = (first: string, on: string, minor: string) =>
    `${first} · ${dayText(on, language)} · ${currency} ${moneyText(minor, currency, language)}`
  const posted = sameFirst(asked.data?.rows).map(row => ({
    value: row.receipt_id,
    label: label(row.number, row.received_on, row.amount_minor),
  }))
  const held = sameFirst(waiting.data?.rows).map(row => ({
    value: row.waiting_id,
    label: label(row.reference ?? row.recorded_name, row.received_on, row.amount_minor),
  }))
  const groups = [
    { label: t('nav.waiting_receipts'), title: t('nav.waiting_receipts'), options: held },
    { label: t('nav.receipts'), title: t('nav.receipts'), options: posted },
  ]
  const isHeld = held.some(one => one.value === chosen)
  return (
    <FormDialog
      title={t('portal.settle_title')}
      act={t('portal.settle')}
      ready={chosen !== null}
      perform={() => perform(isHeld ? { waiting_id: chosen ?? '' } : { receipt_id: chosen ?? '' })}
      onClose={onClose}
    >
      <Field label={t('nav.receipts')}>
        {id => (
          <Select
            id={id}
            value={chosen}
            loading={asked.isFetching || waiting.isFetching}
            style={{ width: '100%' }}
            notFoundContent={t('portal.no_receipts')}
            options={groups.filter(group => group.options.length > 0)}
            onChange={setChosen}
          />
        )}
      </Field>
    </FormDialog>
  )
}
