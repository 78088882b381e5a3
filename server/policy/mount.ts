import { type Kernel, mount } from '../kernel/run.ts'
import {
  approvePaymentPolicy,
  draftPaymentPolicy,
  publishPaymentPolicy,
  withdrawPaymentPolicy,
  writePaymentPolicy,
} from './policies.ts'
import { policiesContract } from './policies-contract.ts'
import {
  comparePaymentPolicies,
  listPaymentPolicies,
  readPaymentPolicy,
  readTimetable,
  standardPaymentPolicy,
} from './policies-read.ts'

/** Makes the payment policy reachable. */
export function mountPolicy(kernel: Kernel): void {
  mount(kernel, policiesContract, {
    listPaymentPolicies,
    readPaymentPolicy,
    comparePaymentPolicies,
    readTimetable,
    standardPaymentPolicy,
    draftPaymentPolicy,
    writePaymentPolicy,
    approvePaymentPolicy,
    publishPaymentPolicy,
    withdrawPaymentPolicy,
  })
}
