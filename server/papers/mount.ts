import { type Kernel, mount } from '../kernel/run.ts'
import type { Jobs } from '../kernel/jobs.ts'
import { makeBillingPapers } from './billing-papers.ts'
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
} from './papers.ts'
import { approveSeal, closeSeal, enterSeal, listSenders, previewSender, setSender } from './senders.ts'
import { sendersContract } from './senders-contract.ts'

type Surroundings = { public_origin: string; jobs: Jobs; home: string; letters: boolean }

/** Makes the papers reachable, and those of billing runs. `public_origin` is where a code on a paper leads. */
export function mountPapers(kernel: Kernel, { public_origin, jobs, home, letters }: Surroundings): void {
  mount(kernel, papersContract, {
    printInvoices: printInvoices({ public_origin, home }),
    printReceipts: printReceipts({ public_origin, home }),
    printRefunds: printRefunds({ public_origin, home }),
    printSettlements: printSettlements(home),
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
  jobs.handlers.set('billing.papers', makeBillingPapers({ home, letters }))
}
