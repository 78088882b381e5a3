import { sql } from 'kysely'
import { isScoped } from '../db/connect.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { Series } from '../ledger/numbers.ts'
import type { recordContract } from './record-contract.ts'

type Lines = (typeof recordContract)['listSeries']
type Row = Answered<Lines>['rows'][number]
type Drawn = { entity_id: string; entity_code: string; series: Series; year: number; next: string }

/** Where the numbers of a series stand, and the states in which a document keeps its number without standing any more. */
const places: Record<Series, { table: string; over: readonly string[] }> = {
  INV: { table: 'invoices', over: ['corrected', 'undone'] },
  CHG: { table: 'invoices', over: ['corrected', 'undone'] },
  CRN: { table: 'invoices', over: ['corrected', 'undone'] },
  RCP: { table: 'receipts', over: ['corrected', 'undone'] },
  CTR: { table: 'contracts', over: [] },
  DLV: { table: 'deliveries', over: [] },
  RFD: { table: 'refunds', over: ['cancelled', 'reversed'] },
  TXR: { table: 'tax_requests', over: ['void'] },
  AGR: { table: 'agreements', over: [] },
  RLC: { table: 'red_confirmations', over: ['withdrawn', 'expired', 'refused', 'stopped'] },
  STL: { table: 'settlements', over: ['undone'] },
  CHK: { table: 'settlements', over: ['undone'] },
}

/** So many of the missing numbers are named. */
const named = 20

/**
 * The series of numbers, with the next of each and what is missing between: a number that was drawn stands on a document
 * for ever. [RPT-23] Refuses `out_of_scope` for eyes to which documents of others would look like gaps.
 */
export async function listSeries(ctx: Context, asked: Taken<Lines>): Promise<Answered<Lines>> {
  if (isScoped(ctx.actor.sight)) refuse('out_of_scope', {})
  const keys = keyset<Drawn>(
    [
      { sql: sql.ref('s.year'), field: 'year', type: 'int8', descending: true },
      { sql: sql.ref('e.code'), field: 'entity_code', type: 'text' },
      { sql: sql.ref('s.series'), field: 'series', type: 'text' },
      { sql: sql.ref('s.entity_id'), field: 'entity_id', type: 'uuid' },
    ],
    asked.after,
  )
  const drawn = await ctx.tx.rows(sql<Drawn>`
    select s.entity_id, e.code as entity_code, s.series, s.year, s.next
    from number_series s join entities e on e.org_id = s.org_id and e.entity_id = s.entity_id
    where s.org_id = ${ctx.org_id} and (${asked.entity_id ?? null}::uuid[] is null or s.entity_id = any (${asked.entity_id ?? null}::uuid[]))
      and (${asked.year ?? null}::int is null or s.year = ${asked.year ?? null}) and ${keys.where}
    order by ${keys.order} limit ${asked.limit + 1}`)
  const { rows, next } = keys.page(drawn, asked.limit)
  return { rows: await Promise.all(rows.map(row => checked(ctx, row))), next }
}

/** One series with its documents counted, and the missing ones looked for where the count falls short. */
async function checked(ctx: Context, { next, ...row }: Drawn): Promise<Row> {
  const { table, over } = places[row.series]
  const drawn = Number(next) - 1
  const prefix = `${row.series}${row.year}-`
  const own = sql`d.org_id = ${ctx.org_id} and d.entity_id = ${row.entity_id}::uuid`
  const counted = await ctx.tx.first(sql<{ found: number; voided: number }>`
    select count(*)::int as found, (count(*) filter (where d.state = any (${[...over]}::text[])))::int as voided
    from ${sql.table(table)} d
    where ${own} and d.number >= ${prefix} and d.number < ${`${prefix.slice(0, -1)}.`}`)
  const { found = 0, voided = 0 } = counted ?? {}
  const missing =
    found >= drawn
      ? []
      : await ctx.tx.rows(sql<{ number: string }>`
          select w.number from (
            select ${prefix}::text || lpad(n::text, greatest(6, length(n::text)), '0') as number, n
            from generate_series(1, ${drawn}::int8) n) w
          where not exists (select from ${sql.table(table)} d where ${own} and d.number = w.number)
          order by w.n limit ${named}`)
  return {
    ...row,
    next: `${prefix}${next.padStart(6, '0')}`,
    drawn,
    found,
    voided,
    missing_count: Math.max(0, drawn - found),
    missing: missing.map(one => one.number),
  }
}
