import { type Kernel, mount } from '../kernel/run.ts'
import { billsContract } from './contract.ts'
import { cancelBill, refuseBill, takeBackBill } from './endings.ts'
import { billFacts, clearBill, discountBill, endorseBill, pledgeBill, presentBill, releaseBill } from './moves.ts'
import { billCalendar, billExposure, groupBills, listBills, readBill } from './queries.ts'
import { receiveBills } from './receive.ts'

/** Makes bills reachable. */
export function mountBills(kernel: Kernel): void {
  mount(kernel, billsContract, {
    receiveBills,
    pledgeBill,
    releaseBill,
    endorseBill,
    discountBill,
    presentBill,
    clearBill,
    refuseBill,
    cancelBill,
    takeBackBill,
    listBills,
    groupBills,
    billCalendar,
    readBill,
    billExposure,
  })
  kernel.facts.set('bill.endorse', billFacts)
  kernel.facts.set('bill.discount', billFacts)
}
