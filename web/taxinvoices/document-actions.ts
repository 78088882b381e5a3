import type { Answer } from '../client.ts'
import type { Action } from '../ui/action.ts'
import { creditRed, reddenTaxInvoice } from './red-actions.ts'

type TaxInvoice = Answer<'readTaxInvoice'>

/** Brings issued tax invoices back. */
export const addTaxInvoices: Action = {
  id: 'tax_invoice.add',
  label: 'tax_documents.add',
  icon: 'import',
  permission: 'tax_invoice.issue',
  weight: 'main',
  perform: (_, { show }) => show(async () => (await import('./UploadDialog.tsx')).UploadDialog, {}),
}

/** Everything that can be done to a tax invoice. */
export const taxInvoiceActions: readonly Action<TaxInvoice>[] = [
  {
    id: 'tax_invoice.link',
    label: 'tax_documents.link',
    icon: 'apply',
    permission: 'tax_invoice.issue',
    weight: 'main',
    enabled: invoice => (invoice.candidates.length > 0 ? true : { key: 'tax_documents.no_candidates' }),
    perform: (invoice, { show }) => show(async () => (await import('./LinkDialog.tsx')).LinkDialog, { invoice }),
  },
  reddenTaxInvoice,
  creditRed,
]
