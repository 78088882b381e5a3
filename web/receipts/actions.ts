import type { Answer } from '../client.ts'
import { printReceipt } from '../papers/actions.ts'
import { giveTaskAbout } from '../tasks/actions.ts'
import type { Action } from '../ui/action.ts'
import { requestRefund } from './refund-actions.ts'

/** Records a receipt and says at once what it pays; of a customer where one is open. */
export const recordReceipt: Action<{ customer_id: string } | void> = {
  id: 'receipt.record',
  label: 'receipts.record',
  icon: 'receipt',
  permission: 'receipt.record',
  shortcut: 'n r',
  weight: 'main',
  perform: (subject, { begin }) => begin('receipt', { new_for: subject?.customer_id }),
}

/** Applies what a receipt has left. */
const applyReceipt: Action<Answer<'readReceipt'>> = {
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

type Receipt = Answer<'readReceipt'>
const stands = (receipt: Receipt) => (receipt.state === 'posted' ? true : ({ key: 'receipts.not_posted' } as const))

/** Records the right receipt in the place of a wrong one. */
const correctReceipt: Action<Receipt> = {
  id: 'receipt.correct',
  label: 'receipts.correct',
  icon: 'again',
  permission: 'receipt.correct',
  enabled: stands,
  perform: ({ receipt_id }, { begin }) => begin('correct-receipt', { new_of: receipt_id }),
}

/** Mirrors a receipt without a new one. */
const voidReceipt: Action<Receipt> = {
  id: 'receipt.void',
  label: 'receipts.void',
  icon: 'cross',
  permission: 'receipt.correct',
  weight: 'grave',
  enabled: stands,
  perform: (receipt, { show }) => show(async () => (await import('./VoidReceipt.tsx')).VoidReceipt, { receipt }),
}

/** Pays back what a receipt has left. */
const refundReceipt: Action<Receipt> = {
  ...requestRefund,
  id: 'receipt.refund',
  enabled: receipt =>
    receipt.state !== 'posted'
      ? { key: 'receipts.not_posted' }
      : receipt.unapplied_minor === '0'
        ? { key: 'receipts.nothing_left' }
        : true,
  perform: requestRefund.perform,
}

/** Changes what has no accounting effect. */
const amendReceipt: Action<Receipt> = {
  id: 'receipt.amend',
  label: 'receipts.amend',
  icon: 'pen',
  permission: 'receipt.amend',
  shortcut: 'e',
  enabled: stands,
  perform: (receipt, { show }) => show(async () => (await import('./AmendReceipt.tsx')).AmendReceipt, { receipt }),
}

/** Everything that can be done to a receipt. */
export const receiptActions = [
  applyReceipt,
  correctReceipt,
  voidReceipt,
  amendReceipt,
  refundReceipt,
  printReceipt,
  giveTaskAbout<Receipt>(({ receipt_id }) => ({ subject_kind: 'receipt', subject_id: receipt_id })),
] as const
