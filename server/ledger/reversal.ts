import { assert } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import {
  type ApplicationKind,
  change,
  complain,
  complainOfDay,
  type Item,
  type Pair,
  type Plan,
  planApply,
  planEntry,
  planItem,
  planReclass,
  type PostingLine,
} from './plan.ts'

/** The most an item may regain on a day and every later one: it never passes its own amount. */
export function regainOn(item: Item, on: Day): Minor {
  const sign = item.amount_minor > 0n ? 1n : -1n
  let balance = item.open_minor * sign
  let most = balance
  const later = item.later
    .filter(change => change.applied_on > on)
    .sort((a, b) => (a.applied_on < b.applied_on ? 1 : -1))
  for (let at = 0; at < later.length; at++) {
    const change = later[at] as { applied_on: Day; delta_minor: Minor }
    balance -= change.delta_minor * sign
    if (later[at + 1]?.applied_on === change.applied_on) continue
    if (balance > most) most = balance
  }
  return item.amount_minor * sign - most
}

/** What is reversed, as it stands in the database. */
export type AppliedPair = {
  application_id: string
  debit_item_id: string
  credit_item_id: string
  amount_minor: Minor
  debit_base_minor: Minor
  credit_base_minor: Minor
  applied_on: Day
  reversed: boolean
  kind: ApplicationKind
}

/**
 * Plans the mirror of an application. Refuses one that is itself a reversal or already reversed, a day before what
 * it takes back, and a closed period. The mirror carries the same base, so that nothing is left of a rate. [LGR-10]
 */
export function planReversal(
  plan: Plan,
  index: number,
  applied: AppliedPair,
  on: Day,
  kind: ApplicationKind = 'reversal',
): Pair | null {
  const { application_id } = applied
  if (applied.kind === 'reversal') return complain(plan, index, 'application_is_reversal', { application_id })
  if (applied.reversed) return complain(plan, index, 'application_already_reversed', { application_id })
  if (on < applied.applied_on)
    return complain(plan, index, 'reversal_before_application', { applied_on: applied.applied_on, on })
  const debit = plan.items.get(applied.debit_item_id)
  const credit = plan.items.get(applied.credit_item_id)
  assert(debit && credit, 'the items of a reversal are locked')
  if (complainOfDay(plan, index, debit.entity_id, on)) return null
  assert(
    regainOn(debit, on) >= applied.amount_minor && regainOn(credit, on) >= applied.amount_minor,
    'what was applied can come back',
  )
  const pair: Pair = {
    application_id: newId(),
    debit,
    credit,
    amount_minor: -applied.amount_minor,
    debit_base_minor: -applied.debit_base_minor,
    credit_base_minor: -applied.credit_base_minor,
    applied_on: on,
    kind,
    reverses_id: application_id,
    entry_id: null,
  }
  change(debit, applied.amount_minor, applied.debit_base_minor, on)
  change(credit, -applied.amount_minor, -applied.credit_base_minor, on)
  pair.entry_id = planReclass(plan, pair)?.entry_id ?? null
  plan.pairs.push(pair)
  return pair
}

/**
 * Cancels an item that is wholly open: its mirror with the mirrored entry, applied to each other at once. `lines` are
 * the postings of the item's entry; only the given items' part is mirrored when an entry made several.
 */
export function planCancel(
  plan: Plan,
  index: number,
  item: Item,
  lines: readonly PostingLine[],
  on: Day,
  kind: 'correction' | 'opening_undo' = 'correction',
): Pair | null {
  const entry_id = newId()
  const opposite = planMirrorItem(plan, item, entry_id, on, kind)
  planEntry(plan, {
    entry_id,
    entity_id: item.entity_id,
    posted_on: on,
    kind,
    document_id: item.document_id,
    memo: null,
    lines: lines.map(line => ({
      ...line,
      item_id: line.item_id === null ? null : opposite.item_id,
      amount_minor: -line.amount_minor,
      base_minor: -line.base_minor,
    })),
  })
  return planMeet(plan, index, item, opposite, on, kind)
}

/** The opposite of an item, on the same account and with the same base, for its mirror entry. */
export function planMirrorItem(
  plan: Plan,
  item: Item,
  entry_id: string,
  on: Day,
  kind: 'correction' | 'opening_undo',
): Item {
  return planItem(plan, {
    entity_id: item.entity_id,
    customer_id: item.customer_id,
    account_id: item.account_id,
    kind,
    lane: item.lane,
    document_id: item.document_id,
    line: item.line,
    number: item.number,
    currency: item.currency,
    amount_minor: -item.amount_minor,
    base_minor: -item.base_minor,
    posted_on: on,
    issued_on: item.issued_on,
    due_on: item.due_on,
    salesperson_id: item.salesperson_id,
    department_id: item.department_id,
    entry_id,
  })
}

/** Applies an item and its opposite to each other in full. */
export function planMeet(
  plan: Plan,
  index: number,
  item: Item,
  opposite: Item,
  on: Day,
  kind: ApplicationKind,
): Pair | null {
  const [debit, credit] = item.amount_minor > 0n ? [item, opposite] : [opposite, item]
  return planApply(plan, index, {
    debit_item_id: debit.item_id,
    credit_item_id: credit.item_id,
    amount_minor: debit.amount_minor,
    applied_on: on,
    kind,
  })
}
