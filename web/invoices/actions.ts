import type { Answer, Row } from '../client.ts'
import { printInvoice } from '../papers/actions.ts'
import { giveTaskAbout } from '../tasks/actions.ts'
import { requestTaxInvoice } from '../taxinvoices/actions.ts'
import type { Action, Reason } from '../ui/action.ts'

type Invoice = Answer<'readInvoice'>

/** Issues an invoice; to a customer where one is open. */
export const issueInvoice: Action<{ customer_id: string } | void> = {
  id: 'invoice.issue',
  label: 'invoices.issue',
  icon: 'invoice',
  permission: 'invoice.issue',
  shortcut: 'n i',
  weight: 'main',
  perform: (subject, { begin }) => begin('invoice', { new_for: subject?.customer_id }),
}

const stands = (invoice: Invoice): true | Reason =>
  invoice.state !== 'issued'
    ? { key: 'invoices.not_issued' }
    : invoice.kind === 'opening'
      ? { key: 'invoices.is_opening' }
      : true

/** Credits an invoice in part or in full. */
const creditInvoice: Action<Invoice> = {
  id: 'credit_note.issue',
  label: 'invoices.credit',
  icon: 'cut',
  permission: 'credit_note.issue',
  enabled: invoice => (invoice.kind === 'credit_note' ? { key: 'invoices.is_credit' } : stands(invoice)),
  perform: (invoice, { show }) => show(async () => (await import('./CreditDialog.tsx')).CreditDialog, { invoice }),
}

/** Puts the right invoice in the place of a wrong one. */
const correctInvoice: Action<Invoice> = {
  id: 'invoice.correct',
  label: 'invoices.correct',
  icon: 'again',
  permission: 'invoice.correct',
  enabled: invoice => (invoice.kind === 'credit_note' ? { key: 'invoices.is_credit' } : stands(invoice)),
  perform: ({ invoice_id }, { begin }) => begin('correct-invoice', { new_of: invoice_id }),
}

/** Mirrors an invoice without a new one. */
const voidInvoice: Action<Invoice> = {
  id: 'invoice.void',
  label: 'invoices.void',
  icon: 'cross',
  permission: 'invoice.correct',
  weight: 'grave',
  enabled: stands,
  perform: (invoice, { show }) => show(async () => (await import('./VoidInvoice.tsx')).VoidInvoice, { invoice }),
}

/** Changes what has no accounting effect. */
const amendInvoice: Action<Invoice> = {
  id: 'invoice.amend',
  label: 'invoices.amend',
  icon: 'pen',
  permission: 'invoice.amend',
  shortcut: 'e',
  enabled: stands,
  perform: (invoice, { show }) => show(async () => (await import('./AmendInvoice.tsx')).AmendInvoice, { invoice }),
}

/** Sends an invoice to the customer, or records how it went. */
const dispatchInvoice: Action<Invoice> = {
  id: 'invoice.dispatch',
  label: 'dispatch.send',
  icon: 'go',
  permission: 'invoice.dispatch',
  weight: 'main',
  shortcut: 's',
  enabled: stands,
  perform: (invoice, { show }) => show(async () => (await import('./DispatchDialog.tsx')).DispatchDialog, { invoice }),
}

type Listed = Pick<Row<'listInvoices'>, 'invoice_id' | 'number' | 'customer_name' | 'state' | 'kind'>

/** Sends the invoices picked in the list, each the way its customer is billed. */
export const sendInvoices: Action<Listed> = {
  id: 'invoice.dispatch_by_way',
  label: 'dispatch.send',
  icon: 'go',
  permission: 'invoice.dispatch',
  perform: (invoice, { show }) =>
    show(async () => (await import('./SendManyDialog.tsx')).SendManyDialog, { invoices: [invoice] }),
  performMany: (invoices, { show }) =>
    show(async () => (await import('./SendManyDialog.tsx')).SendManyDialog, { invoices }),
}

/** Everything that can be done to an invoice. */
export const invoiceActions = [
  dispatchInvoice,
  requestTaxInvoice,
  creditInvoice,
  amendInvoice,
  correctInvoice,
  printInvoice,
  giveTaskAbout<Invoice>(({ invoice_id }) => ({ subject_kind: 'invoice', subject_id: invoice_id })),
  voidInvoice,
] as const
