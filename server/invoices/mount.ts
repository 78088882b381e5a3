import type { Jobs } from '../kernel/jobs.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { amendInvoice } from './amendments.ts'
import { listBillables } from './billables.ts'
import { billingContract } from './billing-contract.ts'
import { runBilling } from './billing-job.ts'
import { listBillingRunLines, listBillingRuns, readBillingPaper, readBillingRun } from './billing-queries.ts'
import { cancelBillingRun, remakeBillingPapers, retryBillingRun, startBillingRun } from './billing-runs.ts'
import { readBillingWay, setBillingRules, setBillingWay } from './billing-ways.ts'
import { invoicesContract } from './contract.ts'
import { correctInvoice } from './corrections.ts'
import { creditNoteFacts, issueCreditNotes } from './credit-notes.ts'
import { dispatchContract } from './dispatch-contract.ts'
import { tellOfDispatch } from './dispatch-jobs.ts'
import {
  bounceDispatch,
  confirmDispatch,
  dispatchInvoices,
  makeLink,
  resendDispatch,
  sendOff,
  withdrawDispatch,
} from './dispatches.ts'
import { issueInvoices } from './invoices.ts'
import { listDispatches } from './dispatch-list.ts'
import { leavesBy, type Posts } from './letter-job.ts'
import { sendByWays } from './send-ways.ts'
import { answerPage, openPage } from './pages.ts'
import { splitAdvances } from './advance-tax.ts'
import { earnInvoice, reachTaxPoint, readTurns } from './turns.ts'
import { turnsContract } from './turns-contract.ts'
import { checkContract, proposeCheck } from './checks.ts'
import { readSettlement, listSettlements } from './settlement-queries.ts'
import { listSettlementRuns, runSettlements, startSettlementRun } from './settlement-runs.ts'
import { readSettlementTerms, setSettlementTerms } from './settlement-terms.ts'
import { confirmSettlement, issueSettlements, releaseSettlementLines, undoSettlements } from './settlements.ts'
import { settlementsContract } from './settlements-contract.ts'
import { groupInvoices, listInvoices, listTaxCodes, readInvoice } from './queries.ts'

type Surroundings = Posts & { jobs: Jobs; public_origin: string; home: string }

/** Makes invoices, credit notes, dispatch and tax codes reachable, and tells approvals what credit notes are about. */
export function mountInvoices(kernel: Kernel, { jobs, mail, sms, public_origin, home }: Surroundings): void {
  const leaves = leavesBy({ mail, sms })
  mount(kernel, invoicesContract, {
    issueInvoices,
    issueCreditNotes,
    correctInvoice,
    amendInvoice,
    listInvoices,
    groupInvoices,
    readInvoice,
    listTaxCodes,
  })
  mount(kernel, turnsContract, { reachTaxPoint, earnInvoice, splitAdvances, readTurns })
  mount(kernel, dispatchContract, {
    dispatchInvoices: dispatchInvoices(leaves),
    sendByWays: sendByWays(leaves),
    sendOff,
    makeLink: makeLink(public_origin),
    resendDispatch: resendDispatch(leaves),
    confirmDispatch,
    bounceDispatch,
    withdrawDispatch,
    listDispatches,
    openPage,
    answerPage,
  })
  mount(kernel, billingContract, {
    listBillables,
    startBillingRun,
    retryBillingRun,
    remakeBillingPapers,
    cancelBillingRun,
    listBillingRuns,
    readBillingRun,
    listBillingRunLines,
    readBillingPaper: readBillingPaper(home),
    setBillingRules,
    readBillingWay,
    setBillingWay,
  })
  mount(kernel, settlementsContract, {
    readSettlementTerms,
    setSettlementTerms,
    startSettlementRun,
    checkContract,
    proposeCheck,
    listSettlementRuns,
    listSettlements,
    readSettlement,
    confirmSettlement,
    issueSettlements,
    undoSettlements,
    releaseSettlementLines,
  })
  jobs.handlers.set('settlement.run', runSettlements)
  jobs.handlers.set('billing.run', runBilling)
  jobs.handlers.set('dispatch.tell', tellOfDispatch)
  kernel.facts.set('credit_note.issue', creditNoteFacts)
}
