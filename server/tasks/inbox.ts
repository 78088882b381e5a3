import { type RawBuilder, sql } from 'kysely'
import { lentTo } from '../approvals/delegations.ts'
import { visible } from '../approvals/requests.ts'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { Kernel } from '../kernel/run.ts'
import type { inboxContract } from './inbox-contract.ts'
import { readableKinds, subjectNames } from './subjects.ts'

type Lines = typeof inboxContract
type Row = Answered<Lines['listInbox']>['rows'][number]
type Found = Omit<Row, 'summary'> & { verb: string | null }

/**
 * What somebody was told, and the requests he may release and receipts he may confirm, as long as they wait: those stand in
 * their own tables alone, and a row here only remembers that one was read. [TSK-11]
 */
export function inboxOf(ctx: Context): RawBuilder<unknown> {
  const permissions = may(ctx, 'approval.read') ? [...ctx.actor.permissions] : []
  return sql`(
    select n.notification_id, n.kind, n.about_id, n.actor_id, n.recorded_at, n.read_at, null as verb
    from notifications n
    where n.org_id = ${ctx.org_id} and n.person_id = ${ctx.actor.person_id} and n.kind not in ('approval_waiting', 'receipt_waiting')
    union all
    select r.request_id, 'approval_waiting', r.request_id, r.maker_id, r.made_at, n.read_at, r.verb
    from approval_requests r
    left join notifications n on n.org_id = r.org_id and n.person_id = ${ctx.actor.person_id}
      and n.kind = 'approval_waiting' and n.about_id = r.request_id
    where r.org_id = ${ctx.org_id} and r.state = 'waiting' and r.maker_id <> ${ctx.actor.person_id}
      and (r.permission = any (${permissions}::text[]) or (${may(ctx, 'approval.read')} and ${lentTo(ctx)})) and ${visible(ctx)}
    union all
    select w.waiting_id, 'receipt_waiting', w.waiting_id, w.recorded_by, w.recorded_at, n.read_at, null
    from waiting_receipts w
    left join notifications n on n.org_id = w.org_id and n.person_id = ${ctx.actor.person_id}
      and n.kind = 'receipt_waiting' and n.about_id = w.waiting_id
    where w.org_id = ${ctx.org_id} and w.state = 'waiting' and w.recorded_by <> ${ctx.actor.person_id}
      and ${may(ctx, 'receipt.confirm')} and ${may(ctx, 'receipt.read')})`
}

/** What a notification `n` speaks of, as the reader may see it now: a comment, a task, an import or a billing run. */
const spoken = (ctx: Context) => sql`
  left join lateral (
    select c.org_id, left(v.body, 300) as text, case when v.taken_back then 'taken_back' end as state, null::date as due_on,
      c.subject_kind, c.subject_id, c.customer_id, null::text as currency, null::bigint as amount_minor
    from comments c join lateral (
      select body, taken_back from comment_versions v where v.org_id = c.org_id and v.comment_id = c.comment_id
      order by version desc limit 1) v on true
    where n.kind = 'mention' and ${may(ctx, 'comment.read')} and c.org_id = ${ctx.org_id} and c.comment_id = n.about_id
      and c.subject_kind = any (${readableKinds(ctx)}::text[])
    union all
    select k.org_id, k.title, k.state, k.due_on, k.subject_kind, k.subject_id, k.customer_id, null, null from tasks k
    where n.kind like 'task\\_%' and ${may(ctx, 'task.read')} and k.org_id = ${ctx.org_id} and k.task_id = n.about_id
    union all
    select w.org_id, coalesce(case when w.state = 'returned' then w.reason else w.reference end, ''), w.state, null,
      null, null, w.customer_id, w.currency, w.amount_minor from waiting_receipts w
    where n.kind in ('receipt_waiting', 'receipt_returned') and ${may(ctx, 'receipt.read')} and w.org_id = ${ctx.org_id}
      and w.waiting_id = n.about_id
    union all
    select i.org_id, i.file_name, i.state, null, 'import', i.import_id, null, null, null from imports i
    where n.kind = 'import_finished' and ${may(ctx, 'import.read')} and i.org_id = ${ctx.org_id} and i.import_id = n.about_id
    union all
    select r.org_id, r.issued_on || ' · ' || l.issued || ' / ' || l.lines, r.state, null, null, null, null, null, null from billing_runs r
    cross join lateral (
      select count(*) as lines, count(*) filter (where l.state = 'issued') as issued from billing_run_lines l
      where l.org_id = r.org_id and l.run_id = r.run_id) l
    where n.kind = 'billing_run_finished' and ${may(ctx, 'contract.read')} and r.org_id = ${ctx.org_id} and r.run_id = n.about_id
  ) t on true`

/** One's own inbox, the newest first. Whatever one may not see any more is told without what it said. [TSK-11] */
export const listInbox =
  (kernel: Kernel) =>
  async (ctx: Context, input: Taken<Lines['listInbox']>): Promise<Answered<Lines['listInbox']>> => {
    const keys = keyset<Row>(
      [
        { sql: sql.ref('n.recorded_at'), field: 'recorded_at', type: 'timestamptz', descending: true },
        { sql: sql.ref('n.notification_id'), field: 'notification_id', type: 'uuid', descending: true },
      ],
      input.after,
    )
    const found = await ctx.tx.rows(sql<Found>`
      with n as materialized (
        select n.* from ${inboxOf(ctx)} n
        where ${keys.where} ${input.unread === undefined ? sql`` : sql`and (n.read_at is null) = ${input.unread}`}
          and (${input.kind ?? null}::text[] is null or n.kind = any (${input.kind ?? null}::text[]))
        order by ${keys.order} limit ${input.limit + 1})
      select n.notification_id, n.kind, n.about_id, p.name as actor_name, n.recorded_at, n.read_at, n.verb, t.text, t.state, t.due_on,
        t.subject_kind, t.subject_id, s.document_kind, s.subject_number, t.currency, t.amount_minor, t.customer_id, u.name as customer_name
      from n
      left join people p on p.org_id = ${ctx.org_id} and p.person_id = n.actor_id
      ${spoken(ctx)} ${subjectNames(ctx)}
      order by ${keys.order}`)
    const rows = found.map(({ verb, ...row }) => ({
      ...row,
      summary: verb === null ? null : (kernel.lines.get(verb)?.line.summary ?? { en: verb, zh: verb }),
    }))
    return keys.page(rows, input.limit)
  }

/** How much is unread. */
export async function countInbox(ctx: Context): Promise<Answered<Lines['countInbox']>> {
  const row = await ctx.tx.first(sql<{ unread: number }>`
    select count(*)::int as unread from ${inboxOf(ctx)} n where n.read_at is null`)
  return { unread: row?.unread ?? 0 }
}

type Mine = { notification_id: string; kind: Row['kind']; read: boolean }

/** One's own notifications by id. Refuses `notification_unknown` for every one that is not. */
async function mine(ctx: Context, lines: readonly { notification_id: string }[]): Promise<Mine[]> {
  const ids = [...new Set(lines.map(line => line.notification_id))]
  const rows = await ctx.tx.rows(sql<Mine>`
    select n.notification_id, n.kind, n.read_at is not null as read from ${inboxOf(ctx)} n
    where n.notification_id = any (${ids}::uuid[])`)
  const found = new Set(rows.map(row => row.notification_id))
  for (const [index, { notification_id }] of lines.entries())
    if (!found.has(notification_id)) refuse('notification_unknown', { notification_id }, index)
  return rows
}

/** Writes when notifications were read: on their rows; a request that waits has one only once it was read. */
async function writeRead(ctx: Context, changed: readonly Mine[], read_at: string | null): Promise<void> {
  const ids = changed.map(one => one.notification_id)
  await ctx.tx.rows(sql`
    update notifications set read_at = ${read_at}::timestamptz
    where org_id = ${ctx.org_id} and person_id = ${ctx.actor.person_id}
      and (notification_id = any (${ids}::uuid[])
        or (kind in ('approval_waiting', 'receipt_waiting') and about_id = any (${ids}::uuid[])))`)
  const waiting = changed.filter(one => one.kind === 'approval_waiting' || one.kind === 'receipt_waiting')
  if (read_at === null || waiting.length === 0) return
  await ctx.tx.rows(sql`
    insert into notifications (org_id, notification_id, person_id, kind, about_id, recorded_at, read_at)
    select ${ctx.org_id}, w.id, ${ctx.actor.person_id}, w.kind, w.id, ${read_at}::timestamptz, ${read_at}::timestamptz
    from unnest(${waiting.map(one => one.notification_id)}::uuid[], ${waiting.map(one => one.kind)}::text[]) as w (id, kind)
    where not exists (select from notifications n where n.org_id = ${ctx.org_id} and n.person_id = ${ctx.actor.person_id}
      and n.kind = w.kind and n.about_id = w.id)`)
}

async function mark(ctx: Context, found: readonly Mine[], read: boolean): Promise<{ count: number }> {
  const changed = found.filter(one => one.read !== read)
  if (changed.length === 0) return { count: 0 }
  // Write.
  await writeRead(ctx, changed, read ? await moment(ctx) : null)

  // Record.
  const { person_id } = ctx.actor
  const data = { count: changed.length }
  await record(ctx, read ? 'inbox.read' : 'inbox.unread', ctx.now, [{ subject_id: person_id, data }])
  return { count: changed.length }
}

/** Marks notifications as read. [TSK-11] Refuses `notification_unknown`. */
export async function markRead(ctx: Context, lines: Taken<Lines['markRead']>): Promise<Answered<Lines['markRead']>> {
  return mark(ctx, await mine(ctx, lines), true)
}

/** Marks notifications as unread again. [TSK-11] Refuses `notification_unknown`. */
export async function markUnread(
  ctx: Context,
  lines: Taken<Lines['markUnread']>,
): Promise<Answered<Lines['markUnread']>> {
  return mark(ctx, await mine(ctx, lines), false)
}

/** Marks everything as read. [TSK-11] */
export async function markAllRead(ctx: Context): Promise<Answered<Lines['markAllRead']>> {
  const unread = await ctx.tx.rows(sql<Mine>`
    select n.notification_id, n.kind, false as read from ${inboxOf(ctx)} n where n.read_at is null`)
  return mark(ctx, unread, true)
}
