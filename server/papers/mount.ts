import { type Kernel, mount } from '../kernel/run.ts'
import { sendDispatch } from '../invoices/dispatch-jobs.ts'
import { leavesBy, type Posts } from '../invoices/letter-job.ts'
import type { Jobs } from '../kernel/jobs.ts'
import { makeBillingPapers } from './billing-papers.ts'
import { encloseBill, printDispatches, takeBill } from './bills.ts'
import { papersContract } from './contract.ts'
import {
  printAgreement,
  printContract,
  printCreditFile,
  printInvoices,
  printPaymentPolicy,
  printReceipts,
  printRefunds,
  printSettlements,
  printStatement,
  printTaxRequests,
} from './papers.ts'
import { approveSeal, closeSeal, enterSeal, listSenders, previewSender, setSender } from './senders.ts'
import { sendersContract } from './senders-contract.ts'

type Surroundings = Posts & { public_origin: string; jobs: Jobs; home: string }

/** Makes the papers reachable, and those of billing runs. `public_origin` is where a code on a paper leads. */
export function mountPapers(kernel: Kernel, { public_origin, jobs, home, mail, sms }: Surroundings): void {
  mount(kernel, papersContract, {
    printInvoices: printInvoices({ public_origin, home }),
    takeBill: takeBill({ home, public_origin }),
    printDispatches: printDispatches({ home, public_origin }),
    printReceipts: printReceipts({ public_origin, home }),
    printRefunds: printRefunds({ public_origin, home }),
    printSettlements: printSettlements(home),
    printTaxRequests: printTaxRequests(home),
    printStatement: printStatement(home),
    printContract: printContract(home),
    printAgreement: printAgreement(home),
    printPaymentPolicy: printPaymentPolicy(home),
    printCreditFile: printCreditFile(home),
  })
  mount(kernel, sendersContract, {
    listSenders,
    setSender,
    enterSeal: enterSeal(home),
    approveSeal,
    closeSeal,
    previewSender: previewSender(home),
  })
  jobs.handlers.set('billing.papers', makeBillingPapers({ home, leaves: leavesBy({ mail, sms }), public_origin }))
  if (mail || sms)
    jobs.handlers.set('dispatch.send', sendDispatch({ mail, sms }, public_origin, encloseBill({ home, public_origin })))
}
