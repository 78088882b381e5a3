import { sql } from 'kysely'
import { hashToken } from '../access/actors.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment } from '../kernel/context.ts'
import type { Instant } from '../kernel/values.ts'
import { freshTokens } from './tokens.ts'

/** Days a code on a paper opens its page: as long as any link may. */
const days = 180

/** A code before it stands on a paper: what is kept of it, where it leads, and when it ends. */
export type Code = { token_hash: Buffer; link: string; expires_at: Instant }

/** The address a customer's camera or browser opens. */
export const pageOf = (public_origin: string, token: string) => `${public_origin}/page#${token}`

/** So many codes, kept nowhere yet. A code is shown on its paper alone, so it is made with the paper. [INV-27] */
export async function freshCodes(ctx: Context, public_origin: string, count: number): Promise<Code[]> {
  const made = await freshTokens(ctx, days, count)
  return made.map(({ token, ...kept }) => ({ ...kept, link: pageOf(public_origin, token) }))
}

/** Lets codes open the pages of their dispatches, beside the link and the codes of other papers. [INV-27] */
export async function keepCodes(
  ctx: Context,
  codes: readonly (Pick<Code, 'token_hash' | 'expires_at'> & { dispatch_id: string })[],
): Promise<void> {
  const made_at = await moment(ctx)
  const rows = codes.map(({ dispatch_id, token_hash, expires_at }) => ({
    dispatch_id,
    token_hash,
    expires_at,
    made_at,
  }))
  await insertRows(ctx.tx, 'dispatch_codes', ctx.org_id, rows)
}

/** What a token opens of dispatches, by their link or by a code on a paper, with the moment it ends; a table of SQL. */
export const openedBy = (ctx: Context, token: string) => {
  const hash = hashToken(token)
  return sql`(
    select dispatch_id, expires_at from dispatches
    where org_id = ${ctx.org_id} and token_hash = ${hash} and expires_at > now()
    union all
    select dispatch_id, expires_at from dispatch_codes
    where org_id = ${ctx.org_id} and token_hash = ${hash} and expires_at > now())`
}
