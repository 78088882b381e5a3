import type { Action } from '../ui/action.ts'

type Customer = { customer_id: string }

/** Opens the statement of a customer. */
export const openStatement: Action<Customer> = {
  id: 'statement.open',
  label: 'nav.statement',
  icon: 'statement',
  permission: 'report.read',
  perform: ({ customer_id }, { go }) => go('/statement', { customer_id }),
}

/** Opens the ledger of a customer. */
export const openLedger: Action<Customer> = {
  id: 'ledger.open',
  label: 'nav.ledger',
  icon: 'ledger',
  permission: 'report.read',
  perform: ({ customer_id }, { go }) => go('/ledger', { customer_id }),
}
