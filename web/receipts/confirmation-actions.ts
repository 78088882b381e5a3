import type { Action } from '../ui/action.ts'

type Confirmable = { receipt_id: string; number: string; state: string }

const dialog = async () => (await import('./ConfirmToCustomer.tsx')).ConfirmToCustomer

/** Tells the customer what came, how, and what it paid. */
export const confirmToCustomer: Action<Confirmable> = {
  id: 'receipt_confirmation.make',
  label: 'confirmations.send',
  icon: 'go',
  permission: 'receipt.notify',
  most: 500,
  enabled: receipt => (receipt.state === 'posted' ? true : { key: 'receipts.not_posted' }),
  perform: (receipt, { show }) => show(dialog, { receipts: [receipt] }),
  performMany: (receipts, { show }) => show(dialog, { receipts }),
}
