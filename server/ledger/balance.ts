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
    from (${later} ${unknown}) c group by c.item_id`
}

/** Up to so many changed items are looked up by key; beyond, reading the whole table beside them is quicker. */
const fewChanges = 100_000

/** The tables `changedItems` reads: the changes after a report's day, and how many they are. */
export function changeTables(org_id: number, at: At): RawBuilder<unknown> {
  return sql`changes as materialized (${changesAfter(org_id, at)}),
    changes_counted as materialized (select count(*) as n, array_agg(item_id) as ids from changes)`
}

/**
 * The items of `changeTables`, each with what it changed by, by two ways of which one answers. The planner cannot know
 * that most of what was applied later belongs to items posted later too, so both are planned, and how many changes there
 * are decides while it runs. All keys at once go through the leaves of the index in their order.
 */
export function changedItems(org_id: number): RawBuilder<unknown>[] {
  const count = sql`(select n from changes_counted)`
  const item = sql`o.org_id, o.item_id, o.entity_id, o.customer_id, o.currency, o.lane, o.due_on, o.issued_on, o.posted_on, o.recorded_at,
    o.open_minor, o.varied, o.disputed, o.salesperson_id, o.department_id`
  const columns = sql`${item}, l.minor as changed_minor, l.base as changed_base`
  return [
    sql`(select ${columns}
    from (select ${item} from open_items o where o.org_id = ${org_id} and o.item_id = any ((select ids from changes_counted)::uuid[]) offset 0) o
      join changes l on l.item_id = o.item_id
    where ${count} <= ${sql.lit(fewChanges)})`,
    sql`(select ${columns} from changes l join open_items o on o.org_id = ${org_id} and o.item_id = l.item_id
    where ${count} > ${sql.lit(fewChanges)})`,
  ]
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
