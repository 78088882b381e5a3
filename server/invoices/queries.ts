import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { groupPage } from '../kernel/grouping.ts'
import { readTaxCodes } from '../ledger/tax-codes.ts'
import { type Discounted, discountsOf } from './discounts.ts'
import type { invoicesContract } from './contract.ts'
import { conditionsOf, type PageRow, pageOfInvoices } from './find-page.ts'

type Lines = typeof invoicesContract

/** Everything a row of the list says; `v` is the invoice. What is open is what its claims have open. */
const columns = sql`v.invoice_id, v.entity_id, e.code as entity_code, v.customer_id, c.number as customer_number,
  c.name as customer_name, v.kind, v.number, v.issued_on, v.posted_on, v.due_on, v.currency, v.net_minor, v.tax_minor,
  v.amount_minor, v.base_minor, v.booked_on, v.reference, v.tax_invoice_state, v.state, v.recorded_at,
  (select coalesce(sum(i.open_minor), 0)::int8 from open_items i
    where i.org_id = v.org_id and i.document_id = v.invoice_id) as open_minor`

const parties = sql`join entities e on e.org_id = v.org_id and e.entity_id = v.entity_id
  join customers c on c.org_id = v.org_id and c.customer_id = v.customer_id`

const sorts = {
  issued_on: { sql: sql.ref('v.issued_on'), field: 'issued_on', type: 'date' },
  due_on: { sql: sql.ref('v.due_key'), field: 'due_key', type: 'date' },
  amount_minor: { sql: sql.ref('v.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('v.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<PageRow>>

/** Invoices, charges and credit notes, with every filter and sort of the screen. [INV-12] */
export async function listInvoices(
  ctx: Context,
  asked: Taken<Lines['listInvoices']>,
): Promise<Answered<Lines['listInvoices']>> {
  const descending = asked.sort.startsWith('-')
  const sort = asked.sort.replace('-', '') as keyof typeof sorts
  const keys = keyset<PageRow>(
    [
      { ...sorts[sort], descending },
      { sql: sql.ref('v.invoice_id'), field: 'invoice_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const ids = await pageOfInvoices(ctx, asked, { sort, keys, limit: asked.limit + 1 })
  const rows = await ctx.tx.rows(sql<PageRow>`
    select ${columns}, v.due_key
    from (${ids}) p join invoices v on v.org_id = ${ctx.org_id} and v.invoice_id = p.invoice_id ${parties}
    order by ${keys.order}`)
  const page = keys.page(rows, asked.limit)
  for (const row of page.rows as Partial<PageRow>[]) delete row.due_key
  return page
}

/** What an invoice `v` is grouped by. */
const groupKeys: Record<Taken<Lines['groupInvoices']>['by'], RawBuilder<unknown>> = {
  customer: sql`v.customer_id::text`,
  entity: sql`v.entity_id::text`,
  month: sql`to_char(v.issued_on, 'YYYY-MM')`,
  due_month: sql`to_char(v.due_on, 'YYYY-MM')`,
  currency: sql`v.currency::text`,
  kind: sql`v.kind`,
  state: sql`v.state`,
}

/** The list in groups, each with its sums by currency; the same filters as the list. [INV-12] */
export async function groupInvoices(
  ctx: Context,
  asked: Taken<Lines['groupInvoices']>,
): Promise<Answered<Lines['groupInvoices']>> {
  const found = sql`
    select ${groupKeys[asked.by]} as key, v.currency, v.amount_minor, v.base_minor, coalesce(o.open_minor, 0) as open_minor
    from invoices v left join (
      select i.document_id, sum(i.open_minor) as open_minor from open_items i
      where i.org_id = ${ctx.org_id} and i.open_minor <> 0 group by 1) o on o.document_id = v.invoice_id
    where ${conditionsOf(ctx, asked)}`
  return groupPage(ctx, asked, found)
}

type Read = Answered<Lines['readInvoice']>

/** One invoice with its lines, claims, what was applied to them, and what was posted. */
export async function readInvoice(ctx: Context, { invoice_id }: { invoice_id: string }): Promise<Read> {
  const head = ctx.tx.first(sql<Omit<Read, 'lines' | 'items' | 'applications' | 'postings' | 'discounts'> & Discounted>`
    select ${columns}, v.version, trim_scale(v.rate)::text as rate, v.note, v.bill_to_id, b.number as bill_to_number, b.name as bill_to_name, t.code as terms_code, v.terms_rule, v.base_days, v.corrects_id,
      v.credits_id, v.contract_id, k.number as contract_number, (select n.invoice_id from invoices n where n.org_id = v.org_id and n.corrects_id = v.invoice_id) as corrected_by_id
    from invoices v ${parties} left join payment_terms t on t.org_id = v.org_id and t.terms_id = v.terms_id
      left join contracts k on k.org_id = v.org_id and k.contract_id = v.contract_id
      join customers b on b.org_id = v.org_id and b.customer_id = v.bill_to_id
    where v.org_id = ${ctx.org_id} and v.invoice_id = ${invoice_id}`)
  const of = <T>(rows: RawBuilder<T>) => ctx.tx.rows(rows)
  const [invoice, lines, items, applications, postings] = await Promise.all([
    head,
    of(sql<Read['lines'][number]>`
      select line, contract_line, contract_part, contract_period, contract_id, delivery_id, description, product, trim_scale(quantity)::text as quantity, unit, trim_scale(unit_price)::text as unit_price,
        price_includes_tax, is_discount, tax_code, trim_scale(tax_rate)::text as tax_rate, net_minor, tax_minor, amount_minor
      from invoice_lines where org_id = ${ctx.org_id} and invoice_id = ${invoice_id} order by line`),
    of(sql<Read['items'][number]>`
      select item_id, kind, lane, line, due_on, agreed_due_on, amount_minor, open_minor, disputed from open_items
      where org_id = ${ctx.org_id} and document_id = ${invoice_id} order by recorded_at, line, item_id`),
    // A new organisation stands in no statistics, and the planner would go through all its rows for each of them:
    // `offset 0` keeps it to the order written here, from the document to its few items, entries and postings.
    of(sql<Read['applications'][number]>`
      select a.application_id, a.item_id, a.counter_item_id, o.kind as counter_kind, o.number as counter_number,
        o.document_id as counter_document_id, a.delta_minor, a.applied_on, a.recorded_at, a.kind,
        exists (select from applications r where r.org_id = a.org_id and r.reverses_id = a.application_id) as reversed
      from open_items i
      cross join lateral (
        select * from applications a where a.org_id = ${ctx.org_id} and a.item_id = i.item_id offset 0) a
      cross join lateral (
        select * from open_items o where o.org_id = ${ctx.org_id} and o.item_id = a.counter_item_id offset 0) o
      where i.org_id = ${ctx.org_id} and i.document_id = ${invoice_id}
      order by a.recorded_at, a.applied_on, a.application_id, a.item_id`),
    of(sql<Read['postings'][number]>`
      select c.code as account_code, c.name as account_name, p.currency, p.amount_minor, p.base_minor, p.posted_on
      from entries n
      cross join lateral (
        select * from postings p where p.org_id = ${ctx.org_id} and p.entry_id = n.entry_id offset 0) p
      join accounts c on c.org_id = ${ctx.org_id} and c.account_id = p.account_id
      where n.org_id = ${ctx.org_id} and n.document_id = ${invoice_id} order by n.recorded_at, n.entry_id, p.line`),
  ])
  if (!invoice) refuse('invoice_unknown', { invoice_id })
  const { terms_rule, ...shown } = invoice
  const discounts = invoice.state === 'issued' ? discountsOf(invoice, items, ctx.today) : []
  return { ...shown, discounts, lines, items, applications, postings }
}

/** Tax codes with their dated rates. */
export async function listTaxCodes(ctx: Context): Promise<Answered<Lines['listTaxCodes']>> {
  return { rows: await readTaxCodes(ctx) }
}
