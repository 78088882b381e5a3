import { type Kernel, mount } from '../kernel/run.ts'
import { amendInvoice } from './amendments.ts'
import { invoicesContract } from './contract.ts'
import { correctInvoice } from './corrections.ts'
import { creditNoteFacts, issueCreditNotes } from './credit-notes.ts'
import { issueInvoices } from './invoices.ts'
import { listInvoices, listTaxCodes, readInvoice } from './queries.ts'

/** Makes invoices, credit notes and tax codes reachable, and tells approvals what credit notes are about. */
export function mountInvoices(kernel: Kernel): void {
  mount(kernel, invoicesContract, {
    issueInvoices,
    issueCreditNotes,
    correctInvoice,
    amendInvoice,
    listInvoices,
    readInvoice,
    listTaxCodes,
  })
  kernel.facts.set('credit_note.issue', creditNoteFacts)
}
