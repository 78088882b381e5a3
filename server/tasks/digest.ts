import { sql } from 'kysely'
import { type Database, type Tx, transaction } from '../db/connect.ts'
import { type Context, may, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { assert } from '../kernel/errors.ts'
import { enqueueFor, type JobHandler, type Sweep, wholeOrganisation } from '../kernel/jobs.ts'
import type { Delivery, Letter, Mail } from '../kernel/mail.ts'
import type { Kernel } from '../kernel/run.ts'
import { dayOf, type Instant, timeOf } from '../kernel/values.ts'
import { type Content, letterOf } from './digest-letter.ts'
import { countInbox, inboxOf, listInbox } from './inbox.ts'
import type { inboxContract } from './inbox-contract.ts'
import { isOverdue } from './task-queries.ts'

type Lines = typeof inboxContract

/** Whether one gets the digest; so unless one switched it off. */
export const readDigest =
  (mail: boolean) =>
  async (ctx: Context): Promise<Answered<Lines['readDigest']>> => {
    const row = await ctx.tx.first(sql<{ digest: boolean; email: string | null }>`
      select coalesce(s.digest, true) as digest, p.email
      from people p left join notification_settings s on s.org_id = p.org_id and s.person_id = p.person_id
      where p.org_id = ${ctx.org_id} and p.person_id = ${ctx.actor.person_id}`)
    return { on: row?.digest ?? true, mail, email: row?.email ?? null }
  }

/** Switches one's own digest on or off. [TSK-12] */
export async function switchDigest(ctx: Context, { on }: Taken<Lines['switchDigest']>) {
  // Write.
  await ctx.tx.rows(sql`
    insert into notification_settings (org_id, person_id, digest) values (${ctx.org_id}, ${ctx.actor.person_id}, ${on})
    on conflict (org_id, person_id) do update set digest = excluded.digest`)

  // Record.
  await record(ctx, 'digest.switched', ctx.now, [{ subject_id: ctx.actor.person_id, data: { on } }])
  return { on }
}

/** Every half hour, and once a day for each person, in the morning where the organisation is. [TSK-12] */
export function digestSweep(db: Database): Sweep {
  return {
    name: 'digest',
    cron: '5,35 * * * *',
    run: org_id =>
      transaction(db.main, 'verb', wholeOrganisation(org_id), async tx => {
        const clock = await tx.first(sql<{ now: Instant }>`select clock_timestamp() as now`)
        assert(clock, 'the clock answers')
        await askDigests(tx, org_id, clock.now)
      }),
  }
}

/**
 * Asks for the digests of a morning: from seven to eleven where the organisation is, for everybody who signs in, has an
 * address and did not switch it off. The row stands before the letter, so that a day has one. A demo, whose addresses are
 * made up, has none. [TSK-12] Answers how many.
 */
export async function askDigests(tx: Tx, org_id: number, now: Instant): Promise<number> {
  const organisation = await tx.first(sql<{ time_zone: string; is_demo: boolean }>`
    select time_zone, is_demo from organisations where org_id = ${org_id}`)
  if (!organisation || organisation.is_demo) return 0
  const time = timeOf(now, organisation.time_zone)
  if (time < '07:00' || time >= '11:00') return 0
  const day = dayOf(now, organisation.time_zone)
  const people = await tx.rows(sql<{ person_id: string }>`
    insert into digests (org_id, person_id, day, recorded_at)
    select p.org_id, p.person_id, ${day}::date, ${now}::timestamptz
    from people p left join notification_settings s on s.org_id = p.org_id and s.person_id = p.person_id
    where p.org_id = ${org_id} and p.state = 'active' and p.user_id is not null and p.email is not null and coalesce(s.digest, true)
    on conflict (org_id, person_id, day) do nothing returning person_id`)
  if (people.length > 0)
    await enqueueFor(
      tx,
      org_id,
      'digest.send',
      people.map(({ person_id }) => ({ person_id, input: { day } })),
    )
  return people.length
}

/**
 * Writes one person's digest, with his own eyes, and sends it. What broke off while it was handed over is not sent again;
 * what was surely not taken is tried again by the queue. [TSK-12]
 */
export const digestHandler =
  (kernel: Kernel, mail: Mail, public_origin: string): JobHandler =>
  async run => {
    const { day } = run.input as { day: string }
    const letter = await run.step(ctx => begin(ctx, kernel, public_origin, day))
    if (!letter) return null
    let delivery: Delivery
    try {
      delivery = await mail.send(letter)
    } catch (error) {
      await run.step(ctx => setState(ctx, day, 'waiting'))
      throw error
    }
    await run.step(ctx => end(ctx, day, delivery))
    return { delivery }
  }

async function setState(ctx: Context, day: string, state: string): Promise<void> {
  await ctx.tx.rows(sql`
    update digests set state = ${state} where org_id = ${ctx.org_id} and person_id = ${ctx.actor.person_id} and day = ${day}`)
}

async function begin(ctx: Context, kernel: Kernel, public_origin: string, day: string): Promise<Letter | null> {
  const digest = await ctx.tx.first(sql<{ state: string }>`
    select state from digests where org_id = ${ctx.org_id} and person_id = ${ctx.actor.person_id} and day = ${day} for update`)
  if (digest?.state === 'sending') await setState(ctx, day, 'unsure')
  if (digest?.state !== 'waiting') return null
  const content = await contentOf(ctx, kernel, day)
  const lines = content.tasks.length + content.news.length
  const state = content.email === null || lines === 0 ? 'empty' : 'sending'
  await ctx.tx.rows(sql`
    update digests set state = ${state}, lines = ${lines}
    where org_id = ${ctx.org_id} and person_id = ${ctx.actor.person_id} and day = ${day}`)
  return state === 'sending' && content.email !== null
    ? { to: content.email, ...letterOf(content, public_origin) }
    : null
}

async function end(ctx: Context, day: string, delivery: Delivery): Promise<void> {
  const row = await ctx.tx.first(sql<{ lines: number }>`
    update digests set state = ${delivery}, sent_at = case when ${delivery} = 'sent' then clock_timestamp() end
    where org_id = ${ctx.org_id} and person_id = ${ctx.actor.person_id} and day = ${day} returning lines`)
  await record(ctx, 'digest.sent', ctx.now, [
    { subject_id: ctx.actor.person_id, data: { day, delivery, lines: row?.lines } },
  ])
}

/** The most lines of each kind in a letter; what is more is a number. */
const most = 15

/** What somebody is told: tasks due or overdue, and what is unread since the last letter, or waits for his release. */
async function contentOf(ctx: Context, kernel: Kernel, day: string): Promise<Content> {
  const { person_id } = ctx.actor
  const person = await ctx.tx.first(sql<{
    name: string
    email: string | null
    locale: string
    organisation: string
    since: Instant | null
  }>`
    select p.name, p.email, p.locale, o.name as organisation,
      (select max(d.sent_at) from digests d where d.org_id = p.org_id and d.person_id = p.person_id) as since
    from people p join organisations o on o.org_id = p.org_id
    where p.org_id = ${ctx.org_id} and p.person_id = ${person_id}`)
  assert(person, 'the person is there')
  const tasks = may(ctx, 'task.read')
    ? await ctx.tx.rows(sql<Content['tasks'][number]>`
        select t.title, t.due_on, t.due_time, ${isOverdue(ctx)} as overdue from tasks t
        where t.org_id = ${ctx.org_id} and t.owner_id = ${person_id} and t.state = 'open' and t.due_on <= ${day}::date
        order by t.due_on, t.due_slot, t.task_id limit 200`)
    : []
  const fresh = await ctx.tx.first(sql<{ count: number }>`
    select count(*)::int as count from ${inboxOf(ctx)} n
    where n.read_at is null and (n.kind = 'approval_waiting' or ${person.since}::timestamptz is null or n.recorded_at > ${person.since}::timestamptz)`)
  const news = fresh && fresh.count > 0 ? (await listInbox(kernel)(ctx, { limit: most, unread: true })).rows : []
  const { unread } = await countInbox(ctx)
  return { ...person, day, tasks, news, unread, most }
}
