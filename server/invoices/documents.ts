import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Day } from '../kernel/values.ts'
import type { Problem } from '../kernel/errors.ts'

/** An invoice as a verb that changes it works with it, under lock. */
export type LockedInvoice = {
  invoice_id: string
  document_id: string
  entity_id: string
  customer_id: string
  kind: 'invoice' | 'credit_note' | 'charge' | 'opening'
  number: string
  issued_on: Day
  posted_on: Day
  due_on: Day | null
  currency: string
  amount_minor: string
  rate: string
  terms_rule: unknown
  base_days: Record<string, Day>
  tax_invoice_state: string
  bill_to_id: string
  reference: string | null
  note: string | null
  state: 'issued' | 'corrected' | 'undone'
  credits_id: string | null
  contract_id: string | null
  tax_later: boolean
  unearned: boolean
  /** How often tax or revenue of it turned. */
  turned: number
  entry_id: string
  version: number
}

/** Locks invoices in the one order of ids, by id or by number; unknown ones are absent. */
export async function lockInvoices(
  ctx: Context,
  wanted: { ids?: readonly string[]; numbers?: readonly string[] },
): Promise<LockedInvoice[]> {
  const { ids = [], numbers = [] } = wanted
  if (ids.length + numbers.length === 0) return []
  return ctx.tx.rows(sql<LockedInvoice>`
    select invoice_id, invoice_id as document_id, entity_id, customer_id, kind, number, issued_on, posted_on, due_on, currency,
      amount_minor, trim_scale(rate)::text as rate, terms_rule, base_days, tax_invoice_state, bill_to_id, reference, note,
      state, credits_id, contract_id, tax_later, unearned, entry_id, version,
      (select count(*)::int from invoice_turns t where t.org_id = invoices.org_id and t.invoice_id = invoices.invoice_id) as turned
    from invoices where org_id = ${ctx.org_id} and invoice_id in (
      select unnest(${[...ids]}::uuid[])
      union select n.invoice_id from invoices n where n.org_id = ${ctx.org_id} and n.number = any (${[...numbers]}::text[]))
    order by invoice_id for update`)
}

/** What stands against changing an invoice's accounts: only one that is issued here may be corrected. [INV-9] */
export function standingProblem(invoice: LockedInvoice, index: number): Problem | null {
  const { number, kind } = invoice
  if (invoice.state === 'issued' && kind !== 'opening') return null
  const state = kind === 'opening' ? 'opening' : invoice.state
  return { index, code: 'invoice_not_issued', params: { number, state } }
}

/** Marks invoices as corrected or undone. */
export async function markInvoices(ctx: Context, ids: readonly string[], state: 'corrected' | 'undone'): Promise<void> {
  await ctx.tx.rows(sql`
    update invoices set state = ${state}, version = version + 1
    where org_id = ${ctx.org_id} and invoice_id = any (${[...ids]}::uuid[])`)
}
