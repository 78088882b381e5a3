import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Problem } from '../kernel/errors.ts'
import type { Day } from '../kernel/values.ts'
import type { PayerStanding } from './plan-receipt.ts'

/** A receipt as a verb that changes it works with it, under lock. */
export type LockedReceipt = {
  receipt_id: string
  document_id: string
  entity_id: string
  customer_id: string
  payer_id: string | null
  payer_name: string | null
  payer_standing: PayerStanding
  payer_letter_id: string | null
  number: string
  method: string
  received_on: Day
  posted_on: Day
  currency: string
  amount_minor: string
  base_minor: string
  rate: string
  reference: string | null
  note: string | null
  state: 'posted' | 'corrected' | 'undone'
  entry_id: string
  version: number
}

/** Locks receipts in the one order of ids; unknown ones are absent. */
export function lockReceipts(ctx: Context, ids: readonly string[]): Promise<LockedReceipt[]> {
  return ctx.tx.rows(sql<LockedReceipt>`
    select receipt_id, receipt_id as document_id, entity_id, customer_id, payer_id, payer_name, payer_standing, payer_letter_id, number, method, received_on,
      posted_on, currency, amount_minor, base_minor, trim_scale(rate)::text as rate, reference, note, state, entry_id, version
    from receipts where org_id = ${ctx.org_id} and receipt_id = any (${[...ids]}::uuid[])
    order by receipt_id for update`)
}

/** What stands against changing a receipt's accounts: only one that is posted here may be corrected. [RCP-7] */
export function standingProblem(receipt: LockedReceipt, index: number): Problem | null {
  const { number, method } = receipt
  if (receipt.state === 'posted' && method === 'bill') return { index, code: 'receipt_is_bill', params: { number } }
  if (receipt.state === 'posted' && method !== 'opening') return null
  return {
    index,
    code: 'receipt_not_posted',
    params: { number, state: method === 'opening' ? 'opening' : receipt.state },
  }
}

/** Marks receipts as corrected or undone. */
export async function markReceipts(ctx: Context, ids: readonly string[], state: 'corrected' | 'undone'): Promise<void> {
  await ctx.tx.rows(sql`
    update receipts set state = ${state}, version = version + 1
    where org_id = ${ctx.org_id} and receipt_id = any (${[...ids]}::uuid[])`)
}
