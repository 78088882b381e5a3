import { readFileRules } from '../customers/file-rules.ts'
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
import { gradesContract } from './grades-contract.ts'
import { listGrades, setGrades } from './grades.ts'
import { onboardingContract } from './onboarding-contract.ts'
import { listOnboardings, readOnboarding } from './onboarding-queries.ts'
import {
  activateOnboarding,
  applyOnboarding,
  rejectOnboarding,
  submitOnboarding,
  withdrawOnboarding,
} from './onboardings.ts'
import { proposeGrades } from './propose.ts'
import { reviewCustomers } from './reviews.ts'
import { changeFileRules } from './rules.ts'
import { creditFacts } from './treatment.ts'

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
  mount(kernel, gradesContract, { proposeGrades, listGrades, setGrades, reviewCustomers })
  mount(kernel, onboardingContract, {
    applyOnboarding,
    submitOnboarding,
    activateOnboarding,
    rejectOnboarding,
    withdrawOnboarding,
    listOnboardings,
    readOnboarding,
  })
  kernel.facts.set('customer_account.activate', activationFacts)
  kernel.facts.set('customer.set_account', creditFacts)
}
