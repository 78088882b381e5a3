import type { Question } from '../client.ts'
import type { Action } from '../ui/action.ts'
import type { Printed } from './PrintDialog.tsx'

const printing = <T>(id: string, permission: string, what: (subjects: readonly T[]) => Printed): Action<T> => ({
  id,
  label: 'papers.print',
  icon: 'print',
  permission,
  most: 200,
  perform: (subject, { show }) =>
    show(async () => (await import('./PrintDialog.tsx')).PrintDialog, { what: what([subject]) }),
  performMany: (subjects, { show }) =>
    show(async () => (await import('./PrintDialog.tsx')).PrintDialog, { what: what(subjects) }),
})

/** Takes an invoice out as a paper, or several as one file. */
export const printInvoice = printing<{ invoice_id: string }>('invoice.print', 'invoice.read', invoices => ({
  papers: 'invoices',
  ids: invoices.map(invoice => invoice.invoice_id),
}))

/** Takes a receipt out as a paper, or several as one file. */
export const printReceipt = printing<{ receipt_id: string }>('receipt.print', 'receipt.read', receipts => ({
  papers: 'receipts',
  ids: receipts.map(receipt => receipt.receipt_id),
}))

/** Takes the request form of a refund out, or several as one file. */
export const printRefund = printing<{ refund_id: string }>('refund.print', 'receipt.read', refunds => ({
  papers: 'refunds',
  ids: refunds.map(refund => refund.refund_id),
}))

/** Takes the form of a request for a tax invoice out, or several as one file. */
export const printTaxRequest = printing<{ tax_request_id: string }>(
  'tax_request.print',
  'tax_invoice.read',
  requests => ({ papers: 'tax_requests', ids: requests.map(request => request.tax_request_id) }),
)

/** Takes a settlement bill out for the customer to sign, or several as one file. */
export const printSettlement = printing<{ settlement_id: string }>('settlement.print', 'contract.read', bills => ({
  papers: 'settlements',
  ids: bills.map(bill => bill.settlement_id),
}))

/** Takes the statement one looks at out as the letter that is signed. */
export const printStatement: Action<Question<'statement'>> = {
  id: 'statement.print',
  label: 'papers.print',
  icon: 'print',
  permission: 'report.read',
  weight: 'main',
  perform: (question, { show }) =>
    show(async () => (await import('./PrintDialog.tsx')).PrintDialog, { what: { papers: 'statement', question } }),
}

/** Takes the credit file of a customer out, as one of our entities prints it. */
export const printCreditFile: Action<{ customer_id: string }> = {
  id: 'customer.print_credit_file',
  label: 'papers.credit_file',
  icon: 'print',
  permission: 'report.read',
  perform: ({ customer_id }, { show }) =>
    show(async () => (await import('./CreditFileDialog.tsx')).CreditFileDialog, { customer_id }),
}
