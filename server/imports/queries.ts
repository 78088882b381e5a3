import { sql } from 'kysely'
import type { Context } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { keyset } from '../kernel/cursor.ts'
import { refuse } from '../kernel/errors.ts'
import { importMap, type importsContract } from './contract.ts'
import { layoutSample } from './layout-samples.ts'
import { headingsOf, layoutFields, layouts } from './layouts.ts'

type Lines = typeof importsContract
type ImportRow = Answered<Lines['readImport']>

/** An import whose job was given up or stopped before it began is told so, whatever the import itself could still write. */
const columns = sql`i.import_id, i.kind, i.file_name, i.dry_run,
  case when i.state in ('waiting', 'running') and j.state in ('failed', 'cancelled') then j.state else i.state end as state,
  i.rows_total, i.rows_done, i.rows_ok, i.rows_known, i.rows_refused,
  i.rows_done - i.rows_ok - i.rows_known - i.rows_refused as rows_skipped, i.totals, i.problem, i.created_at, i.finished_at,
  i.map, i.job_id`
const from = sql`imports i left join jobs j on j.org_id = i.org_id and j.job_id = i.job_id`

/** Imports, the newest first. */
export async function listImports(
  ctx: Context,
  input: Taken<Lines['listImports']>,
): Promise<Answered<Lines['listImports']>> {
  const keys = keyset<ImportRow>(
    [
      { sql: sql.ref('i.created_at'), field: 'created_at', type: 'timestamptz', descending: true },
      { sql: sql.ref('i.import_id'), field: 'import_id', type: 'uuid', descending: true },
    ],
    input.after,
  )
  const rows = await ctx.tx.rows(sql<ImportRow>`
    select ${columns} from ${from} where i.org_id = ${ctx.org_id} and ${keys.where} order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}

/** One import: how far it is, and what it brought. */
export async function readImport(ctx: Context, { import_id }: { import_id: string }): Promise<ImportRow> {
  const row = await ctx.tx.first(sql<ImportRow>`
    select ${columns} from ${from} where i.org_id = ${ctx.org_id} and i.import_id = ${import_id}`)
  return row ?? refuse('import_unknown', { import_id })
}

type RefusedRow = Answered<Lines['listRefusals']>['rows'][number]

/** The refused rows of an import, in the order of the file. */
export async function listRefusals(
  ctx: Context,
  input: Taken<Lines['listRefusals']>,
): Promise<Answered<Lines['listRefusals']>> {
  await readImport(ctx, input)
  const keys = keyset<RefusedRow>([{ sql: sql.ref('r.row'), field: 'row', type: 'int8' }], input.after)
  const rows = await ctx.tx.rows(sql<RefusedRow>`
    select r.row, r.problems from import_refusals r
    where r.org_id = ${ctx.org_id} and r.import_id = ${input.import_id} and ${keys.where}
    order by ${keys.order} limit ${input.limit + 1}`)
  return keys.page(rows, input.limit)
}

/** Kept maps, by kind and name. */
export async function listMaps(
  ctx: Context,
  { kind = undefined }: Taken<Lines['listMaps']>,
): Promise<Answered<Lines['listMaps']>> {
  const rows = await ctx.tx.rows(sql<Answered<Lines['listMaps']>['rows'][number]>`
    select map_id, kind, name, map, changed_at from import_maps
    where org_id = ${ctx.org_id} and (${kind ?? null}::text is null or kind = ${kind ?? null})
    order by kind, name`)
  return { rows: rows.map(row => ({ ...row, map: importMap.parse(row.map) })) }
}

/** Layouts of other systems that are recognised, with a sample of each. */
export async function listLayouts(
  _ctx: Context,
  { kind = undefined }: Taken<Lines['listLayouts']>,
): Promise<Answered<Lines['listLayouts']>> {
  const rows = layouts
    .filter(one => kind === undefined || one.kind === kind)
    .map(layout => ({
      layout: layout.layout,
      vendor: layout.vendor,
      kind: layout.kind,
      basis: layout.basis,
      fields: layoutFields(layout),
      headings: headingsOf(layout).map(heading => [...heading]),
      sample: layoutSample(layout),
    }))
  return { rows }
}
