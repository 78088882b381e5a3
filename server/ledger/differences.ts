import { type Minor, proportion } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { accountFor, differenceProblem } from './books.ts'
import {
  type ApplicationKind,
  complain,
  complainOfDay,
  itemLine,
  type Pair,
  type Plan,
  planApply,
  planEntry,
  planItem,
} from './plan.ts'

/** A small difference of a kind, taken on an item: positive closes part of what the customer owes. */
export type DifferenceLine = { item_id: string; kind: string; amount_minor: Minor; on: Day; note?: string | undefined }

/**
 * Takes a small difference on a debit item: a credit item of kind `difference` against the account of its kind,
 * applied at once. Refuses a kind the entity has not set up, more than its limit, and whatever an application refuses. [LGR-11]
 */
export function planDifference(plan: Plan, index: number, line: DifferenceLine): Pair | null {
  const item = plan.items.get(line.item_id)
  if (!item) return complain(plan, index, 'item_unknown', { item_id: line.item_id })
  if (line.amount_minor <= 0n) return complain(plan, index, 'amount_not_positive', { amount_minor: line.amount_minor })
  if (item.amount_minor < 0n) return complain(plan, index, 'amount_sign_wrong', { item_id: item.item_id })
  const books = plan.books.get(item.entity_id)
  if (!books) return complain(plan, index, 'entity_unknown', {})
  const base = item.open_minor === 0n ? 0n : (item.open_base_minor * line.amount_minor) / item.open_minor
  const problem = differenceProblem(books, line.kind, base, { minor: line.amount_minor, of_minor: item.amount_minor })
  if (problem) return complain(plan, index, problem.code, problem.params)
  const account_id = books.differences.get(line.kind)?.account_id as string
  return planRelief(plan, index, {
    ...line,
    kind: 'difference',
    application: 'difference',
    account_id,
    memo: line.note ? `${line.kind}: ${line.note}` : line.kind,
  })
}

/**
 * Relieves a debit item against an account without money: a credit item at the debit's own rate, applied to it at
 * once. Small differences and bad-debt write-offs both stand on it.
 */
export function planRelief(
  plan: Plan,
  index: number,
  relief: {
    item_id: string
    amount_minor: Minor
    on: Day
    kind: 'difference' | 'write_off'
    application: ApplicationKind
    account_id: string
    memo: string | null
  },
): Pair | null {
  const item = plan.items.get(relief.item_id)
  if (!item) return complain(plan, index, 'item_unknown', { item_id: relief.item_id })
  if (relief.on < item.posted_on)
    return complain(plan, index, 'applied_before_posted', { applied_on: relief.on, posted_on: item.posted_on })
  if (complainOfDay(plan, index, item.entity_id, relief.on)) return null
  if (item.open_minor < relief.amount_minor)
    return complain(plan, index, 'item_overapplied', {
      item_id: item.item_id,
      number: item.number,
      currency: item.currency,
      open_minor: item.open_minor,
    })
  const all = relief.amount_minor === item.open_minor
  const base = all ? item.open_base_minor : proportion(item.open_base_minor, relief.amount_minor, item.open_minor)
  const entry_id = newId()
  const credit = planItem(plan, {
    entity_id: item.entity_id,
    customer_id: item.customer_id,
    account_id: item.account_id,
    kind: relief.kind,
    lane: 'unapplied',
    document_id: item.document_id,
    number: item.number,
    currency: item.currency,
    amount_minor: -relief.amount_minor,
    base_minor: -base,
    posted_on: relief.on,
    issued_on: relief.on,
    due_on: relief.on,
    salesperson_id: item.salesperson_id,
    department_id: item.department_id,
    entry_id,
  })
  planEntry(plan, {
    entry_id,
    entity_id: item.entity_id,
    posted_on: relief.on,
    kind: relief.kind,
    document_id: item.document_id,
    memo: relief.memo,
    lines: [
      {
        account_id: relief.account_id,
        item_id: null,
        customer_id: null,
        currency: item.currency,
        amount_minor: relief.amount_minor,
        base_minor: base,
      },
      itemLine(credit),
    ],
  })
  return planApply(plan, index, {
    debit_item_id: item.item_id,
    credit_item_id: credit.item_id,
    amount_minor: relief.amount_minor,
    applied_on: relief.on,
    kind: relief.application,
  })
}

/** The account bad debts go to: the allowance, or straight to expense where the standard knows none. */
export function badDebtAccount(plan: Plan, entity_id: string): string | null {
  const books = plan.books.get(entity_id)
  return (books && accountFor(books, 'bad_debt')?.account_id) ?? null
}
