import { ask, type LineName, type Question } from './client.ts'
import { queries } from './queries.ts'

/** What a page of a document asks first; asked as soon as somebody means to open it. */
const firstAsked: Readonly<Record<string, LineName>> = {
  '/customers/$customer_id': 'readCustomer',
  '/invoices/$invoice_id': 'readInvoice',
  '/receipts/$receipt_id': 'readReceipt',
  '/contracts/$contract_id': 'readContract',
  '/bills/$bill_id': 'readBill',
  '/refunds/$refund_id': 'readRefund',
  '/tax-invoices/$tax_request_id': 'readTaxRequest',
  '/tax-documents/$tax_invoice_id': 'readTaxInvoice',
  '/red-letters/$confirmation_id': 'readRedConfirmation',
  '/customers/onboardings/$onboarding_id': 'readOnboarding',
}

/** Asks for what the page of a document shows, when somebody points at a link to it; by the key the page asks with. */
export function askAhead(path: string, params: object): void {
  const name = firstAsked[path]
  if (!name) return
  // Whatever fails here is asked for again, and said, where it is needed.
  void queries.prefetchQuery({
    queryKey: [name, params],
    queryFn: ({ signal }) => ask(name, params as Question<typeof name>, signal),
  })
}
