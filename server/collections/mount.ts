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
import { agreementFacts, endAgreement, makeAgreement } from './agreements.ts'
import { agreementsContract } from './agreements-contract.ts'
import { listAgreements, readAgreement } from './agreements-list.ts'

/** Makes late charges and agreements reachable. */
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
  mount(kernel, agreementsContract, { makeAgreement, endAgreement, listAgreements, readAgreement })
  kernel.facts.set('agreement.make', agreementFacts)
}
