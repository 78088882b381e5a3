import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import { type Problem, refuseAll } from '../kernel/errors.ts'
import type { OfferRules } from './offers-contract.ts'

/** What holds until an organisation changes it; the codes are of the terms every organisation begins with. */
const standard: OfferRules = {
  capital_percent: '6',
  min_invoices: 4,
  big_minor: '50000000',
  late_from_days: 5,
  discount_terms: '2-10-net30',
  prompt_bp: 9_000,
  longer_terms: 'net60',
  limit_used_bp: 6_000,
  limit_more_percent: 20,
  weak_days: 30,
  weak_bp: 5_000,
  weak_terms: 'prepay',
}

/** The rules of offers, over the standard ones. */
export async function readOfferRules(ctx: Context): Promise<OfferRules> {
  const row = await ctx.tx.first(sql<{ own: Partial<OfferRules> | null }>`
    select settings -> 'terms_offers' as own from organisations where org_id = ${ctx.org_id}`)
  return { ...standard, ...row?.own }
}

/** Changes the rules of offers. [OFR-1] Refuses `terms_unknown` for terms that are not there or are no longer given. */
export async function changeOfferRules(ctx: Context, rules: OfferRules): Promise<OfferRules> {
  // Load.
  await ctx.tx.rows(sql`select org_id from organisations where org_id = ${ctx.org_id} for update`)
  const before = await readOfferRules(ctx)
  const wanted = [rules.discount_terms, rules.longer_terms, rules.weak_terms]
  const known = await ctx.tx.rows(sql<{ code: string }>`
    select code from payment_terms where org_id = ${ctx.org_id} and code = any (${wanted}::text[])`)

  // Decide.
  const codes = new Set(known.map(row => row.code))
  refuseAll(
    wanted.flatMap((terms_code): Problem[] =>
      codes.has(terms_code) ? [] : [{ index: 0, code: 'terms_unknown', params: { terms_code } }],
    ),
  )

  // Write.
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update organisations set settings = jsonb_set(settings, '{terms_offers}', ${JSON.stringify(rules)}::jsonb)
    where org_id = ${ctx.org_id}`)

  // Record.
  await record(ctx, 'terms_offer.rules_changed', recorded_at, [
    { subject_id: ctx.actor.person_id, data: { from: before, to: rules } },
  ])
  return rules
}
