import { sql } from 'kysely'
import { type Context, may } from '../kernel/context.ts'
import type { Day } from '../kernel/values.ts'

/** How a customer was last reminded of an item. */
export type Reminded = { on: Day; channel: string; tone: string }

/**
 * The last reminder of each of these items that went out by a day: a letter that left, or a task that was finished. Empty for
 * who may not see reminders. The module that makes them comes later; what it wrote is read here.
 */
export async function remindedOf(
  ctx: Context,
  item_ids: readonly string[],
  as_of: Day,
): Promise<Map<string, Reminded>> {
  if (item_ids.length === 0 || !may(ctx, 'reminder.read')) return new Map()
  const rows = await ctx.tx.rows(sql<Reminded & { item_id: string }>`
    select distinct on (m.item_id) m.item_id, r.reminded_on as on, r.channel, r.tone
    from reminder_items m join reminders r on r.org_id = m.org_id and r.reminder_id = m.reminder_id
    left join tasks k on k.org_id = r.org_id and k.task_id = r.task_id
    where m.org_id = ${ctx.org_id} and m.item_id = any (${[...item_ids]}::uuid[]) and m.left_as is null
      and r.reminded_on <= ${as_of}::date and (r.state in ('sent', 'unsure', 'done') or k.state = 'finished')
    order by m.item_id, r.reminded_on desc, r.reminder_id desc`)
  return new Map(rows.map(({ item_id, ...last }) => [item_id, last]))
}
