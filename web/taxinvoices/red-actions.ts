import type { Answer } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'

type Confirmation = Answer<'readRedConfirmation'>

const drafting = async () => (await import('./ConfirmationDrawer.tsx')).ConfirmationDrawer

/** Drafts a confirmation, of nothing in particular. */
export const draftConfirmation: Action = {
  id: 'red_confirmation.draft',
  label: 'red.draft',
  icon: 'plus',
  permission: 'tax_invoice.issue',
  weight: 'main',
  perform: (_, { show }) => show(drafting, {}),
}

type Blue = Pick<Answer<'readTaxInvoice'>, 'tax_invoice_id' | 'is_red' | 'state'>

/** Drafts a confirmation for a blue tax invoice. */
export const reddenTaxInvoice: Action<Blue> = {
  id: 'red_confirmation.draft',
  label: 'red.draft',
  icon: 'plus',
  permission: 'tax_invoice.issue',
  enabled: ({ is_red, state }) =>
    is_red ? { key: 'red.is_red' } : state === 'reversed' ? { key: 'red.is_reversed' } : true,
  perform: ({ tax_invoice_id }, { show }) => show(drafting, { blue_id: tax_invoice_id }),
}

/** Says which credit note a red tax invoice stands for. */
export const creditRed: Action<Answer<'readTaxInvoice'>> = {
  id: 'tax_invoice.credit',
  label: 'red.credit',
  icon: 'apply',
  permission: 'tax_invoice.issue',
  enabled: ({ is_red }) => (is_red ? true : { key: 'red.not_red' }),
  perform: (invoice, { show }) => show(async () => (await import('./CreditDialog.tsx')).CreditDialog, { invoice }),
}

const inState =
  (...states: readonly Confirmation['state'][]) =>
  ({ state }: Confirmation): true | Reason =>
    states.includes(state) ? true : { key: 'red.other_state' }

/** Everything that can be done to a confirmation. */
export const confirmationActions: readonly Action<Confirmation>[] = [
  {
    id: 'red_confirmation.ask',
    label: 'red.ask',
    icon: 'go',
    permission: 'tax_invoice.issue',
    weight: 'main',
    enabled: inState('draft'),
    perform: (confirmation, { show }) =>
      show(async () => (await import('./AskDialog.tsx')).AskDialog, { confirmation }),
  },
  {
    id: 'red_confirmation.answer',
    label: 'red.answer',
    icon: 'tick',
    permission: 'tax_invoice.issue',
    weight: 'main',
    enabled: inState('waiting', 'confirmed', 'draft'),
    perform: (confirmation, { show }) =>
      show(async () => (await import('./AnswerDialog.tsx')).AnswerDialog, { confirmation }),
  },
  {
    id: 'red_confirmation.issue',
    label: 'red.issue',
    icon: 'pen',
    permission: 'tax_invoice.issue',
    weight: 'main',
    enabled: inState('confirmed'),
    perform: (confirmation, { show }) =>
      show(async () => (await import('./RedIssueDialog.tsx')).RedIssueDialog, { confirmation }),
  },
  {
    id: 'red_confirmation.withdraw',
    label: 'red.withdraw',
    icon: 'cross',
    permission: 'tax_invoice.issue',
    weight: 'grave',
    enabled: confirmation =>
      confirmation.state === 'waiting' && confirmation.started_by === 'buyer'
        ? { key: 'red.of_buyer' }
        : inState('draft', 'waiting', 'confirmed')(confirmation),
    perform: (confirmation, { show }) =>
      show(async () => (await import('./RedWithdrawDialog.tsx')).RedWithdrawDialog, { confirmation }),
  },
]
