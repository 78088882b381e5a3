import { sql } from 'kysely'
import { lockInvoices } from '../invoices/documents.ts'
import type { Context } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import { readKnown } from './load-documents.ts'
import { blueTaken, creditNotesLeft } from './red-left.ts'

export type Blue = {
  tax_invoice_id: string
  entity_id: string
  customer_id: string
  number: string
  kind: string
  currency: string
  /** What stands of it and no confirmation under way has taken. */
  left_minor: Minor
  left_net_minor: Minor
}

/** A blue tax invoice behind its lock with what is left to be taken back. Refuses `tax_invoice_unknown`, `tax_invoice_is_red`. */
export async function readBlue(ctx: Context, tax_invoice_id: string): Promise<Blue> {
  await readKnown(ctx, { ids: [tax_invoice_id] })
  const row = await ctx.tx.first(
    sql<Omit<Blue, 'left_minor' | 'left_net_minor'> & { is_red: boolean; left_minor: string; left_net_minor: string }>`
    select x.tax_invoice_id, x.entity_id, x.customer_id, x.number, x.kind, x.currency, x.is_red,
      x.amount_minor + reversed.amount_minor - under_way.amount_minor as left_minor,
      x.net_minor + reversed.net_minor - under_way.net_minor as left_net_minor
    from tax_invoices x ${blueTaken} where x.org_id = ${ctx.org_id} and x.tax_invoice_id = ${tax_invoice_id}`,
  )
  if (!row) refuse('tax_invoice_unknown', { tax_invoice_id })
  if (row.is_red) refuse('tax_invoice_is_red', { number: row.number })
  return { ...row, left_minor: BigInt(row.left_minor), left_net_minor: BigInt(row.left_net_minor) }
}

export type CreditNote = {
  invoice_id: string
  number: string
  /** Whole, positive. */
  amount_minor: Minor
  tax_minor: Minor
  left_minor: Minor
}

/**
 * A credit note under lock with what of it still needs a red tax invoice and no confirmation has taken. It must be of the entity
 * and customer of the tax invoice, and credit a claim that the tax invoice covers, where it covers any. [TAX-12] Refuses
 * `invoice_unknown`, `red_credit_note`, `entity_differs`, `customer_differs`, `red_credit_other_claim`.
 */
export async function loadCreditNote(
  ctx: Context,
  credit_note_id: string,
  of: Pick<Blue, 'tax_invoice_id' | 'entity_id' | 'customer_id' | 'number'>,
): Promise<CreditNote> {
  const [note] = await lockInvoices(ctx, { ids: [credit_note_id] })
  if (!note) refuse('invoice_unknown', { invoice: credit_note_id })
  const { number } = note
  if (note.kind !== 'credit_note' || note.state !== 'issued') refuse('red_credit_note', { number })
  if (note.entity_id !== of.entity_id) refuse('entity_differs', { number })
  if (note.customer_id !== of.customer_id) refuse('customer_differs', { number })
  const covered = await ctx.tx.rows(sql<{ invoice_id: string; number: string }>`
    with recursive covered as (
      select distinct l.invoice_id from tax_invoice_links k join tax_request_lines l
        on l.org_id = k.org_id and l.tax_request_id = k.tax_request_id and l.version = k.version and l.line = k.line
      where k.org_id = ${ctx.org_id} and k.tax_invoice_id = ${of.tax_invoice_id} and k.ended_at is null
      union
      select n.invoice_id from covered c join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = c.invoice_id
      join invoices n on n.org_id = v.org_id and (n.corrects_id = v.invoice_id or n.invoice_id = v.corrects_id))
    select c.invoice_id, v.number from covered c join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = c.invoice_id`)
  if (note.credits_id && covered.length > 0 && !covered.some(one => one.invoice_id === note.credits_id))
    refuse('red_credit_other_claim', {
      number,
      tax_invoice: of.number,
      claims: covered.map(one => one.number).join(' '),
    })
  const left = await ctx.tx.first(sql<{ left_minor: string; under_way_minor: string; tax_minor: string }>`
    select n.left_minor, n.under_way_minor, (select -v.tax_minor from invoices v where v.org_id = ${ctx.org_id}
      and v.invoice_id = n.invoice_id) as tax_minor from ${creditNotesLeft(ctx, sql`n.invoice_id = ${credit_note_id}::uuid`)} n
    where n.invoice_id = ${credit_note_id}::uuid`)
  return {
    invoice_id: credit_note_id,
    number,
    amount_minor: -BigInt(note.amount_minor),
    tax_minor: BigInt(left?.tax_minor ?? 0),
    left_minor: BigInt(left?.left_minor ?? 0) - BigInt(left?.under_way_minor ?? 0),
  }
}
