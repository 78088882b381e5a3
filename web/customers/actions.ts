import type { Answer } from '../client.ts'
import { reviewCustomers } from '../customerfile/actions.ts'
import { issueInvoice } from '../invoices/actions.ts'
import { printCreditFile } from '../papers/actions.ts'
import { receiveBill } from '../bills/actions.ts'
import { recordReceipt } from '../receipts/actions.ts'
import { requestRefund } from '../receipts/refund-actions.ts'
import { giveTaskAbout } from '../tasks/actions.ts'
import type { Action } from '../ui/action.ts'

/** A customer as its actions need it. */
export type Customer = Pick<Answer<'readCustomer'>, 'customer_id' | 'name' | 'number' | 'state' | 'merged_into'>

/** Opens the statement of a customer. */
const openStatement: Action<Customer> = {
  id: 'statement.open',
  label: 'nav.statement',
  icon: 'statement',
  permission: 'report.read',
  perform: ({ customer_id }, { go }) => go('/statement', { customer_id }),
}

/** Opens the ledger of a customer. */
const openLedger: Action<Customer> = {
  id: 'ledger.open',
  label: 'nav.ledger',
  icon: 'ledger',
  permission: 'report.read',
  perform: ({ customer_id }, { go }) => go('/ledger', { customer_id }),
}

/** Works out what a customer may be charged for late payment. */
const chargeLate: Action<Customer> = {
  id: 'late_charge.propose',
  label: 'deeds.late_charge',
  icon: 'terms',
  permission: 'item.read',
  perform: ({ customer_id }, { go }) => go('/late-charges', { customer_id }),
}

/** Enters a customer. */
export const createCustomer: Action = {
  id: 'customer.create',
  label: 'customers.create',
  icon: 'plus',
  permission: 'customer.write',
  shortcut: 'n c',
  weight: 'main',
  perform: (_, { show }) => show(async () => (await import('./CustomerDialog.tsx')).CustomerDialog, {}),
}

/** Changes what the file says. */
const amendCustomer: Action<Customer> = {
  id: 'customer.amend',
  label: 'customers.amend',
  icon: 'pen',
  permission: 'customer.write',
  shortcut: 'e',
  perform: ({ customer_id }, { show }) =>
    show(async () => (await import('./CustomerDialog.tsx')).CustomerDialog, { customer_id }),
}

/** Hands customers over to another salesperson from a day on. */
export const handOver: Action<Customer> = {
  id: 'customer.hand_over',
  most: 2000,
  label: 'customers.hand_over',
  icon: 'people',
  permission: 'customer.write',
  perform: (customer, { show }) =>
    show(async () => (await import('./HandOverDialog.tsx')).HandOverDialog, { customers: [customer] }),
  performMany: (customers, { show }) =>
    show(async () => (await import('./HandOverDialog.tsx')).HandOverDialog, { customers }),
}

/** Sets terms, currency and limit in an entity. */
export const setAccount: Action<Customer> = {
  id: 'customer.set_account',
  most: 2000,
  label: 'customers.set_account',
  icon: 'terms',
  permission: 'customer.write',
  perform: (customer, { show }) =>
    show(async () => (await import('./AccountDialog.tsx')).AccountDialog, { customers: [customer] }),
  performMany: (customers, { show }) =>
    show(async () => (await import('./AccountDialog.tsx')).AccountDialog, { customers }),
}

/** Asks customers that are ticked to confirm their data. */
export const askForData = (onBegun: (asking_id: string) => void): Action<Customer> => ({
  id: 'asking.begin',
  label: 'askings.ask',
  icon: 'go',
  permission: 'page.make',
  perform: (customer, { show }) =>
    show(async () => (await import('./AskForData.tsx')).AskForData, { customers: [customer], onBegun }),
  performMany: (customers, { show }) =>
    show(async () => (await import('./AskForData.tsx')).AskForData, { customers, onBegun }),
})

/** Asks all whose file is due for review, of these grades. */
export const askWhoIsDue = (
  grade: readonly ('A' | 'B' | 'C' | 'none')[],
  onBegun: (asking_id: string) => void,
): Action => ({
  id: 'asking.begin_due',
  label: 'askings.ask',
  icon: 'go',
  permission: 'page.make',
  perform: (_, { show }) => show(async () => (await import('./AskForData.tsx')).AskForData, { grade, onBegun }),
})

/** Gives a task about customers. */
export const giveTaskAboutCustomer = giveTaskAbout<Customer>(({ customer_id }) => ({
  subject_kind: 'customer',
  subject_id: customer_id,
}))

/** Merges a customer into another, or takes that back. */
const mergeCustomer: Action<Customer> = {
  id: 'customer.merge',
  label: 'twins.merge_or_not',
  icon: 'apply',
  permission: 'customer.write',
  perform: (customer, { show }) => show(async () => (await import('./MergeDialog.tsx')).MergeDialog, { customer }),
}

/** Archives a customer, or brings it back. */
const archiveCustomer: Action<Customer> = {
  id: 'customer.archive',
  label: 'customers.archive',
  icon: 'door',
  permission: 'customer.write',
  perform: (customer, { show }) => show(async () => (await import('./ArchiveDialog.tsx')).ArchiveDialog, { customer }),
}

/** Erases what names somebody beside a customer. */
const erasePerson: Action<Customer> = {
  id: 'erasure.make',
  label: 'erasures.erase',
  icon: 'cross',
  permission: 'customer.write',
  weight: 'grave',
  perform: (customer, { show }) => show(async () => (await import('./EraseDialog.tsx')).EraseDialog, { customer }),
}

/** Everything that can be done to a customer. */
export const customerActions: readonly Action<Customer>[] = [
  recordReceipt,
  issueInvoice,
  receiveBill,
  requestRefund,
  openStatement,
  openLedger,
  chargeLate,
  amendCustomer,
  setAccount,
  reviewCustomers,
  handOver,
  giveTaskAboutCustomer,
  printCreditFile,
  mergeCustomer,
  archiveCustomer,
  erasePerson,
]
