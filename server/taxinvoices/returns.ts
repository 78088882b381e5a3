import { type RawBuilder, sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import type { returnContract } from './return-contract.ts'
import { accountPostings, balancesOn, loadMonth, type Month, openRows, stillClosed } from './return-parts.ts'

type Lines = typeof returnContract
type Read = Answered<Lines['readTaxReturn']>
type Row = Answered<Lines['listTaxReturnRows']>['rows'][number]

type Closed = { return_id: string; account_minor: string; closed_at: Instant; closed_name: string }

const readClosed = (ctx: Context, entity_id: string, month: string) =>
  ctx.tx.first(sql<Closed>`
    select r.return_id, r.account_minor, r.closed_at, p.name as closed_name from tax_returns r
    join people p on p.org_id = r.org_id and p.person_id = r.closed_by
    where r.org_id = ${ctx.org_id} and r.entity_id = ${entity_id} and r.month = ${month} and ${stillClosed}`)

/** The month's rows: frozen where it is closed. */
const rowsOf = (ctx: Context, month: Month, closed: Closed | null): RawBuilder<unknown> =>
  closed
    ? sql`(select section, document_kind, document_id, number, customer_id, day, tax_kind, rate, net_minor, tax_minor
        from tax_return_rows where org_id = ${ctx.org_id} and return_id = ${closed.return_id})`
    : openRows(ctx, month)

const accountOf = async (ctx: Context, month: Month): Promise<bigint> => {
  const row = await ctx.tx.first(
    sql<{ sum: string }>`select coalesce(-sum(p.base_minor), 0)::int8 as sum ${accountPostings(ctx, month)}`,
  )
  return BigInt(row?.sum ?? 0)
}

/** The list tells of everybody's customers. Refuses `out_of_scope` to one who sees only some. */
function needsAll(ctx: Context): void {
  if (ctx.actor.sight.customers !== '') refuse('out_of_scope', { customers: 'all' })
}

const counted = ['blue', 'red', 'uninvoiced', 'offset']

/**
 * The month's list for the return: tax invoices issued and red, income whose tax is due without a tax invoice, and its offsets when
 * the tax invoice comes, by rate and method; tied to what the output tax account took up. [TAX-16] [TAX-17]
 */
export async function readTaxReturn(ctx: Context, asked: Taken<Lines['readTaxReturn']>): Promise<Read> {
  needsAll(ctx)
  const month = await loadMonth(ctx, asked.entity_id, asked.month)
  if (!month) refuse('entity_unknown', { entity_id: asked.entity_id })
  const closed = await readClosed(ctx, asked.entity_id, asked.month)
  const entity = await ctx.tx.first(sql<{ taxpayer_kind: string }>`
    select taxpayer_kind from entities where org_id = ${ctx.org_id} and entity_id = ${asked.entity_id}`)
  const taxpayer_kind = entity?.taxpayer_kind ?? ''
  const rows = await ctx.tx.rows(sql<
    Omit<Read['rows'][number], 'method' | 'net_minor' | 'tax_minor'> & { net_minor: string; tax_minor: string }
  >`
    select section, tax_kind, trim_scale(rate)::text as rate, count(*)::int as count, sum(net_minor)::int8 as net_minor,
      sum(tax_minor)::int8 as tax_minor
    from ${rowsOf(ctx, month, closed)} w group by section, tax_kind, rate order by tax_kind, w.rate desc, section`)
  const carried = await ctx.tx.first(sql<{ net_minor: string; tax_minor: string }>`
    select coalesce(sum(net_minor), 0)::int8 as net_minor, coalesce(sum(tax_minor), 0)::int8 as tax_minor
    from ${
      closed
        ? sql`(select * from tax_return_balances where org_id = ${ctx.org_id} and return_id = ${closed.return_id})`
        : balancesOn(ctx, month, month.to)
    } b where b.balance = 'uninvoiced'`)
  const account_minor = closed ? BigInt(closed.account_minor) : await accountOf(ctx, month)
  const codes = await ctx.tx.rows(sql<{ code: string }>`
    select distinct a.code from account_rules r join accounts a on a.org_id = r.org_id and a.account_id = r.account_id
    where r.org_id = ${ctx.org_id} and r.entity_id = ${asked.entity_id} and r.purpose = 'output_tax' order by 1`)
  const sum = (field: 'net_minor' | 'tax_minor', of: (section: string) => boolean) =>
    rows.filter(row => of(row.section)).reduce((total, row) => total + BigInt(row[field]), 0n)
  const tax_minor = sum('tax_minor', one => counted.includes(one))
  return {
    entity_id: asked.entity_id,
    month: asked.month,
    currency: month.currency,
    taxpayer_kind,
    state: closed ? 'closed' : 'open',
    closed_at: closed?.closed_at ?? null,
    closed_name: closed?.closed_name ?? null,
    last_closed: month.last?.month ?? null,
    rows: rows.map(row => ({ ...row, method: methodOf(taxpayer_kind, row.rate) })),
    net_minor: sum('net_minor', one => counted.includes(one)),
    tax_minor,
    account_minor,
    account_codes: codes.map(row => row.code),
    unexplained_minor: tax_minor - account_minor - sum('tax_minor', one => !counted.includes(one)),
    carried: { net_minor: carried?.net_minor ?? '0', tax_minor: carried?.tax_minor ?? '0' },
  }
}

/** Simple method 简易计税: all of a small-scale taxpayer, and rates that are 征收率 (5, 3, 1 %). */
const methodOf = (taxpayer_kind: string, rate: string): 'general' | 'simple' =>
  taxpayer_kind === 'small_scale' || [1, 3, 5].includes(Number(rate)) ? 'simple' : 'general'

/** The documents behind a figure of the list, paged. [TAX-16] */
export async function listTaxReturnRows(
  ctx: Context,
  asked: Taken<Lines['listTaxReturnRows']>,
): Promise<Answered<Lines['listTaxReturnRows']>> {
  needsAll(ctx)
  const month = await loadMonth(ctx, asked.entity_id, asked.month)
  if (!month) refuse('entity_unknown', { entity_id: asked.entity_id })
  const closed = await readClosed(ctx, asked.entity_id, asked.month)
  const descending = asked.sort.startsWith('-')
  const column = asked.sort.replace('-', '') as 'day' | 'tax_minor'
  const keys = keyset<Row>(
    [
      { sql: sql.ref(`w.${column}`), field: column, type: column === 'day' ? 'date' : 'int8', descending },
      { sql: sql.ref('w.row_key'), field: 'row_key', type: 'text', descending },
    ],
    asked.after,
  )
  const rates = asked.rate?.map(rate => rate)
  const rows = await ctx.tx.rows(sql<Row>`
    select w.section, w.document_kind, w.document_id, w.number, w.customer_id, c.number as customer_number, c.name as customer_name, w.day,
      w.tax_kind, trim_scale(w.rate)::text as rate, ${month.currency} as currency, w.net_minor, w.tax_minor, w.row_key
    from (select r.*, concat_ws(' ', r.section, r.document_id, r.tax_kind, trim_scale(r.rate)) collate "C" as row_key
      from ${rowsOf(ctx, month, closed)} r) w
    left join customers c on c.org_id = ${ctx.org_id} and c.customer_id = w.customer_id
    where ${keys.where} and ${among('w.section', asked.section, 'text')} and ${among('w.tax_kind', asked.tax_kind, 'text')}
      and (${rates ?? null}::numeric[] is null or w.rate = any (${rates ?? null}::numeric[]))
    order by ${keys.order} limit ${asked.limit + 1}`)
  return keys.page(rows, asked.limit)
}

/**
 * Closes a month: its rows are frozen, and what comes later for it stands in the month that follows. [TAX-18] Refuses
 * `tax_return_closed`, `tax_return_order` for any but the month behind the last closed one or one that is not over, and
 * `changed_meanwhile` where it is not what was seen.
 */
export async function closeTaxReturn(
  ctx: Context,
  { entity_id, month: name, tax_minor: seen }: Taken<Lines['closeTaxReturn']>,
): Promise<Answered<Lines['closeTaxReturn']>> {
  // Load.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext(${`tax return ${entity_id}`}))`)
  const month = await loadMonth(ctx, entity_id, name)
  if (!month) refuse('entity_unknown', { entity_id })
  const later = await ctx.tx.first(sql<{ month: string }>`
    select r.month from tax_returns r where r.org_id = ${ctx.org_id} and r.entity_id = ${entity_id} and r.month >= ${name}
      and ${stillClosed} order by r.month limit 1`)
  const read = await readTaxReturn(ctx, { entity_id, month: name })
  const closed_at = await moment(ctx)

  // Decide.
  if (later || (month.last && !month.follows) || month.to >= (ctx.today as Day))
    refuse('tax_return_order', { month: name, last: later?.month ?? month.last?.month ?? '' })
  if (read.tax_minor !== seen) refuse('changed_meanwhile', { tax_minor: read.tax_minor })
  const return_id = newId<'tax_return'>()

  // Write.
  const { net_minor, tax_minor, account_minor } = read
  await ctx.tx.rows(sql`
    insert into tax_returns (org_id, return_id, entity_id, month, nth, net_minor, tax_minor, account_minor, closed_by, closed_at)
    values (${ctx.org_id}::int4, ${return_id}::uuid, ${entity_id}::uuid, ${name}, (
      select count(*) + 1 from tax_returns where org_id = ${ctx.org_id}::int4 and entity_id = ${entity_id}::uuid and month = ${name}),
      ${String(net_minor)}::int8, ${String(tax_minor)}::int8,
      ${String(account_minor)}::int8, ${ctx.actor.person_id}::uuid, ${closed_at}::timestamptz)`)
  await ctx.tx.rows(sql`
    insert into tax_return_rows (org_id, return_id, row, section, document_kind, document_id, number, customer_id, day, tax_kind, rate,
      net_minor, tax_minor)
    select ${ctx.org_id}::int4, ${return_id}::uuid, row_number() over (order by w.section, w.day, w.document_id, w.rate)::int, w.section,
      w.document_kind, w.document_id, w.number, w.customer_id, w.day, w.tax_kind, w.rate, w.net_minor, w.tax_minor
    from ${openRows(ctx, { ...month })} w`)
  await ctx.tx.rows(sql`
    insert into tax_return_balances (org_id, return_id, balance, document_id, tax_kind, rate, net_minor, tax_minor)
    select ${ctx.org_id}::int4, ${return_id}::uuid, b.balance, b.document_id, b.tax_kind, b.rate, b.net_minor, b.tax_minor
    from ${balancesOn(ctx, month, month.to)} b`)

  // Record.
  const data = { entity_id, month: name, net_minor, tax_minor, account_minor }
  await record(ctx, 'tax_return.closed', closed_at, [{ subject_id: return_id, data }])
  return { return_id }
}

/**
 * Opens the month closed last again: its list is worked out anew, and the month behind it no longer takes what came late for it.
 * What was frozen is kept. It waits for a second person. [TAX-19] Refuses `tax_return_not_closed`, and `tax_return_order` where a
 * later month is closed.
 */
export async function reopenTaxReturn(
  ctx: Context,
  { entity_id, month: name, reason }: Taken<Lines['reopenTaxReturn']>,
): Promise<Answered<Lines['reopenTaxReturn']>> {
  // Load.
  needsAll(ctx)
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext(${`tax return ${entity_id}`}))`)
  const closed = await readClosed(ctx, entity_id, name)
  const later = await ctx.tx.first(sql<{ month: string }>`
    select r.month from tax_returns r where r.org_id = ${ctx.org_id} and r.entity_id = ${entity_id} and r.month > ${name}
      and ${stillClosed} order by r.month desc limit 1`)
  const reopened_at = await moment(ctx)

  // Decide.
  if (!closed) refuse('tax_return_not_closed', { month: name })
  if (later) refuse('tax_return_order', { month: name, last: later.month })
  const { return_id } = closed

  // Write.
  await insertRows(ctx.tx, 'tax_return_reopenings', ctx.org_id, [
    { return_id, entity_id, reason, reopened_by: ctx.actor.person_id, reopened_at },
  ])

  // Record.
  await record(ctx, 'tax_return.reopened', reopened_at, [
    { subject_id: return_id, data: { entity_id, month: name, reason } },
  ])
  return { month: name, state: 'open' }
}
