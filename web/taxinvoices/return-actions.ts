import type { Answer } from '../client.ts'
import type { Action } from '../ui/action.ts'

type Return = Answer<'readTaxReturn'>

/** What can be done with a month's list. */
export const returnActions: readonly Action<Return>[] = [
  {
    id: 'tax_return.close',
    label: 'tax_returns.close',
    icon: 'periods',
    permission: 'tax_invoice.issue',
    weight: 'main',
    enabled: ({ state }) => (state === 'closed' ? { key: 'tax_returns.is_closed' } : true),
    perform: (of, { show }) => show(async () => (await import('./CloseReturnDialog.tsx')).CloseReturnDialog, { of }),
  },
  {
    id: 'tax_return.reopen',
    label: 'tax_returns.reopen',
    icon: 'back',
    permission: 'period.reopen',
    weight: 'grave',
    enabled: ({ state }) => (state === 'closed' ? true : { key: 'tax_returns.is_open' }),
    perform: (of, { show }) => show(async () => (await import('./ReopenReturnDialog.tsx')).ReopenReturnDialog, { of }),
  },
  {
    id: 'advance.split_tax',
    label: 'tax_returns.split',
    icon: 'cut',
    permission: 'invoice.correct',
    perform: (of, { show }) =>
      show(async () => (await import('./SplitAdvancesDialog.tsx')).SplitAdvancesDialog, { of }),
  },
]
