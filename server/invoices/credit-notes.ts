import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import { type Day, laterDay, laterInstant } from '../kernel/values.ts'
import { recordPairs } from '../ledger/applications.ts'
import { lockItems } from '../ledger/items.ts'
import { byDue } from '../ledger/mirrors.ts'
import { complain, type Item, newPlan, type Plan, planApply, roomOn } from '../ledger/plan.ts'
import { answerRows } from './answer.ts'
import type { invoicesContract } from './contract.ts'
import { type LockedInvoice, lockInvoices } from './documents.ts'
import type { InvoiceDraft } from './drafts.ts'
import { decideDrafts, recordInvoices, writeInvoices } from './invoices.ts'
import { loadSurroundings, type Surroundings } from './load.ts'
import type { PlannedInvoice } from './plan-invoice.ts'

type Lines = (typeof invoicesContract)['issueCreditNotes']
type Drafts = Taken<Lines>

/** What credit notes stand on beside what every invoice stands on. */
type Credited = {
  /** The invoice each draft credits. */
  invoices: readonly (LockedInvoice | null)[]
  /** What is credited of each invoice so far, negative, its corrected forerunners' credit notes included. */
  credits: Map<string, bigint>
  /** Open claims of the invoices to apply to, earliest due first. */
  claims: Map<string, Item[]>
}

/** Issues credit notes, and applies them to the invoice they credit where it is said. [INV-10] */
export async function issueCreditNotes(ctx: Context, given: Drafts): Promise<Answered<Lines>> {
  // Load.
  const { drafts, invoices } = await linkDrafts(ctx, given)
  const ids = invoices.flatMap(invoice => (invoice ? [invoice.invoice_id] : []))
  const credits = await readCredits(ctx, ids)
  const { items, recorded_at: locked_at } = await lockClaims(ctx, drafts, invoices)
  const around = await loadSurroundings(ctx, 'credit_note', drafts)
  const recorded_at = laterInstant(around.recorded_at, locked_at)

  // Decide.
  const plan = newPlan(around.books, items, ctx.today)
  const planned = decideCreditNotes(plan, drafts, around, { invoices, credits, claims: claimsOf(items) })
  refuseAll(plan.problems)

  // Write.
  await writeInvoices(ctx, plan, planned, recorded_at)

  // Record.
  await recordInvoices(ctx, 'credit_note.issued', planned, recorded_at)
  await recordPairs(ctx, plan.pairs, recorded_at)
  return { rows: await answerRows(ctx, drafts, around.known, planned) }
}

/** Finds and locks the invoices the drafts credit; a draft that names no customer takes the invoice's. */
async function linkDrafts(ctx: Context, given: Drafts) {
  const locked = await lockInvoices(ctx, {
    ids: given.flatMap(draft => draft.credits_id ?? []),
    numbers: given.flatMap(draft => (draft.credits_id ? [] : (draft.credits_number ?? []))),
  })
  const entities = await ctx.tx.rows(sql<{ entity_id: string; code: string }>`
    select entity_id, code from entities where org_id = ${ctx.org_id}`)
  const invoices = given.map(draft => {
    const entity_id = draft.entity_id ?? entities.find(entity => entity.code === draft.entity_code)?.entity_id
    const named = locked.filter(invoice =>
      draft.credits_id
        ? invoice.invoice_id === draft.credits_id
        : invoice.number === draft.credits_number && (!entity_id || invoice.entity_id === entity_id),
    )
    return named.find(invoice => invoice.state === 'issued') ?? named[0] ?? null
  })
  const drafts = given.map((draft, index): InvoiceDraft => {
    const invoice = invoices[index]
    if (!invoice) return draft
    const sameParty = !draft.customer_id && !draft.customer_number
    const sameEntity = !draft.entity_id && !draft.entity_code
    return {
      ...draft,
      credits_id: invoice.invoice_id,
      currency: draft.currency ?? invoice.currency,
      // It takes back where the invoice stands: tax that is not due, revenue that is not earned.
      tax_point: invoice.tax_later && invoice.turned === 0 ? 'later' : 'now',
      revenue: invoice.unearned && invoice.turned === 0 ? 'later' : 'now',
      ...(sameParty ? { customer_id: invoice.customer_id } : {}),
      ...(sameEntity ? { entity_id: invoice.entity_id } : {}),
    }
  })
  return { drafts, invoices }
}

/** What credit notes took off invoices so far, negative; those of the invoices they corrected count too. */
export async function readCredits(ctx: Context, ids: readonly string[]): Promise<Map<string, bigint>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ invoice_id: string; credited: string }>`
    with recursive chain (invoice_id, ancestor_id) as (
      select t.id, t.id from unnest(${[...ids]}::uuid[]) as t (id)
      union
      select c.invoice_id, v.corrects_id from chain c
      join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = c.ancestor_id
      where v.corrects_id is not null)
    select c.invoice_id, coalesce(sum(n.amount_minor), 0)::int8 as credited
    from chain c join invoices n on n.org_id = ${ctx.org_id} and n.credits_id = c.ancestor_id and n.state = 'issued'
    group by c.invoice_id`)
  return new Map(rows.map(row => [row.invoice_id, BigInt(row.credited)]))
}

async function lockClaims(ctx: Context, drafts: readonly InvoiceDraft[], invoices: Credited['invoices']) {
  const applied = drafts.flatMap((draft, index) => {
    const invoice = invoices[index]
    return draft.apply && invoice ? [{ id: invoice.invoice_id, on: dayOfDraft(draft) }] : []
  })
  const from = applied.reduce((min, { on }) => (on < min ? on : min), ctx.today)
  const rows =
    applied.length === 0
      ? []
      : await ctx.tx.rows(sql<{ item_id: string }>`
    select item_id from open_items where org_id = ${ctx.org_id} and document_id = any (${applied.map(({ id }) => id)}::uuid[])
      and amount_minor > 0 and open_minor <> 0`)
  return lockItems(
    ctx,
    rows.map(row => row.item_id),
    from,
  )
}

const dayOfDraft = (draft: InvoiceDraft) => (draft.posted_on ?? draft.issued_on) as Day

function claimsOf(items: ReadonlyMap<string, Item>): Map<string, Item[]> {
  const claims = new Map<string, Item[]>()
  for (const item of [...items.values()].sort(byDue))
    claims.set(item.document_id, [...(claims.get(item.document_id) ?? []), item])
  return claims
}

/** Plans every credit note that is not known already, within what its invoice has left, and what it is applied to. */
export function decideCreditNotes(
  plan: Plan,
  drafts: readonly InvoiceDraft[],
  around: Surroundings,
  { invoices, credits, claims }: Credited,
): PlannedInvoice[] {
  for (const [index, draft] of drafts.entries()) {
    const named = draft.credits_id ?? draft.credits_number
    if (named && !invoices[index]) complain(plan, index, 'invoice_unknown', { invoice: named })
  }
  const ofCharge = (index: number) => invoices[index]?.kind === 'charge'
  const planned = decideDrafts(plan, drafts, around, () => 'credit_note', ofCharge)
  for (const note of planned) {
    const invoice = invoices[note.index]
    if (!invoice) continue
    const before = credits.get(invoice.invoice_id) ?? 0n
    const problem = creditProblem(invoice, note, before)
    if (problem) {
      plan.problems.push({ index: note.index, ...problem })
      continue
    }
    credits.set(invoice.invoice_id, before + note.amount_minor)
    if (note.draft.apply) planOnInvoice(plan, note, claims.get(invoice.invoice_id) ?? [])
  }
  return planned
}

/** Why a credit note does not fit the invoice it credits; `before` is what is credited so far, negative. [INV-10] */
export function creditProblem(
  invoice: LockedInvoice,
  note: PlannedInvoice,
  before: bigint,
): Omit<Problem, 'index'> | null {
  const { number } = invoice
  if (invoice.kind === 'credit_note') return { code: 'invoice_unknown', params: { invoice: number } }
  if (invoice.state !== 'issued') return { code: 'invoice_not_issued', params: { number, state: invoice.state } }
  if (invoice.entity_id !== note.entity.entity_id) return { code: 'entity_differs', params: { number } }
  if (invoice.customer_id !== note.customer.customer_id) return { code: 'customer_differs', params: { number } }
  if (invoice.currency !== note.currency)
    return { code: 'currency_differs', params: { number, debit: invoice.currency, credit: note.currency } }
  const left_minor = BigInt(invoice.amount_minor) + before
  if (left_minor + note.amount_minor < 0n)
    return {
      code: 'credit_over_invoice',
      params: { number, currency: note.currency, left_minor, amount_minor: -note.amount_minor },
    }
  return null
}

/** Applies a credit note to the open claims of its invoice, from the earliest due, as far as they are open. */
function planOnInvoice(plan: Plan, note: PlannedInvoice, claims: readonly Item[]): void {
  const credit = note.items[0] as Item
  for (const claim of claims) {
    const applied_on = laterDay(note.posted_on, claim.posted_on)
    const { room_minor } = roomOn(claim, applied_on)
    const rest = -credit.open_minor
    const amount_minor = room_minor < rest ? room_minor : rest
    if (amount_minor <= 0n || claim.customer_id !== credit.customer_id) continue
    const { item_id: debit_item_id } = claim
    planApply(plan, note.index, { debit_item_id, credit_item_id: credit.item_id, amount_minor, applied_on })
  }
}

/** What a policy may look at before credit notes are issued: amounts with tax in base currency, in all and of the greatest. */
export async function creditNoteFacts(ctx: Context, given: Drafts): Promise<Record<string, unknown>> {
  const { drafts } = await linkDrafts(ctx, given)
  const around = await loadSurroundings(ctx, 'credit_note', drafts)
  const plan = newPlan(around.books, new Map(), ctx.today)
  const planned = decideDrafts(plan, drafts, around, () => 'credit_note')
  const parts = planned.map(note => -note.base_minor)
  return {
    lines: given.length,
    entity_ids: [...new Set(planned.map(note => note.entity.entity_id))],
    customer_ids: [...new Set(planned.map(note => note.customer.customer_id))],
    amount_minor: String(parts.reduce((sum, part) => sum + part, 0n)),
    most_amount_minor: String(parts.reduce((most, part) => (part > most ? part : most), 0n)),
  }
}
