import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import type { Day } from '../kernel/values.ts'
import type { refundStates } from './refund-states-contract.ts'

type State = (typeof refundStates)[number]

/** A refund as a verb works with it, under lock. */
export type LockedRefund = {
  refund_id: string
  entity_id: string
  customer_id: string
  account_id: string
  number: string
  currency: string
  amount_minor: Minor
  state: State
  requested_by: string
  entry_id: string | null
  paid_on: Day | null
}
export type RefundLine = { line: number; item_id: string; amount_minor: Minor }

/** Locks a refund. Refuses `refund_unknown`. */
export async function lockRefund(ctx: Context, refund_id: string): Promise<LockedRefund> {
  const row = await ctx.tx.first(sql<Omit<LockedRefund, 'amount_minor'> & { amount_minor: string }>`
    select refund_id, entity_id, customer_id, account_id, number, currency, amount_minor, state, requested_by, entry_id, paid_on
    from refunds where org_id = ${ctx.org_id} and refund_id = ${refund_id} for update`)
  if (!row) refuse('refund_unknown', { refund_id })
  return { ...row, amount_minor: BigInt(row.amount_minor) }
}

/** What a refund is taken from, in order. */
export async function refundLines(ctx: Context, refund_id: string): Promise<RefundLine[]> {
  const rows = await ctx.tx.rows(sql<{ line: number; item_id: string; amount_minor: string }>`
    select line, item_id, amount_minor from refund_lines
    where org_id = ${ctx.org_id} and refund_id = ${refund_id} order by line`)
  return rows.map(row => ({ ...row, amount_minor: BigInt(row.amount_minor) }))
}

/** Refuses `refund_state` where it is in none of the states. */
export function refuseState(refund: LockedRefund, ...wanted: readonly State[]): void {
  if (!wanted.includes(refund.state)) refuse('refund_state', { number: refund.number, state: refund.state })
}
