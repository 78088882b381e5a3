import { type Answer, ask, Refused } from '../client.ts'
import { printRefund } from '../papers/actions.ts'
import type { Action, Reason } from '../ui/action.ts'

type Refund = Answer<'readRefund'>

/** Asks for money on account to be paid back: of a customer, of one receipt, or of whoever is chosen. */
export const requestRefund: Action<{ customer_id: string; item_id?: string } | void> = {
  id: 'refund.request',
  label: 'refunds.request',
  icon: 'plus',
  permission: 'refund.request',
  perform: (subject, { show }) =>
    show(
      async () => (await import('./RefundDialog.tsx')).RefundDialog,
      subject ? { customer_id: subject.customer_id, ...(subject.item_id ? { item_id: subject.item_id } : {}) } : {},
    ),
}

const inState =
  (...states: readonly Refund['state'][]) =>
  ({ state }: Refund): true | Reason =>
    states.includes(state) ? true : { key: `refunds.why.${states[0]}` }

/**
 * Hands a refund over to whoever releases refunds. Where the policy lets it through without waiting, another person
 * approves it on its page: that its requester cannot is no mistake then.
 */
export async function handOver(refund_id: string): Promise<void> {
  try {
    await ask('approveRefund', { refund_id })
  } catch (error) {
    if (!(error instanceof Refused && error.problems[0]?.code === 'checker_is_maker')) throw error
  }
}

/** Hands over what one asked for, or approves what another asked for. */
const approve: Action<Refund> = {
  id: 'refund.approve',
  label: 'refunds.approve',
  icon: 'tick',
  permission: 'refund.request',
  weight: 'main',
  enabled: refund =>
    refund.state === 'requested' && refund.asked ? { key: 'refunds.why.asked' } : inState('requested')(refund),
  perform: ({ refund_id }, { t, done }) => done(() => ask('approveRefund', { refund_id }), t('refunds.approved_done')),
}

/** Records the transfer. */
const pay: Action<Refund> = {
  id: 'refund.pay',
  label: 'refunds.pay',
  icon: 'go',
  permission: 'refund.pay',
  weight: 'main',
  enabled: inState('approved'),
  perform: (refund, { show }) => show(async () => (await import('./PayRefund.tsx')).PayRefund, { refund }),
}

/** Cancels before it is paid. */
const cancel: Action<Refund> = {
  id: 'refund.cancel',
  label: 'refunds.cancel',
  icon: 'cross',
  permission: 'refund.request',
  weight: 'grave',
  enabled: inState('requested', 'approved'),
  perform: (refund, { show }) =>
    show(async () => (await import('./EndRefund.tsx')).EndRefund, { refund, what: 'cancel' as const }),
}

/** Takes a refund back that the bank returned. */
const reverse: Action<Refund> = {
  id: 'refund.reverse',
  label: 'refunds.reverse',
  icon: 'again',
  permission: 'refund.reverse',
  weight: 'grave',
  enabled: inState('paid'),
  perform: (refund, { show }) =>
    show(async () => (await import('./EndRefund.tsx')).EndRefund, { refund, what: 'reverse' as const }),
}

/** Everything that can be done to a refund. */
export const refundActions = [approve, pay, printRefund, reverse, cancel] as const
