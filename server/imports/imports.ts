import { sql } from 'kysely'
import { insertRows } from '../db/insert.ts'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { type Problem, refuse, refuseAll } from '../kernel/errors.ts'
import type { Upload } from '../kernel/http.ts'
import { enqueue } from '../kernel/jobs.ts'
import { newId } from '../kernel/values.ts'
import { refuseForbidden } from './chunk.ts'
import { readOptions } from './chunks.ts'
import type { ImportMap, importsContract } from './contract.ts'
import { type ImportKind, mapProblems } from './fields.ts'
import { keepUpload, keptFile, readingFile } from './kept-file.ts'
import { type Head, parseMap, readHead } from './preview.ts'
import { dayOrderOf } from './understand.ts'

type Lines = typeof importsContract

/**
 * Asks for a file to be brought in. The map is checked against the kind and the file before anything else, and its day
 * order decided: what could be read two ways waits for a person to say. [IMP-3, IMP-5]
 */
export const startImport =
  (home: string) =>
  async (ctx: Context, input: Taken<Lines['startImport']>): Promise<Answered<Lines['startImport']>> => {
    // Load.
    const { kind, dry_run = false } = input
    const map = parseMap(input.map)
    refuseForbidden(ctx, kind, map)
    const upload = input.file as Upload | undefined
    const kept = upload ? null : await keptFile(ctx, input.file_id)
    const head = await readingFile(ctx, home, kept ?? (upload as Upload), path => readHead(path, readOptions(map)))
    const created_at = await moment(ctx)

    // Decide.
    const decided = decideImport(kind, map, head)
    if (decided.problems) refuseAll(decided.problems)

    // Write.
    const file_id = kept?.file_id ?? (await keepUpload(ctx, home, upload as Upload, created_at))
    const file_name = (kept ?? (upload as Upload)).name
    const import_id = newId<'import'>()
    const job_id = await enqueue(ctx, 'import.run', { import_id })
    const row = { import_id, kind, file_id, file_name, map: decided.map, dry_run, job_id, created_at }
    await insertRows(ctx.tx, 'imports', ctx.org_id, [{ ...row, created_by: ctx.actor.person_id }])

    // Record.
    await record(ctx, 'import.started', created_at, [
      { subject_id: import_id, data: { kind, file_id, file_name, dry_run, map: decided.map } },
    ])
    return { import_id, job_id }
  }

/** The map with its day order decided, or what is wrong with it for this file. */
export function decideImport(
  kind: ImportKind,
  map: ImportMap,
  { table, rows }: Head,
): { map: ImportMap; problems: null } | { map: null; problems: Problem[] } {
  const wrong = mapProblems(kind, map, table.header)
  if (wrong.length > 0) return { map: null, problems: wrong.map(problem => ({ index: 0, ...problem })) }
  const cells = rows.map(row => row.cells)
  const day_order = dayOrderOf(kind, map, table.header, cells)
  if (day_order === 'ambiguous')
    return { map: null, problems: [{ index: 0, code: 'day_ambiguous', params: { field: 'day_order' } }] }
  return { map: { ...map, day_order }, problems: null }
}

/** Asks an import to stop; the chunk it is in is finished, and what was taken in stays. */
export async function cancelImport(
  ctx: Context,
  { import_id }: Taken<Lines['cancelImport']>,
): Promise<Answered<Lines['cancelImport']>> {
  // Load.
  const row = await ctx.tx.first(sql<{ state: string; cancel_asked: boolean }>`
    select state, cancel_asked from imports where org_id = ${ctx.org_id} and import_id = ${import_id} for update`)
  if (!row) refuse('import_unknown', { import_id })
  if (row.cancel_asked || !['waiting', 'running'].includes(row.state)) return { state: row.state }
  const recorded_at = await moment(ctx)

  // Write. One that has not begun ends here.
  const changed = await ctx.tx.first(sql<{ state: string }>`
    update imports set cancel_asked = true, state = case when state = 'waiting' then 'cancelled' else state end,
      finished_at = case when state = 'waiting' then ${recorded_at}::timestamptz end
    where org_id = ${ctx.org_id} and import_id = ${import_id} returning state`)

  // Record.
  await record(ctx, 'import.cancelled', recorded_at, [{ subject_id: import_id, data: {} }])
  return { state: changed?.state ?? row.state }
}

/** Keeps a map under a name, in place of the one that had it. Refuses a map with fields its kind has not. */
export async function saveMap(ctx: Context, input: Taken<Lines['saveMap']>): Promise<Answered<Lines['saveMap']>> {
  // Load.
  const { kind, name, map, note } = input
  const changed_at = await moment(ctx)

  // Decide. Columns are those of a file to come.
  const problems = mapProblems(kind, map, []).filter(problem => problem.code === 'map_invalid')
  refuseAll(problems.map(problem => ({ index: 0, ...problem })))

  // Write.
  const row = await ctx.tx.first(sql<{ map_id: string }>`
    insert into import_maps (org_id, map_id, kind, name, map, changed_at)
    values (${ctx.org_id}, ${newId()}, ${kind}, ${name}, ${JSON.stringify(map)}::jsonb, ${changed_at}::timestamptz)
    on conflict (org_id, kind, name) do update set map = excluded.map, changed_at = excluded.changed_at
    returning map_id`)
  const map_id = row?.map_id as string

  // Record.
  await record(ctx, 'import.map_saved', changed_at, [{ subject_id: map_id, data: { kind, name, map, note } }])
  return { map_id }
}
