import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuseAll } from '../kernel/errors.ts'
import { multiply, shareOf } from '../kernel/money.ts'
import { type Day, daysBetween } from '../kernel/values.ts'
import { lockBooks } from '../ledger/books.ts'
import { lockItems, writePlan } from '../ledger/items.ts'
import { complain, complainOfDay, newPlan, type Plan } from '../ledger/plan.ts'
import type { billsContract } from './contract.ts'
import { type BillState, type LockedBill, lockBill, type Move, type Written, writeMove } from './documents.ts'
import { type Doing, liabilityOf, money, planBeside, planClose } from './postings.ts'

type Lines = typeof billsContract
type Deed = Exclude<Move, 'taken_back'>

/** From which states each deed goes. */
const waysFrom: Record<Deed, readonly BillState[]> = {
  pledged: ['held'],
  released: ['pledged'],
  endorsed: ['held'],
  discounted: ['held'],
  presented: ['held'],
  cleared: ['presented', 'endorsed', 'discounted'],
  refused: ['presented', 'endorsed', 'discounted'],
  cancelled: ['held'],
}

/** Passing on ends with the maturity: 票据法 art. 36. */
const whileRunning: readonly Deed[] = ['pledged', 'endorsed', 'discounted']

/** What stands against a deed: the state, a day before what was done last or to come, a closed period, a bill that is due. [BIL-3] */
export function complainOfMove(plan: Plan, bill: LockedBill, deed: Deed, on: Day): boolean {
  const before = plan.problems.length
  const { number, state, last, matures_on } = bill
  if (!waysFrom[deed].includes(state)) complain(plan, 0, 'bill_state', { number, state })
  if (on < last.moved_on) complain(plan, 0, 'bill_day_before', { on, moved_on: last.moved_on })
  if (on > plan.today) complain(plan, 0, 'paid_in_future', { on })
  if (whileRunning.includes(deed) && on > matures_on) complain(plan, 0, 'bill_matured', { matures_on })
  complainOfDay(plan, 0, bill.entity_id, on)
  return plan.problems.length > before
}

/** The one course of every deed but refusal and cancelling: lock, decide, write the plan and the move. */
async function doMove(
  ctx: Context,
  asked: { bill_id: string; moved_on?: string | undefined },
  move: Deed,
  decide: (plan: Plan, doing: Doing) => Omit<Written, 'move' | 'moved_on'> | null,
): Promise<Written & { amount_minor: bigint }> {
  // Load.
  const bill = await lockBill(ctx, asked.bill_id)
  const on = (asked.moved_on ?? ctx.today) as Day
  const { items, recorded_at } = await lockItems(ctx, [bill.item_id], on)
  const books = await lockBooks(ctx, [bill.entity_id])

  // Decide.
  const plan = newPlan(books, items, ctx.today)
  const item = items.get(bill.item_id)
  assert(item, 'a bill has its item')
  const decided = complainOfMove(plan, bill, move, on) ? null : decide(plan, { bill, item, on })
  refuseAll(plan.problems)
  assert(decided, 'a deed without problems is decided')
  const written: Written = { ...decided, move, moved_on: on }

  // Write. Record.
  if (plan.entries.length > 0) await writePlan(ctx, plan, recorded_at)
  await writeMove(ctx, bill, recorded_at, written)
  return { ...written, amount_minor: bill.amount_minor }
}

type Asked<K extends keyof Lines> = Taken<Lines[K]>
type State = Promise<Answered<Lines['pledgeBill']>>
const stateOf = ({ state }: Written) => ({ state })

/** Pledges a bill: it stays among ours, and cannot be passed on. [BIL-4] */
export const pledgeBill = async (ctx: Context, asked: Asked<'pledgeBill'>): State => {
  const { party, reference, reason } = asked
  return stateOf(await doMove(ctx, asked, 'pledged', () => ({ state: 'pledged', party, reference, reason })))
}

/** Takes it out of pledge. [BIL-4] */
export const releaseBill = async (ctx: Context, asked: Asked<'releaseBill'>): State => {
  const { reference, reason } = asked
  return stateOf(await doMove(ctx, asked, 'released', () => ({ state: 'held', reference, reason })))
}

/** Presents it for payment. [BIL-7] */
export const presentBill = async (ctx: Context, asked: Asked<'presentBill'>): State => {
  const { reference, reason } = asked
  return stateOf(await doMove(ctx, asked, 'presented', () => ({ state: 'presented', reference, reason })))
}

/**
 * Endorses it to a supplier: Dr payables, Cr bills; where the risk stays with us the bill stays too, and a liability stands
 * against it. Either way we are liable until it is paid. [BIL-5]
 */
export const endorseBill = async (ctx: Context, asked: Asked<'endorseBill'>): State => {
  const { party, kept, reference, reason } = asked
  const written = await doMove(ctx, asked, 'endorsed', (plan, doing) => {
    const to = [{ purpose: 'payable', amount_minor: doing.bill.amount_minor }]
    const entry_id = kept ? planBeside(plan, doing, to, liabilityOf('endorsed')) : planClose(plan, doing, to)
    return entry_id === null ? null : { state: 'endorsed', kept, recourse: true, entry_id, party, reference, reason }
  })
  return stateOf(written)
}

/**
 * What a bank keeps back: the amount at a rate in per cent a year, by days of 360; half up.
 * Of 1,000,000.00 for 90 days at 2.4 that is 6,000.00.
 */
export function discountInterest(amount_minor: bigint, rate: string, days: number): bigint {
  // In units of a millionth of a per cent and day.
  return shareOf(amount_minor, multiply(rate, String(days), 6).toString(), '36000000000')
}

/**
 * Discounts it: the bank keeps the interest back. Without recourse the bill leaves the books; with it, it stays against a loan
 * until it is paid. [BIL-6] Refuses interest that is negative or leaves nothing.
 */
export async function discountBill(
  ctx: Context,
  asked: Asked<'discountBill'>,
): Promise<Answered<Lines['discountBill']>> {
  const { party, rate, recourse, reference, reason } = asked
  const written = await doMove(ctx, asked, 'discounted', (plan, doing) => {
    const { bill, on } = doing
    const days = daysBetween(on, bill.matures_on)
    const interest_minor = asked.interest_minor ?? discountInterest(bill.amount_minor, rate, days)
    if (interest_minor < 0n || interest_minor >= bill.amount_minor)
      return complain(plan, 0, 'bill_interest_wrong', { currency: bill.currency, interest_minor })
    const qualifier = bill.for_financing ? 'financing' : ''
    const to = [
      { purpose: 'bill_interest', qualifier, amount_minor: interest_minor },
      { ...money, amount_minor: bill.amount_minor - interest_minor },
    ]
    const entry_id = recourse ? planBeside(plan, doing, to, liabilityOf('discounted')) : planClose(plan, doing, to)
    const told = { party, rate, interest_minor, reference, reason }
    return entry_id === null ? null : { state: 'discounted', kept: recourse, recourse, entry_id, ...told }
  })
  const interest_minor = written.interest_minor ?? 0n
  return { state: written.state, interest_minor, proceeds_minor: written.amount_minor - interest_minor }
}

type OwnAccount = { entity_id: string; currency: string | null; state: string }

/** What is wrong with the account on which the money of a bill came: none of ours, another entity's or currency's, or none came to us. */
function complainOfAccount(plan: Plan, bill: LockedBill, own_account_id: string, own: OwnAccount | null): boolean {
  const before = plan.problems.length
  if (bill.state !== 'presented') complain(plan, 0, 'bill_not_paid_to_us', { number: bill.number })
  else if (!own || own.state !== 'active') complain(plan, 0, 'own_account_unknown', { own_account_id })
  else if (own.entity_id !== bill.entity_id) complain(plan, 0, 'entity_differs')
  else if (own.currency && own.currency !== bill.currency)
    complain(plan, 0, 'currency_differs', { debit: bill.currency, credit: own.currency })
  return plan.problems.length > before
}

/**
 * Records that it was paid: to us, where told on which account of ours, or to whom we passed it on, which ends what we were
 * liable for. [BIL-7] Refuses an account that is not ours, or where the money did not come to us (`bill_not_paid_to_us`).
 */
export const clearBill = async (ctx: Context, asked: Asked<'clearBill'>): State => {
  const { reference, reason, own_account_id = null } = asked
  const own = own_account_id
    ? await ctx.tx.first(sql<OwnAccount>`
        select entity_id, currency, state from own_accounts
        where org_id = ${ctx.org_id} and own_account_id = ${own_account_id} for key share`)
    : null
  const written = await doMove(ctx, asked, 'cleared', (plan, doing) => {
    const { state, kept, amount_minor } = doing.bill
    if (own_account_id && complainOfAccount(plan, doing.bill, own_account_id, own)) return null
    const told = { state: 'cleared' as const, reference, reason, own_account_id }
    // It left the books when it was passed on: nothing is posted, but what we were liable for ends.
    if (state !== 'presented' && !kept) return told
    const from = state === 'presented' ? money : liabilityOf(state)
    const entry_id = planClose(plan, doing, [{ ...from, amount_minor }])
    return entry_id === null ? null : { ...told, entry_id }
  })
  return stateOf(written)
}

/** What a policy may ask about passing a bill on, and what the second person reads; the amount in base currency. */
export async function billFacts(ctx: Context, input: unknown): Promise<Record<string, unknown>> {
  const { bill_id, party } = input as { bill_id: string; party: string }
  const row = await ctx.tx.first(sql<Record<string, string>>`
    select b.number, b.entity_id, b.customer_id, b.acceptor, b.matures_on, i.base_minor as amount_minor,
      c.number || ' ' || c.name as customer
    from bills b join open_items i on i.org_id = b.org_id and i.item_id = b.item_id
    join customers c on c.org_id = b.org_id and c.customer_id = b.customer_id
    where b.org_id = ${ctx.org_id} and b.bill_id = ${bill_id}`)
  if (!row) return {}
  const { customer_id, ...facts } = row
  return { ...facts, customer_ids: [customer_id], party }
}
