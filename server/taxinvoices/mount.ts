import { type Kernel, mount } from '../kernel/run.ts'
import { taxRequestsContract } from './contract.ts'
import { listTaxRequests, proposeTaxRequest, readTaxRequest, readTaxStanding } from './queries.ts'
import { exportTaxRequests } from './exports.ts'
import { taxExportsContract } from './exports-contract.ts'
import {
  amendTaxRequest,
  approveTaxRequest,
  draftTaxRequest,
  returnTaxRequest,
  submitTaxRequest,
  taxRequestFacts,
  voidTaxRequest,
} from './requests.ts'

/** Makes tax invoices and their requests reachable. */
export function mountTaxInvoices(kernel: Kernel): void {
  mount(kernel, taxRequestsContract, {
    proposeTaxRequest,
    draftTaxRequest,
    amendTaxRequest,
    submitTaxRequest,
    approveTaxRequest,
    returnTaxRequest,
    voidTaxRequest,
    listTaxRequests,
    readTaxRequest,
    readTaxStanding,
  })
  mount(kernel, taxExportsContract, { exportTaxRequests })
  kernel.facts.set('tax_request.approve', taxRequestFacts)
}
