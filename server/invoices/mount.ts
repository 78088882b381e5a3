import { type Kernel, mount } from '../kernel/run.ts'
import { invoicesContract } from './contract.ts'
import { issueInvoices } from './invoices.ts'
import { listInvoices, listTaxCodes, readInvoice } from './queries.ts'

/** Makes invoices, credit notes and tax codes reachable. */
export function mountInvoices(kernel: Kernel): void {
  const { issueInvoices: issue, listInvoices: list, readInvoice: read, listTaxCodes: codes } = invoicesContract
  mount(
    kernel,
    { issue, list, read, codes },
    { issue: issueInvoices, list: listInvoices, read: readInvoice, codes: listTaxCodes },
  )
}
