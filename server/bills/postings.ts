import type { Minor } from '../kernel/money.ts'
import { proportion } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { accountFor } from '../ledger/books.ts'
import {
  complain,
  type Item,
  itemLine,
  type Plan,
  planApply,
  planEntry,
  planItem,
  type PostingLine,
} from '../ledger/plan.ts'
import type { LockedBill } from './documents.ts'

/** A plan around one bill: the bill, its item, and the day. */
export type Doing = { bill: LockedBill; item: Item; on: Day }
/** Which account: that of a purpose, narrowed by a qualifier. */
export type Purpose = { purpose: string; qualifier?: string }
/** The other side of an entry: so much to the account of a purpose. */
export type Part = Purpose & { amount_minor: Minor }

export const money: Purpose = { purpose: 'money', qualifier: 'transfer' }
/** What stands against a bill that was passed on and kept: a loan for one discounted, else what was paid with it. */
export const liabilityOf = (state: string): Purpose =>
  state === 'endorsed' ? { purpose: 'bill_liability', qualifier: 'endorsed' } : { purpose: 'bill_liability' }

/** What every entry of a bill says. */
export const entryOf = ({ entity_id, bill_id }: LockedBill, posted_on: Day) => ({
  entity_id,
  posted_on,
  kind: 'bill',
  document_id: bill_id,
  memo: null,
})

/** The lines of an entry to the accounts of purposes, taking the base in proportion, the last the rest; null where one is missing. */
export function linesTo(plan: Plan, bill: LockedBill, base_minor: Minor, parts: readonly Part[]): PostingLine[] | null {
  const books = plan.books.get(bill.entity_id)
  const lines: PostingLine[] = []
  let rest = base_minor
  for (const [at, { purpose, qualifier = '', amount_minor }] of parts.entries()) {
    const account = books && accountFor(books, purpose, qualifier)
    if (!account || account.control)
      return complain(plan, 0, 'account_not_determined', { entity: books?.code, purpose })
    const size = amount_minor < 0n ? -amount_minor : amount_minor
    const base = at === parts.length - 1 ? rest : proportion(base_minor, size, bill.amount_minor)
    rest -= base
    const { account_id } = account
    const { customer_id, currency } = bill
    lines.push({ account_id, item_id: null, customer_id, currency, amount_minor, base_minor: base })
  }
  return lines
}

/** The bill leaves the books: its negative on its account, which meets it, against the accounts of the parts. Answers the entry. */
export function planClose(plan: Plan, { bill, item, on }: Doing, parts: readonly Part[]): string | null {
  const lines = linesTo(plan, bill, item.open_base_minor, parts)
  if (!lines) return null
  const entry_id = newId() as string
  const opposite = planItem(plan, {
    entity_id: bill.entity_id,
    customer_id: bill.customer_id,
    account_id: item.account_id,
    kind: 'bill',
    lane: 'bill',
    document_id: bill.bill_id,
    line: bill.moves + 1,
    number: bill.number,
    currency: bill.currency,
    amount_minor: -item.open_minor,
    base_minor: -item.open_base_minor,
    posted_on: on,
    issued_on: item.issued_on,
    due_on: item.due_on,
    salesperson_id: item.salesperson_id,
    department_id: item.department_id,
    entry_id,
  })
  planEntry(plan, { ...entryOf(bill, on), entry_id, lines: [...lines, itemLine(opposite)] })
  const pair = planApply(plan, 0, {
    debit_item_id: item.item_id,
    credit_item_id: opposite.item_id,
    amount_minor: bill.amount_minor,
    applied_on: on,
    kind: 'bill',
  })
  return pair && entry_id
}

/** An entry that leaves the bill where it is: the parts on one side, one account of a purpose on the other. Answers the entry. */
export function planBeside(
  plan: Plan,
  { bill, item, on }: Doing,
  debits: readonly Part[],
  credit: Purpose,
): string | null {
  const base = item.open_base_minor
  const one = linesTo(plan, bill, base, debits)
  const other = linesTo(plan, bill, -base, [{ ...credit, amount_minor: -bill.amount_minor }])
  if (!one || !other) return null
  return planEntry(plan, { ...entryOf(bill, on), lines: [...one, ...other] }).entry_id
}
