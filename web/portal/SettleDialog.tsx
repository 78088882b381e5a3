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
  perform: (receipt_id: string) => Promise<unknown>
  onClose: () => void
}

/** Chooses among the receipts of the customer the one an advice announced; those of the same amount first. */
export function SettleDialog({ advice, perform, onClose }: SettleDialogProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [receipt_id, setReceipt] = useState<string | null>(null)
  const { customer_id, entity_id, currency } = advice
  const asked = useAnswer('listReceipts', {
    customer_id: [customer_id],
    entity_id: [entity_id],
    currency: [currency],
    state: ['posted'],
    limit: 100,
  })
  const rows = (asked.data?.rows ?? []).toSorted(
    (a, b) => Number(b.amount_minor === advice.amount_minor) - Number(a.amount_minor === advice.amount_minor),
  )
  return (
    <FormDialog
      title={t('portal.settle_title')}
      act={t('portal.settle')}
      ready={receipt_id !== null}
      perform={() => perform(receipt_id ?? '')}
      onClose={onClose}
    >
      <Field label={t('nav.receipts')}>
        {id => (
          <Select
            id={id}
            value={receipt_id}
            loading={asked.isFetching}
            style={{ width: '100%' }}
            notFoundContent={t('portal.no_receipts')}
            options={rows.map(row => ({
              value: row.receipt_id,
              label: `${row.number} · ${dayText(row.received_on, language)} · ${row.currency} ${moneyText(row.amount_minor, row.currency, language)}`,
            }))}
            onChange={setReceipt}
          />
        )}
      </Field>
    </FormDialog>
  )
}
