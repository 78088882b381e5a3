import { type RawBuilder, sql } from 'kysely'
import { type Context, may } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset, type SortColumn } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { timeOf } from '../kernel/values.ts'
import { subjectNames } from './subjects.ts'
import type { tasksContract } from './tasks-contract.ts'

type Lines = typeof tasksContract
type Asked = Taken<Lines['listTasks']>
type Row = Answered<Lines['listTasks']>['rows'][number]
type Sorted = Row & { due_slot: string }

/** Whether a task `t` is past its due day and time, on the organisation's clock. */
export const isOverdue = (ctx: Context): RawBuilder<boolean> =>
  sql<boolean>`(t.due_on, t.due_slot) < (${ctx.today}::date, ${timeOf(ctx.now, ctx.actor.time_zone)}::text)`

/** The columns of a task `t` with the names of its people and document. */
const columns = (ctx: Context) => sql`
  t.task_id, t.title, t.note, t.owner_id, o.name as owner_name, t.given_by, g.name as given_by_name, t.due_on, t.due_time, t.due_slot,
  t.state = 'open' and ${isOverdue(ctx)} as overdue, t.rule, t.subject_kind, t.subject_id, s.document_kind, s.subject_number,
  t.customer_id, u.number as customer_number, u.name as customer_name, t.state, t.outcome, b.name as closed_by_name, t.closed_at,
  t.recorded_at, t.version,
  t.state = 'open' and ${may(ctx, 'task.give')} and (${may(ctx, 'task.manage')} or ${ctx.actor.person_id} in (t.owner_id, t.given_by)) as may_change`

const source = (ctx: Context) => sql`
  tasks t
  join people o on o.org_id = t.org_id and o.person_id = t.owner_id
  join people g on g.org_id = t.org_id and g.person_id = t.given_by
  left join people b on b.org_id = t.org_id and b.person_id = t.closed_by
  ${subjectNames(ctx)}`

const one = (column: string, values: readonly string[] | undefined, type: 'uuid' | 'text') =>
  values ? sql`and ${sql.ref(column)} = any (${[...values]}::${sql.raw(type)}[])` : sql``

/** Tasks with every filter of the screen. Whose scope is narrow sees his own and those about what he may see. [TSK-9] */
export async function listTasks(ctx: Context, asked: Asked): Promise<Answered<Lines['listTasks']>> {
  const keys = keyset<Sorted>(sortedBy(asked.sort), asked.after)
  const term = asked.q?.trim() ? `%${asked.q.trim().replace(/[\\%_]/g, sign => `\\${sign}`)}%` : null
  const rows = await ctx.tx.rows(sql<Sorted>`
    select ${columns(ctx)} from ${source(ctx)}
    where t.org_id = ${ctx.org_id} and ${keys.where}
      ${one('t.owner_id', asked.owner_id, 'uuid')} ${one('t.given_by', asked.given_by, 'uuid')}
      ${one('t.state', asked.state, 'text')} ${one('t.subject_kind', asked.subject_kind, 'text')}
      ${one('t.subject_id', asked.subject_id, 'uuid')} ${one('t.customer_id', asked.customer_id, 'uuid')}
      ${one('t.rule', asked.rule, 'text')}
      ${asked.overdue === undefined ? sql`` : sql`and (t.state = 'open' and ${isOverdue(ctx)}) = ${asked.overdue}`}
      ${asked.due_from ? sql`and t.due_on >= ${asked.due_from}::date` : sql``}
      ${asked.due_to ? sql`and t.due_on <= ${asked.due_to}::date` : sql``}
      ${term ? sql`and t.title ilike ${term}` : sql``}
    order by ${keys.order} limit ${asked.limit + 1}`)
  const page = keys.page(rows, asked.limit)
  return { rows: page.rows.map(shown), next: page.next }
}

const shown = ({ due_slot: _, ...row }: Sorted): Row => row

function sortedBy(sort: Asked['sort']): SortColumn<Sorted>[] {
  const descending = sort.startsWith('-')
  const field = sort.replace('-', '') as 'due_on' | 'recorded_at' | 'title'
  const type = { due_on: 'date', recorded_at: 'timestamptz', title: 'text' } as const
  return [
    { sql: sql.ref(`t.${field}`), field, type: type[field], descending },
    ...(field === 'due_on'
      ? [{ sql: sql.ref('t.due_slot'), field: 'due_slot' as const, type: 'text' as const, descending }]
      : []),
    { sql: sql.ref('t.task_id'), field: 'task_id', type: 'uuid', descending },
  ]
}

/** One task and what happened to it, from the events. [TSK-9] Refuses `task_unknown`. */
export async function readTask(
  ctx: Context,
  { task_id }: Taken<Lines['readTask']>,
): Promise<Answered<Lines['readTask']>> {
  const [row, history] = await Promise.all([
    ctx.tx.first(sql<Sorted>`
      select ${columns(ctx)} from ${source(ctx)} where t.org_id = ${ctx.org_id} and t.task_id = ${task_id}`),
    ctx.tx.rows(sql<Answered<Lines['readTask']>['history'][number]>`
      select v.event_id, v.name, v.recorded_at, p.name as actor_name,
        v.data || jsonb_strip_nulls(jsonb_build_object('owner_name', o.name, 'from_name', f.name)) as data
      from events v
      left join people p on p.org_id = v.org_id and p.person_id = v.actor_id
      left join people o on o.org_id = v.org_id and o.person_id = (v.data ->> 'owner_id')::uuid
      left join people f on f.org_id = v.org_id and f.person_id = (v.data ->> 'from_id')::uuid
      where v.org_id = ${ctx.org_id} and v.subject_id = ${task_id} order by v.event_id`),
  ])
  if (!row) refuse('task_unknown', { task_id })
  return { ...shown(row), history }
}
