import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { among } from '../ledger/queries.ts'
import { readRedStanding } from './red-queries.ts'
import type { taxRequestsContract } from './contract.ts'
import { readHeaderFacts } from './header.ts'
import { leftOf, readHeads, readLeft } from './left.ts'
import type { TaxInvoiceKind } from './names-contract.ts'

type Lines = typeof taxRequestsContract
type Row = Answered<Lines['listTaxRequests']>['rows'][number]
type Read = Answered<Lines['readTaxRequest']>
type Proposal = Answered<Lines['proposeTaxRequest']>

/** Everything a row of the register says; `q` is the request. */
const columns = sql`q.tax_request_id, q.entity_id, e.code as entity_code, q.customer_id, c.number as customer_number,
  c.name as customer_name, q.number, q.kind, q.state, q.buyer_name, q.buyer_tax_id, q.currency, q.net_minor, q.tax_minor,
  q.amount_minor, q.drafted_on, d.name as drafted_name, a.name as approved_name, q.version`

const parties = sql`join entities e on e.org_id = q.org_id and e.entity_id = q.entity_id
  join customers c on c.org_id = q.org_id and c.customer_id = q.customer_id
  join people d on d.org_id = q.org_id and d.person_id = q.drafted_by
  left join people a on a.org_id = q.org_id and a.person_id = q.approved_by`

const sorts = {
  drafted_on: { sql: sql.ref('q.drafted_on'), field: 'drafted_on', type: 'date' },
  amount_minor: { sql: sql.ref('q.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('q.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** The lines of invoices that a request's version `q` is about. */
const about = (ids: readonly string[]) => sql`exists (select from tax_request_lines l
  where l.org_id = q.org_id and l.tax_request_id = q.tax_request_id and l.version = q.version
    and l.invoice_id = any (${[...ids]}::uuid[]))`

/** The register of requests 开票台账. [TAX-5] */
export async function listTaxRequests(
  ctx: Context,
  asked: Taken<Lines['listTaxRequests']>,
): Promise<Answered<Lines['listTaxRequests']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('q.tax_request_id'), field: 'tax_request_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const words = asked.q?.normalize('NFKC').trim()
  const like = words ? `%${words.replace(/[\\%_]/g, '\\$&')}%` : null
  const conditions = [
    sql`q.org_id = ${ctx.org_id}`,
    keys.where,
    among('q.entity_id', asked.entity_id, 'uuid'),
    among('q.customer_id', asked.customer_id, 'uuid'),
    among('q.kind', asked.kind, 'text'),
    among('q.state', asked.state, 'text'),
    ...(asked.invoice_id && asked.invoice_id.length > 0 ? [about(asked.invoice_id)] : []),
    ...(asked.drafted_from ? [sql`q.drafted_on >= ${asked.drafted_from}`] : []),
    ...(asked.drafted_to ? [sql`q.drafted_on <= ${asked.drafted_to}`] : []),
    ...(like ? [sql`(q.number ilike ${like} or q.buyer_name ilike ${like} or q.buyer_tax_id ilike ${like})`] : []),
  ]
  const ids = sql`select q.tax_request_id from tax_requests q where ${sql.join(conditions, sql` and `)}
    order by ${keys.order} limit ${asked.limit + 1}`
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns} from (${ids}) p
    join tax_requests q on q.org_id = ${ctx.org_id} and q.tax_request_id = p.tax_request_id ${parties}
    order by ${keys.order}`)
  return keys.page(rows, asked.limit)
}

/** One request whole. Refuses `tax_request_unknown`. */
export async function readTaxRequest(ctx: Context, { tax_request_id }: Taken<Lines['readTaxRequest']>): Promise<Read> {
  const [head, lines, asked_documents] = await Promise.all([
    ctx.tx.first(sql<Omit<Read, 'lines' | 'asked_documents'>>`
      select ${columns}, q.buyer_address, q.buyer_phone, q.buyer_account_id, b.bank as buyer_bank, b.tail as buyer_account_tail,
        q.header_reason, q.remarks, q.note, q.reason, h.name as requested_name, q.requested_on, q.approved_on, q.recorded_at,
        q.state = 'requested' and exists (select from approval_requests w
          where w.org_id = q.org_id and w.verb = 'tax_request.approve' and w.state = 'waiting'
            and w.input ->> 'tax_request_id' = q.tax_request_id::text
            and (w.input ->> 'version')::int = q.version) as asked
      from tax_requests q ${parties}
      left join people h on h.org_id = q.org_id and h.person_id = q.requested_by
      left join customer_bank_accounts b on b.org_id = q.org_id and b.account_id = q.buyer_account_id
      where q.org_id = ${ctx.org_id} and q.tax_request_id = ${tax_request_id}`),
    ctx.tx.rows(sql<Read['lines'][number]>`
      select l.line, l.invoice_id, v.number as invoice_number, l.invoice_line, l.item_name, l.classification, l.model, l.unit,
        trim_scale(l.quantity)::text as quantity, l.tax_code, trim_scale(l.tax_rate)::text as tax_rate, l.is_discount,
        l.net_minor, l.tax_minor, l.amount_minor
      from tax_requests q join tax_request_lines l
        on l.org_id = q.org_id and l.tax_request_id = q.tax_request_id and l.version = q.version
      join invoices v on v.org_id = l.org_id and v.invoice_id = l.invoice_id
      where q.org_id = ${ctx.org_id} and q.tax_request_id = ${tax_request_id} order by l.line`),
    ctx.tx.rows(sql<Read['asked_documents'][number]>`
      select d.serial, d.net_minor, d.tax_minor, d.amount_minor from tax_export_documents d
      where d.org_id = ${ctx.org_id} and d.tax_request_id = ${tax_request_id} and d.export_id = (
        select max(x.export_id::text)::uuid from tax_export_documents x
        where x.org_id = d.org_id and x.tax_request_id = d.tax_request_id)
      order by length(d.serial), d.serial limit 500`),
  ])
  if (!head) refuse('tax_request_unknown', { tax_request_id })
  return { ...head, lines, asked_documents }
}

/** What of an invoice is requested and left, and by which requests. Refuses `invoice_unknown`. */
export async function readTaxStanding(
  ctx: Context,
  { invoice_id }: Taken<Lines['readTaxStanding']>,
): Promise<Answered<Lines['readTaxStanding']>> {
  const [[head], requests] = await Promise.all([
    readHeads(ctx, [invoice_id]),
    ctx.tx.rows(sql<Row>`
      select ${columns} from tax_requests q ${parties}
      where q.org_id = ${ctx.org_id} and ${about([invoice_id])} order by q.drafted_on desc, q.tax_request_id desc limit 100`),
  ])
  if (!head) refuse('invoice_unknown', { invoice: invoice_id })
  const { currency, requested_minor, amount_minor, credited_minor } = head
  const due = head.kind === 'invoice' || head.kind === 'charge'
  const left_minor = due && head.state === 'issued' ? leftOf(head) : 0n
  const red = head.kind === 'credit_note' && head.state === 'issued' ? await readRedStanding(ctx, invoice_id) : null
  return { currency, amount_minor: amount_minor + credited_minor, requested_minor, left_minor, requests, red }
}

/**
 * What a request for invoices would hold: every line that is left, the header of the customer's file, and of the last request
 * what the file does not know. Refuses `invoice_unknown`.
 */
export async function proposeTaxRequest(
  ctx: Context,
  { invoice_id: ids = [] }: Taken<Lines['proposeTaxRequest']>,
): Promise<Proposal> {
  const [heads, lines] = await Promise.all([readHeads(ctx, ids), readLeft(ctx, ids)])
  const [head] = heads
  const facts = head && (await readHeaderFacts(ctx, head.customer_id))
  if (!head || !facts) refuse('invoice_unknown', { invoice: ids[0] ?? '' })
  const known = await ctx.tx.first(sql<{ address: string | null; phone: string | null; kind: TaxInvoiceKind | null }>`
    select (
      select concat_ws('', a.region, a.city, a.line) from customer_addresses a
      where a.org_id = ${ctx.org_id} and a.customer_id = ${facts.customer_id} and a.ended_at is null
        and a.roles && array['invoice', 'registered']
      order by 'invoice' = any (a.roles) desc, a.address_id limit 1) as address, q.buyer_phone as phone, q.kind
    from (select 1) one left join lateral (
      select buyer_phone, kind from tax_requests
      where org_id = ${ctx.org_id} and customer_id = ${facts.customer_id} and state <> 'void'
      order by tax_request_id desc limit 1) q on true`)
  const accounts = facts.accounts.filter(account => account.state === 'active')
  const usual: TaxInvoiceKind =
    facts.country !== 'CN' ? 'commercial' : facts.tax_id && facts.kind !== 'person' ? 'special' : 'ordinary'
  return {
    customer_id: facts.customer_id,
    customer_name: facts.name,
    currency: head.currency,
    kind: known?.kind ?? usual,
    header: {
      buyer_name: head.bill_to_name,
      buyer_tax_id: facts.tax_id,
      buyer_address: known?.address ?? null,
      buyer_phone: known?.phone ?? null,
      buyer_account_id: accounts[0]?.account_id ?? null,
    },
    accounts: accounts.map(({ account_id, bank, tail }) => ({ account_id, bank, tail })),
    lines: lines
      .filter(line => line.left_minor !== 0n)
      .map(({ product: _, left_net_minor: __, left_tax_minor: ___, ...line }) => line),
  }
}
