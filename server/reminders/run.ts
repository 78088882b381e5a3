import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { isAddress } from '../kernel/fields.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import { newId } from '../kernel/values.ts'
import { policyOn } from '../policy/policies-read.ts'
import { addressesOf } from '../portal/pages.ts'
import { giveTasks } from '../tasks/tasks.ts'
import { type Claim, gather, planReminders, type Step } from './timetable.ts'
import { endWhatIsOver } from './over.ts'
import {
  customersToLookAt,
  daysLate,
  type FoundClaim,
  loadClaims,
  loadParties,
  type Party,
  timetableOf,
} from './load.ts'
import { ownersFor } from './owners.ts'
import { addressIn, queueLetters } from './letter-queue.ts'
import { taskWords } from './words.ts'

/** Customers that one transaction looks at. */
export const customersAtOnce = 500

export type Batch = { made: number; withdrawn: number; after: string | null }

/** Whether letters leave the house for this organisation at all; never from a demo. */
export async function lettersLeave(ctx: Context, mail: boolean): Promise<boolean> {
  const row = await ctx.tx.first(
    sql<{ is_demo: boolean }>`select is_demo from organisations where org_id = ${ctx.org_id}`,
  )
  return mail && row?.is_demo === false
}

/** One run at a time for an entity, whoever asks; the lock ends with the transaction. [RMD-8] */
export const lockEntity = (ctx: Context, entity_id: string) =>
  ctx.tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`reminders ${ctx.org_id} ${entity_id}`}, 0))`)

/**
 * Looks at the next customers of an entity: ends what is over, and makes what the policy asks for today. Run again the same day
 * it makes nothing twice. Answers where to go on; nothing where no policy holds. [RMD-1] to [RMD-8]
 */
export async function remindBatch(
  ctx: Context,
  asked: { entity_id: string; customer_id?: string | undefined; after: string | null; mail: boolean; limit?: number },
): Promise<Batch> {
  const { entity_id, limit = customersAtOnce } = asked
  // Load.
  await lockEntity(ctx, entity_id)
  const standing = await policyOn(ctx, entity_id, ctx.today)
  if (!standing) return { made: 0, withdrawn: 0, after: null }
  const customer_ids = await customersToLookAt(ctx, { ...asked, limit })
  const after = customer_ids.length === limit ? (customer_ids.at(-1) ?? null) : null
  if (customer_ids.length === 0) return { made: 0, withdrawn: 0, after }
  const { policy, policy_id } = standing
  const stepsFor = timetableOf(policy)
  const { claims, money } = await loadClaims(ctx, { entity_id, policy, customer_ids })

  // Decide.
  const plan = planReminders(claims, stepsFor, money, ctx.today)
  const groups = gather(plan.due)

  // Write. Record.
  const withdrawn = await endWhatIsOver(ctx, { entity_id, customer_ids, claims, money, due: plan.due })
  const made = await makeReminders(ctx, { entity_id, policy_id, groups, mail: asked.mail })
  return { made, withdrawn, after }
}

type Group = { step: Step; claims: FoundClaim[] }
type Making = { entity_id: string; policy_id: string; groups: readonly Group[]; mail: boolean }

async function makeReminders(ctx: Context, { entity_id, policy_id, groups: all, mail }: Making): Promise<number> {
  // Load.
  const customer_ids = [...new Set(all.map(group => (group.claims[0] as Claim).customer_id))]
  if (customer_ids.length === 0) return 0
  const [parties, contacts, setting, letters, there] = await Promise.all([
    loadParties(ctx, entity_id, customer_ids),
    addressesOf(ctx, customer_ids),
    ctx.tx.first(sql<{ automatic: 'off' | 'house' | 'all' }>`
      select automatic from reminder_settings where org_id = ${ctx.org_id} and entity_id = ${entity_id}`),
    lettersLeave(ctx, mail),
    ctx.tx.rows(sql<{ key: string }>`
      select customer_id || ' ' || currency || ' ' || step_key as key from reminders
      where org_id = ${ctx.org_id} and entity_id = ${entity_id} and customer_id = any (${customer_ids}::uuid[])
        and reminded_on = ${ctx.today}::date and state <> 'withdrawn'`),
  ])
  const gives = may(ctx, 'task.give')

  // Decide. What joined a step that was made today already waits for tomorrow: nobody is written to twice a day by one step.
  const today = new Set(there.map(row => row.key))
  const planned = all.flatMap(({ step, claims }) => {
    const first = claims[0] as FoundClaim
    const party = parties.get(first.customer_id)
    if (!party || today.has(`${first.customer_id} ${first.currency} ${step.key}`)) return []
    const mails = step.channel === 'email'
    if (!mails && !gives) return []
    const known = addressIn(contacts, first.customer_id)
    const automatic = setting?.automatic === 'all' || (setting?.automatic === 'house' && step.by === 'house')
    const state = !mails ? 'task' : letters && automatic && known && isAddress(known) ? 'queued' : 'waiting'
    return [{ step, claims, party, state, recipient: mails ? known : null, reminder_id: newId<'reminder'>() }]
  })
  const recorded_at = await moment(ctx)

  // Write.
  const tasks = await giveReminderTasks(
    ctx,
    planned.filter(one => one.state === 'task'),
  )
  const fresh = planned.map(({ step, claims, party, state, recipient, reminder_id }) => ({
    reminder_id,
    entity_id,
    customer_id: party.customer_id,
    currency: (claims[0] as FoundClaim).currency,
    policy_id,
    step_key: step.key,
    grade: (claims[0] as FoundClaim).grade,
    step_day: step.day,
    channel: step.channel,
    given_by: step.by,
    tone: step.tone,
    reminded_on: ctx.today,
    state,
    amount_minor: claims.reduce((sum, claim) => sum + claim.open_minor, 0n),
    locale: party.locale,
    recipient,
    task_id: tasks.get(reminder_id) ?? null,
    recorded_by: ctx.actor.person_id,
    recorded_at,
  }))
  await insertRows(ctx.tx, 'reminders', ctx.org_id, fresh)
  await insertRows(
    ctx.tx,
    'reminder_items',
    ctx.org_id,
    planned.flatMap(({ reminder_id, step, claims }) =>
      claims.map(({ item_id, customer_id, number, due_on, open_minor }) => ({
        reminder_id,
        item_id,
        entity_id,
        customer_id,
        step_key: step.key,
        tone: step.tone,
        number,
        due_on,
        open_minor,
      })),
    ),
  )
  await queueLetters(
    ctx,
    fresh.filter(one => one.state === 'queued'),
  )

  // Record. Addresses stay out of the events.
  await record(
    ctx,
    'reminder.made',
    recorded_at,
    planned.map(({ reminder_id, step, claims, party, state }) => ({
      subject_id: party.customer_id,
      data: { reminder_id, entity_id, channel: step.channel, tone: step.tone, items: claims.length, state },
    })),
  )
  return fresh.length
}

/** Gives each reminder that a person speaks as a task, with its claims; answers the tasks by reminder. [RMD-7] */
async function giveReminderTasks(
  ctx: Context,
  planned: readonly { step: Step; claims: FoundClaim[]; party: Party; reminder_id: string }[],
): Promise<Map<string, string>> {
  if (planned.length === 0) return new Map()
  const owners = await ownersFor(
    ctx,
    planned.map(({ step, party }) => ({ by: step.by, party })),
  )
  const language = ctx.actor.locale === 'en' ? 'en' : 'zh'
  const { rows } = await giveTasks(
    ctx,
    planned.map(({ step, claims, party, reminder_id }, at) => ({
      ...taskWords(
        language,
        step,
        party.name,
        (claims[0] as FoundClaim).currency,
        claims.map(claim => ({ ...claim, days_late: daysLate(claim.due_on, ctx.today) })),
      ),
      owner_id: owners[at] as string,
      due_on: ctx.today,
      subject_kind: 'customer' as const,
      subject_id: party.customer_id,
      rule: `reminder.${reminder_id}`,
    })),
  )
  return new Map(rows.map(({ task_id }, at) => [planned[at]?.reminder_id as string, task_id]))
}
