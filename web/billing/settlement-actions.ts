import { type Answer, ask, type Row } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'

type Bill = Pick<Row<'listSettlements'>, 'settlement_id' | 'kind' | 'state' | 'until_on' | 'number'>
type Settlement = Answer<'readSettlement'>

const isIn =
  (...states: readonly Bill['state'][]) =>
  (bill: Pick<Bill, 'state'>): true | Reason =>
    states.includes(bill.state) ? true : { key: `settlements.not_now.${bill.state}` }

/** Makes the settlement bills of all customers whose day has come. */
export const makeSettlements: Action = {
  id: 'settlement_run.start',
  label: 'settlements.make',
  icon: 'invoice',
  permission: 'billing.run',
  weight: 'main',
  shortcut: 'n z',
  perform: (_, { show }) => show(async () => (await import('./SettleDialog.tsx')).SettleDialog, {}),
}

/** Asks the customers behind a link; those without an address get a link that is taken out one by one. */
export const sendSettlements: Action<Bill> = {
  id: 'settlement.send',
  label: 'settlements.send',
  icon: 'go',
  permission: 'page.make',
  enabled: isIn('open'),
  perform: (bill, tools) => sendSettlements.performMany?.([bill], tools),
  performMany: (bills, { t, done }) =>
    done(
      () =>
        ask(
          'makePages',
          bills.map(({ settlement_id }) => ({ kind: 'settlement' as const, settlement_id, mail: true })),
        ),
      t('settlements.sent', { count: bills.length }),
    ),
}

/** Issues one invoice for each. */
export const issueSettlements: Action<Bill> = {
  id: 'settlement.issue',
  label: 'settlements.issue',
  icon: 'invoice',
  permission: 'billing.run',
  weight: 'main',
  // A check may be issued without its answer, with a reason and where the rules allow it.
  enabled: bill => (bill.kind === 'check' && bill.state === 'open' ? true : isIn('confirmed')(bill)),
  perform: (bill, { show }) =>
    show(async () => (await import('./IssueSettlements.tsx')).IssueSettlements, { bills: [bill] }),
  performMany: (bills, { show }) =>
    show(async () => (await import('./IssueSettlements.tsx')).IssueSettlements, { bills }),
}

/** Takes bills back that are not issued. */
export const undoSettlements: Action<Bill> = {
  id: 'settlement.undo',
  label: 'settlements.undo',
  icon: 'back',
  permission: 'billing.run',
  weight: 'grave',
  enabled: isIn('open', 'confirmed', 'contested'),
  perform: (bill, { show }) =>
    show(async () => (await import('./UndoSettlements.tsx')).UndoSettlements, { bills: [bill] }),
  performMany: (bills, { show }) =>
    show(async () => (await import('./UndoSettlements.tsx')).UndoSettlements, { bills }),
}

/** Records how the customer confirmed it, and what it contests. */
export const confirmSettlement: Action<Settlement> = {
  id: 'settlement.confirm',
  label: 'settlements.confirm',
  icon: 'tick',
  permission: 'billing.run',
  enabled: isIn('open'),
  perform: (bill, { show }) => show(async () => (await import('./ConfirmSettlement.tsx')).ConfirmSettlement, { bill }),
}

/** Makes the page of one for the customer. */
export const askSettlement: Action<Settlement> = {
  id: 'settlement.ask',
  label: 'settlements.ask',
  icon: 'go',
  permission: 'page.make',
  enabled: isIn('open'),
  perform: ({ settlement_id, customer_id, kind }, { t, show }) =>
    show(async () => (await import('../portal/PageDialog.tsx')).PageDialog, {
      title: t('settlements.ask'),
      hint: t(kind === 'check' ? 'settlements.ask_check_hint' : 'settlements.ask_hint'),
      draft: { kind: 'settlement', settlement_id },
      customer_id,
    }),
}

/** Says that what was contested is settled and comes with the next bill. */
export const releaseLines = (settlement_id: string): Action<Settlement['rows'][number]> => ({
  id: 'settlement.release',
  label: 'settlements.release',
  icon: 'tick',
  permission: 'billing.run',
  enabled: row => (row.contested && !row.released_at ? true : { key: 'settlements.not_contested' }),
  perform: (row, tools) => releaseLines(settlement_id).performMany?.([row], tools),
  performMany: (rows, { show }) =>
    show(async () => (await import('./ReleaseLines.tsx')).ReleaseLines, {
      settlement_id,
      lines: rows.map(row => row.line),
    }),
})
