import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuseAll } from '../kernel/errors.ts'
import { type Day, newId } from '../kernel/values.ts'
import { recordPairs } from '../ledger/applications.ts'
import { complain, newPlan, type Plan } from '../ledger/plan.ts'
import type { PlannedReceipt, ReceiptDraft } from '../receipts/plan-receipt.ts'
import { decideReceipts, loadReceipts, recordReceived, writeReceipts } from '../receipts/receipts.ts'
import type { billsContract } from './contract.ts'
import { longestTenor } from './law.ts'

type Drafts = Taken<(typeof billsContract)['receiveBills']>
type Draft = Drafts[number]
type Bill = Draft['bill']

/** A part of a bill that stands in the register already, or in a line before. */
type Part = { entity_id: string; number: string; sub_from: number | null; sub_to: number | null }

/**
 * Receives bills: each is a receipt of the customer's, Dr bills receivable, Cr money on account, so that the claim closes,
 * while the bill counts as owed until it is paid. [BIL-1] Refuses what a receipt refuses, a bill that stands in the register
 * already, and what the law or the paper itself contradicts. [BIL-2]
 */
export async function receiveBills(
  ctx: Context,
  drafts: Drafts,
): Promise<Answered<(typeof billsContract)['receiveBills']>> {
  // Load.
  const receipts = drafts.map(
    ({ bill: _, ...draft }): ReceiptDraft => ({ ...draft, method: 'bill', is_advance: false }),
  )
  const around = await loadReceipts(ctx, receipts)
  const numbers = [...new Set(drafts.map(draft => draft.bill.number))].sort()
  await ctx.tx.rows(sql`
    select pg_advisory_xact_lock(${ctx.org_id}, hashtext('bill:' || n)) from unnest(${numbers}::text[]) as t(n)`)
  const known = await knownParts(ctx, numbers)

  // Decide.
  const plan = newPlan(around.books, around.items, ctx.today)
  const ids = drafts.map(() => ({ bill_id: newId() as string, item_id: newId() as string }))
  for (const [at, draft] of drafts.entries()) decideBill(plan, at, draft, around.of(at)?.entity.entity_id, known)
  const planned = decideReceipts(plan, receipts, {
    ...around,
    of(index) {
      const of = around.of(index)
      const { number, matures_on, for_financing } = (drafts[index] as Draft).bill
      const id = ids[index] as (typeof ids)[number]
      return of && { ...of, bill: { ...id, number, matures_on: matures_on as Day, for_financing } }
    },
  })
  refuseAll(plan.problems)
  assert(planned.length === drafts.length, 'every bill has its receipt')
  const bills = planned.map((receipt, at) => ({
    ...(ids[at] as (typeof ids)[number]),
    receipt,
    bill: (drafts[at] as Draft).bill,
  }))

  // Write.
  const { recorded_at } = around
  await writeReceipts(ctx, plan, planned, recorded_at)
  await insertRows(
    ctx.tx,
    'bills',
    ctx.org_id,
    bills.map(({ bill_id, item_id, receipt, bill }) => ({ ...billRow(receipt, bill), bill_id, item_id, recorded_at })),
  )
  await insertRows(
    ctx.tx,
    'bill_endorsements',
    ctx.org_id,
    bills.flatMap(({ bill_id, bill }) =>
      bill.endorsements.map((one, at) => ({ ...one, bill_id, line: at + 1, endorsed_on: one.endorsed_on ?? null })),
    ),
  )
  await insertRows(
    ctx.tx,
    'bill_moves',
    ctx.org_id,
    bills.map(({ bill_id, receipt }) => ({
      bill_id,
      line: 1,
      move: 'received',
      moved_on: receipt.posted_on,
      entry_id: receipt.entry_id,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    })),
  )

  // Record.
  await record(
    ctx,
    'bill.received',
    recorded_at,
    bills.map(({ bill_id, receipt, bill }) => ({
      subject_id: bill_id,
      data: { ...billRow(receipt, bill), endorsements: bill.endorsements },
    })),
  )
  await recordReceived(ctx, planned, recorded_at)
  await recordPairs(ctx, plan.pairs, recorded_at)
  return {
    rows: bills.map(({ bill_id, receipt }) => ({
      bill_id,
      receipt_id: receipt.receipt_id,
      number: receipt.draft.number as string,
      unapplied_minor: -receipt.item.open_minor,
    })),
  }
}

function billRow(receipt: PlannedReceipt, bill: Bill) {
  return {
    entity_id: receipt.entity.entity_id,
    customer_id: receipt.customer.customer_id,
    receipt_id: receipt.receipt_id,
    kind: bill.kind,
    number: bill.number,
    sub_from: bill.sub_from ?? null,
    sub_to: bill.sub_to ?? null,
    drawer: bill.drawer,
    acceptor: bill.acceptor,
    issued_on: bill.issued_on,
    matures_on: bill.matures_on,
    received_on: receipt.draft.received_on,
    currency: receipt.currency,
    amount_minor: bill.amount_minor,
    for_financing: bill.for_financing,
    note: bill.note ?? null,
  }
}

const shapes: Record<Bill['kind'], RegExp> = {
  bank: /^\d{30}$/,
  commercial: /^\d{30}$/,
  finance_company: /^\d{30}$/,
  e_claim: /^[0-9A-Za-z-]{6,60}$/,
}

/** Everything wrong with a bill by itself: its number, its days, its amount, and whether it came before. [BIL-2] */
export function decideBill(
  plan: Plan,
  index: number,
  { bill, amount_minor, received_on }: Pick<Draft, 'bill' | 'amount_minor' | 'received_on'>,
  entity_id: string | undefined,
  known: Part[],
): void {
  const { kind, number, issued_on, matures_on, sub_from = null, sub_to = null } = bill
  if (!shapes[kind].test(number)) complain(plan, index, 'bill_number_invalid', { number })
  if (bill.amount_minor !== amount_minor)
    complain(plan, index, 'bill_amount_differs', { amount_minor, bill_minor: bill.amount_minor })
  if (matures_on <= issued_on || received_on < issued_on)
    complain(plan, index, 'bill_days_reversed', { issued_on, matures_on, received_on })
  else if (received_on > matures_on) complain(plan, index, 'bill_matured', { matures_on })
  const longest = longestTenor(kind, issued_on as Day)
  if (longest && matures_on > longest.latest_on) complain(plan, index, 'bill_tenor_too_long', longest)
  const ranged = sub_from !== null && sub_to !== null
  if ((sub_from === null) !== (sub_to === null) || (ranged && BigInt(sub_to - sub_from + 1) !== bill.amount_minor))
    complain(plan, index, 'bill_range_invalid', { sub_from, sub_to })
  if (!entity_id) return
  const part = { entity_id, number, sub_from, sub_to }
  if (known.some(other => overlaps(other, part))) complain(plan, index, 'bill_known', { number })
  known.push(part)
}

/** Whether two parts are of one bill and share a cent; a bill that was not split is all of it. */
function overlaps(a: Part, b: Part): boolean {
  if (a.entity_id !== b.entity_id || a.number !== b.number) return false
  if (a.sub_from === null || a.sub_to === null || b.sub_from === null || b.sub_to === null) return true
  return a.sub_from <= b.sub_to && b.sub_from <= a.sub_to
}

type KnownRow = { entity_id: string; number: string; sub_from: string | null; sub_to: string | null }

/** What stands in the register under the numbers; what was entered wrongly does not count. Read behind the lock on them. */
async function knownParts(ctx: Context, numbers: readonly string[]): Promise<Part[]> {
  const rows = await ctx.tx.rows(sql<KnownRow>`
    select entity_id, number, sub_from, sub_to from bills
    where org_id = ${ctx.org_id} and number = any (${numbers}::text[]) and state <> 'cancelled'`)
  const read = (value: string | null) => (value === null ? null : Number(value))
  return rows.map(row => ({ ...row, sub_from: read(row.sub_from), sub_to: read(row.sub_to) }))
}
