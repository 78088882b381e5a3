import { sql } from 'kysely'
import { readCredits } from '../invoices/credit-notes.ts'
import type { Context } from '../kernel/context.ts'
import type { Minor } from '../kernel/money.ts'
import { issuedOfLine } from './standing.ts'

/** An invoice as far as tax invoices for it are concerned. */
export type InvoiceHead = {
  invoice_id: string
  entity_id: string
  entity_base: string
  customer_id: string
  bill_to_name: string
  kind: 'invoice' | 'credit_note' | 'charge' | 'opening'
  state: 'issued' | 'corrected' | 'undone'
  number: string
  currency: string
  amount_minor: Minor
  base_minor: Minor
  /** What credit notes took off, negative. */
  credited_minor: Minor
  /** What requests have taken of it and of the invoices it corrects. */
  requested_minor: Minor
}

/** A line of an invoice and what requests have left of it. */
export type LineLeft = {
  invoice_id: string
  invoice_number: string
  invoice_line: number
  description: string
  product: string | null
  unit: string | null
  tax_code: string
  tax_rate: string
  is_discount: boolean
  item_name: string
  classification: string | null
  model: string | null
  quantity: string | null
  left_quantity: string | null
  amount_minor: Minor
  left_minor: Minor
  left_net_minor: Minor
  left_tax_minor: Minor
}

/**
 * What lines of requests take, as `l`: of one that is void only what was issued, and less what red invoices took back. A part of
 * a line takes its share of net, tax and quantity.
 */
const takingLines = (ctx: Context) => sql`(
  select t.org_id, t.invoice_id, t.invoice_line, t.amount_minor,
    case when t.amount_minor = t.whole_minor then t.net_minor else round(t.net_minor * t.amount_minor / t.whole_minor) end as net_minor,
    case when t.amount_minor = t.whole_minor then t.tax_minor
      else t.amount_minor - round(t.net_minor * t.amount_minor / t.whole_minor) end as tax_minor,
    case when t.amount_minor = t.whole_minor then t.quantity else t.quantity * t.amount_minor / t.whole_minor end as quantity
  from (
    select l.org_id, l.invoice_id, l.invoice_line, l.net_minor, l.tax_minor, l.quantity, l.amount_minor::numeric as whole_minor,
      case when r.state = 'void' then k.issued_minor else l.amount_minor end + k.reversed_minor as amount_minor
    from tax_requests r join tax_request_lines l
      on l.org_id = r.org_id and l.tax_request_id = r.tax_request_id and l.version = r.version ${issuedOfLine}
    where r.org_id = ${ctx.org_id} and r.state <> 'draft') t)`

type Digits<T, K extends keyof T> = Omit<T, K> & Record<K, string>

/** The invoices with what was credited and requested of each; unknown ones are absent. Lock them first to decide on it. */
export async function readHeads(ctx: Context, ids: readonly string[]): Promise<InvoiceHead[]> {
  if (ids.length === 0) return []
  const [rows, credits] = await Promise.all([
    ctx.tx.rows(sql<Digits<InvoiceHead, 'amount_minor' | 'base_minor' | 'requested_minor'>>`
      with recursive chain (invoice_id, ancestor_id) as (
        select t.id, t.id from unnest(${[...ids]}::uuid[]) as t (id)
        union
        select c.invoice_id, v.corrects_id from chain c
        join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = c.ancestor_id
        where v.corrects_id is not null),
      requested as (
        select c.invoice_id, sum(l.amount_minor)::int8 as requested_minor
        from chain c join ${takingLines(ctx)} l on l.org_id = ${ctx.org_id} and l.invoice_id = c.ancestor_id
        group by c.invoice_id)
      select v.invoice_id, v.entity_id, e.base_currency as entity_base, v.customer_id, b.name as bill_to_name, v.kind, v.state,
        v.number, v.currency, v.amount_minor, v.base_minor, coalesce(q.requested_minor, 0)::int8 as requested_minor
      from invoices v join entities e on e.org_id = v.org_id and e.entity_id = v.entity_id
      join customers b on b.org_id = v.org_id and b.customer_id = v.bill_to_id
      left join requested q on q.invoice_id = v.invoice_id
      where v.org_id = ${ctx.org_id} and v.invoice_id = any (${[...ids]}::uuid[]) order by v.issued_on, v.invoice_id`),
    readCredits(ctx, ids),
  ])
  return rows.map(row => ({
    ...row,
    amount_minor: BigInt(row.amount_minor),
    base_minor: BigInt(row.base_minor),
    requested_minor: BigInt(row.requested_minor),
    credited_minor: credits.get(row.invoice_id) ?? 0n,
  }))
}

type LineRow = Digits<LineLeft, 'amount_minor' | 'left_minor' | 'left_net_minor' | 'left_tax_minor'>

/** The lines of invoices with what requests have left of each. */
export async function readLeft(ctx: Context, ids: readonly string[]): Promise<LineLeft[]> {
  if (ids.length === 0) return []
  const rows = await ctx.tx.rows(sql<LineRow>`
    select i.invoice_id, v.number as invoice_number, i.line as invoice_line, i.description, i.product, i.unit,
      coalesce(s.item_name, left(i.description, 200)) as item_name, s.classification, s.model, i.tax_code,
      trim_scale(i.tax_rate)::text as tax_rate, i.is_discount, trim_scale(i.quantity)::text as quantity,
      trim_scale(greatest(i.quantity - coalesce(t.quantity, 0), 0))::text as left_quantity, i.amount_minor,
      (i.amount_minor - coalesce(t.amount_minor, 0))::int8 as left_minor,
      (i.net_minor - coalesce(t.net_minor, 0))::int8 as left_net_minor,
      (i.tax_minor - coalesce(t.tax_minor, 0))::int8 as left_tax_minor
    from invoice_lines i join invoices v on v.org_id = i.org_id and v.invoice_id = i.invoice_id
    left join lateral (
      select sum(l.quantity) as quantity, sum(l.amount_minor) as amount_minor, sum(l.net_minor) as net_minor,
        sum(l.tax_minor) as tax_minor
      from ${takingLines(ctx)} l where l.org_id = i.org_id and l.invoice_id = i.invoice_id and l.invoice_line = i.line) t on true
    left join lateral (
      select n.item_name, n.classification, n.model from tax_item_names n
      where n.org_id = i.org_id and n.description = i.description) s on true
    where i.org_id = ${ctx.org_id} and i.invoice_id = any (${[...ids]}::uuid[])
    order by v.issued_on, i.invoice_id, i.line`)
  return rows.map(row => ({
    ...row,
    amount_minor: BigInt(row.amount_minor),
    left_minor: BigInt(row.left_minor),
    left_net_minor: BigInt(row.left_net_minor),
    left_tax_minor: BigInt(row.left_tax_minor),
  }))
}

/** What of an invoice is left to be invoiced: its amount less credit notes less what is requested, never below nothing. */
export function leftOf(head: Pick<InvoiceHead, 'amount_minor' | 'credited_minor' | 'requested_minor'>): Minor {
  const left = head.amount_minor + head.credited_minor - head.requested_minor
  return left < 0n ? 0n : left
}
