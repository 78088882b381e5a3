import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, record } from '../kernel/context.ts'
import { refuse } from '../kernel/errors.ts'
import type { Minor } from '../kernel/money.ts'
import type { Day, Instant } from '../kernel/values.ts'
import type { billMoves, billStates } from './names-contract.ts'

export type BillState = (typeof billStates)[number]
export type Move = Exclude<(typeof billMoves)[number], 'received'>

/** A bill as a verb works with it, under lock, with the last thing that was done and stands. */
export type LockedBill = {
  bill_id: string
  entity_id: string
  customer_id: string
  receipt_id: string
  item_id: string
  number: string
  currency: string
  amount_minor: Minor
  matures_on: Day
  for_financing: boolean
  state: BillState
  kept: boolean
  recourse: boolean
  moves: number
  last: LastMove
}
type LastMove = {
  line: number
  move: Move | 'received'
  moved_on: Day
  entry_id: string | null
  before_state: BillState | null
  before_kept: boolean
  before_recourse: boolean
}

/** Locks a bill. Refuses `bill_unknown`. */
export async function lockBill(ctx: Context, bill_id: string): Promise<LockedBill> {
  const row = await ctx.tx.first(sql<Omit<LockedBill, 'amount_minor' | 'last'> & { amount_minor: string }>`
    select bill_id, entity_id, customer_id, receipt_id, item_id, number, currency, amount_minor, matures_on, for_financing,
      state, kept, recourse, moves
    from bills where org_id = ${ctx.org_id} and bill_id = ${bill_id} for update`)
  if (!row) refuse('bill_unknown', { bill_id })
  const last = await ctx.tx.first(sql<LastMove>`
    select line, move, moved_on, entry_id, before_state, before_kept, before_recourse from bill_moves m
    where org_id = ${ctx.org_id} and bill_id = ${bill_id} and takes_back is null and not exists (
      select from bill_moves b where b.org_id = m.org_id and b.bill_id = m.bill_id and b.takes_back = m.line)
    order by line desc limit 1`)
  return { ...row, amount_minor: BigInt(row.amount_minor), last: last as LastMove }
}

/** What one move writes: how the bill stands behind it, and what is told of it. */
export type Written = {
  move: Move
  moved_on: Day
  state: BillState
  kept?: boolean
  recourse?: boolean
  entry_id?: string | null
  party?: string | null
  rate?: string | null
  interest_minor?: Minor | null
  takes_back?: number | null
  own_account_id?: string | null
  reference?: string | null | undefined
  reason?: string | null | undefined
}

/** Writes one move, how the bill stands behind it, and records it. */
export async function writeMove(ctx: Context, bill: LockedBill, recorded_at: Instant, written: Written): Promise<void> {
  const { state, kept = false, recourse = false, move, moved_on } = written
  const line = bill.moves + 1
  const told = {
    party: written.party ?? null,
    rate: written.rate ?? null,
    interest_minor: written.interest_minor ?? null,
    entry_id: written.entry_id ?? null,
    takes_back: written.takes_back ?? null,
    own_account_id: written.own_account_id ?? null,
    reference: written.reference ?? null,
    reason: written.reason ?? null,
  }
  await ctx.tx.rows(sql`
    update bills set state = ${state}, kept = ${kept}, recourse = ${recourse}, moves = ${line}
    where org_id = ${ctx.org_id} and bill_id = ${bill.bill_id}`)
  const before = { before_state: bill.state, before_kept: bill.kept, before_recourse: bill.recourse }
  await insertRows(ctx.tx, 'bill_moves', ctx.org_id, [
    {
      bill_id: bill.bill_id,
      line,
      move,
      moved_on,
      ...before,
      ...told,
      recorded_by: ctx.actor.person_id,
      recorded_at,
    },
  ])
  const { bill_id, number, customer_id, currency, amount_minor } = bill
  const data = { number, customer_id, currency, amount_minor, moved_on, state, kept, recourse, ...told }
  await record(ctx, `bill.${move}`, recorded_at, [{ subject_id: bill_id, data }])
}
