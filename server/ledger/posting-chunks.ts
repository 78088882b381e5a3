import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import type { Context } from '../kernel/context.ts'
import type { Day, Instant } from '../kernel/values.ts'

/** What the control accounts of an entity say in one currency: their balance in it and in base. */
export type ControlBalance = { entity_id: string; currency: string; amount_minor: string; base_minor: string }

/**
 * The control accounts' balance of a day, as known at a moment (null: now), for the entities given (null: all): the
 * sealed sums of postings plus the postings since, in one statement and so in one snapshot. A posting is in exactly one
 * of the two, whatever is sealed meanwhile. [LGR-18]
 */
export async function controlBalances(
  ctx: Context,
  at: { as_of: Day; known_at: Instant | null; entity_ids: readonly string[] | null },
): Promise<ControlBalance[]> {
  const entities = at.entity_ids === null ? null : [...at.entity_ids]
  // Read first, so that the planner knows how little lies behind the watermark.
  const sealed = await ctx.tx.first(sql<{ to_at: Instant | null; chunk: number | null }>`
    select max(to_at) as to_at, max(chunk) as chunk from posting_chunks
    where org_id = ${ctx.org_id} and (${at.known_at}::timestamptz is null or to_at <= ${at.known_at}::timestamptz)`)
  const since = sealed?.to_at ? sql`and p.recorded_at > ${sealed.to_at}::timestamptz` : sql``
  const known = at.known_at ? sql`and p.recorded_at <= ${at.known_at}::timestamptz` : sql``
  return ctx.tx.rows(sql<ControlBalance>`
    with control as (
      select account_id from accounts
      where org_id = ${ctx.org_id} and control is not null
        and (${entities}::uuid[] is null or entity_id = any (${entities}::uuid[]))
    ), parts as (
      select s.entity_id, s.currency, s.amount_minor, s.base_minor
      from posting_sums s join control using (account_id)
      where s.org_id = ${ctx.org_id} and s.chunk <= ${sealed?.chunk ?? 0} and s.posted_on <= ${at.as_of}::date
      union all
      select p.entity_id, p.currency, p.amount_minor, p.base_minor
      from postings p join control using (account_id)
      where p.org_id = ${ctx.org_id} and p.posted_on <= ${at.as_of}::date ${since} ${known}
    )
    select entity_id, currency, sum(amount_minor)::int8 as amount_minor, sum(base_minor)::int8 as base_minor
    from parts group by entity_id, currency order by entity_id, currency`)
}

/** When sealing is worth it, and how far behind the present it stays. */
export type Sealing = {
  /** At least so many postings not yet sealed… */
  least?: number
  /** …or one that is older than this. */
  oldest?: string
  /** Distance from the oldest running transaction, against a machine's clock being set back. */
  behind?: string
}

/**
 * Seals the postings that can no longer be joined by earlier ones: one chunk of sums reaching to the beginning of the
 * oldest transaction that still runs. Does nothing in an organisation with a clock of its own, whose moments are not
 * those of the database. Answers how many postings it sealed. [LGR-18]
 */
export async function sealPostings(ctx: Pick<Context, 'tx' | 'org_id'>, sealing: Sealing = {}): Promise<number> {
  const { least = 20_000, oldest = '1 day', behind = '1 minute' } = sealing
  // Load.
  await ctx.tx.rows(sql`select pg_advisory_xact_lock(${ctx.org_id}, hashtext('posting_chunks'))`)
  const open = await ctx.tx.first(sql<{ chunk: number; from_at: Instant; to_at: Instant; count: number; old: boolean }>`
    with last as (
      select coalesce(max(chunk), 0) as chunk, coalesce(max(to_at), '0001-01-01Z'::timestamptz) as from_at
      from posting_chunks where org_id = ${ctx.org_id}
    ), reach as (select least(oldest_running_at(), transaction_timestamp()) - ${behind}::interval as to_at)
    select last.chunk, last.from_at, reach.to_at, p.count, coalesce(p.first_at < reach.to_at - ${oldest}::interval, false) as old
    from last cross join reach cross join organisations o
    cross join lateral (
      select count(*)::int as count, min(recorded_at) as first_at from postings
      where org_id = ${ctx.org_id} and recorded_at > last.from_at and recorded_at <= reach.to_at) p
    where o.org_id = ${ctx.org_id} and o.demo_at is null`)

  // Decide.
  if (!open || open.count === 0 || (open.count < least && !open.old)) return 0

  // Write.
  const chunk = open.chunk + 1
  await insertRows(ctx.tx, 'posting_chunks', ctx.org_id, [{ chunk, from_at: open.from_at, to_at: open.to_at }])
  await ctx.tx.rows(sql`
    insert into posting_sums (org_id, chunk, entity_id, account_id, currency, posted_on, amount_minor, base_minor)
    select ${ctx.org_id}::int4, ${chunk}::int4, entity_id, account_id, currency, posted_on, sum(amount_minor), sum(base_minor)
    from postings
    where org_id = ${ctx.org_id} and recorded_at > ${open.from_at}::timestamptz and recorded_at <= ${open.to_at}::timestamptz
    group by entity_id, account_id, currency, posted_on`)
  return open.count
}
