import { type Answer, ask } from '../client.ts'
import type { Row } from '../client.ts'
import { printTaxRequest } from '../papers/actions.ts'
import type { Action, Reason } from '../ui/action.ts'

type Request = Answer<'readTaxRequest'>
type Invoice = Pick<Row<'listInvoices'>, 'invoice_id' | 'kind' | 'state' | 'customer_id' | 'currency' | 'entity_id'>

const drawer = async () => (await import('./RequestDrawer.tsx')).RequestDrawer

const may = ({ kind, state }: Invoice): true | Reason =>
  state !== 'issued'
    ? { key: 'invoices.not_issued' }
    : kind === 'invoice' || kind === 'charge'
      ? true
      : { key: 'tax_requests.no_claim' }

/** Asks for a tax invoice for one invoice, or for several of the same customer. */
export const requestTaxInvoice: Action<Invoice> = {
  id: 'tax_request.draft',
  label: 'tax_requests.draft',
  most: 200,
  icon: 'invoice',
  permission: 'tax_invoice.request',
  shortcut: 'f',
  enabled: may,
  perform: ({ invoice_id }, { show }) => show(drawer, { invoice_ids: [invoice_id] }),
  performMany: (invoices, { show }) => show(drawer, { invoice_ids: invoices.map(invoice => invoice.invoice_id) }),
}

const inState =
  (...states: readonly Request['state'][]) =>
  ({ state }: Request): true | Reason =>
    states.includes(state) ? true : { key: 'tax_requests.other_state' }

const named = ({ tax_request_id, version }: Request) => ({ tax_request_id, version })

/** Hands a draft in and asks another person to approve it. */
const submit: Action<Request> = {
  id: 'tax_request.submit',
  label: 'tax_requests.submit',
  icon: 'go',
  permission: 'tax_invoice.request',
  weight: 'main',
  enabled: request => (request.asked ? { key: 'tax_requests.is_asked' } : inState('draft', 'requested')(request)),
  perform: (request, { t, done }) =>
    done(async () => {
      if (request.state === 'draft') await ask('submitTaxRequest', named(request))
      await ask('approveTaxRequest', named(request))
    }, t('tax_requests.approved_done')),
}

const amend: Action<Request> = {
  id: 'tax_request.amend',
  label: 'tax_requests.amend',
  icon: 'pen',
  permission: 'tax_invoice.request',
  shortcut: 'e',
  enabled: inState('draft'),
  perform: (request, { show }) => show(drawer, { amends: request }),
}

type Exported = Pick<Row<'listTaxRequests'>, 'tax_request_id' | 'state' | 'kind'>

/** Takes approved requests out for the tax platform. */
export const exportRequests: Action<Exported> = {
  id: 'tax_request.export',
  label: 'tax_requests.export',
  icon: 'download',
  permission: 'tax_invoice.issue',
  weight: 'main',
  enabled: ({ state, kind }) =>
    state !== 'approved' && state !== 'exported'
      ? { key: 'tax_requests.not_approved' }
      : kind === 'special' || kind === 'ordinary'
        ? true
        : { key: 'tax_requests.not_digital' },
  perform: (request, { show }) =>
    show(async () => (await import('./ExportDialog.tsx')).ExportDialog, { tax_request_ids: [request.tax_request_id] }),
  performMany: (requests, { show }) =>
    show(async () => (await import('./ExportDialog.tsx')).ExportDialog, {
      tax_request_ids: requests.map(request => request.tax_request_id),
    }),
}

/** Enters by hand what was issued for a request. */
const enter: Action<Request> = {
  id: 'tax_invoice.enter',
  label: 'tax_documents.enter',
  icon: 'pen',
  permission: 'tax_invoice.issue',
  enabled: inState('approved', 'exported', 'part_issued'),
  perform: (request, { show }) => show(async () => (await import('./EnterDialog.tsx')).EnterDialog, { request }),
}

const withReason = (
  what: 'return' | 'void',
  rest: Pick<Action<Request>, 'id' | 'icon' | 'enabled' | 'weight'>,
): Action<Request> => ({
  ...rest,
  label: `tax_requests.${what}`,
  permission: 'tax_invoice.request',
  perform: (request, { show }) =>
    show(async () => (await import('./WithdrawDialog.tsx')).WithdrawDialog, { request, what }),
})

/** Everything that can be done to a request. */
export const taxRequestActions: readonly Action<Request>[] = [
  submit,
  exportRequests,
  enter,
  amend,
  printTaxRequest,
  withReason('return', { id: 'tax_request.return', icon: 'back', enabled: inState('requested', 'approved') }),
  withReason('void', {
    id: 'tax_request.void',
    icon: 'cross',
    weight: 'grave',
    enabled: inState('draft', 'requested', 'approved', 'exported', 'part_issued'),
  }),
]
