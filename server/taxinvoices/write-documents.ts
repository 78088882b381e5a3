import { insertRows } from '../db/insert.ts'
import type { Context } from '../kernel/context.ts'
import { type Instant, newId } from '../kernel/values.ts'
import type { PlannedInvoice } from './decide-documents.ts'
import type { PlannedLink } from './decide-links.ts'

type How = 'remarks' | 'match' | 'hand' | 'red'

/** Writes tax invoices with their lines and links; answers their ids in order. */
export async function writeInvoices(
  ctx: Context,
  planned: readonly PlannedInvoice[],
  recorded_at: Instant,
): Promise<string[]> {
  const ids = planned.map(() => newId<'tax_invoice'>())
  await insertRows(
    ctx.tx,
    'tax_invoices',
    ctx.org_id,
    planned.map(({ facts, ...one }, at) => ({
      tax_invoice_id: ids[at] as string,
      entity_id: one.entity_id,
      customer_id: one.customer_id,
      kind: one.kind,
      number: facts.number,
      is_red: facts.is_red,
      reverses_id: one.reverses_id,
      confirmation_number: facts.confirmation_number,
      issued_on: facts.issued_on,
      seller_name: facts.seller_name ?? '',
      seller_tax_id: facts.seller_tax_id,
      buyer_name: facts.buyer_name ?? facts.buyer_tax_id ?? '',
      buyer_tax_id: facts.buyer_tax_id,
      currency: one.currency,
      net_minor: facts.net_minor,
      tax_minor: facts.tax_minor,
      amount_minor: facts.amount_minor,
      remarks: facts.remarks,
      source: facts.form,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    })),
  )
  await insertRows(
    ctx.tx,
    'tax_invoice_lines',
    ctx.org_id,
    planned.flatMap(({ facts }, at) =>
      (facts.lines ?? []).map((line, place) => ({ tax_invoice_id: ids[at] as string, line: place + 1, ...line })),
    ),
  )
  for (const [at, one] of planned.entries())
    await writeLinks(ctx, ids[at] as string, one.links, one.how, recorded_at, one.facts.is_red)
  return ids
}

export const writeLinks = (
  ctx: Context,
  tax_invoice_id: string,
  links: readonly PlannedLink[],
  how: How,
  recorded_at: Instant,
  is_red = false,
) =>
  insertRows(
    ctx.tx,
    'tax_invoice_links',
    ctx.org_id,
    links.map(link => ({
      link_id: newId(),
      tax_invoice_id,
      tax_request_id: link.tax_request_id,
      version: link.version,
      line: link.line,
      amount_minor: link.amount_minor,
      is_red,
      how,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    })),
  )

const numberForms = {
  special: /^\d{20}$/,
  ordinary: /^\d{20}$/,
  paper_special: /^\d{8}$/,
  paper_ordinary: /^\d{8}$/,
  commercial: /^\S{1,30}$/,
}

/** Whether a number, with its code for paper, is one of the kind. */
export function isNumberOf(kind: keyof typeof numberForms, number: string, code: string): boolean {
  const paper = kind === 'paper_special' || kind === 'paper_ordinary'
  return numberForms[kind].test(number) && (paper ? /^\d{10}(\d\d)?$/.test(code) : code === '')
}
