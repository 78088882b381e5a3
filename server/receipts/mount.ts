import { grantFacts } from '../access/grants.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { amendReceipt } from './amendments.ts'
import { confirmReceipts, returnReceipts, withdrawWaiting } from './confirm.ts'
import { receiptsContract } from './contract.ts'
import { correctReceipt } from './corrections.ts'
import { listLetters, openLetter, readLetter } from './letter-queries.ts'
import { lettersContract } from './letters-contract.ts'
import { approveLetter, endLetter, registerLetter } from './letters.ts'
import { postingContract } from './posting-contract.ts'
import { listPosted, listToPost, postingTimes } from './posting.ts'
import { groupReceipts, listReceipts, readReceipt } from './queries.ts'
import { recordReceipts } from './receipts.ts'
import { payRefund, reverseRefund } from './refund-payments.ts'
import { listRefunds, readOnAccount, readRefund } from './refund-queries.ts'
import { refundsContract } from './refunds-contract.ts'
import { approveRefund, cancelRefund, refundFacts, requestRefund } from './refunds.ts'
import { changeReceiptRules, readReceiptRules } from './rules.ts'
import { keepVoucher, listVouchers, readKeptVoucher, withdrawVoucher } from './vouchers.ts'
import { vouchersContract } from './vouchers-contract.ts'
import { waitingContract } from './waiting-contract.ts'
import { listWaiting, readWaiting, sumWaiting } from './waiting-queries.ts'

/** Makes receipts and refunds reachable; `home` is where files lie. */
export function mountReceipts(kernel: Kernel, { home }: { home: string }): void {
  mount(kernel, receiptsContract, {
    recordReceipts,
    correctReceipt,
    amendReceipt,
    listReceipts,
    groupReceipts,
    readReceipt,
  })
  mount(kernel, refundsContract, {
    readOnAccount,
    requestRefund,
    approveRefund,
    payRefund,
    cancelRefund,
    reverseRefund,
    listRefunds,
    readRefund,
  })
  mount(kernel, waitingContract, {
    listWaiting,
    sumWaiting,
    readWaiting,
    confirmReceipts,
    returnReceipts,
    withdrawWaiting,
    readReceiptRules,
    changeReceiptRules,
  })
  mount(kernel, lettersContract, {
    registerLetter: registerLetter(home),
    approveLetter,
    endLetter,
    listLetters,
    readLetter,
    openLetter: openLetter(home),
  })
  mount(kernel, vouchersContract, {
    keepVoucher: keepVoucher(home),
    withdrawVoucher,
    listVouchers,
    readKeptVoucher: readKeptVoucher(home),
  })
  mount(kernel, postingContract, { listToPost, listPosted, postingTimes })
  kernel.facts.set('receipt_rules.change', grantFacts)
  kernel.facts.set('refund.approve', refundFacts)
}
