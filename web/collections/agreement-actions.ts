import type { Row } from '../client.ts'
import type { Action, Reason } from '../ui/action.ts'

type Claim = Pick<
  Row<'listOpenItems'>,
  'item_id' | 'number' | 'currency' | 'open_minor' | 'due_on' | 'agreed_due_on' | 'customer_name'
>

const isClaim = (item: Claim): true | Reason => (BigInt(item.open_minor) > 0n ? true : { key: 'item.is_settled' })

/** Agrees on later days, or on parts, for claims of one customer. */
export const makeAgreement: Action<Claim> = {
  id: 'agreement.make',
  label: 'agreements.make',
  icon: 'contract',
  permission: 'agreement.make',
  enabled: isClaim,
  perform: (item, { show }) =>
    show(async () => (await import('./AgreementDialog.tsx')).AgreementDialog, { items: [item] }),
  performMany: (items, { show }) =>
    show(async () => (await import('./AgreementDialog.tsx')).AgreementDialog, { items }),
}
