import { sql } from 'kysely'
import { customersById } from '../customers/find.ts'
import { calendarOfEntity } from '../customers/holidays.ts'
import { type BaseDays, instalments, type TermsRule, type WorkCalendar } from '../customers/terms.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert, refuse } from '../kernel/errors.ts'
import { type Day, earlierDay, laterDay } from '../kernel/values.ts'
import { amendItemTerms } from '../ledger/item-terms.ts'
import type { invoicesContract } from './contract.ts'
import { type LockedInvoice, lockInvoices } from './documents.ts'

type Lines = (typeof invoicesContract)['amendInvoice']
type ClaimRow = { item_id: string; kind: string; amount_minor: string; due_on: Day | null; posted_on: Day }

/**
 * Changes what has no accounting effect. With the day of a base event the due days of the claims follow from their
 * terms; the history keeps the earlier ones. [INV-8]
 */
export async function amendInvoice(ctx: Context, request: Taken<Lines>): Promise<Answered<Lines>> {
  const { invoice_id, version, ...given } = request
  // Load.
  const [invoice] = await lockInvoices(ctx, { ids: [invoice_id] })
  const billed = await customersById(ctx, given.bill_to_id ? [given.bill_to_id] : [])
  const claims = await ctx.tx.rows(sql<ClaimRow>`
    select i.item_id, i.kind, i.amount_minor, i.due_on, i.posted_on from open_items i
    join invoices v on v.org_id = i.org_id and v.invoice_id = i.document_id and v.entry_id = i.entry_id
    where i.org_id = ${ctx.org_id} and i.document_id = ${invoice_id} order by i.line`)

  const calendar = await calendarOfEntity(ctx, invoice?.entity_id)

  // Decide.
  if (!invoice) refuse('invoice_unknown', { invoice_id })
  if (invoice.version !== version) refuse('changed_meanwhile', { version: invoice.version })
  if (given.bill_to_id && !billed.has(given.bill_to_id)) refuse('customer_unknown', { customer: given.bill_to_id })
  const base_days: BaseDays = given.base_days
    ? { ...(given.base_days as BaseDays), invoice: invoice.issued_on }
    : invoice.base_days
  const moved = given.base_days && invoice.state === 'issued' ? dueDaysMoved(invoice, claims, base_days, calendar) : []
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const next = { ...invoice, ...changes, base_days }

  // Write.
  if (moved.length > 0) await amendItemTerms(ctx, amendmentsOf(invoice, base_days, moved, ctx.today))
  const recorded_at = await moment(ctx)
  const row = await ctx.tx.first(sql<{ due_on: Day | null }>`
    update invoices set reference = ${next.reference}, note = ${next.note}, bill_to_id = ${next.bill_to_id},
      tax_invoice_state = ${next.tax_invoice_state}, base_days = ${JSON.stringify(base_days)}::jsonb, version = version + 1
    where org_id = ${ctx.org_id} and invoice_id = ${invoice_id} returning due_on`)
  assert(row, 'the locked invoice is there')

  // Record.
  const { reference, note, bill_to_id, tax_invoice_state } = invoice
  const before = {
    reference,
    note,
    bill_to_id,
    tax_invoice_state,
    base_days: invoice.base_days,
    due_on: invoice.due_on,
  }
  await record(ctx, 'invoice.amended', recorded_at, [
    { subject_id: invoice_id, data: { number: invoice.number, before, ...changes, due_on: row.due_on } },
  ])
  return { version: version + 1, due_on: row.due_on }
}

type Moved = { claim: ClaimRow; due_on: Day | null }

/**
 * The claims whose due day is another by the terms once the base days are these. A retention the invoice was drafted
 * with stands beside the terms and keeps its day.
 */
export function dueDaysMoved(
  invoice: Pick<LockedInvoice, 'terms_rule' | 'amount_minor'>,
  claims: readonly ClaimRow[],
  base_days: BaseDays,
  calendar: WorkCalendar,
): Moved[] {
  const rule = invoice.terms_rule as TermsRule | null
  if (!rule) return []
  const total = BigInt(invoice.amount_minor)
  const last = claims.at(-1)
  const drafted = last?.kind === 'retention' ? BigInt(last.amount_minor) : 0n
  const parts = [instalments(rule, total, base_days, calendar), instalments(rule, total - drafted, base_days, calendar)]
  const fitting = parts.find(each => each.every((part, at) => part.amount_minor === amountOf(claims[at])))
  assert(fitting, 'the claims are the parts of the terms')
  return fitting.flatMap((part, at) => {
    const claim = claims[at] as ClaimRow
    return claim.due_on === part.due_on ? [] : [{ claim, due_on: part.due_on }]
  })
}

const amountOf = (claim: ClaimRow | undefined) => (claim ? BigInt(claim.amount_minor) : null)

/** A due day holds from the day of the event it counts from, or from when the claim was posted where that is later. */
function amendmentsOf(invoice: LockedInvoice, base_days: BaseDays, moved: readonly Moved[], today: Day) {
  const entered = Object.entries(base_days).flatMap(([event, on]) =>
    invoice.base_days[event] === on ? [] : [[event, on]],
  )
  const latest = entered.reduce<Day>((max, [, on]) => laterDay(max, on as Day), invoice.posted_on)
  const why = entered.map(([event, on]) => `${event} ${on}`).join(', ') || 'base_days'
  return moved.map(({ claim, due_on }) => ({
    item_id: claim.item_id,
    effective_on: laterDay(claim.posted_on, earlierDay(latest, today)),
    legal_due_on: due_on,
    why,
  }))
}
