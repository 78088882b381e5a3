import type { Action } from '../ui/action.ts'

/** Issues an invoice. */
export const issueInvoice: Action = {
  id: 'invoice.issue',
  label: 'invoices.issue',
  icon: 'invoice',
  permission: 'invoice.issue',
  shortcut: 'n i',
  weight: 'main',
  perform: (_, { show }) => show(async () => (await import('./IssueDrawer.tsx')).IssueDrawer, {}),
}
