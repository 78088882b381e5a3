import type { Jobs } from '../kernel/jobs.ts'
import type { Mail } from '../kernel/mail.ts'
import { type Kernel, mount } from '../kernel/run.ts'
import { advisePayment, dismissAdvice, followAdvices, listAdvices, readVoucher, settleAdvice } from './advices.ts'
import { askCustomers, beginAsking, listAskingLines, listAskings, previewAsking } from './askings.ts'
import { askingsContract } from './askings-contract.ts'
import { confirmationsContract } from './confirmations-contract.ts'
import { confirmToCustomer, listConfirmations, sendConfirmation } from './confirmations.ts'
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

type Surroundings = { jobs: Jobs; mail: Mail | null; public_origin: string; home: string }

/** Pages that customers open, and what they say there. */
export function mountPortal(kernel: Kernel, { jobs, mail, public_origin, home }: Surroundings): void {
  mount(kernel, portalContract, {
    makePages: makePages(mail !== null),
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
  mount(kernel, resendContract, { resendPage: resendPage(mail !== null) })
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
  if (mail) jobs.handlers.set('page.send', sendPage(mail, public_origin, home))
  jobs.handlers.set('settlement.day', settleByThemselves(mail !== null))
  jobs.handlers.set('page.tell', tellOfPage)
  jobs.handlers.set('advice.follow', followAdvices)
}
