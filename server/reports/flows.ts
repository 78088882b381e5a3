import { type RawBuilder, sql } from 'kysely'
import { type Context, may } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { flows, type flowsContract } from './flows-contract.ts'

type Lines = typeof flowsContract
type Answer = Answered<Lines['invoiceFlows']>
type Document = Answer['flows'][number]['documents'][number]
type Row = Document & { flow: (typeof flows)[number]; tick: 'agrees' | 'differs' }

/** A name without width, case, blanks and brackets, in SQL. */
const bare = (name: string) => sql`regexp_replace(lower(normalize(${sql.ref(name)}, NFKC)), '[[:space:]()]', '', 'g')`

/**
 * The documents behind invoices, each with whether it stands for the customer, and the tick of its flow: contract party,
 * receiver of the goods, buyer of the tax invoice, payer. `v` are the invoices, `k` their contracts. [RPT-20]
 */
const documents = (ctx: Context, customer_id: string, v: RawBuilder<unknown>, k: RawBuilder<unknown>) => sql`
  with v as (${v}), k as (${k}), bears as (
    select ${bare('c.name')} as name, c.tax_id from customers c where c.org_id = ${ctx.org_id} and c.customer_id = ${customer_id}
    union all
    select ${bare('c.name_en')}, null from customers c
    where c.org_id = ${ctx.org_id} and c.customer_id = ${customer_id} and c.name_en is not null
    union all
    select ${bare('a.alias')}, null from customer_aliases a
    where a.org_id = ${ctx.org_id} and a.customer_id = ${customer_id} and a.kind = 'name' and a.ended_at is null
  ), found as (
    select 'contract' as flow, 'contract' as kind, c.contract_id as id, c.number, c.signed_on as on, p.name as party_name,
      c.amount_minor, c.currency, case when c.customer_id <> ${customer_id} then 'other_party' end as why
    from k join contracts c on c.org_id = ${ctx.org_id} and c.contract_id = k.contract_id
    join customers p on p.org_id = c.org_id and p.customer_id = c.customer_id
    where ${may(ctx, 'contract.read')}
    union all
    select 'delivery', 'delivery', d.delivery_id, d.number, coalesce(d.confirmed_on, d.delivered_on), coalesce(d.confirmed_name || ' · ', '') || p.name,
      null, null, case when d.customer_id <> ${customer_id} then 'other_party' when d.state <> 'confirmed' then 'unconfirmed' end
    from k join deliveries d on d.org_id = ${ctx.org_id} and d.contract_id = k.contract_id and d.state <> 'returned'
    join customers p on p.org_id = d.org_id and p.customer_id = d.customer_id
    where ${may(ctx, 'contract.read')}
    union all
    select 'tax_invoice', 'tax_invoice', t.tax_invoice_id, t.number, t.issued_on, t.buyer_name, t.amount_minor, t.currency,
      case when t.customer_id = ${customer_id} and (
          exists (select from bears b where b.tax_id = t.buyer_tax_id)
          or (not exists (select from bears b where b.tax_id <> t.buyer_tax_id)
            and exists (select from bears b where b.name = ${bare('t.buyer_name')}))) then null
        else 'other_party' end
    from tax_invoices t
    where t.org_id = ${ctx.org_id} and ${may(ctx, 'tax_invoice.read')} and not t.is_red and t.tax_invoice_id in (
      select l.tax_invoice_id from tax_invoice_links l
      join tax_request_lines q on q.org_id = l.org_id and q.tax_request_id = l.tax_request_id and q.version = l.version and q.line = l.line
      join v on v.invoice_id = q.invoice_id
      where l.org_id = ${ctx.org_id} and l.ended_at is null)
    union all
    select 'payment', 'receipt', r.receipt_id, r.number, r.received_on, coalesce(y.name, r.payer_name, p.name), r.amount_minor, r.currency,
      case r.payer_standing when 'letter' then 'by_letter' when 'released' then 'released' when 'open' then 'other_payer'
        else case when r.customer_id <> ${customer_id} then 'other_party' end end
    from receipts r join customers p on p.org_id = r.org_id and p.customer_id = r.customer_id
    left join customers y on y.org_id = r.org_id and y.customer_id = r.payer_id
    where r.org_id = ${ctx.org_id} and ${may(ctx, 'receipt.read')} and r.state = 'posted' and r.receipt_id in (
      select m.document_id from v
      join open_items i on i.org_id = ${ctx.org_id} and i.document_id = v.invoice_id
      join applications a on a.org_id = i.org_id and a.item_id = i.item_id
      join open_items m on m.org_id = a.org_id and m.item_id = a.counter_item_id and m.kind in ('receipt', 'advance')
      group by m.document_id having sum(a.delta_minor) <> 0)
  )
  select f.*, f.why is null as agrees,
    case when bool_and(f.why is null) over (partition by f.flow) then 'agrees' else 'differs' end as tick
  from found f order by f.on, f.number limit 500`

async function answered(
  ctx: Context,
  customer: { customer_id: string; customer_name: string },
  v: RawBuilder<unknown>,
  k: RawBuilder<unknown>,
): Promise<Answer> {
  const rows = await ctx.tx.rows(sql<Row>`${documents(ctx, customer.customer_id, v, k)}`)
  const seen = {
    contract: may(ctx, 'contract.read'),
    delivery: may(ctx, 'contract.read'),
    tax_invoice: may(ctx, 'tax_invoice.read'),
    payment: may(ctx, 'receipt.read'),
  }
  return {
    ...customer,
    flows: flows.map(flow => {
      const own = rows.filter(row => row.flow === flow)
      return {
        flow,
        tick: seen[flow] ? (own[0]?.tick ?? 'none') : 'hidden',
        documents: own.map(({ flow: _, tick: __, ...document }) => document),
      }
    }),
  }
}

/** Whether the four parties of an invoice are one. [RPT-20] Refuses `invoice_unknown`. */
export async function invoiceFlows(ctx: Context, { invoice_id }: Taken<Lines['invoiceFlows']>): Promise<Answer> {
  const customer = await ctx.tx.first(sql<{ customer_id: string; customer_name: string }>`
    select v.customer_id, c.name as customer_name from invoices v
    join customers c on c.org_id = v.org_id and c.customer_id = v.customer_id
    where v.org_id = ${ctx.org_id} and v.invoice_id = ${invoice_id}`)
  if (!customer) refuse('invoice_unknown', { invoice_id })
  const v = sql`select ${invoice_id}::uuid as invoice_id`
  const k = sql`
    select contract_id from invoices where org_id = ${ctx.org_id} and invoice_id = ${invoice_id} and contract_id is not null
    union
    select contract_id from invoice_lines where org_id = ${ctx.org_id} and invoice_id = ${invoice_id} and contract_id is not null`
  return answered(ctx, customer, v, k)
}

/** Whether the four parties of a contract are one, over all that was billed of it. [RPT-20] Refuses `contract_unknown`. */
export async function contractFlows(ctx: Context, { contract_id }: Taken<Lines['contractFlows']>): Promise<Answer> {
  const customer = await ctx.tx.first(sql<{ customer_id: string; customer_name: string }>`
    select k.customer_id, c.name as customer_name from contracts k
    join customers c on c.org_id = k.org_id and c.customer_id = k.customer_id
    where k.org_id = ${ctx.org_id} and k.contract_id = ${contract_id}`)
  if (!customer) refuse('contract_unknown', { contract_id })
  const v = may(ctx, 'invoice.read')
    ? sql`
      select invoice_id from invoices where org_id = ${ctx.org_id} and state = 'issued' and (contract_id = ${contract_id}
        or invoice_id in (select invoice_id from invoice_lines where org_id = ${ctx.org_id} and contract_id = ${contract_id}))`
    : sql`select null::uuid as invoice_id where false`
  return answered(ctx, customer, v, sql`select ${contract_id}::uuid as contract_id`)
}
