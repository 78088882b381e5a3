import { type Kernel, mount } from '../kernel/run.ts'
import { setAccount } from './accounts.ts'
import { addAliases, endAlias } from './aliases.ts'
import { amendCustomer, archiveCustomer } from './amend.ts'
import { addContact, amendContact, eraseContact } from './contacts.ts'
import { customersContract } from './contract.ts'
import { createCustomers } from './customers.ts'
import { listHolidays, setHolidays } from './holidays.ts'
import { mergeCustomer, tellApart, unmergeCustomer } from './merges.ts'
import { handOver } from './owners.ts'
import { listCustomers, listTerms, readCustomer } from './queries.ts'
import { termsContract } from './terms-contract.ts'
import { saveTerms, tryTerms } from './terms-verbs.ts'
import { findTwins, listTwinPairs } from './twins.ts'

/** Puts the contract of customers and its functions together. */
export function mountCustomers(kernel: Kernel): void {
  mount(kernel, customersContract, {
    createCustomers,
    listCustomers,
    readCustomer,
    amendCustomer,
    archiveCustomer,
    addAliases,
    endAlias,
    addContact,
    amendContact,
    eraseContact,
    setAccount,
    handOver,
    findTwins,
    listTwinPairs,
    mergeCustomer,
    unmergeCustomer,
    tellApart,
  })
  mount(kernel, termsContract, { listTerms, saveTerms, tryTerms, listHolidays, setHolidays })
}
