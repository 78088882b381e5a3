import { type Kernel, mount } from '../kernel/run.ts'
import { taxRequestsContract } from './contract.ts'
import { listTaxRequests, proposeTaxRequest, readTaxRequest, readTaxStanding } from './queries.ts'
import { listTaxInvoices, readTaxInvoice, readTaxInvoiceFile } from './document-queries.ts'
import { addTaxInvoices, enterTaxInvoice, linkTaxInvoice, unlinkTaxInvoice } from './documents.ts'
import { taxInvoicesContract } from './documents-contract.ts'
import { exportTaxRequests } from './exports.ts'
import { taxExportsContract } from './exports-contract.ts'
import { listGaps } from './gaps.ts'
import { gapsContract } from './gaps-contract.ts'
import {
  answerRedConfirmation,
  askRedConfirmation,
  draftRedConfirmation,
  withdrawRedConfirmation,
} from './red-confirmations.ts'
import { redContract } from './red-contract.ts'
import { returnContract } from './return-contract.ts'
import { closeTaxReturn, listTaxReturnRows, readTaxReturn, reopenTaxReturn } from './returns.ts'
import { creditRedInvoice, issueRedInvoice, uncreditRedInvoice } from './red-issue.ts'
import { listRedConfirmations, listRedGaps, proposeRedConfirmation, readRedConfirmation } from './red-queries.ts'
import {
  amendTaxRequest,
  approveTaxRequest,
  draftTaxRequest,
  returnTaxRequest,
  submitTaxRequest,
  taxRequestFacts,
  voidTaxRequest,
} from './requests.ts'

/** Makes tax invoices and their requests reachable; `home` is where files lie. */
export function mountTaxInvoices(kernel: Kernel, { home }: { home: string }): void {
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
  mount(kernel, gapsContract, { listGaps })
  mount(kernel, returnContract, { readTaxReturn, listTaxReturnRows, closeTaxReturn, reopenTaxReturn })
  mount(kernel, redContract, {
    draftRedConfirmation,
    askRedConfirmation,
    answerRedConfirmation,
    withdrawRedConfirmation,
    issueRedInvoice,
    creditRedInvoice,
    uncreditRedInvoice,
    listRedConfirmations,
    readRedConfirmation,
    proposeRedConfirmation,
    listRedGaps,
  })
  mount(kernel, taxInvoicesContract, {
    addTaxInvoices: addTaxInvoices(home),
    enterTaxInvoice,
    linkTaxInvoice,
    unlinkTaxInvoice,
    listTaxInvoices,
    readTaxInvoice,
    readTaxInvoiceFile: readTaxInvoiceFile(home),
  })
  kernel.facts.set('tax_return.reopen', async (_ctx, input) => {
    const { entity_id, month } = input as { entity_id: string; month: string }
    return { entity_ids: [entity_id], period: month }
  })
  kernel.facts.set('tax_request.approve', taxRequestFacts)
}
