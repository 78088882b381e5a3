import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { type Day, newId } from '../kernel/values.ts'
import { type policiesContract, policyGrades, type PolicyText, policyTones } from './policies-contract.ts'

type Lines = typeof policiesContract
type State = 'draft' | 'approved' | 'published' | 'withdrawn'
type Kept = {
  policy_id: string
  entity_id: string
  version: number
  edition: number
  state: State
  written_by: string[]
  valid_from: Day | null
  valid_until: Day | null
}

/**
 * What does not fit together in a policy: a reminder nobody gets, the same one twice on a day, a tone that falls, more than a
 * friendly word within the days of grace, a way named twice. Pure. [CPL-2]
 */
export function decidePolicy({ grades, reminders, ways }: PolicyText): Problem[] {
  const problems: Problem[] = []
  const complain = (code: Problem['code'], params: Record<string, unknown>) =>
    void problems.push({ index: 0, code, params })
  if (new Set(ways).size < ways.length) complain('field_invalid', { field: 'ways' })
  reminders.forEach(({ days }, at) => {
    if (policyGrades.every(grade => days[grade] === null)) complain('payment_policy_step_empty', { step: at + 1 })
  })
  for (const grade of policyGrades) {
    const steps = reminders
      .flatMap(({ days, channel, tone }, at) =>
        days[grade] === null ? [] : [{ at, day: days[grade], channel, tone, rank: policyTones.indexOf(tone) }],
      )
      .sort((a, b) => a.day - b.day || a.rank - b.rank)
    steps.forEach((one, at) => {
      const before = steps[at - 1]
      const { day } = one
      if (before && one.rank < before.rank) complain('payment_policy_tone_falls', { grade, step: one.at + 1, day })
      if (steps.slice(0, at).some(other => other.day === day && other.channel === one.channel))
        complain('payment_policy_step_twice', { grade, step: one.at + 1, day })
      if (day > 0 && day <= grades[grade].grace_days && one.rank > 0)
        complain('payment_policy_step_in_grace', { grade, step: one.at + 1, day, grace_days: grades[grade].grace_days })
    })
  }
  return problems
}

/** Begins the next version of an entity's policy. [CPL-1] Refuses `entity_unknown`, `payment_policy_open` and what does not fit. */
export async function draftPaymentPolicy(
  ctx: Context,
  { entity_id, note, policy }: Taken<Lines['draftPaymentPolicy']>,
): Promise<Answered<Lines['draftPaymentPolicy']>> {
  // Load.
  const found = await lockEntity(ctx, entity_id)
  const latest = await ctx.tx.first(sql<{ version: number | null; open: number | null }>`
    select max(version) as version, max(version) filter (where state in ('draft', 'approved')) as open
    from payment_policies where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)

  // Decide.
  if (!found) refuse('entity_unknown', { entity: entity_id })
  if (latest?.open) refuse('payment_policy_open', { version: latest.open })
  refuseAll(decidePolicy(policy))
  const recorded_at = await moment(ctx)
  const version = (latest?.version ?? 0) + 1
  const recorded_by = ctx.actor.person_id
  const policy_id = newId<'policy'>()

  // Write.
  await insertRows(ctx.tx, 'payment_policies', ctx.org_id, [
    {
      policy_id,
      entity_id,
      version,
      policy,
      note,
      written_by: [recorded_by],
      written_at: recorded_at,
      recorded_by,
      recorded_at,
    },
  ])

  // Record.
  await record(ctx, 'payment_policy.drafted', recorded_at, [
    { subject_id: policy_id, data: { entity_id, version, note, policy } },
  ])
  return { policy_id, version }
}

/**
 * Writes on at a draft; what was approved is a draft again. [CPL-1] Refuses `payment_policy_unknown`, `payment_policy_state`,
 * `changed_meanwhile`, and what does not fit together.
 */
export async function writePaymentPolicy(
  ctx: Context,
  { policy_id, edition, note, policy }: Taken<Lines['writePaymentPolicy']>,
): Promise<Answered<Lines['writePaymentPolicy']>> {
  // Load.
  const kept = await lockPolicy(ctx, policy_id)

  // Decide.
  refuseState(kept, 'draft', 'approved')
  if (kept.edition !== edition) refuse('changed_meanwhile', { version: kept.edition })
  refuseAll(decidePolicy(policy))
  const recorded_at = await moment(ctx)
  const writer = ctx.actor.person_id

  // Write.
  await ctx.tx.rows(sql`
    update payment_policies set state = 'draft', policy = ${JSON.stringify(policy)}::jsonb, note = ${note}, edition = edition + 1,
      written_by = case when ${writer}::uuid = any (written_by) then written_by else written_by || ${writer}::uuid end,
      written_at = ${recorded_at}, approved_by = null, approved_at = null
    where org_id = ${ctx.org_id} and policy_id = ${policy_id}`)

  // Record.
  const data = { version: kept.version, edition: edition + 1, note, policy }
  await record(ctx, 'payment_policy.written', recorded_at, [{ subject_id: policy_id, data }])
  return { edition: edition + 1 }
}

/** Approves a draft one has not written in. [CPL-3] Refuses `payment_policy_unknown`, `payment_policy_state`, `changed_meanwhile`, `checker_is_maker`. */
export async function approvePaymentPolicy(
  ctx: Context,
  { policy_id, edition }: Taken<Lines['approvePaymentPolicy']>,
): Promise<Answered<Lines['approvePaymentPolicy']>> {
  // Load.
  const kept = await lockPolicy(ctx, policy_id)

  // Decide.
  refuseState(kept, 'draft')
  if (kept.edition !== edition) refuse('changed_meanwhile', { version: kept.edition })
  if (kept.written_by.includes(ctx.actor.person_id)) refuse('checker_is_maker', {})
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update payment_policies set state = 'approved', approved_by = ${ctx.actor.person_id}, approved_at = ${recorded_at}
    where org_id = ${ctx.org_id} and policy_id = ${policy_id}`)

  // Record.
  await record(ctx, 'payment_policy.approved', recorded_at, [
    { subject_id: policy_id, data: { version: kept.version, edition } },
  ])
  return { state: 'approved' }
}

/**
 * Publishes an approved policy from a day on: the one that holds then ends there, and it ends where a later one begins.
 * [CPL-4] Refuses `payment_policy_unknown`, `payment_policy_state`, `payment_policy_day_past`, `payment_policy_day_taken`.
 */
export async function publishPaymentPolicy(
  ctx: Context,
  { policy_id, valid_from }: Taken<Lines['publishPaymentPolicy']>,
): Promise<Answered<Lines['publishPaymentPolicy']>> {
  // Load.
  const { entity_id } = await findPolicy(ctx, policy_id)
  await lockEntity(ctx, entity_id)
  const kept = await lockPolicy(ctx, policy_id)
  const others = await publishedOf(ctx, entity_id)

  // Decide.
  refuseState(kept, 'approved')
  if (valid_from < ctx.today) refuse('payment_policy_day_past', { valid_from, today: ctx.today })
  const taken = others.find(other => other.valid_from === valid_from)
  if (taken) refuse('payment_policy_day_taken', { valid_from, version: taken.version })
  const next = others.find(other => other.valid_from > valid_from)
  const ended = others.find(
    ({ valid_from: from, valid_until: until }) => from < valid_from && (until ?? '9') > valid_from,
  )
  const recorded_at = await moment(ctx)

  // Write. The one before ends first: no day may have two, not for a moment.
  if (ended)
    await ctx.tx.rows(sql`
      update payment_policies set valid_until = ${valid_from}::date
      where org_id = ${ctx.org_id} and policy_id = ${ended.policy_id}`)
  await ctx.tx.rows(sql`
    update payment_policies set state = 'published', valid_from = ${valid_from}::date,
      valid_until = ${next?.valid_from ?? null}::date, published_by = ${ctx.actor.person_id}, published_at = ${recorded_at}
    where org_id = ${ctx.org_id} and policy_id = ${policy_id}`)

  // Record.
  const data = {
    version: kept.version,
    valid_from,
    valid_until: next?.valid_from ?? null,
    ended: ended?.version ?? null,
  }
  await record(ctx, 'payment_policy.published', recorded_at, [{ subject_id: policy_id, data }])
  return { valid_from }
}

/**
 * Withdraws a version that does not hold yet; the one before it goes on in its place. [CPL-4] Refuses `payment_policy_unknown`,
 * `payment_policy_state`.
 */
export async function withdrawPaymentPolicy(
  ctx: Context,
  { policy_id, reason }: Taken<Lines['withdrawPaymentPolicy']>,
): Promise<Answered<Lines['withdrawPaymentPolicy']>> {
  // Load.
  const { entity_id } = await findPolicy(ctx, policy_id)
  await lockEntity(ctx, entity_id)
  const kept = await lockPolicy(ctx, policy_id)
  const others = await publishedOf(ctx, entity_id)

  // Decide.
  const { valid_from, valid_until, version } = kept
  const held = kept.state === 'published' && (valid_from ?? '') <= ctx.today
  if (kept.state === 'withdrawn' || held) refuse('payment_policy_state', { state: kept.state, version })
  const before = valid_from ? others.find(other => other.valid_until === valid_from) : undefined
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update payment_policies set state = 'withdrawn', valid_from = null, valid_until = null, withdrawn_reason = ${reason}
    where org_id = ${ctx.org_id} and policy_id = ${policy_id}`)
  if (before)
    await ctx.tx.rows(sql`
      update payment_policies set valid_until = ${valid_until}::date
      where org_id = ${ctx.org_id} and policy_id = ${before.policy_id}`)

  // Record.
  await record(ctx, 'payment_policy.withdrawn', recorded_at, [
    { subject_id: policy_id, data: { version, reason, valid_from } },
  ])
  return { state: 'withdrawn' }
}

const columns = sql`policy_id, entity_id, version, edition, state, written_by, valid_from, valid_until`

async function findPolicy(ctx: Context, policy_id: string): Promise<Kept> {
  const row = await ctx.tx.first(sql<Kept>`
    select ${columns} from payment_policies where org_id = ${ctx.org_id} and policy_id = ${policy_id}`)
  if (!row) refuse('payment_policy_unknown', { policy_id })
  return row
}

async function lockPolicy(ctx: Context, policy_id: string): Promise<Kept> {
  const row = await ctx.tx.first(sql<Kept>`
    select ${columns} from payment_policies where org_id = ${ctx.org_id} and policy_id = ${policy_id} for update`)
  if (!row) refuse('payment_policy_unknown', { policy_id })
  return row
}

/** Versions of an entity are drafted, published and withdrawn one after the other. */
const lockEntity = (ctx: Context, entity_id: string) =>
  ctx.tx.first(sql<{ entity_id: string }>`
    select entity_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id} for no key update`)

const publishedOf = (ctx: Context, entity_id: string) =>
  ctx.tx.rows(sql<Kept & { valid_from: Day }>`
    select ${columns} from payment_policies
    where org_id = ${ctx.org_id} and entity_id = ${entity_id} and state = 'published' order by valid_from for update`)

function refuseState({ state, version }: Kept, ...wanted: State[]): void {
  if (!wanted.includes(state)) refuse('payment_policy_state', { state, version })
}
