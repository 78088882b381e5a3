import { type Kernel, mount } from '../kernel/run.ts'
import { receiptsContract } from './contract.ts'
import { listReceipts, readReceipt } from './queries.ts'
import { recordReceipts } from './receipts.ts'

/** Makes receipts reachable. */
export function mountReceipts(kernel: Kernel): void {
  const { recordReceipts: note, listReceipts: list, readReceipt: read } = receiptsContract
  mount(kernel, { note, list, read }, { note: recordReceipts, list: listReceipts, read: readReceipt })
}
