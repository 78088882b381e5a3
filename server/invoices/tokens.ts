import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { hashToken } from '../access/actors.ts'
import type { Context } from '../kernel/context.ts'
import { type Instant, plusMicros } from '../kernel/values.ts'

type Fresh = { token: string; token_hash: Buffer; expires_at: Instant }

/** How long the secret of a token is, in bytes. A short one, of 128 bits, fits into the place of an SMS. */
const lengths = { whole: 32, short: 16 } as const
export type TokenLength = keyof typeof lengths

/** Tokens that open a page for so many days: the secret of each, what is kept of it, and when it ends. */
export async function freshTokens(
  ctx: Context,
  days: number,
  count: number,
  length: TokenLength = 'whole',
): Promise<Fresh[]> {
  // People wait in real time, also in a demo that has a clock of its own.
  const clock = await ctx.tx.first(sql<{ at: Instant }>`select clock_timestamp() as at`)
  const expires_at = plusMicros(clock?.at ?? ctx.now, BigInt(days) * 86_400_000_000n)
  return Array.from({ length: count }, () => {
    const token = `dbp_${randomBytes(lengths[length]).toString('base64url')}`
    return { token, token_hash: hashToken(token), expires_at }
  })
}

/** One such token. */
export async function freshToken(ctx: Context, days: number, length?: TokenLength): Promise<Fresh> {
  const [fresh] = await freshTokens(ctx, days, 1, length)
  return fresh as Fresh
}

/** Gives a dispatch a new token and answers it; the one before opens nothing any more. */
export async function newToken(ctx: Context, dispatch_id: string, days: number, length?: TokenLength) {
  const { token, token_hash, expires_at } = await freshToken(ctx, days, length)
  await ctx.tx.rows(sql`
    update dispatches set token_hash = ${token_hash}, expires_at = ${expires_at}
    where org_id = ${ctx.org_id} and dispatch_id = ${dispatch_id}`)
  return { token, expires_at }
}
