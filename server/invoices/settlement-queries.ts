import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { among } from '../ledger/queries.ts'
import { between } from './find-page.ts'
import { letterStanding } from './letter-standing.ts'
import type { settlementLine, settlementsContract } from './settlements-contract.ts'
import type { z } from 'zod'

type Lines = typeof settlementsContract
type Row = Answered<Lines['listSettlements']>['rows'][number]
type Read = Answered<Lines['readSettlement']>

const columnsOf = (
  ctx: Context,
) => sql`s.settlement_id, s.kind, s.contract_id, k.number as contract_number, s.number, s.entity_id, e.code as entity_code, s.customer_id, c.number as customer_number,
  c.name as customer_name, s.currency, s.until_on, s.reply_by, s.state, s.amount_minor, n.lines, n.contested, n.contested_minor,
  n.waiting, s.answered_on, s.answered_how, s.answered_name, s.invoice_id, v.number as invoice_number, g.channel as page_channel,
  ${letterStanding(ctx, 'page.send', 'g', sql`g.recipient is not null`)} as page_state`

const tables = sql`join entities e on e.org_id = s.org_id and e.entity_id = s.entity_id
  join customers c on c.org_id = s.org_id and c.customer_id = s.customer_id
  left join contracts k on k.org_id = s.org_id and k.contract_id = s.contract_id
  left join invoices v on v.org_id = s.org_id and v.invoice_id = s.invoice_id
  left join lateral (
    select g.page_id, g.state, g.channel, g.recipient from pages g where g.org_id = s.org_id and g.settlement_id = s.settlement_id
    order by g.page_id desc limit 1) g on true
  cross join lateral (
    select count(*)::int as lines, count(*) filter (where l.contested)::int as contested,
      coalesce(sum(l.amount_minor) filter (where l.contested), 0)::int8 as contested_minor,
      count(*) filter (where l.contested and l.released_at is null)::int as waiting
    from settlement_lines l where l.org_id = s.org_id and l.settlement_id = s.settlement_id) n`

const sorts = {
  until_on: { sql: sql.ref('s.until_on'), field: 'until_on', type: 'date' },
  amount_minor: { sql: sql.ref('s.amount_minor'), field: 'amount_minor', type: 'int8' },
  number: { sql: sql.ref('s.number'), field: 'number', type: 'text' },
} as const satisfies Record<string, SortColumn<Row>>

/** Settlement bills and where each stands. */
export async function listSettlements(
  ctx: Context,
  asked: Taken<Lines['listSettlements']>,
): Promise<Answered<Lines['listSettlements']>> {
  const descending = asked.sort.startsWith('-')
  const keys = keyset<Row>(
    [
      { ...sorts[asked.sort.replace('-', '') as keyof typeof sorts], descending },
      { sql: sql.ref('s.settlement_id'), field: 'settlement_id', type: 'uuid', descending },
    ],
    asked.after,
  )
  const narrowed = sql.join(
    [
      sql`s.org_id = ${ctx.org_id}`,
      among('s.state', asked.state, 'text'),
      among('s.kind', asked.kind, 'text'),
      among('s.contract_id', asked.contract_id, 'uuid'),
      among('s.entity_id', asked.entity_id, 'uuid'),
      among('s.customer_id', asked.customer_id, 'uuid'),
      among('s.currency', asked.currency, 'text'),
      ...between('s.until_on', 'date', asked.until_from, asked.until_to),
      ...(asked.waits === 'true'
        ? [
            sql`s.state <> 'undone' and exists (
              select from settlement_lines l where l.org_id = s.org_id and l.settlement_id = s.settlement_id
                and l.contested and l.released_at is null)`,
          ]
        : []),
    ],
    sql` and `,
  )
  const [rows, sums] = await Promise.all([
    ctx.tx.rows(sql<Row>`
      select ${columnsOf(ctx)} from settlements s ${tables}
      where ${narrowed} and ${keys.where} order by ${keys.order} limit ${asked.limit + 1}`),
    asked.after
      ? null
      : ctx.tx.rows(sql<NonNullable<Answered<Lines['listSettlements']>['sums']>[number]>`
          select s.state, s.currency, count(*)::int as bills, sum(s.amount_minor)::int8 as amount_minor
          from settlements s where ${narrowed} group by 1, 2 order by 2, 1`),
  ])
  return { ...keys.page(rows, asked.limit), sums }
}

type Line = z.output<typeof settlementLine>

async function linesOf(ctx: Context, ids: readonly string[]): Promise<Map<string, Line[]>> {
  const rows = await ctx.tx.rows(sql<Line & { settlement_id: string }>`
    select l.settlement_id, l.line, l.contract_id, k.number as contract_number, l.source, l.description, d.number as delivery_number,
      l.happened_on, trim_scale(l.quantity)::text as quantity, l.unit, trim_scale(l.unit_price)::text as unit_price, l.amount_minor,
      l.contested, l.contest_note, l.released_at
    from settlement_lines l join contracts k on k.org_id = l.org_id and k.contract_id = l.contract_id
    left join deliveries d on d.org_id = l.org_id and d.delivery_id = l.delivery_id
    where l.org_id = ${ctx.org_id} and l.settlement_id = any (${[...ids]}::uuid[]) order by l.line`)
  const lines = new Map<string, Line[]>(ids.map(id => [id, []]))
  for (const { settlement_id, ...line } of rows) lines.get(settlement_id)?.push(line)
  return lines
}

/** The lines of a settlement bill. */
export const readSettlementLines = async (ctx: Context, settlement_id: string): Promise<Line[]> =>
  (await linesOf(ctx, [settlement_id])).get(settlement_id) ?? []

/** Settlement bills with their lines, in the order asked for. Refuses `settlement_unknown`. */
export async function readSettlements(ctx: Context, ids: readonly string[]): Promise<Read[]> {
  const [heads, lines] = await Promise.all([
    ctx.tx.rows(sql<Omit<Read, 'rows'>>`
      select ${columnsOf(ctx)}, s.reason, p.name as recorded_by_name, s.recorded_at
      from settlements s ${tables} left join people p on p.org_id = s.org_id and p.person_id = s.recorded_by
      where s.org_id = ${ctx.org_id} and s.settlement_id = any (${[...ids]}::uuid[])`),
    linesOf(ctx, ids),
  ])
  const found = new Map(heads.map(head => [head.settlement_id, head]))
  return ids.map(settlement_id => {
    const head = found.get(settlement_id)
    if (!head) refuse('settlement_unknown', { settlement_id })
    return { ...head, rows: lines.get(settlement_id) ?? [] }
  })
}

/** One settlement bill with its lines. Refuses `settlement_unknown`. */
export async function readSettlement(
  ctx: Context,
  { settlement_id }: Taken<Lines['readSettlement']>,
): Promise<Answered<Lines['readSettlement']>> {
  const [bill] = await readSettlements(ctx, [settlement_id])
  return bill as Read
}
