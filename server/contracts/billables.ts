import { type RawBuilder, sql } from 'kysely'
import { digitsByCurrency } from '../kernel/currencies.ts'
import type { Day } from '../kernel/values.ts'
import { creditedOf } from './load.ts'
import type { reasons, sources } from './billable-names-contract.ts'

/** One thing of a contract that can be billed, or will be able to; its amount is with tax. */
export type Billable = {
  contract_id: string
  /** What of the contract: a line `l3`, a period of one `l3:2026-04-01`, or a part `p2`. */
  key: string
  entity_id: string
  customer_id: string
  contract_number: string
  currency: string
  source: (typeof sources)[number]
  contract_line: number | null
  contract_part: number | null
  /** The first day of the period of a line that recurs. */
  contract_period: Day | null
  description: string
  quantity: string | null
  unit: string | null
  unit_price: string | null
  tax_code: string
  amount_minor: string
  /** The day since which it is ready, or for which it is planned. */
  ready_on: Day | null
  ready: boolean
  why: (typeof reasons)[number]
  /** What of the contract was left to be billed before it. */
  left_minor: string
}

/** Digits that are not two, as SQL knows them. */
const digits = sql.raw(
  `case k.currency ${[...digitsByCurrency]
    .filter(([, count]) => count !== 2)
    .map(([code, count]) => `when '${code}' then ${count}`)
    .join(' ')} else 2 end`,
)

/** How what can be billed `f` stands in a bill that the customer is to check: it waits there, or was contested and is not settled. */
const heldOf = (org_id: number, beside_settlements: boolean) =>
  beside_settlements
    ? sql`(select case when w.contested then 'contested' else 'in_check' end
        from settlement_lines w join settlements s on s.org_id = w.org_id and s.settlement_id = w.settlement_id
        where w.org_id = ${org_id} and w.contract_id = f.contract_id and w.key = f.key and ${standsOut}
        order by w.contested desc limit 1)`
    : sql`null::text`

/** Lines `w` of bills `s` for the customer that are not issued, or are contested and not settled. */
export const standsOut = sql`(s.state in ('open', 'confirmed') and not w.contested
  or w.contested and w.released_at is null and s.state in ('confirmed', 'contested', 'issued'))`

/** What of a contract, how much of it may lie above, until when, and which contracts `c`. */
export type BillablesOf = {
  org_id: number
  until: Day
  tolerance_bp: number
  where: RawBuilder<unknown>
  /** What waits in a run is not ready for another; a run that checks its own lines does not ask. */
  beside_runs?: boolean
  /** What is settled by the month is billed by no run; a settlement does not ask. */
  beside_settlements?: boolean
}

/**
 * What contracts have to be billed by the end of a day, as a statement with the columns of `Billable`; the one place that
 * says so, for the next invoice of a contract as for a run over all. [CTR-10] [CTR-13]
 *
 * - Milestones are billed when met. Services whose plan gives every part a day are billed by those days; other services
 *   are billed for what is left of each line. Lines that recur are billed by periods, of which the next one waits. Goods are billed for what the customer confirmed and nothing bills yet: the
 *   whole line at once for its amount, a part of it for quantity times price, else for its share, rounded half up.
 * - Three ways agree: what is ready is delivered, and fits into what is left of the contract. What lies above it by no
 *   more than the tolerance is cut to what is left; what lies further above is not ready.
 */
export const billables = ({
  org_id,
  until,
  tolerance_bp,
  where,
  beside_runs = true,
  beside_settlements = true,
}: BillablesOf): RawBuilder<unknown> => sql`
  with k as materialized (
    select c.org_id, c.contract_id, c.version, c.kind, c.entity_id, c.customer_id, c.number, c.currency, c.amount_minor,
      coalesce(p.milestones, false) as milestones, c.kind <> 'goods' and coalesce(p.dated, false) as dated,
      ${beside_settlements} and exists (
        select from settlement_terms t where t.org_id = c.org_id and t.customer_id = c.customer_id
          and t.entity_id = c.entity_id and t.currency = c.currency and t.active) as settles
    from contracts c
    left join lateral (
      select bool_or(p.kind = 'milestone') as milestones,
        bool_and(p.kind in ('advance', 'delivery') and p.planned_on is not null) as dated
      from contract_parts p where p.org_id = c.org_id and p.contract_id = c.contract_id and p.version = c.version) p on true
    where c.org_id = ${org_id} and ${where}),
  -- Invoices of the contracts: those under one, and those of several whose lines say which.
  under as materialized (
    select k.contract_id, v.org_id, v.invoice_id, v.kind, v.amount_minor, v.amount_minor as share_minor, false as by_line
    from k join invoices v on v.org_id = k.org_id and v.contract_id = k.contract_id where v.state = 'issued'
    union all
    select l.contract_id, v.org_id, v.invoice_id, v.kind, v.amount_minor, sum(l.amount_minor)::int8, true
    from k join invoice_lines l on l.org_id = k.org_id and l.contract_id = k.contract_id
    join invoices v on v.org_id = l.org_id and v.invoice_id = l.invoice_id and v.contract_id is null
    where v.state = 'issued' group by 1, 2, 3, 4, 5),
  billed_lines as materialized (
    select v.contract_id, l.contract_line, l.contract_part, l.contract_period, l.quantity, l.amount_minor
    from under v join invoice_lines l on l.org_id = v.org_id and l.invoice_id = v.invoice_id
    where v.kind = 'invoice' and (not v.by_line or l.contract_id = v.contract_id)),
  billed_items as materialized (
    select contract_id, contract_line, contract_part, sum(quantity) as quantity, sum(amount_minor) as amount_minor
    from billed_lines group by 1, 2, 3),
  billed_periods as materialized (
    select distinct contract_id, contract_line, contract_period from billed_lines where contract_period is not null),
  billed as (
    select v.contract_id, sum(v.share_minor + n.credited) as amount_minor from under v ${creditedOf} group by 1),
  gone as (
    select d.contract_id, l.line, sum(coalesce(r.quantity, l.quantity)) as delivered,
      sum(coalesce(r.quantity, l.quantity)) filter (where d.state = 'confirmed' and d.confirmed_on <= ${until}) as confirmed,
      max(d.confirmed_on) filter (where d.confirmed_on <= ${until}) as confirmed_on, max(d.delivered_on) as delivered_on
    from k join deliveries d on d.org_id = k.org_id and d.contract_id = k.contract_id
    join delivery_lines l on l.org_id = d.org_id and l.delivery_id = d.delivery_id
    left join delivery_receipts r on r.org_id = l.org_id and r.delivery_id = l.delivery_id and r.line = l.line
    where d.state <> 'returned' and d.delivered_on <= ${until} group by 1, 2),
  lines as (
    select k.*, l.line, l.description, l.unit, l.tax_code, l.quantity as agreed, l.amount_minor as line_minor, l.recurs,
      case when l.price_includes_tax then l.unit_price end as price, coalesce(b.quantity, 0) as billed,
      coalesce(b.amount_minor, 0) as billed_minor, coalesce(g.delivered, 0) as delivered,
      coalesce(g.confirmed, 0) as confirmed, g.confirmed_on, g.delivered_on
    from k join contract_lines l on l.org_id = k.org_id and l.contract_id = k.contract_id and l.version = k.version
    left join billed_items b on b.contract_id = k.contract_id and b.contract_line = l.line
    left join gone g on g.contract_id = k.contract_id and g.line = l.line),
  found as (
    select k.contract_id, 'p' || p.part as key, p.part::int as place, k.entity_id, k.customer_id, k.number, k.currency,
      k.amount_minor as contract_minor, case when k.milestones then 'milestone' else 'part' end as source,
      null::int as contract_line, p.part::int as contract_part, null::date as contract_period, p.label as description, null::numeric as quantity,
      null::text as unit, null::numeric as unit_price, l.tax_code, p.amount_minor::numeric as amount_minor,
      case when k.milestones then coalesce(m.met_on, p.planned_on) else p.planned_on end as ready_on,
      case when k.milestones then coalesce(m.met_on <= ${until}, false) else p.planned_on <= ${until} end as ready
    from k join contract_parts p on p.org_id = k.org_id and p.contract_id = k.contract_id and p.version = k.version
    join contract_lines l on l.org_id = k.org_id and l.contract_id = k.contract_id and l.version = k.version and l.line = 1
    left join lateral (
      select m.met_on from contract_marks m where m.org_id = k.org_id and m.contract_id = k.contract_id and m.part = p.part
      order by m.recorded_at desc, m.mark_id desc limit 1) m on true
    where (case when k.milestones then p.kind = 'milestone' else k.dated end)
      and not exists (select from billed_items b where b.contract_id = k.contract_id and b.contract_part = p.part)
    union all
    select k.contract_id, 'l' || k.line || ':' || p.from_on, k.line * 1000 + p.at::int, k.entity_id, k.customer_id, k.number,
      k.currency, k.amount_minor, 'period', k.line::int, null, p.from_on,
      k.description || ' (' || p.from_on || ' – ' || p.to_on || ')', null, null, null, k.tax_code, p.amount_minor, p.bill_on, p.due
    from lines k
    cross join lateral (
      select p.*, row_number() over (order by p.from_on) as at, p.bill_on <= ${until} as due,
        row_number() over (partition by p.bill_on <= ${until} order by p.from_on) as nth
      from contract_periods p
      where p.org_id = k.org_id and p.contract_id = k.contract_id and p.version = k.version and p.line = k.line
        and not exists (
          select from billed_periods b
          where b.contract_id = k.contract_id and b.contract_line = k.line and b.contract_period = p.from_on)) p
    where k.recurs is not null and (p.due or p.nth = 1)
    union all
    select k.contract_id, 'l' || k.line, k.line * 1000, k.entity_id, k.customer_id, k.number, k.currency, k.amount_minor, 'rest',
      k.line::int, null, null, k.description, null, null, null, k.tax_code, k.line_minor - k.billed_minor, null, true
    from lines k where k.kind <> 'goods' and k.recurs is null and not k.milestones and not k.dated and k.billed_minor < k.line_minor
    union all
    select k.contract_id, 'l' || k.line, k.line * 1000, k.entity_id, k.customer_id, k.number, k.currency, k.amount_minor,
      'delivery', k.line::int, null, null, k.description, q.quantity, k.unit, k.price, k.tax_code,
      case when q.quantity = k.agreed or k.price is null
        then div(2 * k.line_minor * q.quantity + coalesce(k.agreed, q.quantity), 2 * coalesce(k.agreed, q.quantity))
        else round(q.quantity * k.price * power(10::numeric, ${digits})) end,
      case when q.ready then k.confirmed_on else k.delivered_on end, q.ready
    from lines k
    cross join lateral (select case when k.confirmed > k.billed then k.confirmed - k.billed
      else k.delivered - greatest(k.confirmed, k.billed) end as quantity, k.confirmed > k.billed as ready) q
    where k.kind = 'goods' and k.recurs is null and not k.milestones and q.quantity > 0),
  fitted as (
    select f.*, f.contract_minor - coalesce(b.amount_minor, 0) - coalesce(sum(f.amount_minor) filter (where f.ready)
        over (partition by f.contract_id order by f.place rows between unbounded preceding and 1 preceding), 0) as room,
      ${heldOf(org_id, beside_settlements)} as held,
      ${beside_runs} and exists (
        select from billing_run_lines w join billing_runs r on r.org_id = w.org_id and r.run_id = w.run_id
        where w.org_id = ${org_id} and w.contract_id = f.contract_id and w.key = f.key and w.state = 'waiting'
          and r.state in ('waiting', 'running')) as in_run
    from found f left join billed b on b.contract_id = f.contract_id),
  judged as (
    select f.*, k.settles, case
      when not f.ready then case f.source when 'milestone' then 'milestone_unmet' when 'part' then 'part_later' when 'period' then 'period_later'
        else 'unconfirmed' end
      when f.amount_minor <= f.room
        then case f.source when 'milestone' then 'milestone_met' when 'part' then 'part_due' when 'period' then 'period_due'
          when 'rest' then 'rest' else 'confirmed' end
      when f.room > 0 and (f.amount_minor - f.room) * 10000 <= f.contract_minor::numeric * ${tolerance_bp} then 'trimmed'
      else 'above_contract' end as judgement
    from fitted f join k on k.contract_id = f.contract_id)
  select j.contract_id, j.key, j.place, j.entity_id, j.customer_id, j.number as contract_number, j.currency, j.source,
    j.contract_line, j.contract_part, j.contract_period, j.description, trim_scale(j.quantity)::text as quantity, j.unit,
    case when j.judgement <> 'trimmed' then trim_scale(j.unit_price)::text end as unit_price, j.tax_code,
    (case when j.judgement = 'trimmed' then j.room else j.amount_minor end)::int8 as amount_minor, j.ready_on,
    j.judgement not in ('milestone_unmet', 'part_later', 'period_later', 'unconfirmed', 'above_contract') and not j.in_run
      and not j.settles and j.held is null as ready,
    case when j.in_run then 'in_run'
      when j.settles and j.judgement not in ('milestone_unmet', 'part_later', 'period_later', 'unconfirmed', 'above_contract')
        then 'by_settlement'
      when j.judgement <> 'above_contract' and j.held is not null then j.held
      else j.judgement end as why, j.room::int8 as left_minor
  from judged j`
