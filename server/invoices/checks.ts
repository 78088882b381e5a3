import { sql } from 'kysely'
import { billables } from '../contracts/billables.ts'
import { lockContracts } from '../contracts/load.ts'
import { toleranceOf } from '../contracts/propose.ts'
import { type Context, moment } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import type { unansweredRules } from './billing-contract.ts'
import { type Found, settlementLines, writeBills } from './settlement-lines.ts'
import type { settlementsContract } from './settlements-contract.ts'

type Lines = typeof settlementsContract

export type UnansweredRule = (typeof unansweredRules)[number]

/** The rule of the organisation; after the day of the answer until said. */
export async function unansweredOf(ctx: Context): Promise<UnansweredRule> {
  const row = await ctx.tx.first(sql<{ unanswered: UnansweredRule }>`
    select unanswered from billing_rules where org_id = ${ctx.org_id}`)
  return row?.unanswered ?? 'after_reply'
}

/** What of a contract is ready, all of it or the lines picked, and stands in no bill for the customer already. */
async function checkable(ctx: Context, contract_id: string, keys?: readonly string[]) {
  const tolerance_bp = await toleranceOf(ctx)
  const where = sql`c.contract_id = ${contract_id}`
  const found = await ctx.tx.rows(sql<Found>`
    select b.* from (${billables({ org_id: ctx.org_id, until: ctx.today, tolerance_bp, where, beside_settlements: false })}) b
    where b.ready and ${keys ? sql`b.key = any (${[...keys]}::text[])` : sql`true`} order by b.place`)
  return settlementLines(ctx, found, () => ctx.today)
}

/**
 * What the customer of a contract can be asked to check now: of a line that is being checked, or contested, its later deliveries.
 * [INV-31] Refuses `contract_unknown`.
 */
export async function proposeCheck(
  ctx: Context,
  { contract_id }: Taken<Lines['proposeCheck']>,
): Promise<Answered<Lines['proposeCheck']>> {
  const contract = await ctx.tx.first(sql<{ currency: string }>`
    select currency from contracts where org_id = ${ctx.org_id} and contract_id = ${contract_id}`)
  if (!contract) refuse('contract_unknown', { contract_id })
  const lines = await checkable(ctx, contract_id)
  return {
    contract_id,
    currency: contract.currency,
    lines: lines.map(({ key, description, quantity, unit, delivery_id, happened_on, amount_minor }) => ({
      key,
      description,
      quantity,
      unit,
      delivery_id,
      happened_on,
      amount_minor: String(amount_minor),
    })),
  }
}

/**
 * Makes the check of what a contract has ready to be billed, all of it or the lines picked: its customer confirms or contests it by
 * line before the invoice is issued, and until then nothing of it is billed otherwise. [INV-31] Refuses `contract_unknown`,
 * `contract_not_active`, `contract_day_outside` for an answer before today, and `check_empty` where nothing of it is ready or all
 * of it stands in a bill for the customer already.
 */
export async function checkContract(
  ctx: Context,
  { contract_id, reply_by, keys }: Taken<Lines['checkContract']>,
): Promise<Answered<Lines['checkContract']>> {
  // Load. The contract is locked first, as by all that bills it.
  const contract = (await lockContracts(ctx, [contract_id])).get(contract_id)
  if (!contract) refuse('contract_unknown', { contract_id })
  const { number, state, customer_id, entity_id, currency, signed_on } = contract
  const lines = await checkable(ctx, contract_id, keys)

  // Decide.
  if (state !== 'active') refuse('contract_not_active', { number, state })
  if (reply_by < ctx.today) refuse('contract_day_outside', { on: reply_by, from: ctx.today, to: '9999-12-31' })
  if (lines.length === 0) refuse('check_empty', { number })
  const until_on = ctx.today < signed_on ? (signed_on as Day) : ctx.today

  // Write. Record.
  const about = { kind: 'check', run_id: null, contract_id, customer_id, entity_id, currency } as const
  const [made] = await writeBills(ctx, [{ ...about, until_on, reply_by: reply_by as Day, lines }], await moment(ctx))
  if (!made) throw new Error('a bill that was written has no number')
  return {
    settlement_id: made.settlement_id,
    number: made.number,
    lines: lines.length,
    amount_minor: String(made.amount_minor),
  }
}

/**
 * Why a bill cannot be issued yet, null where it can: it is confirmed, or, of a check, a reason is given and the rule lets it be
 * issued without the answer. Pure. [INV-31]
 */
export function decideUnanswered(
  bill: { kind: 'month' | 'check'; number: string; state: string; reply_by: Day },
  reason: string | undefined,
  rule: UnansweredRule,
  today: Day,
): Omit<Problem, 'index'> | null {
  const { kind, number, state, reply_by } = bill
  if (state === 'confirmed') return null
  if (kind === 'month' || state !== 'open' || !reason)
    return { code: 'settlement_not_confirmed', params: { number, state } }
  if (rule === 'always' || (rule === 'after_reply' && today > reply_by)) return null
  return { code: 'check_unanswered', params: { number, reply_by, rule } }
}
