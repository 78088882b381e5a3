import type { Answer } from '../client.ts'
import { ReceiptDrawer } from './ReceiptDrawer.tsx'

/** The form of a receipt that came back, as it was asked for, to be put right. */
export function RecordAgain({ row, onClose }: { row: Answer<'readWaiting'>; onClose: () => void }) {
  return (
    <ReceiptDrawer
      customer_id={row.customer_id}
      {...(row.advice_id ? { advice_id: row.advice_id } : {})}
      given={{
        entity_id: row.entity_id,
        currency: row.currency,
        amount_minor: row.amount_minor,
        received_on: row.received_on,
        reference: row.reference ?? '',
        payer_name: row.payer_name ?? '',
        method: row.method,
        is_advance: row.is_advance,
      }}
      onClose={onClose}
    />
  )
}
