import { sql } from 'kysely'
import { hashToken } from '../access/actors.ts'
import { freshToken, type TokenLength } from '../invoices/tokens.ts'
import type { Context } from '../kernel/context.ts'
import type { Answered } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { Instant } from '../kernel/values.ts'
import type { portalContract } from './contract.ts'
import type { pageKinds, pageStates } from './page-names-contract.ts'

export type PageState = (typeof pageStates)[number]

/** What a customer was shown of its account. */
export type ShownStatement = NonNullable<Answered<(typeof portalContract)['lookAtPage']>['statement']>

/** A page as the verbs behind its token work with it. */
export type OpenPage = {
  page_id: string
  kind: (typeof pageKinds)[number]
  delivery_id: string | null
  settlement_id: string | null
  as_of: string | null
  entity_id: string
  customer_id: string
  state: PageState
  locale: 'zh' | 'en'
  recorded_by: string
  recorded_at: Instant
  /** Of an account, what the customer was shown at the first look. */
  shown: ShownStatement | null
}

/** The page a token opens, under lock. Refuses `page_gone` for any other, whatever the reason. */
export async function pageOf(ctx: Context, token: string): Promise<OpenPage> {
  const row = await ctx.tx.first(sql<OpenPage>`
    select page_id, kind, delivery_id, settlement_id, as_of, entity_id, customer_id, state, locale, recorded_by, recorded_at, shown
    from pages
    where org_id = ${ctx.org_id} and token_hash = ${hashToken(token)} and expires_at > now() and state <> 'withdrawn' for update`)
  if (!row) refuse('page_gone')
  return row
}

/** Gives a page a new token and answers it; the one before opens nothing any more. */
export async function newPageToken(ctx: Context, page_id: string, days: number, length?: TokenLength) {
  const { token, token_hash, expires_at } = await freshToken(ctx, days, length)
  await ctx.tx.rows(sql`
    update pages set token_hash = ${token_hash}, expires_at = ${expires_at}
    where org_id = ${ctx.org_id} and page_id = ${page_id}`)
  return { token, expires_at }
}
