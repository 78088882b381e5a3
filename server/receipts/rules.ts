import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { ReceiptRules, waitingContract } from './waiting-contract.ts'

/** What holds where an organisation said nothing else: a firm of one or two people is not held up. */
export const standardReceiptRules: ReceiptRules = {
  confirm_from_minor: { A: null, B: null, C: null, none: null },
  third_party: 'where_possible',
  post_within_days: 1,
  post_owner_id: null,
}

/** The rules of the organisation: the standard ones, and over them its own. */
export async function readReceiptRules(ctx: Context): Promise<ReceiptRules> {
  const row = await ctx.tx.first(sql<{ own: Partial<ReceiptRules> | null }>`
    select settings -> 'receipts' as own from organisations where org_id = ${ctx.org_id}`)
  return { ...standardReceiptRules, ...row?.own }
}

/** Changes the rules; what is left out stays. [RCP-17] Refuses `person_unknown` for an owner who is not there. */
export async function changeReceiptRules(
  ctx: Context,
  input: Taken<(typeof waitingContract)['changeReceiptRules']>,
): Promise<ReceiptRules> {
  // Load.
  await ctx.tx.rows(sql`select org_id from organisations where org_id = ${ctx.org_id} for update`)
  const before = await readReceiptRules(ctx)

  // Decide.
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
  const rules: ReceiptRules = { ...before, ...given }
  if (input.post_owner_id && !(await isActive(ctx, input.post_owner_id)))
    refuse('person_unknown', { person_id: input.post_owner_id })

  // Write.
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update organisations set settings = jsonb_set(settings, '{receipts}', ${JSON.stringify(rules)}::jsonb)
    where org_id = ${ctx.org_id}`)

  // Record.
  await record(ctx, 'receipt_rules.changed', recorded_at, [
    { subject_id: ctx.actor.person_id, data: { from: before, to: rules } },
  ])
  return rules
}

async function isActive(ctx: Context, person_id: string): Promise<boolean> {
  const row = await ctx.tx.first(sql`
    select person_id from people where org_id = ${ctx.org_id} and person_id = ${person_id} and state = 'active'`)
  return row !== null
}
