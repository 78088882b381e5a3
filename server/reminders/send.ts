import { sql } from 'kysely'
import { isAddress } from '../kernel/fields.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import { enqueue } from '../kernel/jobs.ts'
import { addressesOf } from '../portal/pages.ts'
import type { reminderStates, remindersContract } from './contract.ts'
import { addressIn, failedLetter, queueLetters } from './letter-queue.ts'
import { recordItems } from './over.ts'
import { lettersLeave, remindBatch } from './run.ts'

type Lines = typeof remindersContract
export type ReminderState = (typeof reminderStates)[number]

export type Locked = {
  reminder_id: string
  entity_id: string
  customer_id: string
  policy_id: string
  currency: string
  channel: string
  tone: string
  state: ReminderState
  recipient: string | null
  locale: 'zh' | 'en'
  note: string | null
  page_id: string | null
  /** Whether somebody gave the address; any other is looked up anew. */
  recipient_given: boolean
  failed: boolean
}

/** Locks reminders in one order; those out of one's scope are absent. */
export async function lockReminders(ctx: Context, ids: readonly string[]): Promise<Map<string, Locked>> {
  const rows = await ctx.tx.rows(sql<Locked>`
    select r.reminder_id, r.entity_id, r.customer_id, r.policy_id, r.currency, r.channel, r.tone, r.state, r.recipient, r.locale,
      r.note, r.page_id, r.recipient_given, ${failedLetter} as failed
    from reminders r left join jobs j on j.org_id = r.org_id and j.job_id = r.job_id
    where r.org_id = ${ctx.org_id} and r.reminder_id = any (${[...ids]}::uuid[]) order by r.reminder_id for update of r`)
  return new Map(rows.map(row => [row.reminder_id, row]))
}

/** What stands against changing reminders that wait: unknown, named twice, spoken by a person, or over. Pure. */
export function decideWaiting(
  known: ReadonlyMap<string, Pick<Locked, 'channel' | 'state' | 'failed'>>,
  lines: readonly { reminder_id: string }[],
): Problem[] {
  const named = new Set<string>()
  return lines.flatMap(({ reminder_id }, index): Problem[] => {
    const one = known.get(reminder_id)
    if (!one) return [{ index, code: 'reminder_unknown', params: { reminder_id } }]
    if (named.has(reminder_id)) return [{ index, code: 'reminder_named_twice', params: { reminder_id } }]
    named.add(reminder_id)
    if (one.channel !== 'email') return [{ index, code: 'reminder_not_mail', params: { channel: one.channel } }]
    return one.state === 'waiting' || one.state === 'bounced' || one.failed
      ? []
      : [{ index, code: 'reminder_over', params: { state: one.state } }]
  })
}

/**
 * Sends reminders that wait: by letters, which leave by a job and are looked at anew before, or noted as sent in another way.
 * [RMD-6] [RMD-9] Refuses `reminder_unknown`, `reminder_named_twice`, `reminder_not_mail`, `reminder_over`, `mail_unavailable`,
 * `email_invalid`, `reminder_no_address`.
 */
export const sendReminders =
  (mail: boolean) =>
  async (ctx: Context, lines: Taken<Lines['sendReminders']>): Promise<Answered<Lines['sendReminders']>> => {
    // Load.
    const known = await lockReminders(
      ctx,
      lines.map(line => line.reminder_id),
    )
    const [contacts, letters] = await Promise.all([
      addressesOf(
        ctx,
        [...known.values()].map(one => one.customer_id),
      ),
      lettersLeave(ctx, mail),
    ])

    // Decide.
    const addressFor = (line: (typeof lines)[number]) => {
      const one = known.get(line.reminder_id)
      if (line.recipient) return line.recipient
      const given = one?.recipient_given && one.state !== 'bounced' ? one.recipient : null
      return given ?? (one ? addressIn(contacts, one.customer_id) : null)
    }
    refuseAll([
      ...decideWaiting(known, lines),
      ...lines.flatMap((line, index): Problem[] => {
        if (line.how === 'hand' || !known.has(line.reminder_id)) return []
        if (!letters) return [{ index, code: 'mail_unavailable', params: {} }]
        const to = addressFor(line)
        if (!to) return [{ index, code: 'reminder_no_address', params: {} }]
        return isAddress(to) ? [] : [{ index, code: 'email_invalid', params: { field: 'recipient' } }]
      }),
    ])
    const recorded_at = await moment(ctx)
    const sent = lines.map(line => ({
      ...(known.get(line.reminder_id) as Locked),
      by_hand: line.how === 'hand',
      to: line.how === 'hand' ? line.recipient || null : addressFor(line),
    }))
    const isGiven = ({ customer_id, to }: (typeof sent)[number]) => to !== addressIn(contacts, customer_id)

    // Write.
    await ctx.tx.rows(sql`
      update reminders r set state = case when w.by_hand then 'sent' else 'queued' end, by_hand = w.by_hand,
        recipient = coalesce(w.recipient, r.recipient), recipient_given = w.given, failure = null, sent_at = case when w.by_hand then ${recorded_at}::timestamptz end
      from unnest(${sent.map(one => one.reminder_id)}::uuid[], ${sent.map(one => one.by_hand)}::bool[], ${sent.map(one => one.to)}::text[],
        ${sent.map(isGiven)}::bool[]) as w (reminder_id, by_hand, recipient, given)
      where r.org_id = ${ctx.org_id} and r.reminder_id = w.reminder_id`)
    await queueLetters(
      ctx,
      sent.filter(one => !one.by_hand),
    )

    // Record. Addresses stay out of the events.
    const told = (some: typeof sent) =>
      some.map(({ reminder_id, customer_id, channel, tone, by_hand }) => ({
        subject_id: customer_id,
        data: { reminder_id, channel, tone, by_hand },
      }))
    const byHand = sent.filter(one => one.by_hand)
    await record(ctx, 'reminder.released', recorded_at, told(sent.filter(one => !one.by_hand)))
    await record(ctx, 'reminder.sent', recorded_at, told(byHand))
    await recordItems(ctx, byHand, recorded_at)
    return { rows: sent.map(({ reminder_id, by_hand }) => ({ reminder_id, state: by_hand ? 'sent' : 'queued' })) }
  }

/** Skips reminders that wait; the step counts as done. Refuses `reminder_unknown`, `reminder_named_twice`, `reminder_not_mail`, `reminder_over`. */
export async function skipReminders(
  ctx: Context,
  lines: Taken<Lines['skipReminders']>,
): Promise<Answered<Lines['skipReminders']>> {
  // Load.
  const known = await lockReminders(
    ctx,
    lines.map(line => line.reminder_id),
  )

  // Decide.
  refuseAll(decideWaiting(known, lines))
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    update reminders r set state = 'skipped', reason = w.reason
    from unnest(${lines.map(line => line.reminder_id)}::uuid[], ${lines.map(line => line.reason)}::text[]) as w (reminder_id, reason)
    where r.org_id = ${ctx.org_id} and r.reminder_id = w.reminder_id`)

  // Record.
  await record(
    ctx,
    'reminder.skipped',
    recorded_at,
    lines.map(({ reminder_id, reason }) => ({
      subject_id: (known.get(reminder_id) as Locked).customer_id,
      data: { reminder_id, channel: 'email', reason },
    })),
  )
  return { rows: lines.map(({ reminder_id }) => ({ reminder_id, state: 'skipped' })) }
}

/** Writes words of one's own into a letter that waits. Refuses `reminder_unknown`, `reminder_not_mail`, `reminder_over`. */
export async function noteReminder(
  ctx: Context,
  { reminder_id, note }: Taken<Lines['noteReminder']>,
): Promise<Answered<Lines['noteReminder']>> {
  // Load.
  const known = await lockReminders(ctx, [reminder_id])

  // Decide.
  refuseAll(decideWaiting(known, [{ reminder_id }]))
  const one = known.get(reminder_id) as Locked

  // Write.
  await ctx.tx.rows(sql`
    update reminders set note = ${note || null} where org_id = ${ctx.org_id} and reminder_id = ${reminder_id}`)

  // Record.
  await record(ctx, 'reminder.noted', await moment(ctx), [{ subject_id: one.customer_id, data: { reminder_id, note } }])
  return { state: one.state }
}

/**
 * Says which reminders by mail leave by themselves, in the name of whoever says so. Refuses `entity_unknown`,
 * `permission_missing` where that person could not send them by hand. [RMD-6]
 */
export async function setReminders(
  ctx: Context,
  { entity_id, automatic }: Taken<Lines['setReminders']>,
): Promise<Answered<Lines['setReminders']>> {
  // Load.
  const entity = await ctx.tx.first(sql<{ entity_id: string }>`
    select entity_id from entities where org_id = ${ctx.org_id} and entity_id = ${entity_id}`)

  // Decide.
  const { entity_ids } = ctx.actor.sight
  if (!entity || (entity_ids && !entity_ids.includes(entity_id))) refuse('entity_unknown', { entity_id })
  if (automatic !== 'off' && !may(ctx, 'reminder.send')) refuse('permission_missing', { permission: 'reminder.send' })
  const recorded_at = await moment(ctx)

  // Write.
  await ctx.tx.rows(sql`
    insert into reminder_settings (org_id, entity_id, automatic, set_by, recorded_at)
    values (${ctx.org_id}, ${entity_id}, ${automatic}, ${ctx.actor.person_id}, ${recorded_at}::timestamptz)
    on conflict (org_id, entity_id) do update
      set automatic = excluded.automatic, set_by = excluded.set_by, recorded_at = excluded.recorded_at`)

  // Record.
  await record(ctx, 'reminder.switched', recorded_at, [{ subject_id: entity_id, data: { entity_id, automatic } }])
  return { automatic }
}

/**
 * Makes the reminders that are due today: at once for so many customers as one transaction takes, the rest as longer work.
 * [RMD-8] Refuses `entity_unknown`, `customer_unknown`.
 */
export const runReminders =
  (mail: boolean) =>
  async (
    ctx: Context,
    { entity_id, customer_id }: Taken<Lines['runReminders']>,
  ): Promise<Answered<Lines['runReminders']>> => {
    // Load.
    const [entities, customer] = await Promise.all([
      ctx.tx.rows(sql<{ entity_id: string; holds: boolean }>`
        select e.entity_id, exists (
          select from payment_policies p where p.org_id = e.org_id and p.entity_id = e.entity_id and p.state = 'published'
            and daterange(p.valid_from, p.valid_until, '[)') @> ${ctx.today}::date) as holds
        from entities e where e.org_id = ${ctx.org_id} and (${entity_id ?? null}::uuid is null or e.entity_id = ${entity_id ?? null}::uuid)
        order by e.entity_id`),
      customer_id
        ? ctx.tx.first(sql`select from customers where org_id = ${ctx.org_id} and customer_id = ${customer_id}`)
        : null,
    ])

    // Decide.
    if (entity_id && entities.length === 0) refuse('entity_unknown', { entity_id })
    if (customer_id && !customer) refuse('customer_unknown', { customer_id })

    // Write. Record.
    const looked = entities.filter(one => one.holds)
    let [made, withdrawn, goes_on] = [0, 0, false]
    for (const one of looked) {
      const batch = await remindBatch(ctx, { entity_id: one.entity_id, customer_id, after: null, mail })
      made += batch.made
      withdrawn += batch.withdrawn
      if (!batch.after) continue
      goes_on = true
      await enqueue(ctx, 'reminder.day', { entity_id: one.entity_id, after: batch.after })
    }
    await record(ctx, 'reminder.run', await moment(ctx), [
      {
        subject_id: customer_id ?? entity_id ?? looked[0]?.entity_id ?? ctx.actor.person_id,
        data: { made, withdrawn },
      },
    ])
    return { entities: looked.length, made, withdrawn, goes_on }
  }
