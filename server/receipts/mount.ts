import { type Kernel, mount } from '../kernel/run.ts'
import { amendReceipt } from './amendments.ts'
import { receiptsContract } from './contract.ts'
import { correctReceipt } from './corrections.ts'
import { groupReceipts, listReceipts, readReceipt } from './queries.ts'
import { recordReceipts } from './receipts.ts'

/** Makes receipts reachable. */
export function mountReceipts(kernel: Kernel): void {
  mount(kernel, receiptsContract, {
    recordReceipts,
    correctReceipt,
    amendReceipt,
    listReceipts,
    groupReceipts,
    readReceipt,
  })
}
