import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { commentsContract } from './comments-contract.ts'
import { loadSubjects, whoSees } from './subjects.ts'

type Lines = typeof commentsContract
const permissions = { mention: 'comment.read', task: 'task.give', release: 'approval.read' } as const
type Row = Answered<Lines['listColleagues']>['rows'][number]

/** The state of each of these people; who is unknown is absent. */
export async function peopleStates(ctx: Context, ids: readonly string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map()
  const rows = await ctx.tx.rows(sql<{ person_id: string; state: string }>`
    select person_id, state from people where org_id = ${ctx.org_id} and person_id = any (${wanted}::uuid[])`)
  return new Map(rows.map(row => [row.person_id, row.state]))
}

/**
 * Colleagues by name, for mentioning them and giving them tasks, each with whether he may see the document,
 * and, where it is for a task, have tasks. Names and departments alone; what more there is about people takes `person.read`.
 * A page may be short where `may_see` leaves people out. Refuses `subject_unknown`.
 */
export async function listColleagues(
  ctx: Context,
  input: Taken<Lines['listColleagues']>,
): Promise<Answered<Lines['listColleagues']>> {
  const { subject_kind, subject_id, after, limit } = input
  if ((subject_kind === undefined) !== (subject_id === undefined))
    refuse('field_missing', { field: subject_kind ? 'subject_id' : 'subject_kind' })
  const subject =
    subject_kind && subject_id ? (await loadSubjects(ctx, [{ subject_kind, subject_id }])).get(subject_id) : null
  if (subject === undefined) refuse('subject_unknown', { subject_kind, subject_id })
  const keys = keyset<Row>(
    [
      { sql: sql.ref('p.name'), field: 'name', type: 'text' },
      { sql: sql.ref('p.person_id'), field: 'person_id', type: 'uuid' },
    ],
    after,
  )
  const term = input.q?.trim() ? `%${input.q.trim().replace(/[\\%_]/g, sign => `\\${sign}`)}%` : null
  const rows = await ctx.tx.rows(sql<Row>`
    select p.person_id, p.name, d.name as department, false as may_see
    from people p left join departments d on d.org_id = p.org_id and d.department_id = p.department_id
    where p.org_id = ${ctx.org_id} and p.state = 'active'
      and (${term}::text is null or p.name ilike ${term} or p.code ilike ${term}) and ${keys.where}
    order by ${keys.order} limit ${limit + 1}`)
  const page = keys.page(rows, limit)
  const permission = permissions[input.for]
  const looks = page.rows.map(({ person_id }) => ({ person_id, subject, permission }))
  const seen = await whoSees(ctx, looks)
  const shown = page.rows.map((row, at) => {
    const look = looks[at]
    return { ...row, may_see: look !== undefined && seen.has(look) }
  })
  return { rows: input.may_see ? shown.filter(row => row.may_see) : shown, next: page.next }
}
