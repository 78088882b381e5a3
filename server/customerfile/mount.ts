import { type Kernel, mount } from '../kernel/run.ts'
import { addAddress, amendAddress, endAddress } from './addresses.ts'
import {
  activateBankAccount,
  activationFacts,
  closeBankAccount,
  enterBankAccount,
  showBankAccount,
} from './bank-accounts.ts'
import { customerFileContract } from './contract.ts'
import { addDocument, readDocument, withdrawDocument } from './documents.ts'
import { listDocuments, readFile } from './queries.ts'
import { changeFileRules, readFileRules } from './rules.ts'

/** Makes the file of customers reachable; `home` is where files lie. */
export function mountCustomerFile(kernel: Kernel, { home }: { home: string }): void {
  mount(kernel, customerFileContract, {
    readFile,
    addAddress,
    amendAddress,
    endAddress,
    enterBankAccount,
    activateBankAccount,
    closeBankAccount,
    showBankAccount,
    addDocument: addDocument(home),
    withdrawDocument,
    readDocument: readDocument(home),
    listDocuments,
    readFileRules,
    changeFileRules,
  })
  kernel.facts.set('customer_account.activate', activationFacts)
}
