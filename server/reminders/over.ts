import { sql } from 'kysely'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Minor } from '../kernel/money.ts'
import type { Instant } from '../kernel/values.ts'
import { dropTasks } from '../tasks/task-changes.ts'
import { type Hold, holdsOf, type Plan } from './timetable.ts'
import type { FoundClaim } from './load.ts'
import { failedLetter } from './letter-queue.ts'
import { said } from './words.ts'

/** Why an item leaves a reminder before that goes out. */
export type Left = 'paid' | Hold | 'overtaken'

type Looked = {
  entity_id: string
  customer_ids: readonly string[]
  claims: readonly FoundClaim[]
  money: ReadonlyMap<string, Minor>
  due: Plan<FoundClaim>['due']
}

type Waiting = {
  reminder_id: string
  item_id: string
  task_id: string | null
  task_state: string | null
  given_by: string | null
}

/**
 * Ends what waits and is over: items that are paid, contested, agreed on, covered by money that is there, or due for a later
 * step leave their reminder; one that has none left is withdrawn, and its task dropped. What became of tasks that somebody
 * closed is written down. Answers how many reminders were withdrawn. [RMD-9]
 */
export async function endWhatIsOver(ctx: Context, looked: Looked): Promise<number> {
  const { entity_id, customer_ids, claims, money, due } = looked
  // Load.
  const rows = await ctx.tx.rows(sql<Waiting>`
    select m.reminder_id, m.item_id, r.task_id, t.state as task_state, t.given_by from reminders r
    left join jobs j on j.org_id = r.org_id and j.job_id = r.job_id
    join reminder_items m on m.org_id = r.org_id and m.reminder_id = r.reminder_id and m.left_as is null
    left join tasks t on t.org_id = r.org_id and t.task_id = r.task_id
    where r.org_id = ${ctx.org_id} and r.entity_id = ${entity_id} and r.customer_id = any (${[...customer_ids]}::uuid[])
      and (r.state in ('waiting', 'task', 'bounced') or ${failedLetter}) order by r.reminder_id, m.item_id for update of r`)
  if (rows.length === 0) return 0

  // Decide. A task that somebody has closed is settled and no more looked at.
  const isClosed = (row: Waiting) => row.task_state === 'finished' || row.task_state === 'dropped'
  const open = new Set(claims.map(claim => claim.item_id))
  const held = holdsOf(claims, money)
  const further = new Set(due.map(one => one.claim.item_id))
  const leaving = rows.flatMap(row => {
    if (isClosed(row)) return []
    const left_as: Left | undefined = !open.has(row.item_id)
      ? 'paid'
      : (held.get(row.item_id) ?? (further.has(row.item_id) ? 'overtaken' : undefined))
    return left_as ? [{ ...row, left_as }] : []
  })
  const recorded_at = await moment(ctx)

  // Write. Record.
  await settleTasks(ctx, rows.filter(isClosed), recorded_at)
  const empty = await leave(ctx, leaving, recorded_at)
  const mine = new Map(leaving.map(row => [row.reminder_id, row]))
  const tasks = empty.flatMap(id => {
    const row = mine.get(id)
    return row?.task_id && (row.given_by === ctx.actor.person_id || may(ctx, 'task.manage')) ? [row.task_id] : []
  })
  const reason = said[ctx.actor.locale === 'en' ? 'en' : 'zh'].over
  if (tasks.length > 0 && may(ctx, 'task.give'))
    await dropTasks(
      ctx,
      tasks.map(task_id => ({ task_id, reason })),
    )
  return empty.length
}

/** Takes items out of reminders; answers those that have none left, which are withdrawn. */
export async function leave(
  ctx: Context,
  leaving: readonly { reminder_id: string; item_id: string; left_as: Left }[],
  recorded_at: Instant,
): Promise<string[]> {
  if (leaving.length === 0) return []
  const ids = [...new Set(leaving.map(row => row.reminder_id))]
  await ctx.tx.rows(sql`
    update reminder_items m set left_as = w.left_as
    from unnest(${leaving.map(row => row.reminder_id)}::uuid[], ${leaving.map(row => row.item_id)}::uuid[],
      ${leaving.map(row => row.left_as)}::text[]) as w (reminder_id, item_id, left_as)
    where m.org_id = ${ctx.org_id} and m.reminder_id = w.reminder_id and m.item_id = w.item_id`)
  const rows = await ctx.tx.rows(sql<{ reminder_id: string; customer_id: string; state: string; reasons: string[] }>`
    with left_over as (
      select r.reminder_id, coalesce(sum(m.open_minor) filter (where m.left_as is null), 0)::int8 as minor,
        count(*) filter (where m.left_as is null) as items, array_agg(distinct m.left_as) filter (where m.left_as is not null) as reasons
      from unnest(${ids}::uuid[]) as r (reminder_id)
      join reminder_items m on m.org_id = ${ctx.org_id} and m.reminder_id = r.reminder_id group by 1)
    update reminders r set amount_minor = l.minor, state = case when l.items = 0 then 'withdrawn' else r.state end
    from left_over l where r.org_id = ${ctx.org_id} and r.reminder_id = l.reminder_id
    returning r.reminder_id, r.customer_id, r.state, l.reasons`)
  const empty = rows.filter(row => row.state === 'withdrawn')
  await record(
    ctx,
    'reminder.withdrawn',
    recorded_at,
    empty.map(({ reminder_id, customer_id, reasons }) => ({ subject_id: customer_id, data: { reminder_id, reasons } })),
  )
  return empty.map(row => row.reminder_id)
}

/** Writes down what became of reminders whose task was closed: done with its outcome, or skipped with its reason. [RMD-7] */
async function settleTasks(ctx: Context, closed: readonly Waiting[], recorded_at: Instant): Promise<void> {
  const ids = [...new Set(closed.map(row => row.reminder_id))]
  if (ids.length === 0) return
  const rows = await ctx.tx.rows(sql<{
    reminder_id: string
    customer_id: string
    state: string
    channel: string
    tone: string
    reason: string
  }>`
    update reminders r set state = case t.state when 'finished' then 'done' else 'skipped' end, reason = t.outcome,
      sent_at = case t.state when 'finished' then t.closed_at end
    from tasks t where r.org_id = ${ctx.org_id} and r.reminder_id = any (${ids}::uuid[])
      and t.org_id = r.org_id and t.task_id = r.task_id
    returning r.reminder_id, r.customer_id, r.state, r.channel, r.tone, r.reason`)
  for (const state of ['done', 'skipped'] as const)
    await record(
      ctx,
      state === 'done' ? 'reminder.done' : 'reminder.skipped',
      recorded_at,
      rows
        .filter(row => row.state === state)
        .map(({ reminder_id, customer_id, channel, reason }) => ({
          subject_id: customer_id,
          data: { reminder_id, channel, [state === 'done' ? 'outcome' : 'reason']: reason },
        })),
    )
  await recordItems(
    ctx,
    rows.filter(row => row.state === 'done'),
    recorded_at,
  )
}

/** Records on every item of reminders that went out how its customer was reminded of it. */
export async function recordItems(
  ctx: Context,
  gone: readonly { reminder_id: string; channel: string; tone: string }[],
  recorded_at: Instant,
): Promise<void> {
  if (gone.length === 0) return
  const known = new Map(gone.map(one => [one.reminder_id, one]))
  const items = await ctx.tx.rows(sql<{ reminder_id: string; item_id: string; number: string }>`
    select reminder_id, item_id, number from reminder_items
    where org_id = ${ctx.org_id} and reminder_id = any (${[...known.keys()]}::uuid[]) and left_as is null`)
  await record(
    ctx,
    'item.reminded',
    recorded_at,
    items.map(({ reminder_id, item_id, number }) => {
      const { channel, tone } = known.get(reminder_id) as (typeof gone)[number]
      return { subject_id: item_id, data: { reminder_id, number, channel, tone } }
    }),
  )
}
