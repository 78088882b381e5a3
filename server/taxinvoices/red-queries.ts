import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { among } from '../ledger/queries.ts'
import type { taxRequestsContract } from './contract.ts'
import type { redContract } from './red-contract.ts'
import { lawOn } from './red-law.ts'
import { blueTaken, creditNotesLeft, ofMistake } from './red-left.ts'

type Lines = typeof redContract
type Row = Answered<Lines['listRedConfirmations']>['rows'][number]
type Read = Answered<Lines['readRedConfirmation']>
type Gap = Answered<Lines['listRedGaps']>['rows'][number]

/** Everything a row says; `p` is the confirmation. */
const columns = (
  ctx: Context,
) => sql`p.confirmation_id, p.entity_id, e.code as entity_code, p.customer_id, c.number as customer_number,
  c.name as customer_name, p.number, p.platform_number, p.state, p.state = 'waiting' and p.expires_at < ${ctx.now}::timestamptz as overdue,
  p.started_by, p.reason_code, p.buyer_use, p.blue_id, x.number as blue_number, p.credit_note_id, n.number as credit_note_number,
  p.red_id, r.number as red_number, p.currency, p.net_minor, p.tax_minor, p.amount_minor, p.drafted_on, d.name as drafted_name,
  p.asked_at, p.expires_at, p.version`

const around = sql`join entities e on e.org_id = p.org_id and e.entity_id = p.entity_id
  join customers c on c.org_id = p.org_id and c.customer_id = p.customer_id
  join tax_invoices x on x.org_id = p.org_id and x.tax_invoice_id = p.blue_id
  join people d on d.org_id = p.org_id and d.person_id = p.drafted_by
  left join tax_invoices r on r.org_id = p.org_id and r.tax_invoice_id = p.red_id
  left join invoices n on n.org_id = p.org_id and n.invoice_id = p.credit_note_id`

const sorts = {
  drafted_on: { sql: sql.ref('p.drafted_on'), field: 'drafted_on', type: 'date' },
  amount_minor: { sql: sql.ref('p.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('p.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

const likeOf = (q: string | undefined) => {
  const words = q?.normalize('NFKC').trim()
  return words ? `%${words.replace(/[\\%_]/g, '\\$&')}%` : null
}

/** Confirmations with every filter and sort of the screen. [TAX-12] */
export async function listRedConfirmations(
  ctx: Context,
  asked: Taken<Lines['listRedConfirmations']>,
): Promise<Answered<Lines['listRedConfirmations']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('p.confirmation_id'), field: 'confirmation_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const like = likeOf(asked.q)
  const conditions = [
    sql`p.org_id = ${ctx.org_id}`,
    keys.where,
    among('p.entity_id', asked.entity_id, 'uuid'),
    among('p.customer_id', asked.customer_id, 'uuid'),
    among('p.state', asked.state, 'text'),
    among('p.reason_code', asked.reason_code, 'text'),
    among('p.blue_id', asked.blue_id, 'uuid'),
    among('p.credit_note_id', asked.credit_note_id, 'uuid'),
    ...(asked.overdue === undefined
      ? []
      : [sql`(p.state = 'waiting' and p.expires_at < ${ctx.now}::timestamptz) = ${asked.overdue}`]),
    ...(asked.drafted_from ? [sql`p.drafted_on >= ${asked.drafted_from}`] : []),
    ...(asked.drafted_to ? [sql`p.drafted_on <= ${asked.drafted_to}`] : []),
    ...(like
      ? [
          sql`(p.number ilike ${like} or p.platform_number ilike ${like} or p.blue_id in (
            select b.tax_invoice_id from tax_invoices b where b.org_id = ${ctx.org_id} and (b.number ilike ${like} or b.buyer_name ilike ${like})))`,
        ]
      : []),
  ]
  const rows = await ctx.tx.rows(sql<Row>`
    select ${columns(ctx)} from red_confirmations p ${around}
    where ${sql.join(conditions, sql` and `)} order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/** One confirmation whole. Refuses `red_confirmation_unknown`. */
export async function readRedConfirmation(
  ctx: Context,
  { confirmation_id }: Taken<Lines['readRedConfirmation']>,
): Promise<Read> {
  const head = await ctx.tx.first(sql<Omit<Read, 'law'>>`
    select ${columns(ctx)}, p.platform_code, p.answered_at, p.reason, p.note, x.kind as blue_kind, x.issued_on as blue_issued_on,
      x.amount_minor as blue_amount_minor, (x.amount_minor + reversed.amount_minor)::int8 as blue_left_minor
    from red_confirmations p ${around} ${blueTaken}
    where p.org_id = ${ctx.org_id} and p.confirmation_id = ${confirmation_id}`)
  if (!head) refuse('red_confirmation_unknown', { confirmation_id })
  return { ...head, law: lawOn((head.asked_at ?? head.drafted_on).slice(0, 10)) }
}

/**
 * What a confirmation may take back: the blue tax invoices, and the credit notes that still need a red one; of a blue one its
 * buyer's, of a credit note those that cover what it credits first. [TAX-12] Refuses `tax_invoice_unknown`, `invoice_unknown`.
 */
export async function proposeRedConfirmation(
  ctx: Context,
  { blue_id, credit_note_id }: Taken<Lines['proposeRedConfirmation']>,
): Promise<Answered<Lines['proposeRedConfirmation']>> {
  const whose = await ctx.tx.first(sql<{ entity_id: string; customer_id: string; credits_id: string | null }>`
    ${
      blue_id
        ? sql`select entity_id, customer_id, null::uuid as credits_id from tax_invoices
            where org_id = ${ctx.org_id} and tax_invoice_id = ${blue_id}`
        : sql`select entity_id, customer_id, credits_id from invoices
            where org_id = ${ctx.org_id} and invoice_id = ${credit_note_id ?? null}::uuid`
    }`)
  if (!whose) refuse(blue_id ? 'tax_invoice_unknown' : 'invoice_unknown', { invoice: credit_note_id ?? '' })
  type Proposal = Answered<Lines['proposeRedConfirmation']>
  const [blues, credit_notes] = await Promise.all([
    ctx.tx.rows(sql<Proposal['blues'][number]>`
      select x.tax_invoice_id, x.number, x.issued_on, x.amount_minor, x.currency,
        (x.amount_minor + reversed.amount_minor - under_way.amount_minor)::int8 as left_minor
      from tax_invoices x ${blueTaken}
      where x.org_id = ${ctx.org_id} and not x.is_red and x.entity_id = ${whose.entity_id} and x.customer_id = ${whose.customer_id}
        and ${blue_id ? sql`x.tax_invoice_id = ${blue_id}` : sql`x.amount_minor + reversed.amount_minor - under_way.amount_minor > 0`}
      order by exists (select from tax_invoice_links k join tax_request_lines l
          on l.org_id = k.org_id and l.tax_request_id = k.tax_request_id and l.version = k.version and l.line = k.line
        where k.org_id = x.org_id and k.tax_invoice_id = x.tax_invoice_id and k.ended_at is null
          and l.invoice_id = ${whose.credits_id}::uuid) desc, x.issued_on desc, x.tax_invoice_id limit 50`),
    ctx.tx.rows(sql<Proposal['credit_notes'][number]>`
      select n.invoice_id, n.number, n.amount_minor, greatest(n.left_minor - n.under_way_minor, 0)::int8 as left_minor
      from ${creditNotesLeft(
        ctx,
        credit_note_id
          ? sql`n.invoice_id = ${credit_note_id}::uuid`
          : sql`n.entity_id = ${whose.entity_id}::uuid and n.customer_id = ${whose.customer_id}::uuid`,
      )} n
      where ${credit_note_id ? sql`n.invoice_id = ${credit_note_id}::uuid` : sql`n.left_minor > n.under_way_minor`}
      order by n.issued_on, n.invoice_id limit 50`),
  ])
  return { blues, credit_notes }
}

type Standing = NonNullable<Answered<(typeof taxRequestsContract)['readTaxStanding']>['red']>

/** What of a credit note red tax invoices took back, and what still must be. [TAX-14] */
export async function readRedStanding(ctx: Context, credit_note_id: string): Promise<Standing> {
  const [sums, reds, confirmations] = await Promise.all([
    ctx.tx.first(sql<Pick<Standing, 'matched_minor' | 'under_way_minor' | 'left_minor'>>`
      select matched_minor, under_way_minor, left_minor from ${creditNotesLeft(ctx, sql`n.invoice_id = ${credit_note_id}::uuid`)} n
      where n.invoice_id = ${credit_note_id}::uuid`),
    ctx.tx.rows(sql<Standing['reds'][number]>`
      select x.tax_invoice_id, x.number, x.issued_on, k.amount_minor from red_credits k
      join tax_invoices x on x.org_id = k.org_id and x.tax_invoice_id = k.tax_invoice_id
      where k.org_id = ${ctx.org_id} and k.credit_note_id = ${credit_note_id} and k.ended_at is null order by x.issued_on, x.number`),
    ctx.tx.rows(sql<Standing['confirmations'][number]>`
      select confirmation_id, number, state, amount_minor, expires_at from red_confirmations
      where org_id = ${ctx.org_id} and credit_note_id = ${credit_note_id} order by number`),
  ])
  return { matched_minor: '0', under_way_minor: '0', left_minor: '0', ...sums, reds, confirmations }
}

/** Red tax invoices with what of them stands for no credit note; one that takes a mistake back needs none. */
const redsLeft = (ctx: Context) => sql`(
  select 'red_invoice' as kind, x.tax_invoice_id as document_id, x.number, x.entity_id, x.customer_id, x.issued_on, x.currency,
    -x.amount_minor as amount_minor, m.matched_minor, (-x.amount_minor - m.matched_minor)::int8 as left_minor, 0::int8 as under_way_minor
  from tax_invoices x cross join lateral (select coalesce(sum(r.amount_minor), 0)::int8 as matched_minor from red_credits r
    where r.org_id = x.org_id and r.tax_invoice_id = x.tax_invoice_id and r.ended_at is null) m
  where x.org_id = ${ctx.org_id} and x.is_red and not ${ofMistake(sql`x.org_id`, sql`x.tax_invoice_id`)})`

/** Both gaps between credit notes and red tax invoices, with what lacks its counterpart. [TAX-14] */
export async function listRedGaps(
  ctx: Context,
  asked: Taken<Lines['listRedGaps']>,
): Promise<Answered<Lines['listRedGaps']>> {
  const descending = asked.sort.startsWith('-')
  const column = asked.sort.replace('-', '') as 'issued_on' | 'left_minor'
  const keys = keyset<Gap>(
    [
      { sql: sql.ref(`g.${column}`), field: column, type: column === 'issued_on' ? 'date' : 'int8', descending },
      { sql: sql.ref('g.document_id'), field: 'document_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const like = likeOf(asked.q)
  const found = await ctx.tx.first(sql<{
    rows: Gap[] | null
    totals: Answered<Lines['listRedGaps']>['totals'] | null
  }>`
    with gaps as materialized (
      select a.*, e.code as entity_code, c.number as customer_number, c.name as customer_name from (
        select 'credit_note' as kind, n.invoice_id as document_id, n.number, n.entity_id, n.customer_id, n.issued_on, n.currency,
          n.amount_minor, n.matched_minor, n.left_minor, n.under_way_minor from ${creditNotesLeft(ctx)} n
        union all select * from ${redsLeft(ctx)} r) a
      join entities e on e.org_id = ${ctx.org_id} and e.entity_id = a.entity_id
      join customers c on c.org_id = ${ctx.org_id} and c.customer_id = a.customer_id
      where a.left_minor > 0 and ${among('a.entity_id', asked.entity_id, 'uuid')} and ${among('a.customer_id', asked.customer_id, 'uuid')}
        and ${asked.kind ? sql`a.kind = ${asked.kind}` : sql`true`}
        and ${like ? sql`(a.number ilike ${like} or c.name ilike ${like} or c.number ilike ${like})` : sql`true`}),
    page as (select * from gaps g where ${keys.where} order by ${keys.order} limit ${asked.limit + 1})
    select (select json_agg(json_build_object('kind', p.kind, 'document_id', p.document_id, 'number', p.number, 'entity_id', p.entity_id,
        'entity_code', p.entity_code, 'customer_id', p.customer_id, 'customer_number', p.customer_number,
        'customer_name', p.customer_name, 'issued_on', p.issued_on, 'currency', p.currency, 'amount_minor', p.amount_minor::text,
        'matched_minor', p.matched_minor::text, 'left_minor', p.left_minor::text, 'under_way_minor', p.under_way_minor::text))
        from page p) as rows,
      (select json_agg(json_build_object('kind', t.kind, 'currency', t.currency, 'count', t.count, 'left_minor', t.left_minor::text)) from (
        select kind, currency, count(*)::int as count, sum(left_minor)::int8 as left_minor from gaps group by 1, 2 order by 1, 2) t) as totals`)
  return { ...keys.page(found?.rows ?? [], asked.limit), totals: found?.totals ?? [] }
}
