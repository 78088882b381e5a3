import { sql } from 'kysely'
import { createCustomers } from '../customers/customers.ts'
import { readFileRules } from '../customers/file-rules.ts'
import type { Grade } from '../customers/file-names-contract.ts'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import { setGrades } from './grades.ts'
import type { onboardingContract } from './onboarding-contract.ts'
import { type Checked, checkOnboarding } from './onboarding-checks.ts'

type Lines = typeof onboardingContract
type State = Answered<Lines['submitOnboarding']>['state']

/** An account opening under lock. */
type Onboarding = {
  onboarding_id: string
  customer_id: string
  state: State
  grade: Grade | null
  applied_by: string
  customer: string
}

/**
 * Enters the customer and applies for its opening: its file is kept like any other, but it takes no contract and no invoice
 * before it is activated. [CUS-33]
 */
export async function applyOnboarding(
  ctx: Context,
  { grade, note, ...draft }: Taken<Lines['applyOnboarding']>,
): Promise<Answered<Lines['applyOnboarding']>> {
  // Load, decide and write the customer.
  const { rows } = await createCustomers(ctx, [draft])
  const { customer_id, number } = rows[0] as (typeof rows)[number]

  // Write.
  const recorded_at = await moment(ctx)
  await ctx.tx.rows(sql`
    update customers set pending = true where org_id = ${ctx.org_id} and customer_id = ${customer_id}`)
  const onboarding_id = newId<'onboarding'>()
  const onboarding = { onboarding_id, customer_id, grade: grade ?? null, note: note || null }
  await insertRows(ctx.tx, 'onboardings', ctx.org_id, [
    { ...onboarding, since: recorded_at, applied_by: ctx.actor.person_id, recorded_at },
  ])

  // Record.
  await record(ctx, 'onboarding.applied', recorded_at, [{ subject_id: customer_id, data: onboarding }])
  return { onboarding_id, customer_id, number }
}

/** Hands an opening over to be checked. [CUS-34] Refuses `onboarding_documents_missing`, `onboarding_state`. */
export async function submitOnboarding(
  ctx: Context,
  { onboarding_id }: Taken<Lines['submitOnboarding']>,
): Promise<{ state: State }> {
  // Load.
  const onboarding = await lockOnboarding(ctx, onboarding_id)
  const checked = await checkOnboarding(ctx, onboarding, await readFileRules(ctx))

  // Decide.
  const { customer, state } = onboarding
  if (state !== 'collecting') refuse('onboarding_state', { customer, state })
  refuseMissing(customer, checked)

  // Write. Record.
  return moveOn(ctx, onboarding, 'checking', 'onboarding.submitted', null)
}

/**
 * Activates a customer: from now on it takes contracts and invoices. Another person than who applied does it; a check that does
 * not pass needs a reason. [CUS-35] Refuses `checker_is_maker`, `onboarding_state`, `onboarding_documents_missing`,
 * `onboarding_check_failed`.
 */
export async function activateOnboarding(
  ctx: Context,
  { onboarding_id, reason }: Taken<Lines['activateOnboarding']>,
): Promise<{ state: State }> {
  // Load.
  const onboarding = await lockOnboarding(ctx, onboarding_id)
  const checked = await checkOnboarding(ctx, onboarding, await readFileRules(ctx))

  // Decide.
  const { customer, customer_id, grade, state } = onboarding
  if (state !== 'checking') refuse('onboarding_state', { customer, state })
  if (onboarding.applied_by === ctx.actor.person_id) refuse('checker_is_maker', {})
  refuseMissing(customer, checked)
  const failed = checked.checks.filter(one => !one.passed).map(one => one.check)
  if (failed.length > 0 && !reason) refuse('onboarding_check_failed', { customer, checks: failed })

  // Write. Record.
  await ctx.tx.rows(sql`
    update customers set pending = false where org_id = ${ctx.org_id} and customer_id = ${customer_id}`)
  const answer = await moveOn(ctx, onboarding, 'activated', 'onboarding.activated', reason || null, { failed })
  if (grade) await setGrades(ctx, [{ customer_id, grade, reason: reason || 'onboarding' }])
  return answer
}

/** Rejects an opening, or sends it back for papers. [CUS-36] Refuses `onboarding_state`. */
export async function rejectOnboarding(
  ctx: Context,
  { onboarding_id, back, reason }: Taken<Lines['rejectOnboarding']>,
): Promise<{ state: State }> {
  // Load.
  const onboarding = await lockOnboarding(ctx, onboarding_id)

  // Decide.
  const { customer, state } = onboarding
  if (state !== 'checking') refuse('onboarding_state', { customer, state })

  // Write. Record.
  if (back) return moveOn(ctx, onboarding, 'collecting', 'onboarding.returned', reason)
  return end(ctx, onboarding, 'rejected', 'onboarding.rejected', reason)
}

/** Withdraws an opening. [CUS-36] Refuses `onboarding_state` where it is over. */
export async function withdrawOnboarding(
  ctx: Context,
  { onboarding_id, reason }: Taken<Lines['withdrawOnboarding']>,
): Promise<{ state: State }> {
  // Load.
  const onboarding = await lockOnboarding(ctx, onboarding_id)

  // Decide.
  const { customer, state } = onboarding
  if (state !== 'collecting' && state !== 'checking') refuse('onboarding_state', { customer, state })

  // Write. Record.
  return end(ctx, onboarding, 'withdrawn', 'onboarding.withdrawn', reason)
}

function refuseMissing(customer: string, { documents }: Checked): void {
  const missing = documents.filter(one => !one.there).map(one => one.kind)
  if (missing.length > 0) refuse('onboarding_documents_missing', { customer, documents: missing })
}

/** The customer of an opening that comes to nothing is archived, and stays pending if it is brought back. */
async function end(ctx: Context, onboarding: Onboarding, state: State, event: string, reason: string) {
  await ctx.tx.rows(sql`
    update customers set state = 'archived', version = version + 1
    where org_id = ${ctx.org_id} and customer_id = ${onboarding.customer_id} and state = 'active'`)
  return moveOn(ctx, onboarding, state, event, reason)
}

async function moveOn(
  ctx: Context,
  { onboarding_id, customer_id, state: from }: Onboarding,
  state: State,
  event: string,
  reason: string | null,
  more: object = {},
): Promise<{ state: State }> {
  const recorded_at = await moment(ctx)
  const checked_by = event === 'onboarding.submitted' || event === 'onboarding.withdrawn' ? null : ctx.actor.person_id
  await ctx.tx.rows(sql`
    update onboardings set state = ${state}, since = ${recorded_at}::timestamptz, reason = ${reason},
      checked_by = coalesce(${checked_by}::uuid, checked_by)
    where org_id = ${ctx.org_id} and onboarding_id = ${onboarding_id}`)
  await record(ctx, event, recorded_at, [
    { subject_id: customer_id, data: { onboarding_id, from, state, reason, ...more } },
  ])
  return { state }
}

async function lockOnboarding(ctx: Context, onboarding_id: string): Promise<Onboarding> {
  const row = await ctx.tx.first(sql<Onboarding>`
    select o.onboarding_id, o.customer_id, o.state, o.grade, o.applied_by, c.number as customer
    from onboardings o join customers c on c.org_id = o.org_id and c.customer_id = o.customer_id
    where o.org_id = ${ctx.org_id} and o.onboarding_id = ${onboarding_id} for update of o, c`)
  if (!row) refuse('onboarding_unknown', { onboarding_id })
  return row
}
