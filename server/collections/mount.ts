import { type Kernel, mount } from '../kernel/run.ts'
import {
  issueLateCharges,
  listLateRules,
  proposeLateCharges,
  setLateRate,
  setLateRule,
  waiveLateCharges,
  waiverFacts,
} from './late-charges.ts'
import { lateContract } from './late-contract.ts'
import { listLateCharges } from './late-list.ts'

/** Makes late charges reachable. */
export function mountCollections(kernel: Kernel): void {
  mount(kernel, lateContract, {
    listLateRules,
    setLateRule,
    setLateRate,
    proposeLateCharges,
    issueLateCharges,
    waiveLateCharges,
    listLateCharges,
  })
  kernel.facts.set('late_charge.waive', waiverFacts)
}
