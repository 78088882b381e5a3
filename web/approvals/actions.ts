import type { Row } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'

export type Request = Row<'listApprovals'>

const releasable = (request: Request): true | Reason =>
  request.state !== 'waiting'
    ? { key: 'approvals.decided' }
    : request.may_release || { key: 'approvals.not_yours', values: { maker: request.maker } }

const deedDialog = async () => (await import('./DeedDialog.tsx')).DeedDialog

/** Carries out what waits, in the name of the one who asked. */
export const releaseRequest: Action<Request> = {
  id: 'approval.release',
  label: 'approvals.release',
  icon: 'tick',
  permission: 'approval.read',
  shortcut: 'a',
  weight: 'main',
  enabled: releasable,
  perform: (request, { show }) => show(deedDialog, { kind: 'release', requests: [request] }),
  performMany: (requests, { show }) => show(deedDialog, { kind: 'release', requests }),
}

/** Says no, with a reason. */
export const declineRequest: Action<Request> = {
  id: 'approval.decline',
  label: 'approvals.decline',
  icon: 'cross',
  permission: 'approval.read',
  weight: 'grave',
  enabled: releasable,
  perform: (request, { show }) => show(deedDialog, { kind: 'decline', requests: [request] }),
  performMany: (requests, { show }) => show(deedDialog, { kind: 'decline', requests }),
}

/** Takes back what one asked for oneself. */
export const withdrawRequest: Action<Request> = {
  id: 'approval.withdraw',
  label: 'approvals.withdraw',
  icon: 'back',
  permission: 'signed_in',
  enabled: request => request.state === 'waiting' || { key: 'approvals.decided' },
  perform: (request, { show }) => show(deedDialog, { kind: 'withdraw', requests: [request] }),
  performMany: (requests, { show }) => show(deedDialog, { kind: 'withdraw', requests }),
}

/** Lets a colleague release in one's place until a day. */
export const delegateApproval: Action = {
  id: 'approval_delegation.give',
  label: 'approvals.delegate',
  icon: 'people',
  permission: 'approval.read',
  perform: (_, { show }) => show(async () => (await import('./DelegateDialog.tsx')).DelegateDialog, {}),
}
