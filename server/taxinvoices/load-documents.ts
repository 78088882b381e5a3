import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type {
  Around,
  KnownConfirmation,
  KnownCustomer,
  KnownEntity,
  KnownInvoice,
  OpenRequest,
} from './decide-documents.ts'
import { type Facts, requestNumbersIn } from './facts.ts'
import { issuedOfLine } from './standing.ts'

type LineRow = Omit<OpenRequest['lines'][number], 'amount_minor' | 'left_minor'> & {
  amount_minor: string
  left_minor: string
}
type RequestRow = Omit<OpenRequest, 'lines' | 'asked_minor'>

/** Requests under lock with what is not issued yet of each line; unknown ones are absent. */
export async function lockOpenRequests(ctx: Context, condition: ReturnType<typeof sql>): Promise<OpenRequest[]> {
  const heads = await ctx.tx.rows(sql<RequestRow>`
    select q.tax_request_id, q.entity_id, q.customer_id, q.number, q.kind, q.state, q.buyer_name, q.buyer_tax_id
    from tax_requests q where q.org_id = ${ctx.org_id} and ${condition} order by q.tax_request_id for update`)
  const ids = heads.map(head => head.tax_request_id)
  const [lines, asked] = await Promise.all([
    ctx.tx.rows(sql<LineRow>`
      select l.tax_request_id, l.version, l.line, l.item_name, trim_scale(l.tax_rate)::text as tax_rate, l.amount_minor,
        (l.amount_minor - k.issued_minor)::int8 as left_minor
      from tax_requests q join tax_request_lines l
        on l.org_id = q.org_id and l.tax_request_id = q.tax_request_id and l.version = q.version ${issuedOfLine}
      where q.org_id = ${ctx.org_id} and q.tax_request_id = any (${ids}::uuid[]) order by l.tax_request_id, l.line`),
    ctx.tx.rows(sql<{ tax_request_id: string; amount_minor: string }>`
      select distinct tax_request_id, amount_minor from tax_export_documents
      where org_id = ${ctx.org_id} and tax_request_id = any (${ids}::uuid[])`),
  ])
  return heads.map(head => ({
    ...head,
    lines: lines
      .filter(line => line.tax_request_id === head.tax_request_id)
      .map(line => ({ ...line, amount_minor: BigInt(line.amount_minor), left_minor: BigInt(line.left_minor) })),
    asked_minor: asked.filter(one => one.tax_request_id === head.tax_request_id).map(one => BigInt(one.amount_minor)),
  }))
}

type InvoiceRow = Omit<KnownInvoice, 'amount_minor' | 'reversed_minor' | 'links'> & {
  amount_minor: string
  reversed_minor: string
}
type LinkRow = {
  tax_invoice_id: string
  tax_request_id: string
  version: number
  line: number
  tax_rate: string
  amount_minor: string
  left_minor: string
}

/** Tax invoices by number or id with their files, what red ones took back, and what of each link is left; under lock. */
export async function readKnown(ctx: Context, by: { numbers?: string[]; ids?: string[] }): Promise<KnownInvoice[]> {
  const { numbers = [], ids = [] } = by
  // Whoever adds a red one or links waits here for whoever does the same to this one.
  for (const key of [...new Set([...numbers, ...ids])].sort())
    await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext(${`tax invoice ${key}`}))`)
  const rows = await ctx.tx.rows(sql<InvoiceRow>`
    select x.tax_invoice_id, x.entity_id, x.customer_id, x.kind, x.number, x.issued_on, x.is_red, x.amount_minor,
      (select coalesce(sum(r.amount_minor), 0)::int8 from tax_invoices r
        where r.org_id = x.org_id and r.reverses_id = x.tax_invoice_id) as reversed_minor,
      array(select f.form from tax_invoice_files f where f.org_id = x.org_id and f.tax_invoice_id = x.tax_invoice_id) as forms,
      array(select encode(g.sha256, 'hex') from tax_invoice_files f join files g on g.org_id = f.org_id and g.file_id = f.file_id
        where f.org_id = x.org_id and f.tax_invoice_id = x.tax_invoice_id) as hashes
    from tax_invoices x where x.org_id = ${ctx.org_id}
      and (x.number = any (${numbers}::text[]) or x.tax_invoice_id = any (${ids}::uuid[]))`)
  const links = await ctx.tx.rows(sql<LinkRow>`
    select k.tax_invoice_id, k.tax_request_id, k.version, k.line, k.amount_minor, trim_scale(l.tax_rate)::text as tax_rate,
      (k.amount_minor + coalesce((
        select sum(r.amount_minor) from tax_invoice_links r join tax_invoices x
          on x.org_id = r.org_id and x.tax_invoice_id = r.tax_invoice_id
        where r.org_id = k.org_id and x.reverses_id = k.tax_invoice_id and r.tax_request_id = k.tax_request_id
          and r.line = k.line and r.ended_at is null), 0))::int8 as left_minor
    from tax_invoice_links k join tax_request_lines l
      on l.org_id = k.org_id and l.tax_request_id = k.tax_request_id and l.version = k.version and l.line = k.line
    where k.org_id = ${ctx.org_id} and k.tax_invoice_id = any (${rows.map(row => row.tax_invoice_id)}::uuid[]) and k.ended_at is null
    order by k.tax_request_id, k.line, k.link_id`)
  return rows.map(row => ({
    ...row,
    amount_minor: BigInt(row.amount_minor),
    reversed_minor: BigInt(row.reversed_minor),
    links: links
      .filter(link => link.tax_invoice_id === row.tax_invoice_id)
      .map(link => ({ ...link, amount_minor: BigInt(link.amount_minor), left_minor: BigInt(link.left_minor) })),
  }))
}

/** Everything that what an upload says is held against. Requests are locked before invoices, as everywhere. */
export async function loadAround(ctx: Context, facts: readonly Facts[]): Promise<Around> {
  const texts = (of: (one: Facts) => string | null) => [...new Set(facts.flatMap(one => of(one) ?? []))]
  const numbers = texts(one => one.number)
  const [taxIds, names] = [texts(one => one.buyer_tax_id), texts(one => one.buyer_name)]
  const named = [...new Set(facts.flatMap(one => requestNumbersIn(one.remarks)))]
  const blues = texts(one => one.reverses)
  const covered = await ctx.tx.rows(sql<{ tax_request_id: string }>`
    select distinct k.tax_request_id from tax_invoice_links k join tax_invoices x on x.org_id = k.org_id and x.tax_invoice_id = k.tax_invoice_id
    where x.org_id = ${ctx.org_id} and x.number = any (${blues}::text[]) and k.ended_at is null`)
  const requests = await lockOpenRequests(
    ctx,
    sql`(q.number = any (${named}::text[]) or q.tax_request_id = any (${covered.map(row => row.tax_request_id)}::uuid[])
      or (q.state in ('approved', 'exported', 'part_issued') and (q.buyer_tax_id = any (${taxIds}::text[]) or q.buyer_name = any (${names}::text[]))))`,
  )
  const confirmations = await ctx.tx.rows(sql<Omit<KnownConfirmation, 'amount_minor'> & { amount_minor: string }>`
    select c.confirmation_id, c.number as confirmation_number, c.platform_number, c.blue_id, c.credit_note_id, c.state, c.amount_minor
    from red_confirmations c where c.org_id = ${ctx.org_id} and (c.platform_number = any (${texts(one => one.confirmation_number)}::text[])
      or c.blue_id in (select x.tax_invoice_id from tax_invoices x where x.org_id = c.org_id and x.number = any (${blues}::text[])))
    order by c.confirmation_id for update`)
  const [entities, customers, invoices] = await Promise.all([
    ctx.tx.rows(
      sql<KnownEntity>`select entity_id, name, tax_id, base_currency from entities where org_id = ${ctx.org_id}`,
    ),
    ctx.tx.rows(sql<KnownCustomer>`
      select customer_id, name, tax_id from customers
      where org_id = ${ctx.org_id} and merged_into is null and (tax_id = any (${taxIds}::text[]) or name = any (${names}::text[]))
      order by customer_id`),
    readKnown(ctx, { numbers: [...numbers, ...blues] }),
  ])
  return {
    entities,
    customers,
    requests,
    invoices,
    confirmations: confirmations.map(one => ({ ...one, amount_minor: BigInt(one.amount_minor) })),
  }
}
