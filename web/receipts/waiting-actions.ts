import type { Row } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'

export type Waiting = Row<'listWaiting'>

const open = (row: Waiting): true | Reason => (row.state === 'waiting' ? true : { key: 'waiting.over' })
const anothers = (row: Waiting): true | Reason => (row.own ? { key: 'waiting.own_why' } : open(row))
const dialog = async () => (await import('./ConfirmReceipts.tsx')).ConfirmReceipts

/** Confirms what another person recorded; it is posted now. */
const confirmReceipt: Action<Waiting> = {
  id: 'receipt.confirm',
  label: 'waiting.confirm',
  icon: 'tick',
  permission: 'receipt.confirm',
  weight: 'main',
  enabled: anothers,
  perform: (row, { show }) => show(dialog, { what: 'confirm', rows: [row] }),
  performMany: (rows, { show }) => show(dialog, { what: 'confirm', rows }),
}

/** Sends it back to who recorded it, with a reason. */
const returnReceipt: Action<Waiting> = {
  id: 'receipt.return',
  label: 'waiting.return',
  icon: 'back',
  permission: 'receipt.confirm',
  weight: 'grave',
  enabled: anothers,
  perform: (row, { show }) => show(dialog, { what: 'return', rows: [row] }),
  performMany: (rows, { show }) => show(dialog, { what: 'return', rows }),
}

/** Takes back what one recorded oneself. */
const withdrawReceipt: Action<Waiting> = {
  id: 'receipt.withdraw',
  label: 'waiting.withdraw',
  icon: 'cross',
  permission: 'receipt.record',
  enabled: row => (row.own ? open(row) : { key: 'waiting.not_own' }),
  perform: (row, { show }) => show(async () => (await import('./WithdrawWaiting.tsx')).WithdrawWaiting, { row }),
}

/** Records one that came back once more, as it was asked for, to be put right. */
const recordAgain: Action<Waiting> = {
  id: 'receipt.record_again',
  label: 'waiting.record_again',
  icon: 'again',
  permission: 'receipt.record',
  enabled: row =>
    row.kind === 'record' && (row.state === 'returned' || row.state === 'withdrawn')
      ? true
      : { key: 'waiting.not_back' },
  perform: (row, { begin }) => begin('receipt-again', { new_of: row.waiting_id }),
}

export const waitingActions = [confirmReceipt, returnReceipt, withdrawReceipt, recordAgain] as const
export const manyWaiting = [confirmReceipt, returnReceipt] as const
