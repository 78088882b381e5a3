import { isCurrency, type Minor } from '../kernel/money.ts'
import { addDays, type Day, newId } from '../kernel/values.ts'
import type { Taken } from '../kernel/contract.ts'
import { accountFor, allowanceAccount, type Books } from './books.ts'
import type { openingsContract } from './openings-contract.ts'
import type { Party } from './parties.ts'
import { bookedOn, complain, complainOfDay, type Item, itemLine, type Plan, planEntry, planItem } from './plan.ts'

export type OpeningRequest = Taken<(typeof openingsContract)['createOpening']>[number]
export type OpeningItem = OpeningRequest['items'][number]
type Total = OpeningRequest['totals'][number]

/** An opening as it stands: still open for more items, or locked. */
export type Standing = { opening_id: string; entity_id: string; cutover_on: Day; state: 'open' | 'locked' }

/** The purpose whose account an opening item stands on, its column in the ageing, and whether it is owed to the customer. */
const shapes: Record<OpeningItem['kind'], { purpose: string; lane: Item['lane']; credit: boolean }> = {
  invoice: { purpose: 'receivable', lane: 'aged', credit: false },
  charge: { purpose: 'other', lane: 'aged', credit: false },
  credit_note: { purpose: 'receivable', lane: 'unapplied', credit: true },
  receipt: { purpose: 'unapplied', lane: 'unapplied', credit: true },
  advance: { purpose: 'advance', lane: 'unapplied', credit: true },
  retention: { purpose: 'retention', lane: 'retention', credit: false },
  bill: { purpose: 'bill', lane: 'bill', credit: false },
}

/**
 * The opening a request adds to: the one alive, or a new one. Refuses a locked one, another cut-over day than it has,
 * and a day after the books begin. [LGR-16]
 */
export function planOpening(
  plan: Plan,
  index: number,
  request: OpeningRequest,
  alive: Standing | null,
): Standing | null {
  const books = plan.books.get(request.entity_id)
  if (!books) return complain(plan, index, 'entity_unknown', { entity: request.entity_id })
  const asked = request.cutover_on as Day | undefined
  if (alive?.state === 'locked') return complain(plan, index, 'opening_locked', { opening_id: alive.opening_id })
  if (alive && asked && asked !== alive.cutover_on)
    return complain(plan, index, 'opening_exists', { opening_id: alive.opening_id, cutover_on: alive.cutover_on })
  const cutover_on = alive?.cutover_on ?? asked ?? addDays(books.books_from, -1)
  if (cutover_on > books.books_from)
    return complain(plan, index, 'opening_day_wrong', { cutover_on, books_from: books.books_from })
  if (complainOfDay(plan, index, request.entity_id, cutover_on, true)) return null
  return alive ?? { opening_id: newId(), entity_id: request.entity_id, cutover_on, state: 'open' }
}

/**
 * One opening item: an open item on the control account of its kind against the account of openings, never revenue,
 * tax or cash. It is its own document, since what it stood on lies in the old system. [LGR-16]
 */
export function planOpeningItem(
  plan: Plan,
  index: number,
  opening: Standing,
  draft: OpeningItem,
  party: Party,
  place: number,
): Item | null {
  const books = plan.books.get(opening.entity_id) as Books
  const shape = shapes[draft.kind]
  const at = { item: place, kind: draft.kind, number: draft.number ?? null }
  const account = accountFor(books, shape.purpose)
  const against = accountFor(books, 'opening')
  if (!account || !against)
    return complain(plan, index, 'account_not_determined', { ...at, purpose: account ? 'opening' : shape.purpose })
  const base_minor = carriedBase(plan, index, draft, books, at)
  if (draft.amount_minor === 0n || draft.amount_minor < 0n !== shape.credit)
    return complain(plan, index, 'amount_sign_wrong', { ...at, amount_minor: draft.amount_minor })
  if (draft.issued_on > opening.cutover_on)
    return complain(plan, index, 'opening_day_wrong', {
      ...at,
      issued_on: draft.issued_on,
      cutover_on: opening.cutover_on,
    })
  const booked_on = bookedOn(plan, index, draft.booked_on, at)
  if (base_minor === null) return null
  const item_id = newId()
  const entry_id = newId()
  const item = planItem(plan, {
    item_id,
    entity_id: opening.entity_id,
    customer_id: party.customer.customer_id,
    account_id: account.account_id,
    kind: draft.kind,
    lane: shape.lane,
    document_id: item_id,
    number: draft.number || openingNumber(item_id),
    currency: draft.currency,
    amount_minor: draft.amount_minor,
    base_minor,
    posted_on: opening.cutover_on,
    issued_on: draft.issued_on as Day,
    due_on: dueOn(draft, shape.credit),
    salesperson_id: party.customer.salesperson_id,
    department_id: party.customer.department_id,
    opening_id: opening.opening_id,
    no_detail: draft.no_detail,
    booked_on,
    entry_id,
  })
  const other = { account_id: against.account_id, item_id: null, customer_id: null, currency: draft.currency }
  planEntry(plan, {
    entry_id,
    entity_id: opening.entity_id,
    posted_on: opening.cutover_on,
    kind: 'opening',
    document_id: item_id,
    memo: draft.reference || null,
    lines: [itemLine(item), { ...other, amount_minor: -draft.amount_minor, base_minor: -base_minor }],
  })
  return item
}

/** The amount in base at the rate the old book carried it at; needed where the currency is not the base. */
export function carriedBase(
  plan: Plan,
  index: number,
  draft: Pick<OpeningItem, 'currency' | 'amount_minor' | 'base_minor'>,
  books: Books,
  at: Record<string, unknown>,
): Minor | null {
  const { currency, amount_minor, base_minor } = draft
  if (!isCurrency(currency)) return complain(plan, index, 'currency_unknown', { ...at, currency })
  if (currency === books.base_currency) {
    if (base_minor === undefined || base_minor === amount_minor) return amount_minor
    return complain(plan, index, 'field_invalid', { ...at, field: 'base_minor' })
  }
  if (base_minor === undefined) return complain(plan, index, 'field_missing', { ...at, field: 'base_minor' })
  if (base_minor !== 0n && base_minor < 0n !== amount_minor < 0n)
    return complain(plan, index, 'amount_sign_wrong', { ...at, base_minor })
  return base_minor
}

/** A claim whose due day is left out is due as it was issued; `null` says that the day cannot be determined yet. */
function dueOn(draft: OpeningItem, credit: boolean): Day | null {
  if (draft.due_on === undefined || (credit && draft.due_on === null)) return draft.issued_on as Day
  return draft.due_on as Day | null
}

/** A number for what the old book gave none. */
const openingNumber = (item_id: string) => `OB-${item_id.slice(-12).toUpperCase()}`

export type PlannedTotal = {
  opening_id: string
  account_id: string
  customer_id: string | null
  currency: string
  amount_minor: Minor
  base_minor: Minor
}

/** The old book's figures, those of one account, customer and currency added up. Refuses an account that an opening does not reach. */
export function planTotals(
  plan: Plan,
  index: number,
  opening: Standing,
  totals: readonly Total[],
  customerOf: (number: string) => string | null,
): PlannedTotal[] {
  const books = plan.books.get(opening.entity_id) as Books
  const byCode = new Map([...books.byId.values()].map(account => [account.code, account]))
  const sums = new Map<string, PlannedTotal>()
  for (const { account_code, customer_number, currency, amount_minor, base_minor } of totals) {
    const account = byCode.get(account_code)
    const customer_id = customer_number ? customerOf(customer_number) : null
    if (!account) complain(plan, index, 'account_unknown', { account_code })
    else if (!account.control && account.account_id !== allowanceAccount(books)?.account_id)
      complain(plan, index, 'account_control_wrong', { account_code, control: null })
    else if (customer_number && !customer_id) complain(plan, index, 'customer_unknown', { customer: customer_number })
    else if (!isCurrency(currency)) complain(plan, index, 'currency_unknown', { currency })
    else {
      const key = `${account.account_id} ${customer_id} ${currency}`
      const sum = sums.get(key)
      sums.set(key, {
        opening_id: opening.opening_id,
        account_id: account.account_id,
        customer_id,
        currency,
        amount_minor: (sum?.amount_minor ?? 0n) + amount_minor,
        base_minor: (sum?.base_minor ?? 0n) + base_minor,
      })
    }
  }
  return [...sums.values()]
}
