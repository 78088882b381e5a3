import { sql } from 'kysely'
import { type Context, record } from '../kernel/context.ts'
import { refuseAll } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import { lockBooks } from '../ledger/books.ts'
import { writePlan } from '../ledger/items.ts'
import { type Held, holdDocuments, planMirror, planTakeBack } from '../ledger/mirrors.ts'
import { complain, newPlan, type Plan } from '../ledger/plan.ts'
import { type LockedInvoice, lockInvoices, markInvoices, standingProblem } from './documents.ts'

/**
 * Undoes invoices as a batch, for an import that is taken back: each is mirrored on the day given (null: on its own, so that no past day shows it any more) and becomes `undone`;
 * its number and its external id are free again. Refuses with `import_built_upon` what others than the batch have
 * applied, each document by its number. Receipts of the same batch are undone first. [INV-11]
 */
export async function undoInvoices(
  ctx: Context,
  invoice_ids: readonly string[],
  on: Day | null,
  reason: string,
): Promise<{ count: number }> {
  // Load.
  const invoices = await lockInvoices(ctx, { ids: invoice_ids })
  const held = await holdDocuments(ctx, invoices, on)
  const credits = await creditNotesOn(ctx, invoice_ids)
  const books = await lockBooks(
    ctx,
    invoices.map(invoice => invoice.entity_id),
  )

  // Decide.
  const plan = newPlan(books, held.items, ctx.today)
  decideUndo(plan, { invoice_ids, invoices, held, credits, on })
  refuseAll(plan.problems)

  // Write.
  await writePlan(ctx, plan, held.recorded_at)
  await markInvoices(ctx, invoice_ids, 'undone')
  await ctx.tx.rows(sql`
    delete from external_refs where org_id = ${ctx.org_id} and document_id = any (${[...invoice_ids]}::uuid[])`)

  // Record.
  await record(
    ctx,
    'invoice.undone',
    held.recorded_at,
    invoices.map(({ invoice_id, number }) => ({ subject_id: invoice_id, data: { number, on, reason } })),
  )
  return { count: invoices.length }
}

type Undoing = {
  invoice_ids: readonly string[]
  invoices: readonly LockedInvoice[]
  held: Held
  /** Credit notes on the invoices that are not of the batch. */
  credits: readonly { invoice_id: string; number: string }[]
  on: Day | null
}

/** Mirrors of all of them, or every document that has been built upon. */
export function decideUndo(plan: Plan, { invoice_ids, invoices, held, credits, on }: Undoing): Plan {
  const byId = new Map(invoices.map(invoice => [invoice.invoice_id, invoice]))
  const own = new Map([...held.own.values()].flat().map(item => [item.item_id, item.document_id]))
  for (const [index, invoice_id] of invoice_ids.entries()) {
    const invoice = byId.get(invoice_id)
    const problem = invoice && standingProblem(invoice, index)
    if (!invoice) complain(plan, index, 'invoice_unknown', { invoice_id })
    else if (problem) plan.problems.push(problem)
    else if (invoice.turned > 0) complain(plan, index, 'invoice_turned', { number: invoice.number })
  }
  if (plan.problems.length > 0) return plan
  for (const pair of held.standing) {
    const sides = [pair.debit_item_id, pair.credit_item_id]
    const other = plan.items.get(sides.find(id => !own.has(id)) ?? '')
    const document_id = own.get(sides.find(id => own.has(id)) ?? '') ?? ''
    if (!other) continue
    const params = { document_id, number: byId.get(document_id)?.number, by: other.number, kind: other.kind }
    complain(plan, invoice_ids.indexOf(document_id), 'import_built_upon', params)
  }
  for (const { invoice_id, number } of credits)
    complain(plan, invoice_ids.indexOf(invoice_id), 'import_built_upon', {
      document_id: invoice_id,
      number: byId.get(invoice_id)?.number,
      by: number,
      kind: 'credit_note',
    })
  if (plan.problems.length > 0) return plan
  planTakeBack(plan, 0, held, on)
  if (plan.problems.length === 0) for (const invoice of invoices) planMirror(plan, 0, invoice, held, on)
  return plan
}

function creditNotesOn(ctx: Context, ids: readonly string[]): Promise<{ invoice_id: string; number: string }[]> {
  return ctx.tx.rows(sql<{ invoice_id: string; number: string }>`
    select credits_id as invoice_id, number from invoices
    where org_id = ${ctx.org_id} and credits_id = any (${[...ids]}::uuid[]) and state = 'issued'
      and not invoice_id = any (${[...ids]}::uuid[])`)
}
