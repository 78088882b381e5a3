import { assert, type Problem } from '../kernel/errors.ts'
import { type Minor, proportion } from '../kernel/money.ts'
import type { RefusalCode } from '../kernel/refusals.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { type Books, dayProblem } from './books.ts'

/** One line of an entry. Positive is debit. Only lines with an item reach a control account. */
export type PostingLine = {
  account_id: string
  item_id: string | null
  customer_id: string | null
  currency: string
  amount_minor: Minor
  base_minor: Minor
}
export type Entry = {
  entry_id: string
  entity_id: string
  posted_on: Day
  kind: string
  document_id: string | null
  memo: string | null
  lines: PostingLine[]
}

/** An open item as a verb works with it: as it stands in the database, or as this plan will make it. */
export type Item = {
  item_id: string
  entity_id: string
  customer_id: string
  account_id: string
  kind: string
  lane: 'aged' | 'unapplied' | 'retention' | 'bill'
  document_id: string
  line: number
  number: string
  currency: string
  amount_minor: Minor
  base_minor: Minor
  open_minor: Minor
  open_base_minor: Minor
  posted_on: Day
  issued_on: Day
  due_on: Day | null
  agreed_due_on: Day | null
  recorded_at: Instant | null
  salesperson_id: string | null
  department_id: string | null
  opening_id: string | null
  no_detail: boolean
  booked_on: Day | null
  entry_id: string
  /** Changes of the balance dated after the earliest day this plan touches, and those the plan adds. */
  later: { applied_on: Day; delta_minor: Minor }[]
}

/** What a new item needs said; the rest follows. */
export type NewItem = Omit<
  Item,
  | 'item_id'
  | 'open_minor'
  | 'open_base_minor'
  | 'recorded_at'
  | 'later'
  | 'agreed_due_on'
  | 'opening_id'
  | 'no_detail'
  | 'booked_on'
  | 'line'
> & {
  item_id?: string
  line?: number
  agreed_due_on?: Day | null
  opening_id?: string | null
  no_detail?: boolean
  booked_on?: Day | null
}

export type ApplicationKind =
  | 'application'
  | 'reversal'
  | 'difference'
  | 'write_off'
  | 'transfer'
  | 'correction'
  | 'opening_undo'
  | 'refund'
  | 'bill'

/** One pair: the same amount off a debit and a credit item, with the base each of them loses. */
export type Pair = {
  application_id: string
  debit: Item
  credit: Item
  /** What the debit item loses, positive; negative in a reversal. */
  amount_minor: Minor
  debit_base_minor: Minor
  credit_base_minor: Minor
  applied_on: Day
  kind: ApplicationKind
  reverses_id: string | null
  entry_id: string | null
}

/** What a verb will write, built by pure functions that collect every refusal on the way. */
export type Plan = {
  readonly books: ReadonlyMap<string, Books>
  readonly today: Day
  readonly items: Map<string, Item>
  readonly created: Item[]
  readonly entries: Entry[]
  readonly pairs: Pair[]
  readonly problems: Problem[]
}

export function newPlan(books: ReadonlyMap<string, Books>, items: ReadonlyMap<string, Item>, today: Day): Plan {
  return { books, today, items: new Map(items), created: [], entries: [], pairs: [], problems: [] }
}

/** Notes a refusal and goes on, so that the caller hears all of them. */
export function complain(plan: Plan, index: number, code: RefusalCode, params: Record<string, unknown> = {}): null {
  plan.problems.push({ index, code, params })
  return null
}

/** Adds an entry. Lines that are zero are left out; a line to a control account must name its item; it must balance. */
export function planEntry(plan: Plan, entry: Omit<Entry, 'entry_id'> & { entry_id?: string }): Entry {
  const lines = entry.lines.filter(line => line.amount_minor !== 0n || line.base_minor !== 0n)
  const base = lines.reduce((sum, line) => sum + line.base_minor, 0n)
  assert(base === 0n, `entry of ${entry.kind} balances in base, off by ${base}`)
  const currencies = new Map<string, bigint>()
  for (const line of lines) currencies.set(line.currency, (currencies.get(line.currency) ?? 0n) + line.amount_minor)
  for (const [currency, sum] of currencies)
    assert(sum === 0n, `entry of ${entry.kind} balances in ${currency}, off by ${sum}`)
  const books = plan.books.get(entry.entity_id)
  for (const line of lines) {
    const control = books?.byId.get(line.account_id)?.control ?? null
    assert((control === null) === (line.item_id === null), 'only lines with an item reach a control account')
  }
  const planned = { ...entry, entry_id: entry.entry_id ?? newId(), lines }
  plan.entries.push(planned)
  return planned
}

/** Adds an item. Its entry is the caller's. */
export function planItem(plan: Plan, item: NewItem): Item {
  const planned: Item = {
    ...item,
    item_id: item.item_id ?? newId(),
    line: item.line ?? 1,
    agreed_due_on: item.agreed_due_on ?? null,
    opening_id: item.opening_id ?? null,
    no_detail: item.no_detail ?? false,
    booked_on: item.booked_on ?? null,
    open_minor: item.amount_minor,
    open_base_minor: item.base_minor,
    recorded_at: null,
    later: [],
  }
  plan.items.set(planned.item_id, planned)
  plan.created.push(planned)
  return planned
}

/** The line of an entry that carries an item. */
export function itemLine(item: Item, amount_minor = item.amount_minor, base_minor = item.base_minor): PostingLine {
  return {
    account_id: item.account_id,
    item_id: item.item_id,
    customer_id: item.customer_id,
    currency: item.currency,
    amount_minor,
    base_minor,
  }
}

/**
 * The least room an item has for a change dated `on`, over that day and every later day: for a debit how much it
 * can still lose, for a credit how much it can still give. [LGR-6]
 */
export function roomOn(item: Item, on: Day): { room_minor: Minor; tightest_on: Day | null } {
  const sign = item.amount_minor > 0n ? 1n : -1n
  let balance = item.open_minor * sign
  let least = balance
  let tightest: Day | null = null
  const later = item.later
    .filter(change => change.applied_on > on)
    .sort((a, b) => (a.applied_on < b.applied_on ? 1 : -1))
  for (let at = 0; at < later.length; at++) {
    const change = later[at] as { applied_on: Day; delta_minor: Minor }
    balance -= change.delta_minor * sign
    const next = later[at + 1]
    // The balance before a day's changes holds only from the day before; changes of one day count together.
    if (next && next.applied_on === change.applied_on) continue
    if (balance < least) {
      least = balance
      tightest = next ? next.applied_on : on
    }
  }
  return { room_minor: least, tightest_on: tightest }
}

/** Base that goes with a part of what is open: in proportion, and the rest with the last of it. */
function baseOf(item: Item, delta_minor: Minor): Minor {
  if (item.open_minor + delta_minor === 0n) return -item.open_base_minor
  return proportion(item.open_base_minor, delta_minor, item.open_minor)
}

/** Moves the balance of an item within the plan. */
export function change(item: Item, delta_minor: Minor, delta_base_minor: Minor, applied_on: Day): void {
  item.open_minor += delta_minor
  item.open_base_minor += delta_base_minor
  item.later.push({ applied_on, delta_minor })
}

/** A bill of the register: its own verbs alone close it. One of the opening stands in no register. */
const isRegistered = (item: Item) => item.kind === 'bill' && item.opening_id === null

export type ApplyLine = {
  debit_item_id: string
  credit_item_id: string
  amount_minor: Minor
  applied_on: Day
  kind?: ApplicationKind
}

/**
 * Plans one application of a credit to a debit. Refuses: unknown items, two of one sign, another currency or entity,
 * a day before either was posted, a closed period, more than either has left on any day. [LGR-4…LGR-9]
 */
export function planApply(plan: Plan, index: number, line: ApplyLine): Pair | null {
  const debit = plan.items.get(line.debit_item_id)
  const credit = plan.items.get(line.credit_item_id)
  if (!debit) return complain(plan, index, 'item_unknown', { item_id: line.debit_item_id })
  if (!credit) return complain(plan, index, 'item_unknown', { item_id: line.credit_item_id })
  if (line.amount_minor <= 0n) return complain(plan, index, 'amount_not_positive', { amount_minor: line.amount_minor })
  if (debit === credit) return complain(plan, index, 'item_same', { item_id: debit.item_id })
  if (debit.amount_minor < 0n || credit.amount_minor > 0n)
    return complain(plan, index, 'item_sign_same', { debit_item_id: debit.item_id, credit_item_id: credit.item_id })
  if (
    isRegistered(debit) &&
    ['application', 'difference', 'write_off', 'transfer'].includes(line.kind ?? 'application')
  )
    return complain(plan, index, 'item_is_bill', { number: debit.number })
  if (debit.currency !== credit.currency)
    return complain(plan, index, 'currency_differs', { debit: debit.currency, credit: credit.currency })
  if (debit.entity_id !== credit.entity_id) return complain(plan, index, 'entity_differs', {})
  const posted = debit.posted_on > credit.posted_on ? debit.posted_on : credit.posted_on
  if (line.applied_on < posted)
    return complain(plan, index, 'applied_before_posted', { applied_on: line.applied_on, posted_on: posted })
  if (complainOfDay(plan, index, debit.entity_id, line.applied_on, line.kind === 'opening_undo')) return null
  for (const item of [debit, credit]) {
    const { room_minor, tightest_on } = roomOn(item, line.applied_on)
    if (room_minor >= line.amount_minor) continue
    const params = { item_id: item.item_id, number: item.number, currency: item.currency, open_minor: room_minor }
    return tightest_on
      ? complain(plan, index, 'item_overapplied_on_day', { ...params, on: tightest_on })
      : complain(plan, index, 'item_overapplied', params)
  }
  return applyPair(plan, debit, credit, line)
}

/** Whether the day is refused for posting in the entity. */
export function complainOfDay(plan: Plan, index: number, entity_id: string, on: Day, opening = false): boolean {
  const books = plan.books.get(entity_id)
  if (!books) {
    complain(plan, index, 'entity_unknown', { entity_id })
    return true
  }
  const problem = dayProblem(books, on, plan.today, opening)
  if (problem) complain(plan, index, problem.code, problem.params)
  return problem !== null
}

/** The day a file says its system booked something on, which is not to come. Refuses `booked_day_future`. */
export function bookedOn(
  plan: Plan,
  index: number,
  booked_on: string | undefined,
  at: Record<string, unknown> = {},
): Day | null {
  if (booked_on === undefined || booked_on <= plan.today) return (booked_on ?? null) as Day | null
  return complain(plan, index, 'booked_day_future', { ...at, booked_on, today: plan.today })
}

function applyPair(plan: Plan, debit: Item, credit: Item, line: ApplyLine): Pair {
  const debit_base_minor = -baseOf(debit, -line.amount_minor)
  const credit_base_minor = baseOf(credit, line.amount_minor)
  const pair: Pair = {
    application_id: newId(),
    debit,
    credit,
    amount_minor: line.amount_minor,
    debit_base_minor,
    credit_base_minor,
    applied_on: line.applied_on,
    kind: line.kind ?? 'application',
    reverses_id: null,
    entry_id: null,
  }
  change(debit, -line.amount_minor, -debit_base_minor, line.applied_on)
  change(credit, line.amount_minor, credit_base_minor, line.applied_on)
  pair.entry_id = planReclass(plan, pair)?.entry_id ?? null
  plan.pairs.push(pair)
  return pair
}

/** Within one control account, customer and rate nothing is posted; across, the reclass; at two rates, the realised difference. */
export function planReclass(plan: Plan, pair: Pair): Entry | null {
  const { debit, credit } = pair
  const difference = pair.debit_base_minor - pair.credit_base_minor
  if (debit.account_id === credit.account_id && debit.customer_id === credit.customer_id && difference === 0n)
    return null
  const books = plan.books.get(debit.entity_id) as Books
  const exchange = books.accounts.get('exchange')
  assert(difference === 0n || exchange, 'exchange differences have an account')
  const lines = [
    itemLine(debit, -pair.amount_minor, -pair.debit_base_minor),
    itemLine(credit, pair.amount_minor, pair.credit_base_minor),
  ]
  if (difference !== 0n && exchange)
    lines.push({
      account_id: exchange.account_id,
      item_id: null,
      customer_id: null,
      currency: debit.currency,
      amount_minor: 0n,
      base_minor: difference,
    })
  return planEntry(plan, {
    entity_id: debit.entity_id,
    posted_on: pair.applied_on,
    kind: 'application',
    document_id: pair.application_id,
    memo: null,
    lines,
  })
}
