import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuse, refuseAll } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { type Day, newId } from '../kernel/values.ts'
import { lockBooks } from '../ledger/books.ts'
import { writePlan } from '../ledger/items.ts'
import { type DocumentRef, type Held, holdDocuments, planMirror, planTakeBack } from '../ledger/mirrors.ts'
import { complain, itemLine, newPlan, type Plan, planEntry } from '../ledger/plan.ts'
import { planMeet, planMirrorItem, planReversal } from '../ledger/reversal.ts'
import { lockReceipts, markReceipts } from '../receipts/documents.ts'
import { decideReversal } from '../receipts/refund-payments.ts'
import type { billsContract } from './contract.ts'
import { type LockedBill, lockBill, writeMove } from './documents.ts'
import { complainOfMove } from './moves.ts'
import { entryOf, liabilityOf, linesTo, money, planBeside } from './postings.ts'

type Lines = typeof billsContract
type Ending = { bill_id: string; moved_on?: string | undefined; reason: string; reference?: string | undefined }

/**
 * Payment was refused: the receipt is mirrored on that day, so that what the bill had paid is open again with its own days,
 * Dr receivables, Cr bills. A bill that was passed on is bought back first; what of it was refunded the customer owes. [BIL-8] Refuses one discounted without recourse:
 * that is the bank's.
 */
export const refuseBill = (ctx: Context, asked: Taken<Lines['refuseBill']>): Promise<Answered<Lines['refuseBill']>> =>
  end(ctx, asked, 'refused')

/** A bill entered wrongly: it and its receipt are mirrored, and its number may come again. [BIL-9] */
export const cancelBill = (ctx: Context, asked: Taken<Lines['cancelBill']>): Promise<Answered<Lines['cancelBill']>> =>
  end(ctx, asked, 'cancelled')

async function end(
  ctx: Context,
  { bill_id, moved_on, reason, reference }: Ending,
  move: 'refused' | 'cancelled',
): Promise<Answered<Lines['refuseBill']>> {
  // Load.
  const bill = await lockBill(ctx, bill_id)
  const [receipt] = await lockReceipts(ctx, [bill.receipt_id])
  assert(receipt, 'a bill has its receipt')
  const on = (moved_on ?? ctx.today) as Day
  const { entity_id, entry_id, number } = receipt
  const own = { document_id: bill_id, entity_id, number: bill.number }
  const came: DocumentRef = { document_id: bill.receipt_id, entity_id, entry_id, number }
  const went = bill.last.entry_id && bill.last.entry_id !== entry_id ? [{ ...own, entry_id: bill.last.entry_id }] : []
  const held = await holdDocuments(ctx, [came, { ...own, entry_id }, ...went], on)
  const books = await lockBooks(ctx, [entity_id])

  // Decide.
  const plan = newPlan(books, held.items, ctx.today)
  const reopened = decideEnd(plan, { bill, move, came, held, on })
  refuseAll(plan.problems)

  // Write. Record.
  await writePlan(ctx, plan, held.recorded_at)
  await markReceipts(ctx, [bill.receipt_id], 'corrected')
  await writeMove(ctx, bill, held.recorded_at, { move, moved_on: on, state: move, reason, reference })
  return { state: move, reopened }
}

type Ended = { bill: LockedBill; move: 'refused' | 'cancelled'; came: DocumentRef; held: Held; on: Day }
type Reopened = { item_id: string; amount_minor: Minor }

/** The mirror of the receipt and, of a bill that was passed on, what brings it back; and what is open again. */
export function decideEnd(plan: Plan, { bill, move, came, held, on }: Ended): Reopened[] {
  const { number, state, kept, recourse } = bill
  if (state === 'discounted' && !recourse) complain(plan, 0, 'bill_without_recourse', { number })
  if (complainOfMove(plan, bill, move, on) || plan.problems.length > 0) return []
  const item = plan.items.get(bill.item_id)
  assert(item, 'a bill has its item')
  for (const pair of held.standing.filter(one => one.kind === 'bill')) {
    planReversal(plan, 0, pair, on, 'correction')
    // Bought back from whom it was passed on to: Dr bills, Cr money.
    const closing = plan.items.get(pair.credit_item_id)
    assert(closing, 'what closed the bill is locked')
    const entry_id = newId() as string
    const back = planMirrorItem(plan, closing, entry_id, on, 'correction')
    const lines = linesTo(plan, bill, -back.base_minor, [{ ...money, amount_minor: -back.amount_minor }])
    if (!lines) return []
    planEntry(plan, { ...entryOf(bill, on), entry_id, lines: [itemLine(back), ...lines] })
    planMeet(plan, 0, closing, back, on, 'correction')
  }
  if (kept) planBeside(plan, { bill, item, on }, [{ ...liabilityOf(state), amount_minor: bill.amount_minor }], money)
  const paid = held.standing.filter(pair => pair.kind !== 'bill')
  // What of it went back to the customer did so for a bill that was not paid: the customer owes that refund now.
  for (const pair of paid.filter(one => one.kind === 'refund')) planReversal(plan, 0, pair, on, 'correction')
  const rest = paid.filter(one => one.kind !== 'refund')
  planTakeBack(plan, 0, { ...held, standing: rest }, on)
  if (plan.problems.length > 0) return []
  planMirror(plan, 0, came, held, on)
  return paid.map(pair => ({ item_id: pair.debit_item_id, amount_minor: pair.amount_minor }))
}

/**
 * Takes back what was done last, where it was entered wrongly: its entry is mirrored, and the bill stands as before. [BIL-9]
 * Refuses `bill_state` for what cannot be: the receipt itself, a refusal.
 */
export async function takeBackBill(
  ctx: Context,
  { bill_id, moved_on, reason }: Taken<Lines['takeBackBill']>,
): Promise<Answered<Lines['takeBackBill']>> {
  // Load.
  const bill = await lockBill(ctx, bill_id)
  const { last, entity_id, number } = bill
  const { before_state: state, before_kept: kept, before_recourse: recourse } = last
  if (state === null || ['received', 'refused', 'cancelled'].includes(last.move))
    refuse('bill_state', { number, state: bill.state })
  const on = (moved_on ?? ctx.today) as Day
  const document = last.entry_id ? { document_id: bill_id, entity_id, entry_id: last.entry_id, number } : null
  const held = await holdDocuments(ctx, document ? [document] : [], on)
  const books = await lockBooks(ctx, [entity_id])

  // Decide.
  const plan = newPlan(books, held.items, ctx.today)
  if (on < last.moved_on) complain(plan, 0, 'bill_day_before', { on, moved_on: last.moved_on })
  if (on > plan.today) complain(plan, 0, 'paid_in_future', { on })
  if (document && plan.problems.length === 0) decideReversal(plan, document, held, on)
  refuseAll(plan.problems)

  // Write. Record.
  if (document) await writePlan(ctx, plan, held.recorded_at)
  const written = { move: 'taken_back', moved_on: on, state, kept, recourse, takes_back: last.line, reason } as const
  await writeMove(ctx, bill, held.recorded_at, written)
  return { state }
}
