import { sql } from 'kysely'
import { readCredits } from '../invoices/credit-notes.ts'
import { lockInvoices } from '../invoices/documents.ts'
import { turnByTaxInvoice } from '../invoices/turns.ts'
import type { Context } from '../kernel/context.ts'
import type { Day } from '../kernel/values.ts'

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
  const invoice_ids = invoices.map(row => row.invoice_id)
  await refreshInvoices(ctx, invoice_ids)
  await turnIssued(ctx, invoice_ids)
}

/**
 * The tax of invoices whose tax was to come later is due with their tax invoices, as far as it is not due already; day by day,
 * so that each counts in its month. What a red one takes back does not turn back: its credit note does. [TAX-15]
 */
async function turnIssued(ctx: Context, invoice_ids: readonly string[]): Promise<void> {
  const days = await ctx.tx.rows(sql<{ on: Day }>`
    select distinct x.issued_on as on from invoices v join tax_request_lines l on l.org_id = v.org_id and l.invoice_id = v.invoice_id
    join tax_invoice_links k on k.org_id = l.org_id and k.tax_request_id = l.tax_request_id and k.line = l.line
      and k.version = l.version and k.ended_at is null and not k.is_red
    join tax_invoices x on x.org_id = k.org_id and x.tax_invoice_id = k.tax_invoice_id
    where v.org_id = ${ctx.org_id} and v.invoice_id = any (${[...invoice_ids]}::uuid[]) and v.tax_later order by 1`)
  for (const { on } of days) {
    const turns = await ctx.tx.rows(sql<
      Record<'net_minor' | 'tax_minor', string> & { invoice_id: string; line: number }
    >`
      select s.invoice_id, s.line, (s.net_minor - coalesce(t.net_minor, 0))::int8 as net_minor,
        (s.tax_minor - coalesce(t.tax_minor, 0))::int8 as tax_minor
      from (
        select l.org_id, l.invoice_id, l.invoice_line as line, sum(round(k.amount_minor::numeric * l.net_minor / l.amount_minor)) as net_minor,
          sum(k.amount_minor - round(k.amount_minor::numeric * l.net_minor / l.amount_minor)) as tax_minor
        from invoices v join tax_request_lines l on l.org_id = v.org_id and l.invoice_id = v.invoice_id
        join tax_invoice_links k on k.org_id = l.org_id and k.tax_request_id = l.tax_request_id and k.line = l.line
          and k.version = l.version and k.ended_at is null and not k.is_red
        join tax_invoices x on x.org_id = k.org_id and x.tax_invoice_id = k.tax_invoice_id and x.issued_on <= ${on}::date
        where v.org_id = ${ctx.org_id} and v.invoice_id = any (${[...invoice_ids]}::uuid[]) and v.tax_later and v.state = 'issued'
        group by 1, 2, 3) s
      left join lateral (select sum(t.net_minor) as net_minor, sum(t.tax_minor) as tax_minor from invoice_turns t
        where t.org_id = s.org_id and t.invoice_id = s.invoice_id and t.line = s.line and t.what = 'tax') t on true
      where s.tax_minor > coalesce(t.tax_minor, 0) order by 1, 2`)
    const wanted = turns.map(turn => ({
      ...turn,
      net_minor: BigInt(turn.net_minor),
      tax_minor: BigInt(turn.tax_minor),
    }))
    await turnByTaxInvoice(ctx, wanted, on)
  }
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
