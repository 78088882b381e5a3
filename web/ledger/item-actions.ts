import type { ComponentType } from 'react'
import type { Row } from '../client.ts'
import { makeAgreement } from '../collections/agreement-actions.ts'
import { giveTaskAbout } from '../tasks/actions.ts'
import type { Action, Reason } from '../ui/action.ts'

/** An item as its actions need it. */
export type Item = Pick<
  Row<'listOpenItems'>,
  | 'item_id'
  | 'entity_id'
  | 'customer_id'
  | 'customer_name'
  | 'kind'
  | 'lane'
  | 'number'
  | 'currency'
  | 'open_minor'
  | 'due_on'
  | 'agreed_due_on'
  | 'disputed'
>

type ItemsDialog = ComponentType<{ items: readonly Item[]; onClose: () => void }>

/** Does a deed to one item or to several by the same dialog; its code is loaded when it is asked for. */
const by = (load: () => Promise<ItemsDialog>): Required<Pick<Action<Item>, 'perform' | 'performMany'>> => ({
  perform: (item, { show }) => show(load, { items: [item] }),
  performMany: (items, { show }) => show(load, { items }),
})

const isClaim = (item: Item): true | Reason =>
  BigInt(item.open_minor) > 0n ? true : { key: BigInt(item.open_minor) < 0n ? 'item.is_credit' : 'item.is_settled' }
const isOpen = (item: Item): true | Reason => (item.open_minor === '0' ? { key: 'item.is_settled' } : true)

/** Says that the customer disputes claims: they leave the overdue figures until it is settled. */
export const disputeItem: Action<Item> = {
  id: 'item.dispute',
  label: 'deeds.dispute',
  icon: 'why',
  permission: 'item.dispute',
  enabled: item => (item.disputed ? { key: 'item.is_disputed' } : isClaim(item)),
  ...by(async () => (await import('./DisputeDialog.tsx')).DisputeDialog),
}

/** Says that a dispute is settled. */
export const settleDispute: Action<Item> = {
  id: 'item.undispute',
  label: 'deeds.undispute',
  icon: 'tick',
  permission: 'item.dispute',
  enabled: item => (item.disputed ? true : { key: 'item.is_undisputed' }),
  ...by(async () => (await import('./DisputeDialog.tsx')).SettleDialog),
}

/** Agrees another day of payment, or enters the day from which terms count. */
export const agreeDay: Action<Item> = {
  id: 'item.amend_terms',
  label: 'deeds.agree_day',
  icon: 'periods',
  permission: 'item.amend_terms',
  enabled: isClaim,
  ...by(async () => (await import('./AgreeDayDialog.tsx')).AgreeDayDialog),
}

/** Closes what is left of an item as a small difference of a kind. */
export const takeDifference: Action<Item> = {
  id: 'difference.take',
  label: 'deeds.difference',
  icon: 'cut',
  permission: 'difference.take',
  enabled: isOpen,
  ...by(async () => (await import('./DifferenceDialog.tsx')).DifferenceDialog),
}

/** Moves items to another debtor, with their days. */
export const transferItem: Action<Item> = {
  id: 'item.transfer',
  label: 'deeds.transfer',
  icon: 'go',
  permission: 'item.transfer',
  enabled: isOpen,
  ...by(async () => (await import('./TransferDialog.tsx')).TransferDialog),
}

/** Lets retention become a receivable: nothing but time stands between us and the money any more. */
export const releaseRetention: Action<Item> = {
  id: 'retention.release',
  label: 'retention.release',
  icon: 'tick',
  permission: 'item.transfer',
  enabled: item => (item.lane === 'retention' ? isClaim(item) : { key: 'retention.is_none' }),
  ...by(async () => (await import('./ReleaseDialog.tsx')).ReleaseDialog),
}

/** Takes a release back. */
export const retainAgain: Action<Item> = {
  id: 'retention.retain_again',
  label: 'retention.back',
  icon: 'back',
  permission: 'item.transfer',
  enabled: item =>
    item.kind === 'transfer' && item.lane === 'aged' ? isClaim(item) : { key: 'retention.not_released' },
  ...by(async () => (await import('./ReleaseDialog.tsx')).RetainDialog),
}

/** Writes claims off as bad debts, with evidence; a second person releases it. */
export const writeOffItem: Action<Item> = {
  id: 'item.write_off',
  label: 'deeds.write_off',
  icon: 'cross',
  permission: 'item.write_off',
  weight: 'grave',
  enabled: isClaim,
  ...by(async () => (await import('./WriteOffDialog.tsx')).WriteOffDialog),
}

/** Everything that can be done to an open item. */
export const itemActions = [
  agreeDay,
  makeAgreement,
  disputeItem,
  settleDispute,
  takeDifference,
  transferItem,
  releaseRetention,
  retainAgain,
  giveTaskAbout<Item>(({ item_id }) => ({ subject_kind: 'item', subject_id: item_id })),
  writeOffItem,
] as const
