import { signContract } from '../contracts/actions.ts'
import { createCustomer } from '../customers/actions.ts'
import { issueInvoice } from '../invoices/actions.ts'
import { recordReceipt } from '../receipts/actions.ts'
import { giveTask } from '../tasks/actions.ts'
import type { Action } from '../ui/action.ts'

/** What a clerk may begin from any page. A module adds its own here with one line. */
export const everywhere: readonly Action[] = [recordReceipt, issueInvoice, signContract, createCustomer, giveTask]
