import type { Answer } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'
import type { BillDeed } from './deeds.ts'

type Bill = Answer<'readBill'>

/** Receives a bill, of a customer where one is open. */
export const receiveBill: Action<{ customer_id: string } | void> = {
  id: 'bill.receive',
  label: 'bills.receive',
  icon: 'plus',
  permission: 'bill.receive',
  perform: (subject, { show }) =>
    show(
      async () => (await import('./BillDrawer.tsx')).BillDrawer,
      subject ? { customer_id: subject.customer_id } : {},
    ),
}

const from: Record<BillDeed, readonly Bill['state'][]> = {
  present: ['held'],
  clear: ['presented', 'endorsed', 'discounted'],
  endorse: ['held'],
  discount: ['held'],
  pledge: ['held'],
  release: ['pledged'],
  refuse: ['presented', 'endorsed', 'discounted'],
  take_back: ['pledged', 'endorsed', 'discounted', 'presented', 'cleared'],
  cancel: ['held'],
}

const deed = (what: BillDeed, rest: Pick<Action<Bill>, 'icon' | 'permission' | 'weight'>): Action<Bill> => ({
  id: `bill.${what}`,
  label: `bills.${what}`,
  ...rest,
  enabled: ({ state }): true | Reason => (from[what].includes(state) ? true : { key: 'bills.other_state' }),
  perform: (bill, { show }) => show(async () => (await import('./BillDeedDialog.tsx')).BillDeedDialog, { bill, what }),
})

/** Everything that can be done with a bill; what fits where it stands comes first. */
export const billActions = (bill: Bill | undefined): readonly Action<Bill>[] => {
  const all = [
    deed('present', { icon: 'go', permission: 'bill.clear', weight: 'main' }),
    deed('clear', { icon: 'tick', permission: 'bill.clear', weight: 'main' }),
    deed('release', { icon: 'exit', permission: 'bill.pass_on' }),
    deed('endorse', { icon: 'pen', permission: 'bill.pass_on' }),
    deed('discount', { icon: 'cut', permission: 'bill.pass_on' }),
    deed('pledge', { icon: 'approvals', permission: 'bill.pass_on' }),
    deed('refuse', { icon: 'cross', permission: 'bill.clear', weight: 'grave' }),
    deed('take_back', { icon: 'back', permission: 'bill.pass_on' }),
    deed('cancel', { icon: 'cross', permission: 'bill.receive', weight: 'grave' }),
  ]
  return bill ? all.filter(action => action.enabled?.(bill) === true) : all
}
