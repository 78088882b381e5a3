import { type RawBuilder, sql } from 'kysely'
import { type Billable, billables } from '../contracts/billables.ts'
import { toleranceOf } from '../contracts/propose.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import type { Day } from '../kernel/values.ts'
import { among } from '../ledger/queries.ts'
import { unansweredOf } from './checks.ts'
import type { billingContract } from './billing-contract.ts'

type Lines = typeof billingContract
type Listed = Answered<Lines['listBillables']>
type Row = Listed['rows'][number]
type Filter = Taken<Lines['startBillingRun']>['filter']
type Sum = NonNullable<Listed['ready_sums']>[number]

/** What the contracts of a filter have to be billed, as a statement over `b` joined with the names of its parties. */
export function billablesOf(ctx: Context, until: Day, tolerance_bp: number, filter: Filter, beside_runs = true) {
  const where = sql`c.state = 'active' and c.signed_on <= ${until} and ${among('c.entity_id', filter.entity_id, 'uuid')}
    and ${among('c.customer_id', filter.customer_id, 'uuid')} and ${among('c.currency', filter.currency, 'text')}`
  const conditions = sql`${among('b.source', filter.source, 'text')} and ${searched(filter.q)}`
  return sql`(${billables({ org_id: ctx.org_id, until, tolerance_bp, where, beside_runs })}) b
    join customers u on u.org_id = ${ctx.org_id} and u.customer_id = b.customer_id
    join entities e on e.org_id = ${ctx.org_id} and e.entity_id = b.entity_id
    where ${conditions}`
}

const likely = (text: string) => text.replace(/[\\%_]/g, sign => `\\${sign}`)

function searched(q: string | undefined): RawBuilder<unknown> {
  const text = q?.trim()
  if (!text) return sql`true`
  const begins = `${likely(text)}%`
  return sql`(b.contract_number ilike ${begins} or u.number ilike ${begins} or u.name ilike ${`%${likely(text)}%`})`
}

const columns: Record<string, { sql: string; type: SortColumn<Row>['type']; nullable?: boolean }> = {
  contract_number: { sql: 'b.contract_number', type: 'text' },
  customer_name: { sql: 'u.name', type: 'text' },
  amount_minor: { sql: 'b.amount_minor', type: 'int8' },
  ready_on: { sql: 'b.ready_on', type: 'date', nullable: true },
}

/** What can be billed by a day over all contracts, each with the reason why or why not. [INV-16] */
export async function listBillables(ctx: Context, asked: Taken<Lines['listBillables']>): Promise<Listed> {
  const until = (asked.until ?? ctx.today) as Day
  const [tolerance_bp, unanswered] = [await toleranceOf(ctx), await unansweredOf(ctx)]
  const found = billablesOf(ctx, until, tolerance_bp, asked)
  const descending = asked.sort.startsWith('-')
  const field = asked.sort.replace('-', '') as 'contract_number'
  const { sql: name = '', ...column } = columns[field] ?? { type: 'text' }
  const keys = keyset<Row>(
    [
      { ...column, field, descending, sql: sql.ref(name) },
      { sql: sql.ref('b.contract_id'), field: 'contract_id', type: 'uuid', descending },
      { sql: sql.ref('b.key'), field: 'key', type: 'text', descending },
    ],
    asked.after,
  )
  const ready = asked.ready === undefined ? sql`true` : sql`b.ready = ${asked.ready}`
  const rows = await ctx.tx.rows(sql<Row & Billable>`
    select b.contract_id, b.key, b.contract_number, b.entity_id, e.code as entity_code, b.customer_id,
      u.number as customer_number, u.name as customer_name, b.source, b.description, b.quantity, b.unit, b.currency,
      b.amount_minor, b.ready_on, b.ready, b.why, b.left_minor
    from ${found} and ${ready} and ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`)
  const sums = asked.after ? null : await sumsOf(ctx, found)
  const of = (are: boolean) => sums?.flatMap(({ ready, ...sum }) => (ready === are ? [sum] : [])) ?? null
  return {
    ...keys.page(rows, asked.limit),
    until,
    tolerance_bp,
    unanswered,
    ready_sums: of(true),
    waiting_sums: of(false),
  }
}

const sumsOf = (ctx: Context, found: RawBuilder<unknown>) =>
  ctx.tx.rows(sql<Sum & { ready: boolean }>`
    select b.ready, b.currency, count(*)::int as lines, sum(b.amount_minor)::int8 as amount_minor
    from ${found} group by 1, 2 order by 2`)
