import { type Kernel, mount } from '../kernel/run.ts'
import { contractsContract } from './contract.ts'
import { closeContract } from './close.ts'
import { amendContract, signContracts } from './contracts.ts'
import { confirmDelivery, markContract, recordDelivery, returnDelivery } from './deliveries.ts'
import { proposeInvoice } from './propose.ts'
import { keepDeliveryNote, readDeliveryNote } from './delivery-notes.ts'
import { deliveryNotesContract } from './delivery-notes-contract.ts'
import {
  changeContractDraft,
  concludeContract,
  dropContractDraft,
  keepContractDraft,
  listContractDrafts,
  readContractDraft,
} from './kept-drafts.ts'
import { contractDraftsContract } from './kept-drafts-contract.ts'
import { listContracts, readContract } from './queries.ts'
import { keepSigned, listSigned, readSigned, withdrawSigned } from './signed.ts'
import { signedContract } from './signed-contract.ts'
import { listStepTemplates, setStepTemplate } from './step-templates.ts'
import { stepsContract } from './steps-contract.ts'
import { listTemplates, setTemplate } from './templates.ts'
import { templatesContract } from './templates-contract.ts'

/** Makes contracts and deliveries reachable; `home` is where files lie. */
export function mountContracts(kernel: Kernel, { home }: { home: string }): void {
  mount(kernel, contractsContract, {
    signContracts,
    amendContract,
    closeContract,
    markContract,
    recordDelivery,
    confirmDelivery,
    returnDelivery,
    listContracts,
    readContract,
    proposeInvoice,
  })
  mount(kernel, templatesContract, { listTemplates, setTemplate })
  mount(kernel, signedContract, {
    keepSigned: keepSigned(home),
    withdrawSigned,
    listSigned,
    readSigned: readSigned(home),
  })
  mount(kernel, deliveryNotesContract, {
    keepDeliveryNote: keepDeliveryNote(home),
    readDeliveryNote: readDeliveryNote(home),
  })
  mount(kernel, contractDraftsContract, {
    listContractDrafts,
    readContractDraft,
    keepContractDraft,
    changeContractDraft,
    dropContractDraft,
    concludeContract,
  })
  mount(kernel, stepsContract, { listStepTemplates, setStepTemplate })
}
