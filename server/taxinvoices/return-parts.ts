import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { addDays, type Day, type Instant } from '../kernel/values.ts'
import { daysOf } from '../ledger/journal.ts'

/** A month of an entity, and the last one closed before it. */
export type Month = {
  entity_id: string
  month: string
  currency: string
  from: Day
  to: Day
  /** The return closed last before the month; null where none was. */
  last: { return_id: string; month: string; to: Day; closed_at: Instant } | null
  /** Whether the month follows the last closed one, so that what came late stands in it. */
  follows: boolean
}

/** Whether a closed month `r` still is: nobody has opened it again. */
export const stillClosed = sql`not exists (
  select from tax_return_reopenings o where o.org_id = r.org_id and o.return_id = r.return_id)`

/** Days of a month and what was closed before it. */
export async function loadMonth(ctx: Context, entity_id: string, month: string): Promise<Month | null> {
  const { from, to } = daysOf(month)
  const row = await ctx.tx.first(
    sql<{ base_currency: string; return_id: string | null; closed_month: string; closed_at: Instant }>`
    select e.base_currency, r.return_id, r.month as closed_month, r.closed_at from entities e
    left join lateral (select * from tax_returns r where r.org_id = e.org_id and r.entity_id = e.entity_id and r.month < ${month}
      and ${stillClosed} order by r.month desc limit 1) r on true
    where e.org_id = ${ctx.org_id} and e.entity_id = ${entity_id}`,
  )
  if (!row) return null
  const last = row.return_id
    ? { return_id: row.return_id, month: row.closed_month, to: daysOf(row.closed_month).to, closed_at: row.closed_at }
    : null
  return {
    entity_id,
    month,
    currency: row.base_currency,
    from,
    to,
    last,
    follows: last !== null && addDays(last.to, 1) === from,
  }
}

/** The kind of a tax code `code`: what is outside the tax is no part of the return. */
const kindOf = (code: RawBuilder<unknown>) =>
  sql`(select min(t.kind) from tax_codes t where t.org_id = l.org_id and t.code = ${code})`

/** What of a line `l` stands behind its link `k`, in base, of the claim `v`. */
const share = (part: 'net' | 'tax') =>
  part === 'net'
    ? sql`round(round(k.amount_minor::numeric * l.net_minor / l.amount_minor) * v.base_minor / v.amount_minor)`
    : sql`round((k.amount_minor - round(k.amount_minor::numeric * l.net_minor / l.amount_minor)) * v.base_minor / v.amount_minor)`

/** Every link of the entity's tax invoices `x` to lines `l` of requests, and so to claims `v`. */
const linked = (ctx: Context, { entity_id }: Month, which: RawBuilder<unknown>, beside = sql``) => sql`
  from tax_invoices x join tax_invoice_links k on k.org_id = x.org_id and k.tax_invoice_id = x.tax_invoice_id and k.ended_at is null
  join tax_request_lines l on l.org_id = k.org_id and l.tax_request_id = k.tax_request_id and l.version = k.version and l.line = k.line
  join invoices v on v.org_id = l.org_id and v.invoice_id = l.invoice_id ${beside}
  where x.org_id = ${ctx.org_id} and x.entity_id = ${entity_id} and ${which} and v.amount_minor <> 0 and l.amount_minor <> 0`

/**
 * What tax invoices `x` come to by kind and rate: as their lines say; without lines as the requests they cover wholly say; else at
 * the rate their tax is of. In base; a commercial invoice in another currency as its claims are carried.
 */
export const documentLines = (ctx: Context, month: Month, which: RawBuilder<unknown>) => {
  const { entity_id, currency } = month
  const has = sql`exists (select from tax_invoice_lines n where n.org_id = x.org_id and n.tax_invoice_id = x.tax_invoice_id)`
  const whole = sql`x.amount_minor = (select sum(o.amount_minor) from tax_invoice_links o
    where o.org_id = x.org_id and o.tax_invoice_id = x.tax_invoice_id and o.ended_at is null)`
  const own = sql`x.org_id = ${ctx.org_id} and x.entity_id = ${entity_id} and ${which}`
  return sql`(
    select x.tax_invoice_id as document_id, case when n.tax_rate is null then 'exempt' when n.tax_rate = 0 then 'zero' else 'taxed' end as tax_kind,
      coalesce(n.tax_rate, 0) as rate, n.net_minor::numeric as net, n.tax_minor::numeric as tax
    from tax_invoices x join tax_invoice_lines n on n.org_id = x.org_id and n.tax_invoice_id = x.tax_invoice_id
    where ${own} and x.currency = ${currency}
    union all
    select x.tax_invoice_id, ${kindOf(sql`l.tax_code`)}, l.tax_rate, ${share('net')}, ${share('tax')}
    ${linked(ctx, month, sql`${which} and (x.currency <> ${currency} or (not ${has} and ${whole}))`)}
    union all
    select x.tax_invoice_id, case when x.tax_minor = 0 then 'zero' else 'taxed' end,
      case when x.net_minor = 0 then 0 else round(x.tax_minor * 100.0 / x.net_minor) end, x.net_minor, x.tax_minor
    from tax_invoices x where ${own} and x.currency = ${currency} and not ${has} and (${whole}) is not true)`
}

/**
 * Behind a day: income whose tax is due and that has no tax invoice yet, tax invoices ahead of the tax of their claim, and what of
 * tax invoices is linked to no claim. A claim counts with what corrects and credits it, by kind and rate.
 */
export const balancesOn = (ctx: Context, month: Month, day: Day) => sql`(
  with recursive tree (root_id, invoice_id) as (
    select invoice_id, invoice_id from invoices
    where org_id = ${ctx.org_id} and entity_id = ${month.entity_id} and corrects_id is null and credits_id is null
    union all
    select t.root_id, v.invoice_id from tree t join invoices v
      on v.org_id = ${ctx.org_id} and coalesce(v.corrects_id, v.credits_id) = t.invoice_id),
  claims as (
    select t.root_id, v.* from tree t join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = t.invoice_id
    where v.posted_on <= ${day}::date and v.state <> 'undone' and v.amount_minor <> 0 and not (v.state = 'corrected' and exists (
      select from entries y where y.org_id = v.org_id and y.document_id = v.invoice_id and y.kind = 'correction'
        and y.posted_on <= ${day}::date))),
  due as (
    select v.root_id, l.tax_rate as rate, ${kindOf(sql`l.tax_code`)} as tax_kind, round(l.net_minor::numeric * v.base_minor / v.amount_minor) as net,
      round(l.tax_minor::numeric * v.base_minor / v.amount_minor) as tax
    from claims v join invoice_lines l on l.org_id = v.org_id and l.invoice_id = v.invoice_id where not v.tax_later
    union all
    select v.root_id, l.tax_rate, ${kindOf(sql`l.tax_code`)}, round(t.net_minor::numeric * v.base_minor / v.amount_minor),
      round(t.tax_minor::numeric * v.base_minor / v.amount_minor)
    from claims v join invoice_turns t on t.org_id = v.org_id and t.invoice_id = v.invoice_id and t.what = 'tax'
      and t.turned_on <= ${day}::date
    join invoice_lines l on l.org_id = t.org_id and l.invoice_id = t.invoice_id and l.line = t.line
    where v.tax_later),
  issued as (
    select t.root_id, l.tax_rate as rate, ${kindOf(sql`l.tax_code`)} as tax_kind, ${share('net')} as net, ${share('tax')} as tax
    ${linked(ctx, month, sql`x.issued_on <= ${day}::date`, sql`join tree t on t.invoice_id = v.invoice_id`)}),
  compared as (
    select root_id, rate, tax_kind, sum(due_net) as due_net, sum(due_tax) as due_tax, sum(issued_net) as issued_net, sum(issued_tax) as issued_tax
    from (select root_id, rate, tax_kind, net as due_net, tax as due_tax, 0 as issued_net, 0 as issued_tax from due
      union all select root_id, rate, tax_kind, 0, 0, net, tax from issued) u
    where tax_kind <> 'out_of_scope' group by 1, 2, 3)
  select 'uninvoiced' as balance, root_id as document_id, tax_kind, rate, (due_net - issued_net)::int8 as net_minor,
    (due_tax - issued_tax)::int8 as tax_minor
  from compared where due_net + due_tax > issued_net + issued_tax
  union all
  select 'ahead', root_id, tax_kind, rate, (issued_net - due_net)::int8, (issued_tax - due_tax)::int8
  from compared where due_net + due_tax < issued_net + issued_tax
  union all
  select 'unlinked', d.document_id, d.tax_kind, d.rate, (sum(d.net))::int8, (sum(d.tax))::int8 from (
    select f.document_id, f.tax_kind, f.rate, f.net, f.tax from ${documentLines(ctx, month, sql`x.issued_on <= ${day}::date`)} f
    union all
    select x.tax_invoice_id, ${kindOf(sql`l.tax_code`)}, l.tax_rate, -${share('net')}, -${share('tax')}
    ${linked(ctx, month, sql`x.issued_on <= ${day}::date`)}) d
  where d.tax_kind <> 'out_of_scope'
  group by 2, 3, 4 having sum(d.tax) <> 0)`

/** What came late for a closed month stands in the one that follows it: dated before, recorded behind the closing. */
const within = ({ from, to, last, follows }: Month, on: RawBuilder<unknown>, recorded_at: RawBuilder<unknown>) =>
  last && follows
    ? sql`(${on} between ${from}::date and ${to}::date or (${on} < ${from}::date and ${recorded_at} > ${last.closed_at}::timestamptz))`
    : sql`${on} between ${from}::date and ${to}::date`

/** Tax invoices of the month that stand in no closed one. */
const ofMonth = (
  ctx: Context,
  month: Month,
) => sql`${within(month, sql`x.issued_on`, sql`x.recorded_at`)} and not exists (
  select from tax_return_rows w join tax_returns r on r.org_id = w.org_id and r.return_id = w.return_id and ${stillClosed}
  where w.org_id = ${ctx.org_id} and w.document_id = x.tax_invoice_id and w.section in ('blue', 'red'))`

/** Postings `p` of the month to the output tax accounts of the entity, with their entry `y`. */
export const accountPostings = (ctx: Context, month: Month) => sql`
  from postings p join entries y on y.org_id = p.org_id and y.entry_id = p.entry_id
  where p.org_id = ${ctx.org_id} and p.account_id in (select r.account_id from account_rules r
    where r.org_id = ${ctx.org_id} and r.entity_id = ${month.entity_id} and r.purpose = 'output_tax')
    and ${within(month, sql`y.posted_on`, sql`y.recorded_at`)}`

/** Balances before the month: as frozen where it follows a closed one, else as they were on the day before. */
const before = (ctx: Context, month: Month) =>
  month.last && month.follows
    ? sql`(select balance, document_id, tax_kind, rate, net_minor, tax_minor from tax_return_balances
        where org_id = ${ctx.org_id} and return_id = ${month.last.return_id})`
    : balancesOn(ctx, month, addDays(month.from, -1))

/**
 * Every row of an open month's list: tax invoices issued, income without one and its offsets, and what makes the account differ.
 * [TAX-16] [TAX-17]
 */
export const openRows = (ctx: Context, month: Month) => sql`(
  with moves as (
    select coalesce(n.balance, b.balance) as balance, coalesce(n.document_id, b.document_id) as document_id,
      coalesce(n.tax_kind, b.tax_kind) as tax_kind, coalesce(n.rate, b.rate) as rate,
      coalesce(n.net_minor, 0) - coalesce(b.net_minor, 0) as net_minor, coalesce(n.tax_minor, 0) - coalesce(b.tax_minor, 0) as tax_minor
    from ${balancesOn(ctx, month, month.to)} n full join ${before(ctx, month)} b
      on b.balance = n.balance and b.document_id = n.document_id and b.tax_kind = n.tax_kind and b.rate = n.rate)
  select case when x.is_red then 'red' else 'blue' end as section, 'tax_invoice' as document_kind, x.tax_invoice_id as document_id, x.number,
    x.customer_id, x.issued_on as day, f.tax_kind, f.rate, sum(f.net)::int8 as net_minor, sum(f.tax)::int8 as tax_minor
  from ${documentLines(ctx, month, ofMonth(ctx, month))} f
  join tax_invoices x on x.org_id = ${ctx.org_id} and x.tax_invoice_id = f.document_id
  where f.tax_kind <> 'out_of_scope' group by x.org_id, x.tax_invoice_id, f.tax_kind, f.rate
  union all
  select case when m.balance = 'ahead' then 'ahead' when m.net_minor + m.tax_minor > 0 then 'uninvoiced' else 'offset' end, 'invoice',
    v.invoice_id, v.number, v.customer_id, v.issued_on, m.tax_kind, m.rate, m.net_minor, m.tax_minor
  from moves m join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = m.document_id
  where m.balance <> 'unlinked' and (m.net_minor, m.tax_minor) <> (0, 0)
  union all
  select 'unlinked', 'tax_invoice', x.tax_invoice_id, x.number, x.customer_id, x.issued_on, m.tax_kind, m.rate, m.net_minor, m.tax_minor
  from moves m join tax_invoices x on x.org_id = ${ctx.org_id} and x.tax_invoice_id = m.document_id
  where m.balance = 'unlinked' and m.tax_minor <> 0
  union all
  select 'other', 'entry', y.entry_id, y.kind, max(p.customer_id::text)::uuid, y.posted_on, 'taxed', 0, 0, sum(p.base_minor)::int8
  ${accountPostings(ctx, month)} and not exists (select from invoices v where v.org_id = y.org_id and v.invoice_id = y.document_id and v.kind <> 'opening')
  group by y.entry_id, y.kind, y.posted_on having sum(p.base_minor) <> 0)`
