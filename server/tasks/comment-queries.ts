import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import type { commentsContract } from './comments-contract.ts'
import { loadSubjects } from './subjects.ts'

type Line = (typeof commentsContract)['listComments']
type Row = Answered<Line>['rows'][number]

/**
 * The comments on a document, the newest first, each with what it said before. Those taken back stand in their place with
 * the reason. [TSK-2] Refuses `subject_unknown` for a document one may not see.
 */
export async function listComments(ctx: Context, input: Taken<Line>): Promise<Answered<Line>> {
  const { subject_id } = input
  const subject = (await loadSubjects(ctx, [input])).get(subject_id)
  if (!subject) refuse('subject_unknown', { subject_kind: input.subject_kind, subject_id })
  const column = { sql: sql.ref('c.comment_id'), field: 'comment_id', type: 'uuid', descending: true } as const
  const keys = keyset<Row>([column], input.after)
  const rows = await ctx.tx.rows(sql<Row>`
    select c.comment_id, c.author_id, p.name as author_name, c.recorded_at, v.version, v.body, v.taken_back, v.why,
      coalesce((select jsonb_agg(jsonb_build_object('person_id', m.person_id, 'name', m.name) order by m.name) from people m
        where m.org_id = c.org_id and m.person_id = any (v.mentions)), '[]') as mentions,
      coalesce((select jsonb_agg(jsonb_build_object('file_id', f.file_id, 'name', f.name, 'mime', f.mime, 'size', f.size) order by f.file_id)
        from comment_files b join files f on f.org_id = b.org_id and f.file_id = b.file_id
        where b.org_id = c.org_id and b.comment_id = c.comment_id), '[]') as files,
      coalesce((select jsonb_agg(jsonb_build_object('version', e.version, 'body', e.body, 'why', e.why, 'recorded_at',
          to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) order by e.version)
        from comment_versions e where e.org_id = c.org_id and e.comment_id = c.comment_id and e.version < v.version), '[]') as earlier
    from comments c
    join people p on p.org_id = c.org_id and p.person_id = c.author_id
    join lateral (
      select * from comment_versions v where v.org_id = c.org_id and v.comment_id = c.comment_id
      order by v.version desc limit 1) v on true
    where c.org_id = ${ctx.org_id} and c.subject_id = ${subject_id} and c.subject_kind = ${input.subject_kind} and ${keys.where}
    order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}
