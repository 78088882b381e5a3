import { type Kernel, mount } from '../kernel/run.ts'
import { papersContract } from './contract.ts'
import { printContract, printCreditFile, printInvoices, printReceipts, printRefunds, printStatement } from './papers.ts'

/** Makes the papers reachable. `public_origin` is where a code on a paper leads. */
export function mountPapers(kernel: Kernel, { public_origin }: { public_origin: string }): void {
  mount(kernel, papersContract, {
    printInvoices: printInvoices(public_origin),
    printReceipts: printReceipts(public_origin),
    printRefunds: printRefunds(public_origin),
    printStatement,
    printContract,
    printCreditFile,
  })
}
