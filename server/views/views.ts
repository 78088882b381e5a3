import { sql } from 'kysely'
import { type Context, may, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { newId } from '../kernel/values.ts'
import type { viewsContract } from './contract.ts'

type Lines = typeof viewsContract
type Row = Answered<Lines['listViews']>['rows'][number]

/** The most views one person keeps of one list; nobody finds anything among more. */
const most = 50

/** Views of a list, or of all, by name. [VIEW-1] */
export async function listViews(
  ctx: Context,
  { list, after, limit }: Taken<Lines['listViews']>,
): Promise<Answered<Lines['listViews']>> {
  const keys = keyset<Row>(
    [
      { sql: sql.ref('v.name'), field: 'name', type: 'text' },
      { sql: sql.ref('v.view_id'), field: 'view_id', type: 'uuid' },
    ],
    after,
  )
  const rows = await ctx.tx.rows(sql<Row>`
    select v.view_id, v.list, v.name, v.search, v.columns, v.shared, v.person_id = ${ctx.actor.person_id} as mine, p.name as by_name,
      exists (select from preferred_views f where f.org_id = v.org_id and f.person_id = ${ctx.actor.person_id}
        and f.list = v.list and f.view_id = v.view_id) as preferred
    from saved_views v join people p on p.org_id = v.org_id and p.person_id = v.person_id
    where v.org_id = ${ctx.org_id} and v.ended_at is null and (v.shared or v.person_id = ${ctx.actor.person_id})
      and (${list ?? null}::text is null or v.list = ${list ?? null}) and ${keys.where}
    order by ${keys.order} limit ${limit + 1}`)
  return keys.page(rows, limit)
}

/**
 * Keeps a list under a name of one's own; the same name replaces it. To share it takes the permission to speak to
 * colleagues. [VIEW-2] [VIEW-3] Refuses `permission_missing`, `views_too_many`.
 */
export async function saveView(ctx: Context, view: Taken<Lines['saveView']>): Promise<Answered<Lines['saveView']>> {
  // Load.
  const { list, name, search, shared } = view
  const { person_id } = ctx.actor
  const [mine, recorded_at] = await Promise.all([
    ctx.tx.rows(sql<{ view_id: string; name: string }>`
      select view_id, name from saved_views
      where org_id = ${ctx.org_id} and person_id = ${person_id} and list = ${list} and ended_at is null`),
    moment(ctx),
  ])
  const before = mine.find(one => one.name === name)

  // Decide.
  if (shared && !may(ctx, 'comment.write')) refuse('permission_missing', { permission: 'comment.write' })
  if (!before && mine.length >= most) refuse('views_too_many', { maximum: most })
  const view_id = before?.view_id ?? newId()
  const columns = view.columns ? JSON.stringify(view.columns) : null

  // Write.
  await ctx.tx.rows(sql`
    insert into saved_views (org_id, view_id, person_id, list, name, search, columns, shared, recorded_at)
    values (${ctx.org_id}, ${view_id}, ${person_id}, ${list}, ${name}, ${search}, ${columns}::jsonb, ${shared}, ${recorded_at}::timestamptz)
    on conflict (org_id, list, person_id, name) where ended_at is null do update
    set search = excluded.search, columns = excluded.columns, shared = excluded.shared, version = saved_views.version + 1`)

  // Record.
  const data = { list, name, search, shared, replaced: before !== undefined }
  await record(ctx, 'view.saved', recorded_at, [{ subject_id: view_id, data }])
  return { view_id, replaced: before !== undefined }
}

/** Ends a view of one's own; it stays in the record. [VIEW-2] Refuses `view_unknown`. */
export async function removeView(
  ctx: Context,
  { view_id }: Taken<Lines['removeView']>,
): Promise<Answered<Lines['removeView']>> {
  // Load.
  const [view, recorded_at] = await Promise.all([
    ctx.tx.first(sql<{ name: string }>`
      select name from saved_views
      where org_id = ${ctx.org_id} and view_id = ${view_id} and person_id = ${ctx.actor.person_id} and ended_at is null for update`),
    moment(ctx),
  ])

  // Decide.
  if (!view) refuse('view_unknown', { view_id })

  // Write.
  await ctx.tx.rows(sql`
    update saved_views set ended_at = ${recorded_at}::timestamptz, version = version + 1
    where org_id = ${ctx.org_id} and view_id = ${view_id}`)

  // Record.
  await record(ctx, 'view.removed', recorded_at, [{ subject_id: view_id, data: { name: view.name } }])
  return { view_id }
}

/** Calls a view of one's own something else. [VIEW-2] Refuses `view_unknown`, `view_name_taken` by another of one's own. */
export async function renameView(
  ctx: Context,
  { view_id, name }: Taken<Lines['renameView']>,
): Promise<Answered<Lines['renameView']>> {
  // Load.
  const { person_id } = ctx.actor
  const [view, recorded_at] = await Promise.all([
    ctx.tx.first(sql<{ name: string; taken: boolean }>`
      select v.name, exists (select from saved_views o where o.org_id = v.org_id and o.list = v.list
        and o.person_id = v.person_id and o.name = ${name} and o.ended_at is null and o.view_id <> v.view_id) as taken
      from saved_views v
      where v.org_id = ${ctx.org_id} and v.view_id = ${view_id} and v.person_id = ${person_id} and v.ended_at is null for update`),
    moment(ctx),
  ])

  // Decide.
  if (!view) refuse('view_unknown', { view_id })
  if (view.taken) refuse('view_name_taken', { name })

  // Write.
  await ctx.tx.rows(sql`
    update saved_views set name = ${name}, version = version + 1
    where org_id = ${ctx.org_id} and view_id = ${view_id}`)

  // Record.
  await record(ctx, 'view.renamed', recorded_at, [{ subject_id: view_id, data: { name, before: view.name } }])
  return { view_id }
}

/**
 * Opens one's own list with a view, one's own or a shared one; with none as it comes. [VIEW-4] Refuses `view_unknown`
 * for a view that is not to be seen, or of another list.
 */
export async function preferView(
  ctx: Context,
  { list, view_id }: Taken<Lines['preferView']>,
): Promise<Answered<Lines['preferView']>> {
  // Load.
  const { person_id } = ctx.actor
  const [view, recorded_at] = await Promise.all([
    view_id === null
      ? null
      : ctx.tx.first(sql<{ name: string }>`
          select name from saved_views where org_id = ${ctx.org_id} and view_id = ${view_id} and list = ${list}
            and ended_at is null and (shared or person_id = ${person_id})`),
    moment(ctx),
  ])

  // Decide.
  if (view_id !== null && !view) refuse('view_unknown', { view_id })

  // Write.
  await ctx.tx.rows(sql`
    insert into preferred_views (org_id, person_id, list, view_id)
    values (${ctx.org_id}, ${person_id}, ${list}, ${view_id})
    on conflict (org_id, person_id, list) do update
    set view_id = excluded.view_id, version = preferred_views.version + 1`)

  // Record.
  await record(ctx, 'view.preferred', recorded_at, [
    { subject_id: view_id ?? newId(), data: { list, name: view?.name ?? null } },
  ])
  return { list, view_id }
}
