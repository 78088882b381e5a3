import { type Answer, ask } from '../client.ts'
import { giveTaskAbout } from '../tasks/actions.ts'
import type { Action, Reason } from '../ui/action.ts'

type Contract = Answer<'readContract'>

/** Enters a signed contract; of a customer where one is open. */
export const signContract: Action<{ customer_id: string } | void> = {
  id: 'contract.sign',
  label: 'contracts.sign',
  icon: 'contract',
  permission: 'contract.sign',
  shortcut: 'n k',
  weight: 'main',
  perform: (subject, { begin }) => begin('contract', { new_for: subject?.customer_id }),
}

const active = (contract: Contract): true | Reason =>
  contract.state === 'active' ? true : { key: 'contracts.not_active' }

/** Issues what the contract has ready. */
const billContract: Action<Contract> = {
  id: 'contract.bill',
  label: 'contracts.bill',
  icon: 'invoice',
  permission: 'invoice.issue',
  weight: 'main',
  shortcut: 'b',
  enabled: active,
  perform: async ({ contract_id }, { show }) => {
    const proposal = await ask('proposeInvoice', { contract_id })
    if (proposal.lines.length === 0)
      return show(async () => (await import('./NothingReady.tsx')).NothingReady, { proposal })
    show(async () => (await import('../invoices/IssueDrawer.tsx')).IssueDrawer, { proposal })
  },
}

/** Lets the customer check what is ready before it is invoiced. */
const checkFirst: Action<Contract> = {
  id: 'settlement.check',
  label: 'settlements.check',
  icon: 'tick',
  permission: 'billing.run',
  enabled: active,
  perform: async ({ contract_id }, { show }) => {
    const proposal = await ask('proposeCheck', { contract_id })
    show(async () => (await import('./CheckDialog.tsx')).CheckDialog, { proposal })
  },
}

/** What of the advances of the plan has not come yet. */
function advanceLeft({ parts, steps }: Contract): bigint {
  const whole = parts.reduce((sum, part) => sum + (part.kind === 'advance' ? BigInt(part.amount_minor) : 0n), 0n)
  const done = BigInt(steps.find(({ step }) => step === 'advance')?.done ?? 0)
  return whole - (whole * done) / 10_000n
}

/** Records the advance that the plan asks for; its reference names the contract. */
const recordAdvance: Action<Contract> = {
  id: 'contract.advance',
  label: 'contracts.record_advance',
  icon: 'receipt',
  permission: 'receipt.record',
  enabled: contract =>
    contract.state !== 'active'
      ? { key: 'contracts.not_active' }
      : advanceLeft(contract) > 0n
        ? true
        : { key: 'contracts.no_advance' },
  perform: ({ steps, ...contract }, { show }) =>
    show(async () => (await import('../receipts/ReceiptDrawer.tsx')).ReceiptDrawer, {
      customer_id: contract.customer_id,
      given: {
        entity_id: contract.entity_id,
        currency: contract.currency,
        // What waits for confirmation may be it already: then the amount is left to who records it.
        amount_minor: steps.some(({ step, waiting }) => step === 'advance' && waiting > 0)
          ? ''
          : String(advanceLeft({ steps, ...contract })),
        reference: contract.number,
        is_advance: true,
      },
    }),
}

/** Draws the contract up from a wording, to be signed. */
const drawUp: Action<Contract> = {
  id: 'contract.print',
  label: 'wordings.draw_up',
  icon: 'print',
  permission: 'contract.read',
  perform: ({ contract_id }, { show }) =>
    show(async () => (await import('./DrawUpDialog.tsx')).DrawUpDialog, { contract_id }),
}

/** Records a delivery. */
const deliver: Action<Contract> = {
  id: 'delivery.record',
  label: 'contracts.deliver',
  icon: 'go',
  permission: 'delivery.record',
  shortcut: 'd',
  enabled: contract => (contract.kind === 'goods' ? active(contract) : { key: 'contracts.no_goods' }),
  perform: (contract, { show }) =>
    show(async () => (await import('./DeliveryDialog.tsx')).DeliveryDialog, { contract }),
}

/** Says that the whole was accepted. */
const accept: Action<Contract> = {
  id: 'contract.accept',
  label: 'contracts.accept',
  icon: 'tick',
  permission: 'delivery.record',
  enabled: active,
  perform: (contract, { show }) => show(async () => (await import('./MarkDialog.tsx')).MarkDialog, { contract }),
}

/** Agrees another version. */
const amend: Action<Contract> = {
  id: 'contract.amend',
  label: 'contracts.amend',
  icon: 'pen',
  permission: 'contract.amend',
  shortcut: 'e',
  enabled: active,
  perform: ({ contract_id }, { begin }) => begin('amend-contract', { new_of: contract_id }),
}

/** Completes, terminates or takes up a contract. */
const close: Action<Contract> = {
  id: 'contract.close',
  label: 'contracts.close',
  icon: 'cross',
  permission: 'contract.amend',
  weight: 'grave',
  perform: (contract, { show }) => show(async () => (await import('./CloseDialog.tsx')).CloseDialog, { contract }),
}

/** Everything that can be done to a contract. */
export const contractActions = [
  billContract,
  checkFirst,
  deliver,
  accept,
  recordAdvance,
  amend,
  drawUp,
  giveTaskAbout<Contract>(({ contract_id }) => ({ subject_kind: 'contract', subject_id: contract_id })),
  close,
] as const
