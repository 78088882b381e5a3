import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import type { Keyset } from '../kernel/cursor.ts'
import { addDays, type Day } from '../kernel/values.ts'
import type { invoicesContract } from './contract.ts'

type Asked = Taken<(typeof invoicesContract)['listInvoices']>
/** What narrows a list of invoices, without its order and page. */
type Filters = Omit<Asked, 'sort' | 'after' | 'limit'>
/** A row as the list reads it; `due_key` is the due day as it is sorted, an unknown one last. */
export type PageRow = Answered<(typeof invoicesContract)['listInvoices']>['rows'][number] & { due_key: string }
type Sort = 'issued_on' | 'due_on' | 'amount_minor' | 'number'

/** A condition for a filter that may name several values; one value keeps the order of an index behind it. */
export function oneOf(
  column: string,
  values: readonly string[] | undefined,
  type: 'uuid' | 'text' | 'bpchar',
): RawBuilder<unknown>[] {
  if (!values || values.length === 0) return []
  if (values.length === 1) return [sql`${sql.ref(column)} = ${values[0]}::${sql.raw(type)}`]
  return [sql`${sql.ref(column)} = any (${[...values]}::${sql.raw(type)}[])`]
}

/** A number that begins with what was typed, as a range: behind row security `like` would lose its index. */
export function beginsWith(column: string, prefix: string | undefined): RawBuilder<unknown>[] {
  if (!prefix) return []
  return [sql`${sql.ref(column)} >= ${prefix} and ${sql.ref(column)} < ${`${prefix}\u{10ffff}`}`]
}

/** A range with either end open. */
export function between(column: string, type: 'date' | 'int8', from: unknown, to: unknown): RawBuilder<unknown>[] {
  return [
    ...(from === undefined ? [] : [sql`${sql.ref(column)} >= ${from}::${sql.raw(type)}`]),
    ...(to === undefined ? [] : [sql`${sql.ref(column)} <= ${to}::${sql.raw(type)}`]),
  ]
}

/** The ranges asked for, by the sort that would walk them in order. */
function rangesOf(asked: Filters): Record<Sort, RawBuilder<unknown>[]> {
  return {
    issued_on: between('v.issued_on', 'date', asked.issued_from, asked.issued_to),
    due_on: between('v.due_key', 'date', asked.due_from, asked.due_to),
    number: beginsWith('v.number', asked.number),
    amount_minor: between('v.amount_minor', 'int8', asked.amount_from, asked.amount_to),
  }
}

const booked = (asked: Filters) => between('v.booked_on', 'date', asked.booked_from, asked.booked_to)

/** The filters of the list over an invoice `v` that no sort walks in order. */
function setsOf(asked: Filters): RawBuilder<unknown>[] {
  const { kind } = asked
  const credits = kind?.includes('credit_note')
  const sign =
    !kind || kind.length === 0
      ? []
      : credits
        ? kind.length === 1
          ? [sql`v.amount_minor < 0`]
          : []
        : [sql`v.amount_minor > 0`]
  const item = sql`select from open_items i where i.org_id = v.org_id and i.document_id = v.invoice_id and i.open_minor <> 0`
  return [
    ...oneOf('v.entity_id', asked.entity_id, 'uuid'),
    ...oneOf('v.customer_id', asked.customer_id, 'uuid'),
    ...oneOf('v.kind', kind, 'text'),
    ...sign, // what its kind implies, said so that the index of amounts begins at the right end
    ...oneOf('v.state', asked.state, 'text'),
    ...oneOf('v.currency', asked.currency, 'bpchar'),
    ...booked(asked),
    ...(asked.open === 'open' ? [sql`exists (${item})`] : []),
    ...(asked.open === 'settled' ? [sql`not exists (${item})`] : []),
  ]
}

/** Every condition of the list over an invoice `v`. */
export const conditionsOf = (ctx: Context, asked: Filters): RawBuilder<unknown> =>
  sql.join([sql`v.org_id = ${ctx.org_id}`, ...Object.values(rangesOf(asked)).flat(), ...setsOf(asked)], sql` and `)

const days: readonly Sort[] = ['issued_on', 'due_on']
const columnOf = { issued_on: 'v.issued_on', due_on: 'v.due_key', amount_minor: 'v.amount_minor', number: 'v.number' }

/**
 * Up to so many rows of a range are read and sorted under another sort; beyond, the index of the sort is walked. A range
 * of numbers can be read from its index alone; between days the walk is bounded; amounts go with nothing.
 */
function narrow(range: Sort, sort: Sort): number {
  if (range === 'number' && days.includes(sort)) return 500_000
  return sort === 'number' && days.includes(range) ? 60_000 : 5_000
}

/**
 * The ids of one page. Issue day, due day and number go together, so that a walk in the order of one of them finds
 * nothing for long when a range of another lies at the far end. A narrow range is therefore read first and sorted; a
 * wide range of days bounds the walk by the shortest and longest term there is.
 */
export async function pageOfInvoices(
  ctx: Context,
  asked: Asked,
  sorting: { sort: Sort; keys: Keyset<PageRow>; limit: number },
): Promise<RawBuilder<unknown>> {
  const { sort, keys, limit } = sorting
  const ranges = rangesOf(asked)
  const org = sql`v.org_id = ${ctx.org_id}`
  const filters = [org, ...Object.values(ranges).flat(), ...setsOf(asked)]
  const others = (Object.keys(ranges) as Sort[]).filter(range => range !== sort && ranges[range].length > 0)
  const narrowed = others.map(range => ({ found: ranges[range], most: narrow(range, sort) }))
  if (booked(asked).length > 0) narrowed.push({ found: booked(asked), most: 60_000 })
  for (const { found, most } of narrowed)
    if (await isNarrow(ctx, [org, ...found], most))
      return sql`with v as materialized (
          select v.invoice_id, ${sql.ref(columnOf[sort])} from invoices v where ${sql.join(filters, sql` and `)})
        select v.invoice_id from v where ${keys.where} order by ${keys.order} limit ${limit}`
  const bounds = sort === 'issued_on' || sort === 'due_on' ? await impliedBounds(ctx, asked, sort) : [[]]
  const walks = bounds.map(
    bound => sql`(select v.* from invoices v where ${sql.join([...filters, ...bound, keys.where], sql` and `)}
      order by ${keys.order} limit ${limit})`,
  )
  return sql`select v.invoice_id from (${sql.join(walks, sql` union all `)}) v order by ${keys.order} limit ${limit}`
}

async function isNarrow(ctx: Context, conditions: RawBuilder<unknown>[], most: number): Promise<boolean> {
  const row = await ctx.tx.first(sql<{ count: number }>`
    select count(*)::int as count from (
      select from invoices v where ${sql.join(conditions, sql` and `)} limit ${most + 1}) t`)
  return (row?.count ?? 0) <= most
}

/**
 * Where days of one kind bound days of the other: no term is shorter or longer than those there are. Several walks
 * where a bound has a gap: an invoice whose due day is not known stands behind all others.
 */
async function impliedBounds(
  ctx: Context,
  asked: Asked,
  sort: 'issued_on' | 'due_on',
): Promise<RawBuilder<unknown>[][]> {
  const [from, to] = (sort === 'due_on' ? [asked.issued_from, asked.issued_to] : [asked.due_from, asked.due_to]) as (
    | Day
    | undefined
  )[]
  if (from === undefined && to === undefined) return [[]]
  const terms = await ctx.tx.first(sql<{ shortest: number | null; longest: number | null }>`
    select min(term_days) as shortest, max(term_days) as longest from invoices where org_id = ${ctx.org_id}`)
  if (terms?.shortest == null || terms.longest == null) return [[]]
  const { shortest, longest } = terms
  if (sort === 'issued_on') {
    const earliest = from === undefined || to === undefined ? undefined : addDays(from, -longest)
    return [between('v.issued_on', 'date', earliest, to && addDays(to, -shortest))]
  }
  const earliest = from && addDays(from, shortest)
  if (to === undefined) return [between('v.due_key', 'date', earliest, undefined)]
  return [between('v.due_key', 'date', earliest, addDays(to, longest)), [sql`v.due_key = 'infinity'`]]
}
