import { sql } from 'kysely'
import { readCredits } from '../invoices/credit-notes.ts'
import { lockInvoices } from '../invoices/documents.ts'
import type { Context } from '../kernel/context.ts'

/** What of a line `l` of a request is issued, and what red invoices took back of it; signs as they are written. */
export const issuedOfLine = sql`left join lateral (
  select coalesce(sum(k.amount_minor) filter (where not k.is_red), 0) as issued_minor,
    coalesce(sum(k.amount_minor) filter (where k.is_red), 0) as reversed_minor
  from tax_invoice_links k
  where k.org_id = l.org_id and k.tax_request_id = l.tax_request_id and k.line = l.line and k.ended_at is null) k on true`

/**
 * Brings requests and their invoices up to what is linked: a request is issued in part or whole, an invoice is 未开票, 部分开票 or
 * 已开票 of what credit notes left of it. A void request stays void. The requests are locked; their invoices are here. [TAX-8]
 */
export async function refreshStanding(ctx: Context, tax_request_ids: readonly string[]): Promise<void> {
  const ids = [...new Set(tax_request_ids)]
  if (ids.length === 0) return
  await ctx.tx.rows(sql`
    update tax_requests q set state = case
        when s.issued_minor = 0 then case when exists (
          select from tax_export_documents d where d.org_id = q.org_id and d.tax_request_id = q.tax_request_id)
          then 'exported' else 'approved' end
        when s.issued_minor < q.amount_minor then 'part_issued' else 'issued' end
    from (
      select l.tax_request_id, l.version, sum(k.issued_minor)::int8 as issued_minor
      from tax_request_lines l ${issuedOfLine}
      where l.org_id = ${ctx.org_id} and l.tax_request_id = any (${ids}::uuid[]) group by l.tax_request_id, l.version) s
    where q.org_id = ${ctx.org_id} and q.tax_request_id = s.tax_request_id and q.version = s.version
      and q.state in ('approved', 'exported', 'part_issued', 'issued')`)
  const invoices = await ctx.tx.rows(sql<{ invoice_id: string }>`
    select distinct l.invoice_id from tax_request_lines l
    where l.org_id = ${ctx.org_id} and l.tax_request_id = any (${ids}::uuid[])`)
  await refreshInvoices(
    ctx,
    invoices.map(row => row.invoice_id),
  )
}

async function refreshInvoices(ctx: Context, invoice_ids: readonly string[]): Promise<void> {
  await lockInvoices(ctx, { ids: invoice_ids })
  const credits = await readCredits(ctx, invoice_ids)
  await ctx.tx.rows(sql`
    update invoices v set tax_invoice_state = case
        when s.issued_minor <= 0 then 'none' when s.issued_minor < v.amount_minor + c.credited then 'part' else 'full' end
    from (
      select l.invoice_id, sum(k.issued_minor + k.reversed_minor)::int8 as issued_minor
      from tax_requests q join tax_request_lines l
        on l.org_id = q.org_id and l.tax_request_id = q.tax_request_id and l.version = q.version ${issuedOfLine}
      where q.org_id = ${ctx.org_id} and l.invoice_id = any (${[...invoice_ids]}::uuid[]) group by l.invoice_id) s
    join unnest(${[...invoice_ids]}::uuid[], ${invoice_ids.map(id => String(credits.get(id) ?? 0n))}::int8[]) as c (id, credited)
      on c.id = s.invoice_id
    where v.org_id = ${ctx.org_id} and v.invoice_id = s.invoice_id`)
}
