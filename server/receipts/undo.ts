import { sql } from 'kysely'
import { type Context, record } from '../kernel/context.ts'
import { refuseAll } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { lockBooks } from '../ledger/books.ts'
import { writePlan } from '../ledger/items.ts'
import { type Held, holdDocuments, planMirror, planTakeBack } from '../ledger/mirrors.ts'
import { complain, newPlan, type Plan } from '../ledger/plan.ts'
import { planCancel } from '../ledger/reversal.ts'
import { type LockedReceipt, lockReceipts, markReceipts, standingProblem } from './documents.ts'

/**
 * Undoes receipts as a batch, for an import that is taken back: what each paid when it was recorded is open again, with
 * the small differences taken beside it; each is mirrored on the day given (null: on its own, so that no past day shows it any more) and becomes `undone`; its number and its
 * external id are free again. Refuses with `import_built_upon` what was applied to others later. [RCP-9]
 */
export async function undoReceipts(
  ctx: Context,
  receipt_ids: readonly string[],
  on: Day | null,
  reason: string,
): Promise<{ count: number }> {
  // Load.
  const receipts = await lockReceipts(ctx, receipt_ids)
  const held = await holdDocuments(ctx, receipts, on, await differencesBeside(ctx, receipt_ids))
  const moments = await momentsOf(ctx, receipt_ids)
  const books = await lockBooks(
    ctx,
    receipts.map(receipt => receipt.entity_id),
  )

  // Decide.
  const plan = newPlan(books, held.items, ctx.today)
  decideUndo(plan, { receipt_ids, receipts, held, moments, on })
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, held.recorded_at)
  await markReceipts(ctx, receipt_ids, 'undone')
  await ctx.tx.rows(sql`
    delete from external_refs where org_id = ${ctx.org_id} and document_id = any (${[...receipt_ids]}::uuid[])`)

  // Record.
  await record(
    ctx,
    'receipt.undone',
    held.recorded_at,
    receipts.map(({ receipt_id, number }) => ({ subject_id: receipt_id, data: { number, on, reason } })),
  )
  return { count: receipts.length }
}

type Undoing = {
  receipt_ids: readonly string[]
  receipts: readonly LockedReceipt[]
  held: Held
  /** When each receipt was recorded; what it paid at that moment is part of it. */
  moments: ReadonlyMap<string, string>
  on: Day | null
}

/** Mirrors of all of them, or every document that has been built upon. */
export function decideUndo(plan: Plan, { receipt_ids, receipts, held, moments, on }: Undoing): Plan {
  const byId = new Map(receipts.map(receipt => [receipt.receipt_id, receipt]))
  const own = new Map([...held.own.values()].flat().map(item => [item.item_id, item.document_id]))
  for (const [index, receipt_id] of receipt_ids.entries()) {
    const receipt = byId.get(receipt_id)
    const problem = receipt && standingProblem(receipt, index)
    if (!receipt) complain(plan, index, 'receipt_unknown', { receipt_id })
    else if (problem) plan.problems.push(problem)
  }
  if (plan.problems.length > 0) return plan
  for (const pair of held.standing) {
    const sides = [pair.debit_item_id, pair.credit_item_id]
    const document_id = own.get(sides.find(id => own.has(id)) ?? '')
    const other = plan.items.get(sides.find(id => !own.has(id)) ?? '')
    if (!document_id || !other || moments.get(document_id) === pair.recorded_at) continue
    const params = { document_id, number: byId.get(document_id)?.number, by: other.number, kind: other.kind }
    complain(plan, receipt_ids.indexOf(document_id), 'import_built_upon', params)
  }
  if (plan.problems.length > 0) return plan
  planTakeBack(plan, 0, held, on)
  if (plan.problems.length > 0) return plan
  for (const pair of held.standing) {
    const credit = pair.kind === 'difference' ? plan.items.get(pair.credit_item_id) : undefined
    if (credit) planCancel(plan, 0, credit, held.lines.get(credit.entry_id) ?? [], on ?? credit.posted_on)
  }
  for (const receipt of receipts) planMirror(plan, 0, receipt, held, on)
  return plan
}

async function momentsOf(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.tx.rows(sql<{ receipt_id: string; recorded_at: string }>`
    select receipt_id, recorded_at from receipts where org_id = ${ctx.org_id} and receipt_id = any (${[...ids]}::uuid[])`)
  return new Map(rows.map(row => [row.receipt_id, row.recorded_at]))
}

/** Small differences taken on what the receipts paid, at the moment they paid it. */
async function differencesBeside(ctx: Context, ids: readonly string[]): Promise<string[]> {
  const rows = await ctx.tx.rows(sql<{ application_id: string }>`
    select distinct f.application_id from receipts r
    join open_items i on i.org_id = r.org_id and i.document_id = r.receipt_id and i.entry_id = r.entry_id
    join applications a on a.org_id = i.org_id and a.item_id = i.item_id and a.recorded_at = r.recorded_at
    join applications f on f.org_id = a.org_id and f.item_id = a.counter_item_id and f.recorded_at = r.recorded_at and f.kind = 'difference'
    where r.org_id = ${ctx.org_id} and r.receipt_id = any (${[...ids]}::uuid[])`)
  return rows.map(row => row.application_id)
}
