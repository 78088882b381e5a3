import { type Context, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse, refuseAll } from '../kernel/errors.ts'
import { type Day, laterDay, laterInstant } from '../kernel/values.ts'
import { lockBooks } from '../ledger/books.ts'
import { pairRow, writePlan } from '../ledger/items.ts'
import { type Held, holdDocuments, planCarry, planMirror, planTakeBack } from '../ledger/mirrors.ts'
import { refKey } from '../ledger/parties.ts'
import { complain, complainOfDay, newPlan, type Plan, planEntry, type PostingLine } from '../ledger/plan.ts'
import { decideBilling } from './billing.ts'
import type { invoicesContract } from './contract.ts'
import { creditProblem, readCredits } from './credit-notes.ts'
import { type LockedInvoice, lockInvoices, markInvoices, standingProblem } from './documents.ts'
import type { InvoiceDraft } from './drafts.ts'
import { writeInvoices } from './invoices.ts'
import { loadSurroundings, type Surroundings } from './load.ts'
import { planInvoice } from './plan-invoice.ts'
import { readTurnEntries } from './turns.ts'

type Lines = (typeof invoicesContract)['correctInvoice']

/**
 * Corrects an invoice, charge or credit note: its mirror, the right one, and what had been applied carried over where
 * it fits. Without a right one it is void. [INV-9]
 */
export async function correctInvoice(ctx: Context, request: Taken<Lines>): Promise<Answered<Lines>> {
  // Load.
  const { invoice_id } = request
  const [old] = await lockInvoices(ctx, { ids: [invoice_id] })
  if (!old) refuse('invoice_unknown', { invoice_id })
  const on = (request.corrected_on ?? ctx.today) as Day
  const draft = request.invoice && draftOf(old, request.invoice)
  const [main] = draft?.credits_id ? await lockInvoices(ctx, { ids: [draft.credits_id] }) : []
  const credited = main ? await readCredits(ctx, [main.invoice_id]) : new Map<string, bigint>()
  const held = await holdDocuments(ctx, [old], on)
  const turns = old.turned > 0 ? await readTurnEntries(ctx, old.invoice_id) : []
  const around = draft ? await loadSurroundings(ctx, kindOf(old), [draft], old.invoice_id) : null
  const books = new Map([...(await lockBooks(ctx, [old.entity_id])), ...(around?.books ?? [])])
  const recorded_at = around ? laterInstant(around.recorded_at, held.recorded_at) : held.recorded_at

  // Decide.
  const plan = newPlan(books, held.items, ctx.today)
  const decided = decideCorrection(plan, { old, held, on, draft, around, turns })
  if (main && decided.right) {
    const before = (credited.get(main.invoice_id) ?? 0n) - BigInt(old.amount_minor)
    const problem = creditProblem(main, decided.right, before)
    if (problem) plan.problems.push({ index: 0, ...problem })
  }
  refuseAll(plan.problems)
  const { right, carried, left } = decided

  // Write.
  if (right) await writeInvoices(ctx, plan, [right], recorded_at, old.invoice_id)
  else await writePlan(ctx, plan, recorded_at)
  await markInvoices(ctx, [old.invoice_id], 'corrected')

  // Record.
  const number = right?.draft.number ?? null
  await record(ctx, 'invoice.corrected', recorded_at, [
    {
      subject_id: old.invoice_id,
      data: {
        number: old.number,
        corrected_on: on,
        reason: request.reason,
        new_invoice_id: right?.invoice_id ?? null,
        new_number: number,
        amount_minor: right?.amount_minor ?? null,
        item_ids: right?.items.map(item => item.item_id) ?? [],
        carried,
        left,
        applications: plan.pairs.map(pair => pairRow(pair, recorded_at)),
      },
    },
  ])
  return { invoice_id: right?.invoice_id ?? null, number, carried, left }
}

const kindOf = (old: LockedInvoice) => (old.kind === 'credit_note' ? 'credit_note' : 'invoice')

/** The right invoice as drafted; where it does not say whose it is, in what currency or at what rate, as the old one. */
export function draftOf(old: LockedInvoice, draft: InvoiceDraft): InvoiceDraft {
  const sameParty = !draft.customer_id && !draft.customer_number
  const sameEntity = !draft.entity_id && !draft.entity_code
  const currency = draft.currency ?? (sameParty ? old.currency : undefined)
  const sameRate = currency === old.currency && draft.issued_on === old.issued_on && draft.rate === undefined
  return {
    ...draft,
    ...(sameParty ? { customer_id: old.customer_id } : {}),
    ...(sameEntity ? { entity_id: old.entity_id } : {}),
    ...(currency ? { currency } : {}),
    ...(sameRate && sameEntity ? { rate: old.rate } : {}),
    ...(old.contract_id && !draft.contract_id ? { contract_id: old.contract_id } : {}),
    tax_point: draft.tax_point ?? (old.tax_later ? 'later' : 'now'),
    revenue: draft.revenue ?? (old.unearned ? 'later' : 'now'),
    ...(old.kind === 'credit_note' && old.credits_id ? { credits_id: old.credits_id } : {}),
  }
}

type Correction = {
  old: LockedInvoice
  held: Held
  on: Day
  draft: InvoiceDraft | null
  around: Surroundings | null
  /** Entries by which its tax or revenue turned. */
  turns: Awaited<ReturnType<typeof readTurnEntries>>
}

const planTurnBack = (plan: Plan, old: LockedInvoice, lines: readonly PostingLine[], on: Day) =>
  planEntry(plan, {
    entity_id: old.entity_id,
    posted_on: on,
    kind: 'correction',
    document_id: old.invoice_id,
    memo: null,
    lines: lines.map(line => ({ ...line, amount_minor: -line.amount_minor, base_minor: -line.base_minor })),
  })

/** The mirror, the right invoice and what is carried over; everything wrong stands in the plan. */
export function decideCorrection(plan: Plan, correction: Correction) {
  const { old, held, on, draft, around, turns } = correction
  const nothing = { right: null, carried: [], left: [] }
  const problem = standingProblem(old, 0)
  if (problem) plan.problems.push(problem)
  if (problem || complainOfDay(plan, 0, old.entity_id, on)) return nothing
  planTakeBack(plan, 0, held, on)
  if (plan.problems.length > 0) return nothing
  for (const { turned_on } of turns)
    if (on < turned_on) complain(plan, 0, 'invoice_turned_later', { number: old.number, turned_on })
  if (plan.problems.length > 0) return nothing
  planMirror(plan, 0, old, held, on)
  for (const { lines } of turns) planTurnBack(plan, old, lines, on)
  if (!draft || !around) return { right: null, ...planCarry(plan, 0, held, [], on) }
  plan.problems.push(...around.problems)
  if (draft.external_id !== undefined && around.known.has(refKey(draft)))
    plan.problems.push({ index: 0, code: 'external_id_known', params: { external_id: draft.external_id } })
  const of = around.of(0)
  const kind = old.kind === 'credit_note' ? 'credit_note' : (draft.kind ?? 'invoice')
  const right = of && planInvoice(plan, 0, draft, { ...of, kind, posted_on: on })
  if (right) decideBilling(plan, [right], around.billing)
  if (!right || plan.problems.length > 0) return nothing
  return { right, ...planCarry(plan, 0, held, right.items, laterDay(on, right.posted_on)) }
}
