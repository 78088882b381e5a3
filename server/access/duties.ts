import type { PermissionWord } from './permissions.ts'

/** How strictly duties are kept apart; each profile holds the ones before it as well. */
export type DutyProfile = 'statute' | 'standard' | 'strict'

/** Two permissions that one person must not hold together, or only with somebody named who reviews. */
export type Conflict = { a: PermissionWord; b: PermissionWord; profile: DutyProfile; forbidden: boolean }

const pairs = (
  profile: DutyProfile,
  forbidden: boolean,
  a: PermissionWord,
  ...others: readonly PermissionWord[]
): Conflict[] => others.map(b => ({ a, b, profile, forbidden }))

/**
 * The duties that conflict, as data. Statute: 《会计法》 — 出纳人员不得兼任稽核、会计档案保管和收入、支出、费用、债权债务账目的登记工作;
 * that nobody releases their own request needs no pair, since it holds for everybody. Standard: what a reviewer must
 * watch in a small firm. Strict: the matrix of the security baseline, where no reviewer helps.
 */
export const conflicts: readonly Conflict[] = [
  ...pairs(
    'statute',
    true,
    'cash.handle',
    'invoice.issue',
    'invoice.correct',
    'credit_note.issue',
    'charge.issue',
    'item.apply',
    'item.unapply',
    'item.transfer',
    'item.write_off',
    'difference.take',
    'opening.write',
    'period.close',
  ),
  ...pairs(
    'standard',
    false,
    'role.manage',
    'invoice.issue',
    'receipt.record',
    'item.apply',
    'credit_note.issue',
    'item.write_off',
  ),
  ...pairs('standard', false, 'item.write_off', 'receipt.record', 'item.apply', 'customer.write', 'credit_note.issue'),
  ...pairs('standard', false, 'refund.pay', 'refund.request', 'customer_account.manage', 'approval.release.refund'),
  ...pairs(
    'strict',
    true,
    'role.manage',
    'invoice.issue',
    'receipt.record',
    'item.apply',
    'credit_note.issue',
    'item.write_off',
    'customer.write',
    'period.close',
  ),
  ...pairs('strict', true, 'customer.write', 'invoice.issue', 'credit_note.issue', 'receipt.record', 'item.write_off'),
  ...pairs('strict', true, 'invoice.issue', 'credit_note.issue', 'receipt.record', 'item.apply', 'item.write_off'),
  ...pairs('strict', true, 'credit_note.issue', 'receipt.record', 'item.apply', 'item.write_off'),
  ...pairs('strict', true, 'item.write_off', 'receipt.record', 'item.apply'),
  ...pairs('strict', false, 'item.apply', 'receipt.record', 'customer.write'),
  ...pairs(
    'strict',
    false,
    'period.close',
    'customer.write',
    'invoice.issue',
    'credit_note.issue',
    'receipt.record',
    'item.apply',
    'item.write_off',
  ),
]

const order: readonly DutyProfile[] = ['statute', 'standard', 'strict']

/**
 * The conflicts among permissions held together, the hardest answer for each pair. The statute's hold in every profile,
 * unless it does not apply: no entity is Chinese and the organisation has switched it off. [ACC-12]
 */
export function conflictsAmong(held: Iterable<string>, profile: DutyProfile, statute_applies: boolean): Conflict[] {
  const words = new Set(held)
  const found = new Map<string, Conflict>()
  for (const conflict of conflicts) {
    if (conflict.profile === 'statute' ? !statute_applies : order.indexOf(conflict.profile) > order.indexOf(profile))
      continue
    if (!words.has(conflict.a) || !words.has(conflict.b)) continue
    const pair = [conflict.a, conflict.b].sort().join(' ')
    if (!found.get(pair)?.forbidden) found.set(pair, conflict)
  }
  return [...found.values()]
}
