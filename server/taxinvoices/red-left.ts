import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'

/** States in which a confirmation takes of its blue one and its credit note without a red one yet. */
const underWay = sql`('draft', 'waiting', 'confirmed')`

/** Of a tax invoice `x`: what red ones took back (negative), and what confirmations under way will. */
export const blueTaken = sql`
  left join lateral (select coalesce(sum(r.amount_minor), 0)::int8 as amount_minor, coalesce(sum(r.net_minor), 0)::int8 as net_minor
    from tax_invoices r where r.org_id = x.org_id and r.reverses_id = x.tax_invoice_id) reversed on true
  left join lateral (select coalesce(sum(p.amount_minor), 0)::int8 as amount_minor, coalesce(sum(p.net_minor), 0)::int8 as net_minor
    from red_confirmations p where p.org_id = x.org_id and p.blue_id = x.tax_invoice_id and p.state in ${underWay}) under_way on true`

/** Whether a red tax invoice takes a mistake back 开票有误: the claim stands, so no credit note belongs to it. */
export const ofMistake = (
  org_id: RawBuilder<unknown>,
  red_id: RawBuilder<unknown>,
) => sql`exists (select from red_confirmations p
  where p.org_id = ${org_id} and p.red_id = ${red_id} and p.reason_code = '01')`

/**
 * Credit notes with what lacks a red tax invoice: what of the claim was tax-invoiced beyond what is left of it, the earliest
 * credit note first; one of no invoice lacks it whole. What was never tax-invoiced needs no red one, and what was taken back as a
 * mistake is not tax-invoiced. [TAX-14]
 * Columns: invoice_id, entity_id, customer_id, number, issued_on, currency, amount_minor (positive), matched_minor, under_way_minor,
 * left_minor (0 where nothing lacks). Narrow by `only` over the credit note `n`.
 */
export const creditNotesLeft = (ctx: Context, only = sql`true`) => sql`(
  with recursive wanted as (
    select n.invoice_id, n.credits_id from invoices n
    where n.org_id = ${ctx.org_id} and n.kind = 'credit_note' and n.state = 'issued' and ${only}),
  -- A claim with the claims it corrects and that correct it, all named by the first of them.
  up (family, invoice_id) as (
    select distinct w.credits_id, w.credits_id from wanted w where w.credits_id is not null
    union
    select u.family, v.corrects_id from up u join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = u.invoice_id
    where v.corrects_id is not null),
  roots as (
    select u.family as credited_id, u.invoice_id as root_id from up u
    join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = u.invoice_id where v.corrects_id is null),
  down (root_id, invoice_id) as (
    select distinct root_id, root_id from roots
    union
    select d.root_id, v.invoice_id from down d join invoices v on v.org_id = ${ctx.org_id} and v.corrects_id = d.invoice_id),
  excess as (
    select d.root_id,
      coalesce(sum(t.taxed_minor), 0) - coalesce(sum(v.amount_minor) filter (where v.state = 'issued'), 0) as taxed_over_minor
    from down d join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = d.invoice_id
    left join lateral (
      select sum(k.amount_minor) as taxed_minor from tax_request_lines l join tax_requests q
        on q.org_id = l.org_id and q.tax_request_id = l.tax_request_id and q.version = l.version
      join tax_invoice_links k on k.org_id = l.org_id and k.tax_request_id = l.tax_request_id and k.line = l.line and k.ended_at is null
      where l.org_id = v.org_id and l.invoice_id = v.invoice_id and (not k.is_red or ${ofMistake(sql`k.org_id`, sql`k.tax_invoice_id`)})) t on true
    group by d.root_id),
  notes as (
    select n.invoice_id, n.entity_id, n.customer_id, n.number, n.issued_on, n.currency, -n.amount_minor as amount_minor, d.root_id,
      coalesce(m.matched_minor, 0) as matched_minor, coalesce(u.under_way_minor, 0) as under_way_minor,
      -n.amount_minor - coalesce(m.matched_minor, 0) as rest_minor
    from invoices n left join down d on d.invoice_id = n.credits_id
    left join lateral (select sum(r.amount_minor) as matched_minor from red_credits r
      where r.org_id = n.org_id and r.credit_note_id = n.invoice_id and r.ended_at is null) m on true
    left join lateral (select sum(p.amount_minor) as under_way_minor from red_confirmations p
      where p.org_id = n.org_id and p.credit_note_id = n.invoice_id and p.state in ${underWay}) u on true
    where n.org_id = ${ctx.org_id} and n.kind = 'credit_note' and n.state = 'issued'
      and (n.invoice_id in (select invoice_id from wanted) or d.root_id is not null)),
  -- All credit notes of a family take of its claim; what was tax-invoiced beyond the rest is to be taken back.
  families as (
    select f.root_id, e.taxed_over_minor + sum(f.rest_minor) as excess_minor
    from notes f join excess e on e.root_id = f.root_id group by f.root_id, e.taxed_over_minor)
  select n.invoice_id, n.entity_id, n.customer_id, n.number, n.issued_on, n.currency, n.amount_minor::int8 as amount_minor,
    n.matched_minor::int8 as matched_minor, n.under_way_minor::int8 as under_way_minor,
    (case when n.root_id is null then n.rest_minor else greatest(least(n.rest_minor, f.excess_minor - coalesce(sum(n.rest_minor) over (
      partition by n.root_id order by n.issued_on, n.invoice_id rows between unbounded preceding and 1 preceding), 0)), 0) end)::int8 as left_minor
  from notes n left join families f on f.root_id = n.root_id)`
