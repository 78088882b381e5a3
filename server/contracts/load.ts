import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import type { Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import type { contractsContract } from './contract.ts'
import type { Course } from './standard-steps.ts'

/** A contract under lock, as a verb that stands on it works with it. */
export type LockedContract = {
  contract_id: string
  entity_id: string
  customer_id: string
  number: string
  state: 'active' | 'completed' | 'terminated' | 'undone'
  kind: 'goods' | 'services' | 'milestones'
  signed_on: Day
  currency: string
  amount_minor: string
  version: number
  course: Course
  steps_version: number
  steps_edition: number
}

/**
 * The invoices of a contract `k` as `v`, with what of each is its share: those under it, and those of several contracts whose
 * lines name it. `lineOf` narrows their lines to it.
 */
export const invoicesOf = (k: string) => sql`cross join lateral (
  select v.*, v.amount_minor as share_minor from invoices v
  where v.org_id = ${sql.ref(`${k}.org_id`)} and v.contract_id = ${sql.ref(`${k}.contract_id`)}
  union all
  select v.*, l.share_minor from (
    select l.org_id, l.invoice_id, sum(l.amount_minor)::int8 as share_minor from invoice_lines l
    where l.org_id = ${sql.ref(`${k}.org_id`)} and l.contract_id = ${sql.ref(`${k}.contract_id`)} group by 1, 2) l
  join invoices v on v.org_id = l.org_id and v.invoice_id = l.invoice_id and v.contract_id is null) v`

/** The lines `il` of an invoice `v`: `offset 0` keeps the planner from reading all lines there are for each contract. */
const linesOf = sql`cross join lateral (
  select il.* from invoice_lines il where il.org_id = v.org_id and il.invoice_id = v.invoice_id offset 0) il`

/** Whether a line `il` of an invoice of `invoicesOf` is of the contract. */
const lineOf = (k: string) => sql`(il.contract_id is null or il.contract_id = ${sql.ref(`${k}.contract_id`)})`

/** What credit notes take off the share of an invoice, in proportion; below 0. */
export const creditedOf = sql`cross join lateral (
  select coalesce(round(sum(n.amount_minor)::numeric * v.share_minor / nullif(v.amount_minor, 0)), 0) as credited from invoices n
  where n.org_id = v.org_id and n.credits_id = v.invoice_id and n.state = 'issued' and n.contract_id is null) n`

/** Locks contracts in the one order of ids; unknown ones are absent. */
export async function lockContracts(ctx: Context, ids: readonly string[]): Promise<Map<string, LockedContract>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<LockedContract>`
    select contract_id, entity_id, customer_id, number, state, kind, signed_on, currency, amount_minor, version, course,
      steps_version, steps_edition
    from contracts where org_id = ${ctx.org_id} and contract_id = any (${[...new Set(ids)]}::uuid[])
    order by contract_id for update`)
  return new Map(rows.map(row => [row.contract_id, row]))
}

/** How a line recurs as it is stored, with money in digits. */
export type StoredRecurrence = NonNullable<Answered<typeof contractsContract.readContract>['lines'][number]['recurs']>

/** A line of the version that counts, and what became of it so far. */
export type LineStanding = {
  contract_id: string
  line: number
  description: string
  product: string | null
  quantity: string | null
  unit: string | null
  unit_price: string | null
  price_includes_tax: boolean
  tax_code: string
  tax_rate: string
  net_minor: string
  tax_minor: string
  amount_minor: string
  /** Quantities sent, confirmed by the customer, and billed. */
  delivered: string
  confirmed: string
  billed: string
  billed_minor: string
  /** How it recurs; null for what does not. */
  recurs: StoredRecurrence | null
}

/**
 * The lines of contracts with what was delivered and billed of each: of what arrived short only what arrived; returned goods, corrected invoices and the invoice
 * `except`, which is being corrected, do not count.
 */
export const readLines = (
  ctx: Context,
  ids: readonly string[],
  except: string | null = null,
): Promise<LineStanding[]> =>
  ctx.tx.rows(sql<LineStanding>`
    select l.contract_id, l.line, l.description, l.product, trim_scale(l.quantity)::text as quantity, l.unit,
      trim_scale(l.unit_price)::text as unit_price, l.price_includes_tax, l.tax_code, trim_scale(l.tax_rate)::text as tax_rate,
      l.net_minor, l.tax_minor, l.amount_minor, l.recurs, trim_scale(coalesce(d.delivered, 0))::text as delivered,
      trim_scale(coalesce(d.confirmed, 0))::text as confirmed, trim_scale(coalesce(b.billed, 0))::text as billed,
      coalesce(b.billed_minor, 0)::int8 as billed_minor
    from contracts c
    join contract_lines l on l.org_id = c.org_id and l.contract_id = c.contract_id and l.version = c.version
    left join lateral (
      select sum(coalesce(dr.quantity, dl.quantity)) as delivered, sum(coalesce(dr.quantity, dl.quantity)) filter (where d.state = 'confirmed') as confirmed
      from deliveries d join delivery_lines dl on dl.org_id = d.org_id and dl.delivery_id = d.delivery_id
      left join delivery_receipts dr on dr.org_id = dl.org_id and dr.delivery_id = dl.delivery_id and dr.line = dl.line
      where d.org_id = c.org_id and d.contract_id = c.contract_id and dl.line = l.line and d.state <> 'returned') d on true
    left join lateral (
      select sum(il.quantity) as billed, sum(il.amount_minor) as billed_minor
      from (select) one ${invoicesOf('c')} ${linesOf}
      where v.state = 'issued' and ${lineOf('c')} and il.contract_line = l.line
        and v.invoice_id is distinct from ${except}::uuid) b on true
    where c.org_id = ${ctx.org_id} and c.contract_id = any (${[...ids]}::uuid[]) order by l.contract_id, l.line`)

/** A part of the payment plan that counts, with when it was met and whether an invoice bills it. */
export type PartStanding = {
  contract_id: string
  part: number
  kind: 'advance' | 'delivery' | 'milestone' | 'retention'
  label: string
  amount_minor: string
  planned_on: Day | null
  months: number | null
  met_on: Day | null
  billed: boolean
}

/** The payment plans of contracts. */
export const readParts = (
  ctx: Context,
  ids: readonly string[],
  except: string | null = null,
): Promise<PartStanding[]> =>
  ctx.tx.rows(sql<PartStanding>`
    select p.contract_id, p.part, p.kind, p.label, p.amount_minor, p.planned_on, p.months,
      (select m.met_on from contract_marks m where m.org_id = c.org_id and m.contract_id = c.contract_id and m.part = p.part
        order by m.recorded_at desc, m.mark_id desc limit 1) as met_on,
      exists (
        select from (select) one ${invoicesOf('c')} ${linesOf}
        where v.state = 'issued' and v.kind = 'invoice' and ${lineOf('c')} and il.contract_part = p.part
          and v.invoice_id is distinct from ${except}::uuid) as billed
    from contracts c
    join contract_parts p on p.org_id = c.org_id and p.contract_id = c.contract_id and p.version = c.version
    where c.org_id = ${ctx.org_id} and c.contract_id = any (${[...ids]}::uuid[]) order by p.contract_id, p.part`)

/** A period of a line that recurs, and the invoice that bills it. */
export type PeriodStanding = {
  contract_id: string
  line: number
  from_on: Day
  to_on: Day
  bill_on: Day
  amount_minor: string
  invoice_id: string | null
  invoice_number: string | null
}

/** The periods of lines that recur, of the version that counts; `except` as in `readLines`. */
export const readPeriods = (
  ctx: Context,
  ids: readonly string[],
  except: string | null = null,
): Promise<PeriodStanding[]> =>
  ctx.tx.rows(sql<PeriodStanding>`
    select p.contract_id, p.line, p.from_on, p.to_on, p.bill_on, p.amount_minor, b.invoice_id, b.number as invoice_number
    from contracts c
    join contract_periods p on p.org_id = c.org_id and p.contract_id = c.contract_id and p.version = c.version
    left join lateral (
      select v.invoice_id, v.number
      from (select) one ${invoicesOf('c')} ${linesOf}
      where v.state = 'issued' and v.kind = 'invoice' and ${lineOf('c')} and il.contract_line = p.line and il.contract_period = p.from_on and v.invoice_id is distinct from ${except}::uuid
      limit 1) b on true
    where c.org_id = ${ctx.org_id} and c.contract_id = any (${[...ids]}::uuid[]) order by p.contract_id, p.bill_on, p.line`)

/** What was billed under contracts so far: invoices that stand, less the credit notes on them. */
export async function readBilled(
  ctx: Context,
  ids: readonly string[],
  except: string | null = null,
): Promise<Map<string, Minor>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ contract_id: string; billed_minor: string }>`
    select k.contract_id, sum(v.share_minor + n.credited)::int8 as billed_minor
    from contracts k ${invoicesOf('k')} ${creditedOf}
    where k.org_id = ${ctx.org_id} and k.contract_id = any (${[...ids]}::uuid[]) and v.state = 'issued'
      and v.invoice_id is distinct from ${except}::uuid
    group by k.contract_id`)
  return new Map(rows.map(row => [row.contract_id, BigInt(row.billed_minor)]))
}

/** The day the whole was accepted, the latest word counting; null where it was not, or was taken back. */
export async function acceptedOn(ctx: Context, contract_id: string): Promise<Day | null> {
  const row = await ctx.tx.first(sql<{ met_on: Day | null }>`
    select met_on from contract_marks where org_id = ${ctx.org_id} and contract_id = ${contract_id} and part is null
    order by recorded_at desc, mark_id desc limit 1`)
  return row?.met_on ?? null
}
