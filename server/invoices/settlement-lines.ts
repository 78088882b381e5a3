import { sql } from 'kysely'
import { type Billable, standsOut } from '../contracts/billables.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import { type Day, type Instant, newId } from '../kernel/values.ts'
import { drawNumbers, type Series } from '../ledger/numbers.ts'
import { type Delivered, piecesOf } from './settlement-pieces.ts'

/** What contracts have ready, with its place among the lines of its contract. */
export type Found = Billable & { place: number }

type DeliveredLine = Delivered & { contract_id: string; line: number }

/** The confirmed deliveries of contracts, the earliest first, with what invoices bill of just them; and all that is billed of lines. */
async function readDelivered(ctx: Context, ids: readonly string[], until: Day) {
  const [delivered, billed] = await Promise.all([
    ctx.tx.rows(sql<DeliveredLine & { confirmed_on: Day }>`
      select d.contract_id, l.line, d.delivery_id, d.number, d.delivered_on, d.confirmed_on,
        trim_scale(coalesce(r.quantity, l.quantity))::text as quantity, trim_scale(coalesce(b.quantity, 0))::text as billed
      from deliveries d join delivery_lines l on l.org_id = d.org_id and l.delivery_id = d.delivery_id
      left join delivery_receipts r on r.org_id = l.org_id and r.delivery_id = l.delivery_id and r.line = l.line
      left join lateral (
        select sum(i.quantity) as quantity from invoice_lines i
        join invoices v on v.org_id = i.org_id and v.invoice_id = i.invoice_id and v.state = 'issued' and v.kind = 'invoice'
        where i.org_id = d.org_id and i.delivery_id = d.delivery_id and i.contract_line = l.line) b on true
      where d.org_id = ${ctx.org_id} and d.contract_id = any (${[...ids]}::uuid[]) and d.state = 'confirmed'
        and d.confirmed_on <= ${until}
      order by d.delivered_on, d.number`),
    ctx.tx.rows(sql<{ contract_id: string; line: number; quantity: string }>`
      select coalesce(i.contract_id, v.contract_id) as contract_id, i.contract_line as line,
        trim_scale(sum(i.quantity))::text as quantity
      from invoices v join invoice_lines i on i.org_id = v.org_id and i.invoice_id = v.invoice_id
      where v.org_id = ${ctx.org_id} and v.state = 'issued' and v.kind = 'invoice' and i.quantity is not null
        and (v.contract_id = any (${[...ids]}::uuid[]) or i.contract_id = any (${[...ids]}::uuid[])) group by 1, 2`),
  ])
  const key = (of: { contract_id: string; line: number }) => `${of.contract_id} ${of.line}`
  return { delivered: Map.groupBy(delivered, key), billed: new Map(billed.map(one => [key(one), one.quantity])) }
}

/** What stands in a settlement that is not issued, or is contested and not settled yet. */
async function readTaken(ctx: Context, ids: readonly string[]): Promise<Set<string>> {
  const rows = await ctx.tx.rows(sql<{ taken: string }>`
    select w.contract_id || ' ' || w.key || ' ' || coalesce(w.delivery_id::text, '') as taken
    from settlement_lines w join settlements s on s.org_id = w.org_id and s.settlement_id = w.settlement_id
    where w.org_id = ${ctx.org_id} and w.contract_id = any (${[...ids]}::uuid[]) and ${standsOut}`)
  return new Set(rows.map(row => row.taken))
}

/**
 * What is found ready as the lines of bills for the customer, each by the day its bill is of; of goods a line for each delivery.
 * What stands in such a bill already is left out. [INV-19] [INV-31]
 */
export async function settlementLines(ctx: Context, found: readonly Found[], untilOf: (one: Found) => Day) {
  // Load.
  const ids = [...new Set(found.map(one => one.contract_id))]
  if (ids.length === 0) return []
  const taken = await readTaken(ctx, ids)
  const standing = new Map(
    await Promise.all(
      [...Map.groupBy(found, untilOf)].map(
        async ([until, of]) =>
          [until, await readDelivered(ctx, [...new Set(of.map(one => one.contract_id))], until)] as const,
      ),
    ),
  )

  // Decide.
  return found.flatMap(one => {
    const around = standing.get(untilOf(one))
    const line = `${one.contract_id} ${one.contract_line}`
    const deliveries = one.source === 'delivery' ? (around?.delivered.get(line) ?? []) : []
    const ready = { quantity: one.quantity, amount_minor: BigInt(one.amount_minor) }
    return piecesOf(ready, around?.billed.get(line) ?? '0', deliveries)
      .filter(piece => piece.amount_minor > 0n)
      .filter(piece => !taken.has(`${one.contract_id} ${one.key} ${piece.delivery?.delivery_id ?? ''}`))
      .map(piece => ({ ...lineOf(one, piece), ...partyOf(one) }))
  })
}

const partyOf = ({ customer_id, entity_id, currency }: Found) => ({ customer_id, entity_id, currency })

/** A bill that is to be written: of the month of an account, or the check of one contract. */
export type NewBill = {
  kind: 'month' | 'check'
  run_id: string | null
  contract_id: string | null
  customer_id: string
  entity_id: string
  currency: string
  until_on: Day
  reply_by: Day
  lines: Awaited<ReturnType<typeof settlementLines>>
}

const seriesOf: Record<NewBill['kind'], Series> = { month: 'STL', check: 'CHK' }

/** Writes and records bills with their lines, and answers them with their numbers. */
export async function writeBills(ctx: Context, bills: readonly NewBill[], recorded_at: Instant) {
  const numbers = await drawNumbers(
    ctx,
    bills.map(({ entity_id, kind, until_on }) => ({
      entity_id,
      series: seriesOf[kind],
      year: Number(until_on.slice(0, 4)),
    })),
  )
  const made = bills.map(({ lines, ...bill }, at) => ({
    ...bill,
    settlement_id: newId<'settlement'>(),
    number: numbers[at] as string,
    amount_minor: lines.reduce((sum, line) => sum + line.amount_minor, 0n),
    rows: lines.map(({ customer_id: _customer, entity_id: _entity, currency: _currency, ...line }) => line),
  }))
  const recorded_by = ctx.actor.person_id
  await insertRows(
    ctx.tx,
    'settlements',
    ctx.org_id,
    made.map(({ rows: _, ...bill }) => ({ ...bill, recorded_by, recorded_at })),
  )
  await insertRows(
    ctx.tx,
    'settlement_lines',
    ctx.org_id,
    made.flatMap(({ settlement_id, rows }) => rows.map((line, at) => ({ settlement_id, line: at + 1, ...line }))),
  )
  await record(
    ctx,
    'settlement.made',
    recorded_at,
    made.map(({ settlement_id, rows, run_id: _run, reply_by: _reply, ...data }) => ({
      subject_id: settlement_id,
      data: { ...data, lines: rows.length },
    })),
  )
  return made
}

/** A line of the bill: it names the contract, and of goods the delivery note and its day. */
function lineOf(one: Found, { delivery, quantity, amount_minor }: ReturnType<typeof piecesOf>[number]) {
  return {
    contract_id: one.contract_id,
    key: one.key,
    source: one.source,
    contract_line: one.contract_line,
    contract_part: one.contract_part,
    contract_period: one.contract_period,
    delivery_id: delivery?.delivery_id ?? null,
    happened_on: delivery?.delivered_on ?? one.ready_on,
    description: one.description,
    quantity,
    unit: one.unit,
    unit_price: one.unit_price,
    tax_code: one.tax_code,
    amount_minor,
  }
}
