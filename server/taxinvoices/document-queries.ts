import { createReadStream } from 'node:fs'
import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { pathOf } from '../kernel/files.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { among } from '../ledger/queries.ts'
import type { taxInvoicesContract } from './documents-contract.ts'
import { issuedOfLine } from './standing.ts'

type Lines = typeof taxInvoicesContract
type Row = Answered<Lines['listTaxInvoices']>['rows'][number]
type Read = Answered<Lines['readTaxInvoice']>

const linked = sql`(select coalesce(sum(k.amount_minor), 0)::int8 from tax_invoice_links k
  where k.org_id = x.org_id and k.tax_invoice_id = x.tax_invoice_id and k.ended_at is null)`
const reversed = sql`(select coalesce(sum(r.amount_minor), 0)::int8 from tax_invoices r
  where r.org_id = x.org_id and r.reverses_id = x.tax_invoice_id)`

/** Everything a row says; `x` is the tax invoice. */
const columns = sql`x.tax_invoice_id, x.entity_id, e.code as entity_code, x.customer_id, c.number as customer_number,
  c.name as customer_name, x.kind, x.number, x.code, x.is_red, case when x.is_red then 'red' when ${reversed} = 0 then 'issued'
    when ${reversed} + x.amount_minor > 0 then 'part_reversed' else 'reversed' end as state,
  x.issued_on, x.buyer_name, x.buyer_tax_id, x.currency, x.net_minor, x.tax_minor, x.amount_minor, ${linked} as linked_minor`

const parties = sql`join entities e on e.org_id = x.org_id and e.entity_id = x.entity_id
  join customers c on c.org_id = x.org_id and c.customer_id = x.customer_id`

const sorts = {
  issued_on: { sql: sql.ref('x.issued_on'), field: 'issued_on', type: 'date' },
  amount_minor: { sql: sql.ref('x.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('x.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** Tax invoices as issued, with every filter and sort of the screen. [TAX-9] */
export async function listTaxInvoices(
  ctx: Context,
  asked: Taken<Lines['listTaxInvoices']>,
): Promise<Answered<Lines['listTaxInvoices']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('x.tax_invoice_id'), field: 'tax_invoice_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const words = asked.q?.normalize('NFKC').trim()
  const like = words ? `%${words.replace(/[\\%_]/g, '\\$&')}%` : null
  const conditions = [
    sql`x.org_id = ${ctx.org_id}`,
    keys.where,
    among('x.entity_id', asked.entity_id, 'uuid'),
    among('x.customer_id', asked.customer_id, 'uuid'),
    among('x.kind', asked.kind, 'text'),
    ...(asked.red === undefined ? [] : [sql`x.is_red = ${asked.red}`]),
    ...(asked.unlinked ? [sql`not x.is_red and ${linked} < x.amount_minor + ${reversed}`] : []),
    ...(asked.tax_request_id && asked.tax_request_id.length > 0
      ? [
          sql`exists (select from tax_invoice_links k where k.org_id = x.org_id and k.tax_invoice_id = x.tax_invoice_id
            and k.ended_at is null and k.tax_request_id = any (${asked.tax_request_id}::uuid[]))`,
        ]
      : []),
    ...(asked.issued_from ? [sql`x.issued_on >= ${asked.issued_from}`] : []),
    ...(asked.issued_to ? [sql`x.issued_on <= ${asked.issued_to}`] : []),
    ...(like ? [sql`(x.number ilike ${like} or x.buyer_name ilike ${like} or x.buyer_tax_id ilike ${like})`] : []),
  ]
  const ids = sql`select x.tax_invoice_id from tax_invoices x where ${sql.join(conditions, sql` and `)}
    order by ${keys.order} limit ${asked.limit + 1}`
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from (${ids}) p
    join tax_invoices x on x.org_id = ${ctx.org_id} and x.tax_invoice_id = p.tax_invoice_id ${parties} order by ${keys.order}`)
  return keys.page(rows, asked.limit)
}

/** One tax invoice whole. Refuses `tax_invoice_unknown`. */
export async function readTaxInvoice(ctx: Context, { tax_invoice_id }: Taken<Lines['readTaxInvoice']>): Promise<Read> {
  type Head = Omit<Read, 'lines' | 'files' | 'links' | 'relatives' | 'candidates' | 'credit_notes' | 'confirmations'>
  const [head, lines, files, links, relatives, candidates, credit_notes, confirmations] = await Promise.all([
    ctx.tx.first(sql<Head>`
      select ${columns}, x.seller_name, x.seller_tax_id, x.remarks, x.source, x.confirmation_number, x.recorded_at
      from tax_invoices x ${parties} where x.org_id = ${ctx.org_id} and x.tax_invoice_id = ${tax_invoice_id}`),
    ctx.tx.rows(sql<Read['lines'][number]>`
      select line, item_name, classification, model, unit, trim_scale(quantity)::text as quantity,
        trim_scale(tax_rate)::text as tax_rate, net_minor, tax_minor
      from tax_invoice_lines where org_id = ${ctx.org_id} and tax_invoice_id = ${tax_invoice_id} order by line`),
    ctx.tx.rows(sql<Read['files'][number]>`
      select f.form, g.name, g.size::int as size from tax_invoice_files f join files g on g.org_id = f.org_id and g.file_id = f.file_id
      where f.org_id = ${ctx.org_id} and f.tax_invoice_id = ${tax_invoice_id} order by f.form desc`),
    ctx.tx.rows(sql<Read['links'][number]>`
      select k.link_id, k.tax_request_id, q.number as request_number, k.line, l.item_name, l.invoice_id, v.number as invoice_number,
        k.amount_minor, k.how
      from tax_invoice_links k join tax_requests q on q.org_id = k.org_id and q.tax_request_id = k.tax_request_id
      join tax_request_lines l on l.org_id = k.org_id and l.tax_request_id = k.tax_request_id and l.version = k.version and l.line = k.line
      join invoices v on v.org_id = l.org_id and v.invoice_id = l.invoice_id
      where k.org_id = ${ctx.org_id} and k.tax_invoice_id = ${tax_invoice_id} and k.ended_at is null order by q.number, k.line`),
    ctx.tx.rows(sql<Read['relatives'][number]>`
      select r.tax_invoice_id, r.number, r.issued_on, r.amount_minor from tax_invoices x join tax_invoices r
        on r.org_id = x.org_id and (r.reverses_id = x.tax_invoice_id or r.tax_invoice_id = x.reverses_id)
      where x.org_id = ${ctx.org_id} and x.tax_invoice_id = ${tax_invoice_id} order by r.issued_on`),
    ctx.tx.rows(sql<Read['candidates'][number]>`
      select q.tax_request_id, q.number, q.buyer_name, s.left_minor from tax_invoices x join tax_requests q
        on q.org_id = x.org_id and q.entity_id = x.entity_id and q.customer_id = x.customer_id
          and q.state in ('approved', 'exported', 'part_issued')
      cross join lateral (
        select sum(l.amount_minor - k.issued_minor)::int8 as left_minor from tax_request_lines l ${issuedOfLine}
        where l.org_id = q.org_id and l.tax_request_id = q.tax_request_id and l.version = q.version) s
      where x.org_id = ${ctx.org_id} and x.tax_invoice_id = ${tax_invoice_id} and not x.is_red and s.left_minor > 0
        and ${linked} < x.amount_minor + ${reversed}
      order by q.tax_request_id desc limit 50`),
    ctx.tx.rows(sql<Read['credit_notes'][number]>`
      select r.credit_note_id as invoice_id, v.number, sum(r.amount_minor)::int8 as amount_minor from red_credits r
      join invoices v on v.org_id = r.org_id and v.invoice_id = r.credit_note_id
      where r.org_id = ${ctx.org_id} and r.tax_invoice_id = ${tax_invoice_id} and r.ended_at is null group by 1, 2 order by 2`),
    ctx.tx.rows(sql<Read['confirmations'][number]>`
      select confirmation_id, number, state, amount_minor from red_confirmations
      where org_id = ${ctx.org_id} and (blue_id = ${tax_invoice_id} or red_id = ${tax_invoice_id}) order by number`),
  ])
  if (!head) refuse('tax_invoice_unknown', { tax_invoice_id })
  return { ...head, lines, files, links, relatives, candidates, credit_notes, confirmations }
}

/** The file a tax invoice came as. Refuses `file_unknown`. */
export const readTaxInvoiceFile =
  (home: string) =>
  async (ctx: Context, { tax_invoice_id, form }: Taken<Lines['readTaxInvoiceFile']>): Promise<FileAnswer> => {
    const row = await ctx.tx.first(sql<{ name: string; sha256: string }>`
      select g.name, encode(g.sha256, 'hex') as sha256
      from tax_invoices x join tax_invoice_files f on f.org_id = x.org_id and f.tax_invoice_id = x.tax_invoice_id
      join files g on g.org_id = f.org_id and g.file_id = f.file_id
      where x.org_id = ${ctx.org_id} and x.tax_invoice_id = ${tax_invoice_id} and f.form = ${form}`)
    if (!row) refuse('file_unknown', { file_id: tax_invoice_id })
    const mime = { xml: 'application/xml', ofd: 'application/ofd', pdf: 'application/pdf' }[form]
    return { file_name: row.name, mime, body: createReadStream(pathOf(home, row.sha256)) }
  }
