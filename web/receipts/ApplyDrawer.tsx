import { Button, Drawer } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Answer, ask } from '../client.ts'
import { useAnswer, useList } from '../lists.ts'
import { useMe } from '../session.ts'
import { DayField } from '../ui/Field.tsx'
import { Problems } from '../ui/problems.tsx'
import { useDone } from '../ui/useDone.ts'
import { Allotment, type Allotted, leftOf } from './Allotment.tsx'

/** Applies what a receipt has left: suggestions with their reason, or amounts typed item by item. */
export function ApplyDrawer({ receipt, onClose }: { receipt: Answer<'readReceipt'>; onClose: () => void }) {
  const { t } = useTranslation()
  const me = useMe()
  const done = useDone()
  const { currency, unapplied_minor } = receipt
  const [allotted, setAllotted] = useState<Allotted>({})
  const [day, setDay] = useState<string | null>(me.today)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const suggested = useAnswer('suggestApplications', { credit_item_id: receipt.item_id })
  const list = useList('listOpenItems', { customer_id: [receipt.customer_id], currency: [currency], limit: 200 })
  const items = list.rows.filter(item => BigInt(item.open_minor) > 0n)
  const lines = Object.entries(allotted).filter(([, minor]) => minor !== '0')
  const apply = async () => {
    setBusy(true)
    setError(null)
    const request = {
      ...(day ? { applied_on: day } : {}),
      lines: lines.map(([debit_item_id, amount_minor]) => ({
        debit_item_id,
        credit_item_id: receipt.item_id,
        amount_minor,
      })),
    }
    try {
      await done(() => ask('applyItems', [request]), t('receipts.applied'))
      onClose()
    } catch (problem) {
      setError(problem)
    }
    setBusy(false)
  }
  return (
    <Drawer
      open
      size={760}
      onClose={onClose}
      closable={{ 'aria-label': t('action.close') }}
      title={`${t('receipts.apply')} ${receipt.number}`}
      footer={
        <Button
          type="primary"
          loading={busy}
          disabled={lines.length === 0 || leftOf(unapplied_minor, allotted) < 0n}
          onClick={() => void apply()}
        >
          {t('receipts.apply')}
        </Button>
      }
    >
      <DayField label={t('columns.applied_on')} value={day} onChange={setDay} />
      {(suggested.data?.rows.length ?? 0) > 0 && (
        <div style={{ margin: '12px 0' }}>
          <div className="small soft">{t('receipts.suggest')}</div>
          <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
            {suggested.data?.rows.map(row => (
              <Button
                key={row.lines.map(line => line.debit_item_id).join()}
                size="small"
                onClick={() =>
                  setAllotted(Object.fromEntries(row.lines.map(line => [line.debit_item_id, line.amount_minor])))
                }
              >
                {t(`suggestions.${row.reason}`)}: {row.lines.map(line => line.number).join(', ')}
                {!row.unique && ` (${t('suggestions.several')})`}
              </Button>
            ))}
          </div>
        </div>
      )}
      <Allotment
        total={unapplied_minor}
        currency={currency}
        items={items}
        loading={list.loading}
        error={list.error}
        allotted={allotted}
        onChange={setAllotted}
      />
      <Problems error={error} />
    </Drawer>
  )
}
