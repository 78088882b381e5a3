import { leavesBy, type Posts } from '../invoices/letter-job.ts'
import type { Jobs } from '../kernel/jobs.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { advisePayment, dismissAdvice, followAdvices, listAdvices, readVoucher, settleAdvice } from './advices.ts'
import { askCustomers, beginAsking, listAskingLines, listAskings, previewAsking } from './askings.ts'
import { askingsContract } from './askings-contract.ts'
import { confirmationsContract } from './confirmations-contract.ts'
import { confirmToCustomer, listConfirmations, sendConfirmation, tellOfConfirmation } from './confirmations.ts'
import { portalContract } from './contract.ts'
import { sendPage, tellOfPage } from './letters.ts'
import { openingContract } from './opening-contract.ts'
import { declineOpeningForm, linkOpeningForm, makeOpeningForm, takeOpeningForm } from './opening-forms.ts'
import { listOpeningForms, readOpeningForm, readOpeningPaper } from './opening-queries.ts'
import { addOpeningPaper, dropOpeningPaper, lookAtOpening, submitOpening, tellOfOpening } from './opening-visits.ts'
import { linkPage, listPages, makePages, resendPage, withdrawPage } from './pages.ts'
import { resendContract } from './resend-contract.ts'
import { settlePage, settlementPaper } from './settle.ts'
import { settleByThemselves } from './settlement-day.ts'
import { agreeStatement, lookAtPage, receiveGoods } from './visits.ts'

type Surroundings = Posts & { jobs: Jobs; public_origin: string; home: string }

/** Pages that customers open, and what they say there. */
export function mountPortal(kernel: Kernel, { jobs, mail, sms, public_origin, home }: Surroundings): void {
  const leaves = leavesBy({ mail, sms })
  mount(kernel, portalContract, {
    makePages: makePages(leaves),
    linkPage: linkPage(public_origin),
    withdrawPage,
    listPages,
    lookAtPage,
    receiveGoods,
    agreeStatement,
    settlePage,
    settlementPaper: settlementPaper(home),
    advisePayment: advisePayment(home),
    listAdvices,
    settleAdvice,
    dismissAdvice,
    readVoucher: readVoucher(home),
  })
  mount(kernel, resendContract, { resendPage: resendPage(leaves) })
  mount(kernel, openingContract, {
    makeOpeningForm,
    linkOpeningForm: linkOpeningForm(public_origin),
    listOpeningForms,
    readOpeningForm,
    readOpeningPaper: readOpeningPaper(home),
    takeOpeningForm,
    declineOpeningForm,
    lookAtOpening,
    addOpeningPaper: addOpeningPaper(home),
    dropOpeningPaper,
    submitOpening,
  })
  jobs.handlers.set('opening_form.tell', tellOfOpening)
  mount(kernel, confirmationsContract, { confirmToCustomer: confirmToCustomer(mail !== null), listConfirmations })
  mount(kernel, askingsContract, {
    previewAsking: previewAsking(mail !== null),
    beginAsking,
    listAskings,
    listAskingLines,
  })
  jobs.handlers.set('customer.asking', askCustomers(mail !== null))
  if (mail) jobs.handlers.set('receipt.confirmation', sendConfirmation(mail))
  if (mail || sms) jobs.handlers.set('page.send', sendPage({ mail, sms }, public_origin, home))
  jobs.handlers.set('settlement.day', settleByThemselves(leaves))
  jobs.handlers.set('page.tell', tellOfPage)
  jobs.handlers.set('receipt_confirmation.tell', tellOfConfirmation)
  jobs.handlers.set('advice.follow', followAdvices)
}
