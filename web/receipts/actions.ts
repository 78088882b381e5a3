import type { Answer } from '../client.ts'
import type { Action } from '../ui/action.ts'

/** Records a receipt and says at once what it pays; of a customer where one is open. */
export const recordReceipt: Action<{ customer_id: string } | void> = {
  id: 'receipt.record',
  label: 'receipts.record',
  icon: 'receipt',
  permission: 'receipt.record',
  shortcut: 'n r',
  weight: 'main',
  perform: (subject, { show }) =>
    show(
      async () => (await import('./ReceiptDrawer.tsx')).ReceiptDrawer,
      subject ? { customer_id: subject.customer_id } : {},
    ),
}

/** Applies what a receipt has left. */
export const applyReceipt: Action<Answer<'readReceipt'>> = {
  id: 'item.apply',
  label: 'receipts.apply',
  icon: 'apply',
  permission: 'item.apply',
  shortcut: 'a',
  weight: 'main',
  enabled: receipt =>
    receipt.state !== 'posted'
      ? { key: 'receipts.not_posted' }
      : receipt.unapplied_minor === '0'
        ? { key: 'receipts.nothing_left' }
        : true,
  perform: (receipt, { show }) => show(async () => (await import('./ApplyDrawer.tsx')).ApplyDrawer, { receipt }),
}
