import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Instant } from '../kernel/values.ts'
import type { At } from './columns.ts'

/**
 * Changes of balances that a report must take back: dated after `as_of`, or recorded after `known_at`. So last month
 * costs what changed since, not the whole history: balance = open − Σ of these. [LGR-2]
 */
export function changesAfter(org_id: number, at: At): RawBuilder<{ item_id: string; minor: string; base: string }> {
  const later = sql`select a.item_id, a.delta_minor, a.delta_base_minor from applications a
    where a.org_id = ${org_id} and a.applied_on > ${at.as_of}::date and a.item_posted_on <= ${at.as_of}::date`
  const unknown = at.known_at
    ? sql`union all select a.item_id, a.delta_minor, a.delta_base_minor from applications a
    where a.org_id = ${org_id} and a.recorded_at > ${at.known_at}::timestamptz and a.applied_on <= ${at.as_of}::date
      and a.item_posted_on <= ${at.as_of}::date`
    : sql``
  return sql`select c.item_id, total(c.delta_minor) as minor, total(c.delta_base_minor) as base
    from (${later} ${unknown}) c group by c.item_id order by c.item_id`
}

/** Up to so many changed items are looked up one by one; beyond, reading the whole table beside them is quicker. */
const fewChanges = 100_000

/**
 * How the items of `l` (changes after a report's day) are best reached. The planner cannot know that most of what was
 * applied later belongs to items posted later too, so the changes are counted, no further than it matters.
 */
export async function joinChanged(ctx: Context, at: At): Promise<RawBuilder<unknown>> {
  const unknown = at.known_at
    ? sql`union all select 1 from applications a where a.org_id = ${ctx.org_id} and a.recorded_at > ${at.known_at}::timestamptz
      and a.item_posted_on <= ${at.as_of}::date`
    : sql``
  const counted = await ctx.tx.first(sql<{ count: number }>`
    select count(*)::int as count from (
      select 1 from applications a where a.org_id = ${ctx.org_id} and a.applied_on > ${at.as_of}::date and a.item_posted_on <= ${at.as_of}::date
      ${unknown} limit ${fewChanges + 1}) c`)
  return (counted?.count ?? 0) <= fewChanges
    ? sql`cross join lateral (select * from open_items o where o.org_id = ${ctx.org_id} and o.item_id = l.item_id offset 0) i`
    : sql`join open_items i on i.org_id = ${ctx.org_id} and i.item_id = l.item_id`
}

/** Item `i` exists in the eyes of the report. */
export function existsAt(at: At): RawBuilder<boolean> {
  return at.known_at
    ? sql<boolean>`i.posted_on <= ${at.as_of}::date and i.recorded_at <= ${at.known_at}::timestamptz`
    : sql<boolean>`i.posted_on <= ${at.as_of}::date`
}

/**
 * The moment a report may claim to know: a `known_at` younger than the oldest running transaction is lowered to it,
 * since that one may still commit something recorded earlier.
 */
export async function settledMoment(
  ctx: Context,
  known_at: string | undefined,
): Promise<{ known_at: Instant | null; lowered: boolean }> {
  if (!known_at) return { known_at: null, lowered: false }
  if (ctx.actor.clock) return { known_at: known_at as Instant, lowered: false }
  const row = await ctx.tx.first(sql<{ at: Instant; lowered: boolean }>`
    select least(${known_at}::timestamptz, r.at) as at, r.at < ${known_at}::timestamptz as lowered
    from (select least(oldest_running_at(), transaction_timestamp()) as at) r`)
  return { known_at: row?.at ?? null, lowered: row?.lowered ?? false }
}
