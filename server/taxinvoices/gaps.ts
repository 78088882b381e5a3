import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { among } from '../ledger/queries.ts'
import { gapFigures, type gapsContract } from './gaps-contract.ts'

type Asked = Taken<(typeof gapsContract)['listGaps']>
type Gaps = Answered<(typeof gapsContract)['listGaps']>
type Row = Gaps['rows'][number]

/**
 * 发货—开单—开票—收款四差: of each customer, entity and currency what was delivered, billed, tax-invoiced and received by the
 * end of a day, and the gaps between them. Nothing is stored: each figure is summed from its documents. [TAX-11]
 */
export async function listGaps(ctx: Context, asked: Asked): Promise<Gaps> {
  const keys = keyset<Row>(sortOf(asked.sort), asked.after)
  const found = await ctx.tx.first(sql<{ rows: Row[] | null; totals: Gaps['totals'] | null; count: number }>`
    with parts as (
      ${sql.join([contracts(ctx, asked), invoices(ctx, asked), taxed(ctx, asked), received(ctx, asked)], sql` union all `)}),
    sums as (
      select entity_id, customer_id, currency, sum(delivered)::int8 as delivered_minor, sum(invoiced)::int8 as invoiced_minor,
        sum(taxed)::int8 as taxed_minor, sum(received)::int8 as collected_minor,
        sum(delivered - invoiced)::int8 as unbilled_minor, sum(invoiced - taxed)::int8 as untaxed_minor,
        sum(taxed - received)::int8 as unpaid_minor, sum(delivered - received)::int8 as owed_minor
      from parts group by 1, 2, 3),
    named as materialized (
      select s.*, e.code as entity_code, c.number as customer_number, c.name as customer_name
      from sums s join entities e on e.org_id = ${ctx.org_id} and e.entity_id = s.entity_id
      join customers c on c.org_id = ${ctx.org_id} and c.customer_id = s.customer_id
      where ${
        asked.gap
          ? sql`${sql.ref(`s.${asked.gap}_minor`)} <> 0`
          : sql`(s.delivered_minor, s.invoiced_minor, s.taxed_minor, s.collected_minor) <> (0, 0, 0, 0)`
      }),
    page as (select r.* from named r where ${keys.where} order by ${keys.order} limit ${asked.limit + 1})
    select (select json_agg(json_build_object('entity_id', p.entity_id, 'entity_code', p.entity_code,
        'customer_id', p.customer_id, 'customer_number', p.customer_number, 'customer_name', p.customer_name,
        'currency', p.currency, ${moneyOf('p')})) from page p) as rows,
      (select json_agg(json_build_object('currency', t.currency, ${moneyOf('t')})) from (
        select currency, ${sql.join(gapFigures.map(name => sql`sum(${sql.ref(name)})::int8 as ${sql.ref(name)}`))}
        from named group by 1 order by 1) t) as totals,
      (select count(*)::int from named) as count`)
  return { ...keys.page(found?.rows ?? [], asked.limit), totals: found?.totals ?? [], count: found?.count ?? 0 }
}

const moneyOf = (alias: string) =>
  sql.join(gapFigures.map(name => sql`${sql.lit(name)}, ${sql.ref(`${alias}.${name}`)}::text`))

function narrow(ctx: Context, asked: Asked, alias: string): RawBuilder<unknown> {
  const of = (column: string) => sql.ref(`${alias}.${column}`)
  const searched = asked.q
    ? sql`${of('customer_id')} in (select customer_id from search_customers(${asked.q}, 200))`
    : sql`true`
  return sql`${of('org_id')} = ${ctx.org_id} and ${among(`${alias}.entity_id`, asked.entity_id, 'uuid')}
    and ${among(`${alias}.customer_id`, asked.customer_id, 'uuid')} and ${among(`${alias}.currency`, asked.currency, 'text')}
    and ${searched}`
}

/**
 * What of contracts is delivered, with tax: the lines by what was sent, less what the customer said did not arrive; milestones
 * met; all of it once the whole is accepted. The most of the three counts, since they speak of the same goods.
 */
function contracts(ctx: Context, asked: Asked): RawBuilder<unknown> {
  const day = asked.as_of
  const lastMark = (part: RawBuilder<unknown>) => sql`(select m.met_on from contract_marks m
    where m.org_id = k.org_id and m.contract_id = k.contract_id and m.part is not distinct from ${part}
    order by m.mark_id desc limit 1)`
  return sql`
    select k.entity_id, k.customer_id, k.currency, greatest(
      case when ${lastMark(sql`null`)} <= ${day}::date then k.amount_minor else 0 end,
      coalesce((select sum(p.amount_minor) from contract_parts p
        where p.org_id = k.org_id and p.contract_id = k.contract_id and p.version = k.version and p.kind = 'milestone'
          and ${lastMark(sql`p.part`)} <= ${day}::date), 0),
      coalesce((select sum(case when coalesce(l.quantity, 0) = 0 then l.amount_minor
          else round(l.amount_minor * least(s.sent / l.quantity, 1)) end)
        from contract_lines l join lateral (
          select sum(case when d.confirmed_on <= ${day}::date then coalesce(dr.quantity, dl.quantity) else dl.quantity end) as sent
          from deliveries d join delivery_lines dl on dl.org_id = d.org_id and dl.delivery_id = d.delivery_id
          left join delivery_receipts dr on dr.org_id = dl.org_id and dr.delivery_id = dl.delivery_id and dr.line = dl.line
          where d.org_id = l.org_id and d.contract_id = l.contract_id and dl.line = l.line and d.state <> 'returned'
            and d.delivered_on <= ${day}::date) s on s.sent is not null
        where l.org_id = k.org_id and l.contract_id = k.contract_id and l.version = k.version), 0)) as delivered,
      0 as invoiced, 0 as taxed, 0 as received
    from contracts k where ${narrow(ctx, asked, 'k')} and k.state <> 'undone' and k.signed_on <= ${day}::date`
}

/** A document counts from the day it is posted until the day its correction is. */
const standing = (alias: string, key: string, day: string) => sql`${sql.ref(`${alias}.posted_on`)} <= ${day}::date
  and ${sql.ref(`${alias}.state`)} <> 'undone' and not (${sql.ref(`${alias}.state`)} = 'corrected' and exists (
    select from entries y where y.org_id = ${sql.ref(`${alias}.org_id`)} and y.document_id = ${sql.ref(`${alias}.${key}`)}
      and y.kind = 'correction' and y.posted_on <= ${day}::date))`

/**
 * What was billed, credit notes taken off. What no contract stands behind counts as delivered with its bill, and what the system
 * before brought as an opening balance as tax-invoiced too.
 */
function invoices(ctx: Context, asked: Asked): RawBuilder<unknown> {
  return sql`
    select v.entity_id, v.customer_id, v.currency, case
        when coalesce(v.contract_id, b.contract_id) is not null then 0
        -- One invoice for several contracts says them by line.
        when exists (select from invoice_lines l where l.org_id = v.org_id and l.contract_id is not null
          and l.invoice_id in (v.invoice_id, v.credits_id)) then 0
        else v.amount_minor end,
      v.amount_minor, case when v.kind = 'opening' then v.amount_minor else 0 end, 0
    from invoices v left join invoices b on b.org_id = v.org_id and b.invoice_id = v.credits_id
    where ${narrow(ctx, asked, 'v')} and ${standing('v', 'invoice_id', asked.as_of)}`
}

/** Tax invoices as issued, red ones taken off. */
function taxed(ctx: Context, asked: Asked): RawBuilder<unknown> {
  return sql`
    select x.entity_id, x.customer_id, x.currency, 0, 0, x.amount_minor, 0 from tax_invoices x
    where ${narrow(ctx, asked, 'x')} and x.issued_on <= ${asked.as_of}::date`
}

/** Money that came in, less what was paid back and did not return. */
function received(ctx: Context, asked: Asked): RawBuilder<unknown> {
  const day = asked.as_of
  return sql`
    select r.entity_id, r.customer_id, r.currency, 0, 0, 0, r.amount_minor from receipts r
    where ${narrow(ctx, asked, 'r')} and ${standing('r', 'receipt_id', day)}
    union all
    select f.entity_id, f.customer_id, f.currency, 0, 0, 0, -f.amount_minor from refunds f
    where ${narrow(ctx, asked, 'f')} and f.state in ('paid', 'reversed') and f.paid_on <= ${day}::date
      and not (f.state = 'reversed' and f.ended_on <= ${day}::date)`
}

function sortOf(sort: Asked['sort']): SortColumn<Row>[] {
  const tail: SortColumn<Row>[] = [
    { sql: sql.ref('r.currency'), field: 'currency', type: 'text' },
    { sql: sql.ref('r.customer_id'), field: 'customer_id', type: 'uuid' },
    { sql: sql.ref('r.entity_id'), field: 'entity_id', type: 'uuid' },
  ]
  if (sort === 'number') return [{ sql: sql.ref('r.customer_number'), field: 'customer_number', type: 'text' }, ...tail]
  const field = `${sort.replace('-', '')}_minor` as (typeof gapFigures)[number]
  return [{ sql: sql.ref(`r.${field}`), field, type: 'int8', descending: sort.startsWith('-') }, ...tail]
}
