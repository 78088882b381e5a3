import { type Answer, ask, type Question, type Row } from '../client.ts'
import type { Action } from '../ui/action.ts'

export type Billable = Row<'listBillables'>
export type Filter = NonNullable<Question<'startBillingRun'>['filter']>
/** What a run takes: all that is ready of a filter, or what was picked of it. */
export type Taken = { until: string; filter: Filter; picked?: readonly Billable[] }

const dialog = async () => (await import('./BillDialog.tsx')).BillDialog

/** Bills all that is ready as the list is narrowed. */
export const billAll: Action<Taken> = {
  id: 'billing_run.start',
  label: 'billing.bill_all',
  icon: 'invoice',
  permission: 'billing.run',
  weight: 'main',
  perform: (taken, { show }) => show(dialog, { taken }),
}

/** Bills what is picked. */
export const billPicked = (until: string): Action<Billable> => ({
  id: 'billing_run.start_picked',
  label: 'billing.bill_these',
  icon: 'invoice',
  permission: 'billing.run',
  weight: 'main',
  enabled: row => (row.ready ? true : { key: 'billing.not_ready' }),
  perform: (row, { show }) => show(dialog, { taken: { until, filter: {}, picked: [row] } }),
  performMany: (rows, { show }) => show(dialog, { taken: { until, filter: {}, picked: rows } }),
})

type Rules = Pick<Answer<'listBillables'>, 'tolerance_bp' | 'unanswered'>

/** Says how far a bill may lie above its contract, and when it may be issued without the answer of the customer. */
export const setRules: Action<Rules> = {
  id: 'billing.set_rules',
  label: 'billing.rules',
  icon: 'policies',
  permission: 'billing.rules',
  perform: (rules, { show }) => show(async () => (await import('./ToleranceDialog.tsx')).ToleranceDialog, { rules }),
}

/** Makes papers of a run again that could not be made. */
export const remakePapers = (run_id: string): Action<Row<'listBillingRunLines'>> => ({
  id: 'billing_run.remake_papers',
  label: 'billing.remake',
  icon: 'print',
  permission: 'billing.run',
  enabled: row => (row.paper === 'failed' ? true : { key: 'billing.not_failed' }),
  perform: (row, tools) => remakePapers(run_id).performMany?.([row], tools),
  performMany: (rows, { t, done }) =>
    done(
      () =>
        ask('remakeBillingPapers', { run_id, invoice_ids: [...new Set(rows.flatMap(row => row.invoice_id ?? []))] }),
      t('billing.remaking'),
    ),
})

/** Tries refused lines of a run once more. */
export const retryLines = (run_id: string): Action<Row<'listBillingRunLines'>> => ({
  id: 'billing_run.retry_lines',
  label: 'billing.retry',
  icon: 'again',
  permission: 'billing.run',
  enabled: row => (row.state === 'refused' || row.state === 'left' ? true : { key: 'billing.not_refused' }),
  perform: ({ line }, { t, done }) =>
    done(() => ask('retryBillingRun', { run_id, lines: [line] }), t('billing.retried')),
  performMany: (rows, { t, done }) =>
    done(() => ask('retryBillingRun', { run_id, lines: rows.map(row => row.line) }), t('billing.retried')),
})
