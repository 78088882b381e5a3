import { type Database, transaction } from '../db/connect.ts'
import { type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import {
  determineAccount,
  listAccounts,
  listDifferenceRules,
  listRates,
  setDifferenceRule,
  setRates,
} from './accounts.ts'
import { applyItems, reverseApplications } from './applications.ts'
import { booksContract } from './books-contract.ts'
import { ledgerContract } from './contract.ts'
import { createEntity } from './entities.ts'
import { ledgerFacts } from './facts.ts'
import { amendItemTerms, disputeItems } from './item-terms.ts'
import { openingTieOut } from './opening-tie-out.ts'
import { undoOpening } from './opening-undo.ts'
import { createOpening, listOpenings, lockOpening } from './openings.ts'
import { openingsContract } from './openings-contract.ts'
import { closePeriod, listPeriods, reopenPeriod } from './periods.ts'
import { sealPostings } from './posting-chunks.ts'
import { accountLedger, listEntries, readEntry, trialBalance } from './journal.ts'
import { journalContract } from './journal-contract.ts'
import { groupOpenItems, itemHistory, listOpenItems } from './queries.ts'
import { suggestApplications } from './suggest.ts'
import { setTaxCode } from './tax-codes.ts'
import { releaseRetention, retainAgain } from './retention.ts'
import { transferItems } from './transfers.ts'
import { recoverWriteOff, writeOffItems } from './write-offs.ts'

/** Makes the ledger reachable, and tells approvals what its verbs are about. */
export function mountLedger(kernel: Kernel): void {
  mount(kernel, booksContract, {
    createEntity,
    listPeriods,
    closePeriod,
    reopenPeriod,
    listAccounts,
    determineAccount,
    setRates,
    listRates,
    setDifferenceRule,
    setTaxCode,
    listDifferenceRules,
  })
  mount(kernel, ledgerContract, {
    applyItems,
    reverseApplications,
    suggestApplications,
    listOpenItems,
    groupOpenItems,
    itemHistory,
    transferItems,
    releaseRetention,
    retainAgain,
    writeOffItems,
    recoverWriteOff,
    amendItemTerms,
    disputeItems,
  })
  mount(kernel, journalContract, { listEntries, readEntry, trialBalance, accountLedger })
  mount(kernel, openingsContract, { createOpening, openingTieOut, listOpenings, lockOpening, undoOpening })
  for (const [name, facts] of Object.entries(ledgerFacts)) kernel.facts.set(name, facts)
}

/** What the ledger does by the clock. */
export const ledgerSweeps = (db: Database): Sweep[] => [
  {
    name: 'seal-postings',
    cron: '*/10 * * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => void (await sealPostings({ tx, org_id }))),
  },
]
