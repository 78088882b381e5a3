import { sql } from 'kysely'
import type { Sight, Tx } from '../db/connect.ts'
import { insertRows } from '../db/insert.ts'
import { assert } from './errors.ts'
import { type Day, dayOf, type Instant, newId } from './values.ts'

/** Who asks, by what way, and what they may do. */
export type Actor = {
  /** The person, or the person an API key belongs to. */
  person_id: string
  via: 'session' | 'key' | 'job' | 'local' | 'page'
  key_id: string | null
  org_id: number
  permissions: ReadonlySet<string>
  sight: Sight
  time_zone: string
  locale: string
  /** The organisation's own clock where it is a demo; null means the real one. */
  clock: Instant | null
  /** The session by which a person asks. */
  session_id?: string
}

/** What a verb or query works with. One transaction, opened by the kernel; nobody else may open one. */
export type Context = {
  readonly tx: Tx
  readonly org_id: number
  readonly actor: Actor
  readonly request_id: string
  readonly now: Instant
  readonly today: Day
  /** Who released this verb, when it had waited for a second person. */
  readonly released_by: string | null
  /** Whether this run is only tried out, to be taken back, since the verb is to wait for a second person. */
  readonly trial: boolean
  recorded: number
}

/** The context of one run; `now` is the database's clock at its beginning, or the demo's. */
export function contextOf(tx: Tx, actor: Actor, now: Instant, request_id: string, released_by: string | null): Context {
  return {
    tx,
    org_id: actor.org_id,
    actor,
    request_id,
    now,
    today: dayOf(now, actor.time_zone),
    released_by,
    trial: false,
    recorded: 0,
  }
}

/**
 * The moment a verb writes down as `recorded_at`. Send it right behind the statement that takes the locks: the
 * database runs it after them, so that no earlier moment can still be added to what was locked.
 */
export async function moment(ctx: Context): Promise<Instant> {
  if (ctx.actor.clock) return ctx.actor.clock
  const row = await ctx.tx.first(sql<{ at: Instant }>`select clock_timestamp() as at`)
  assert(row, 'the clock answers')
  return row.at
}

/** One thing that happened to one subject. */
export type Happening = { subject_id: string; data: Record<string, unknown> }

/**
 * Records what a verb did: the history on the screen, the webhook, the job's trigger and the leaf of the log.
 * The last paragraph of every verb.
 */
export async function record(
  ctx: Context,
  name: string,
  recorded_at: Instant,
  happenings: readonly Happening[],
): Promise<void> {
  ctx.recorded += happenings.length
  await insertRows(
    ctx.tx,
    'events',
    ctx.org_id,
    happenings.map(happening => ({
      event_id: newId(),
      name,
      subject_id: happening.subject_id,
      actor_id: ctx.actor.person_id,
      via: ctx.actor.via,
      released_by: ctx.released_by,
      recorded_at,
      data: happening.data,
    })),
  )
}

/** Whether the one who asks holds a permission; for what a line alone cannot say. */
export function may(ctx: Context, permission: string): boolean {
  return ctx.actor.permissions.has(permission)
}
