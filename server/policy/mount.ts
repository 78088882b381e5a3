import { type Kernel, mount } from '../kernel/run.ts'
import { acceptOffer, declineOffer, listOffers, offerFacts, proposeOffers } from './offers.ts'
import { changeOfferRules, readOfferRules } from './offer-rules.ts'
import { offersContract } from './offers-contract.ts'
import { listMethodRules, setMethodRules, suggestMethods } from './methods.ts'
import { methodsContract } from './methods-contract.ts'
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
  mount(kernel, offersContract, {
    proposeOffers,
    listOffers,
    acceptOffer,
    declineOffer,
    readOfferRules,
    changeOfferRules,
  })
  kernel.facts.set('terms_offer.accept', offerFacts)
  mount(kernel, methodsContract, { listMethodRules, setMethodRules, suggestMethods })
}
