import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { type Day, dayFrom, endOfMonth } from '../kernel/values.ts'
import type { journalContract } from './journal-contract.ts'
import { among } from './queries.ts'

type Lines = typeof journalContract
type Entry = Answered<Lines['readEntry']>
type Asked = Taken<Lines['listEntries']>

/** Postings tell of everybody's customers. Refuses `out_of_scope` to one who sees only some. [LGR-22] */
function needsAllCustomers(ctx: Context): void {
  if (ctx.actor.sight.customers !== '') refuse('out_of_scope', { customers: 'all' })
}

/** The first and last day of a period 'YYYY-MM'. */
export function daysOf(period: string): { from: Day; to: Day } {
  const from = dayFrom(Number(period.slice(0, 4)), Number(period.slice(5, 7)), 1) as Day
  return { from, to: endOfMonth(from) }
}

/** Everything a row of the journal says of an entry `e`. */
const columns = sql`e.entry_id, e.entity_id, t.code as entity_code, t.base_currency, e.posted_on, e.recorded_at, e.kind,
  e.document_id, e.memo, l.debit_base_minor, l.lines`

/** Beside an entry `e` its entity and its lines. */
const beside = sql`
  join entities t on t.org_id = e.org_id and t.entity_id = e.entity_id
  cross join lateral (
    select coalesce(sum(p.base_minor) filter (where p.base_minor > 0), 0)::int8 as debit_base_minor,
      json_agg(json_build_object('line', p.line, 'account_id', p.account_id, 'account_code', a.code, 'account_name', a.name,
        'account_name_en', a.name_en, 'currency', p.currency, 'amount_minor', p.amount_minor::text, 'base_minor', p.base_minor::text,
        'item_id', p.item_id, 'item_number', i.number, 'customer_id', c.customer_id, 'customer_number', c.number,
        'customer_name', c.name) order by p.line) as lines
    from postings p
    join accounts a on a.org_id = p.org_id and a.account_id = p.account_id
    left join open_items i on i.org_id = p.org_id and i.item_id = p.item_id
    left join customers c on c.org_id = p.org_id and c.customer_id = coalesce(p.customer_id, i.customer_id)
    where p.org_id = e.org_id and p.entry_id = e.entry_id) l`

/**
 * 序时账: entries with their lines, by period, account, customer, document, number or memo. Each entity's are walked in
 * the order of their index; an id tells the order in which they were entered. [LGR-22]
 */
export async function listEntries(ctx: Context, asked: Asked): Promise<Answered<Lines['listEntries']>> {
  needsAllCustomers(ctx)
  const descending = asked.sort.startsWith('-')
  const id: SortColumn<Entry> = { sql: sql.ref('e.entry_id'), field: 'entry_id', type: 'uuid', descending }
  const day: SortColumn<Entry> = { sql: sql.ref('e.posted_on'), field: 'posted_on', type: 'date', descending }
  const keys = keyset<Entry>(asked.sort.endsWith('posted_on') ? [day, id] : [id], asked.after)
  const conditions = [sql`e.org_id = ${ctx.org_id}`, keys.where, ...entryConditions(ctx, asked)]
  const rows = await ctx.tx.rows(sql<Entry>`
    select ${columns} from (
      select e.* from entities n cross join lateral (
        select e.* from entries e where e.entity_id = n.entity_id and ${sql.join(conditions, sql` and `)}
        order by ${keys.order} limit ${asked.limit + 1}) e
      where n.org_id = ${ctx.org_id} order by ${keys.order} limit ${asked.limit + 1}) e
    ${beside} order by ${keys.order}`)
  return keys.page(rows, asked.limit)
}

function entryConditions(ctx: Context, asked: Asked): RawBuilder<unknown>[] {
  const days = asked.period ? daysOf(asked.period) : null
  const from = later(asked.from, days?.from)
  const to = earlier(asked.to, days?.to)
  const { account_id, customer_id, number, q } = asked
  return [
    among('e.entity_id', asked.entity_id, 'uuid'),
    among('e.kind', asked.kind, 'text'),
    among('e.document_id', asked.document_id, 'uuid'),
    ...(from ? [sql`e.posted_on >= ${from}::date`] : []),
    ...(to ? [sql`e.posted_on <= ${to}::date`] : []),
    ...(account_id
      ? [
          sql`exists (select from postings p where p.org_id = e.org_id and p.entry_id = e.entry_id and p.account_id = any (${account_id}::uuid[]))`,
        ]
      : []),
    // By way of the customer's items, since every posting about a customer names one.
    ...(customer_id
      ? [
          sql`e.entry_id in (select p.entry_id from open_items i join postings p on p.org_id = i.org_id and p.item_id = i.item_id
            where i.org_id = ${ctx.org_id} and i.customer_id = any (${customer_id}::uuid[]))`,
        ]
      : []),
    ...(number ? [sql`e.document_id in (${documentsNumbered(ctx, number)})`] : []),
    ...(q ? [sql`e.memo ilike ${`%${q.replace(/[\\%_]/g, '\\$&')}%`}`] : []),
  ]
}

/** Documents whose number begins so, as a range of their index: behind row security `like` would lose it. */
function documentsNumbered(ctx: Context, number: string): RawBuilder<unknown> {
  const range = (alias: string) => {
    const column = sql.ref(`${alias}.number`)
    return sql`${sql.ref(`${alias}.org_id`)} = ${ctx.org_id} and ${column} >= ${number} and ${column} < ${`${number}\u{10ffff}`}`
  }
  return sql`select v.invoice_id from invoices v where ${range('v')}
    union all select r.receipt_id from receipts r where ${range('r')}
    union all select i.document_id from open_items i
      where i.org_id = ${ctx.org_id} and i.opening_id is not null and starts_with(i.number, ${number})`
}

const later = (a: string | undefined, b: string | undefined) => (a && b ? (a > b ? a : b) : (a ?? b))
const earlier = (a: string | undefined, b: string | undefined) => (a && b ? (a < b ? a : b) : (a ?? b))

/** One entry with its lines. Refuses `entry_unknown`. */
export async function readEntry(ctx: Context, { entry_id }: { entry_id: string }): Promise<Entry> {
  needsAllCustomers(ctx)
  const entry = await ctx.tx.first(sql<Entry>`
    select ${columns} from entries e ${beside} where e.org_id = ${ctx.org_id} and e.entry_id = ${entry_id}`)
  if (!entry) refuse('entry_unknown', { entry_id })
  return entry
}

type Trial = Answered<Lines['trialBalance']>

/**
 * 科目余额表 of an entity over periods. The opening comes from the sealed sums and the postings since, the movements from
 * the postings of the periods; debits and credits are the sums of lines by their sign. [LGR-22]
 */
export async function trialBalance(ctx: Context, asked: Taken<Lines['trialBalance']>): Promise<Trial> {
  needsAllCustomers(ctx)
  const { from } = daysOf(asked.from_period)
  const { to } = daysOf(asked.to_period)
  const entity = await ctx.tx.first(sql<{ base_currency: string }>`
    select base_currency from entities where org_id = ${ctx.org_id} and entity_id = ${asked.entity_id}`)
  if (!entity) refuse('entity_unknown', { entity_id: asked.entity_id })
  const own = (
    alias: string,
  ) => sql`${sql.ref(`${alias}.org_id`)} = ${ctx.org_id} and ${sql.ref(`${alias}.account_id`)} = any (array(
    select account_id from accounts where org_id = ${ctx.org_id} and entity_id = ${asked.entity_id}))`
  const currency = asked.by === 'currency' ? sql`m.currency` : sql`null::text`
  const amounts =
    asked.by === 'currency'
      ? sql`sum(m.opening)::int8 as opening_minor, sum(m.debit)::int8 as debit_minor, sum(m.credit)::int8 as credit_minor,
        sum(m.opening + m.debit - m.credit)::int8 as closing_minor,`
      : sql`null::text as opening_minor, null::text as debit_minor, null::text as credit_minor, null::text as closing_minor,`
  const rows = await ctx.tx.rows(sql<Trial['rows'][number]>`
    with sealed as (select max(to_at) as to_at from posting_chunks where org_id = ${ctx.org_id}),
    m as (
      select s.account_id, s.currency, s.amount_minor as opening, s.base_minor as opening_base, 0::int8 as debit, 0::int8 as credit, 0::int8 as debit_base, 0::int8 as credit_base
      from posting_sums s where ${own('s')} and s.posted_on < ${from}::date
      union all
      select p.account_id, p.currency, p.amount_minor, p.base_minor, 0, 0, 0, 0 from postings p
      where ${own('p')} and p.posted_on < ${from}::date and p.recorded_at > coalesce((select to_at from sealed), '-infinity')
      union all
      select p.account_id, p.currency, 0, 0, greatest(p.amount_minor, 0), greatest(-p.amount_minor, 0), greatest(p.base_minor, 0), greatest(-p.base_minor, 0)
      from postings p where ${own('p')} and p.posted_on between ${from}::date and ${to}::date
    )
    select a.account_id, a.code, a.name, a.name_en, a.type, a.control, ${currency} as currency, ${amounts}
      sum(m.opening_base)::int8 as opening_base_minor, sum(m.debit_base)::int8 as debit_base_minor,
      sum(m.credit_base)::int8 as credit_base_minor, sum(m.opening_base + m.debit_base - m.credit_base)::int8 as closing_base_minor
    from m join accounts a on a.org_id = ${ctx.org_id} and a.account_id = m.account_id
    group by a.account_id, a.code, a.name, a.name_en, a.type, a.control, 7
    having bool_or(m.opening <> 0 or m.opening_base <> 0 or m.debit_base <> 0 or m.credit_base <> 0 or m.debit <> 0 or m.credit <> 0)
    order by a.code, 7`)
  const sum = (field: keyof Trial['totals']) => rows.reduce((total, row) => total + BigInt(row[field]), 0n)
  const totals = {
    opening_base_minor: sum('opening_base_minor'),
    debit_base_minor: sum('debit_base_minor'),
    credit_base_minor: sum('credit_base_minor'),
    closing_base_minor: sum('closing_base_minor'),
  }
  return { from, to, base_currency: entity.base_currency, rows, totals }
}

type Ledger = Answered<Lines['accountLedger']>
type LedgerRow = Ledger['rows'][number]

/** 科目明细账: the postings of one account in their order, with its balance after each. Refuses `account_unknown`. [LGR-22] */
export async function accountLedger(ctx: Context, asked: Taken<Lines['accountLedger']>): Promise<Ledger> {
  needsAllCustomers(ctx)
  const account = await ctx.tx.first(sql<
    Pick<Ledger, 'account_code' | 'account_name' | 'account_name_en' | 'base_currency'>
  >`
    select a.code as account_code, a.name as account_name, a.name_en as account_name_en, e.base_currency
    from accounts a join entities e on e.org_id = a.org_id and e.entity_id = a.entity_id
    where a.org_id = ${ctx.org_id} and a.account_id = ${asked.account_id}`)
  if (!account) refuse('account_unknown', { account: asked.account_id })
  const keys = keyset<LedgerRow>(
    [
      { sql: sql.ref('p.posted_on'), field: 'posted_on', type: 'date' },
      { sql: sql.ref('p.entry_id'), field: 'entry_id', type: 'uuid' },
      { sql: sql.ref('p.line'), field: 'line', type: 'int8' },
    ],
    asked.after,
  )
  const mine = sql`p.org_id = ${ctx.org_id} and p.account_id = ${asked.account_id}
    and ${among('p.currency', asked.currency ? [asked.currency] : undefined, 'text')} and ${among('p.customer_id', asked.customer_id, 'uuid')}`
  const within = sql`p.posted_on between ${asked.from}::date and ${asked.to}::date`
  const sums = await ctx.tx.first(sql<{ opening: string; debit: string; credit: string }>`
    select coalesce(sum(p.base_minor) filter (where p.posted_on < ${asked.from}::date), 0)::int8 as opening,
      coalesce(sum(p.base_minor) filter (where ${within} and p.base_minor > 0), 0)::int8 as debit,
      coalesce(-sum(p.base_minor) filter (where ${within} and p.base_minor < 0), 0)::int8 as credit
    from postings p where ${mine} and p.posted_on <= ${asked.to}::date`)
  const rows = await ctx.tx.rows(sql<LedgerRow>`
    select p.entry_id, p.line, p.posted_on, p.recorded_at, e.kind, e.document_id, e.memo, p.currency, p.amount_minor, p.base_minor,
      p.item_id, i.number as item_number, p.customer_id, c.number as customer_number, c.name as customer_name,
      array(select distinct a.code from postings o join accounts a on a.org_id = o.org_id and a.account_id = o.account_id
        where o.org_id = p.org_id and o.entry_id = p.entry_id and o.account_id <> p.account_id order by 1) as counter_codes,
      (${before(ctx, keys.where, mine, asked.from, asked.after)} + ${sums?.opening ?? '0'}::int8
        + sum(p.base_minor) over (order by p.posted_on, p.entry_id, p.line))::int8 as balance_base_minor
    from (select p.* from postings p where ${mine} and ${within} and ${keys.where} order by ${keys.order} limit ${asked.limit + 1}) p
    join entries e on e.org_id = p.org_id and e.entry_id = p.entry_id
    left join open_items i on i.org_id = p.org_id and i.item_id = p.item_id
    left join customers c on c.org_id = p.org_id and c.customer_id = p.customer_id
    order by ${keys.order}`)
  const [opening, debit, credit] = [sums?.opening ?? '0', sums?.debit ?? '0', sums?.credit ?? '0'].map(BigInt) as [
    bigint,
    bigint,
    bigint,
  ]
  return {
    ...keys.page(rows, asked.limit),
    ...account,
    opening_base_minor: opening,
    debit_base_minor: debit,
    credit_base_minor: credit,
    closing_base_minor: opening + debit - credit,
  }
}

/** What the lines of the pages before this one moved. */
function before(
  ctx: Context,
  behind: RawBuilder<boolean>,
  mine: RawBuilder<unknown>,
  from: string,
  after: string | undefined,
): RawBuilder<unknown> {
  if (after === undefined) return sql`0`
  return sql`(select coalesce(sum(p.base_minor), 0) from postings p
    where p.org_id = ${ctx.org_id} and ${mine} and p.posted_on >= ${from}::date and not ${behind})`
}
