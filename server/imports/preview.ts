import { type Context, moment, record } from '../kernel/context.ts'
import type { Answered, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { Upload } from '../kernel/http.ts'
import { readOptions } from './chunks.ts'
import { importMap, type ImportMap, type importsContract } from './contract.ts'
import { type Field, fieldsOf, type ImportKind, mapProblems, plainHeader, proposeColumns } from './fields.ts'
import { type FileTable, openTable, type ReadOptions } from './read.ts'
import { type FileRow, ReadProblem } from './read-problem.ts'
import { keepUpload, keptFile, readingFile } from './kept-file.ts'
import { type Layout, layoutMap, layoutNamed, recogniseLayout } from './layouts.ts'
import { decimalOf } from './number-style.ts'
import { loadEntities } from './surroundings.ts'
import { dayOrderOf, type Entities, rowReader, type Value } from './understand.ts'

type Lines = typeof importsContract
type Preview = Answered<Lines['previewImport']>

/** How many rows of the head decide the day order, and how many are shown. */
const headRows = 2000
const shownRows = 20

/** What stands at the beginning of a file. */
export type Head = { table: FileTable; rows: FileRow[] }

/** Reads the head of a file. Refuses by name what is no table, cut off, or not readable. */
export async function readHead(path: string, options: ReadOptions): Promise<Head> {
  try {
    const table = await openTable(path, options)
    const rows: FileRow[] = []
    for await (const row of table.rows) {
      rows.push(row)
      if (rows.length >= headRows) break
    }
    return { table, rows }
  } catch (error) {
    if (error instanceof ReadProblem) refuse(error.code, { ...error.params })
    throw error
  }
}

/** How many rows of a small table are read. */
const tableRows = 1001

/**
 * The rows of a small table, whatever kind of file it stands in: read for whoever uploads it, and kept nowhere. Refuses by
 * name what is no table, cut off, or not readable. [IMP-23]
 */
export async function readTable(_: Context, input: Taken<Lines['readTable']>): Promise<Answered<Lines['readTable']>> {
  const { table, rows } = await readHead((input.file as Upload).path, { complete: true, header_row: 0 })
  return {
    sheet: table.sheet ?? null,
    header: table.header,
    rows: rows.slice(0, tableRows),
    cut: rows.length > tableRows,
  }
}

/** A map as JSON text. Refuses `map_invalid`, naming the field. */
export function parseMap(text: string): ImportMap {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    refuse('map_invalid', { field: '' })
  }
  const parsed = importMap.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.code === 'unrecognized_keys' ? issue.keys.join() : issue?.path.join('.')
  refuse('map_invalid', { field: field ?? '' })
}

/**
 * Reads the head of a file, keeps the file, and proposes how its columns map; with a map given, shows the first rows as
 * they are understood by it. Writes no document. [IMP-2]
 */
export const previewImport =
  (home: string) =>
  async (ctx: Context, input: Taken<Lines['previewImport']>): Promise<Preview> => {
    // Load.
    const upload = input.file as Upload | undefined
    const kept = upload ? null : await keptFile(ctx, input.file_id)
    const asked = input.map === undefined ? null : parseMap(input.map)
    const layout = layoutAsked(input.kind, input.layout)
    const options = asked ? { ...readOptions(asked), complete: false } : {}
    const head = await readingFile(ctx, home, kept ?? (upload as Upload), path => readHead(path, options))
    const entities = await loadEntities(ctx)

    // Decide.
    const map = asked ?? proposeMap(input.kind, head, layout)
    const preview = understand(input.kind, map, head, entities)

    // Write.
    const file_id = kept?.file_id ?? (await keepUpload(ctx, home, upload as Upload, await moment(ctx)))
    const file_name = (kept ?? (upload as Upload)).name

    // Record.
    if (!kept)
      await record(ctx, 'import.previewed', await moment(ctx), [
        { subject_id: file_id, data: { kind: input.kind, file_name } },
      ])
    return { file_id, file_name, ...preview }
  }

/** The layout that was asked for; null for none at all, undefined where the file is to say. Refuses `layout_unknown`. */
function layoutAsked(kind: ImportKind, name: string | undefined): Layout | null | undefined {
  if (name === undefined || name === 'none') return name === undefined ? undefined : null
  const layout = layoutNamed(name)
  return layout?.kind === kind ? layout : refuse('layout_unknown', { layout: name })
}

/** The map a file most likely means: that of the layout it has, else by the names of its columns. Customers are entered and their numbers merged where a person says so, not by itself. */
export function proposeMap(
  kind: ImportKind,
  { table, rows }: Head,
  layout = recogniseLayout(table.header, kind),
): ImportMap {
  const map = layout
    ? layoutMap(layout, table.header)
    : importMap.parse({
        columns: proposeColumns(kind, table.header),
        only: kind === 'contracts' ? onlyWon(table.header) : [],
      })
  const order = dayOrderOf(
    kind,
    map,
    table.header,
    rows.map(row => row.cells),
  )
  const decimal = decimalOf(
    kind,
    map,
    table.header,
    rows.map(row => row.cells),
  )
  return { ...map, decimal, ...(order === 'ambiguous' ? {} : { day_order: order }) }
}

/** Of deals those that are won, where a column says how far each is. [IMP-21] */
function onlyWon(header: readonly string[]): ImportMap['only'] {
  const at = header.findIndex(name => stages.has(plainHeader(name)))
  return at < 0 ? [] : [{ column: columnAt(header, at), values: [...won] }]
}

const columnAt = (header: readonly string[], at: number) => {
  const name = header[at] as string
  return header.indexOf(name) === header.lastIndexOf(name) ? name : `#${at + 1}`
}

const stages = new Set(['stage', 'stagename', 'salesstage', 'dealstage', '阶段', '销售阶段', '商机阶段'])
const won = ['Closed Won', 'Won', '赢单', '已赢单', '成交', '已成交']

/** The head of a file by a map: cells as they stand, and the first rows as values with what is wrong with each. */
export function understand(
  kind: ImportKind,
  map: ImportMap,
  { table, rows }: Head,
  entities: Entities,
): Omit<Preview, 'file_id' | 'file_name'> {
  const order = dayOrderOf(
    kind,
    map,
    table.header,
    rows.map(row => row.cells),
  )
  const wrong = mapProblems(kind, map, table.header)
  const reader = rowReader(kind, map, table.header, order === 'ambiguous' ? 'ymd' : order, entities)
  const read = rows.map(({ row, cells }) => ({ row, read: reader(cells) }))
  return {
    encoding: table.encoding ?? null,
    delimiter: table.delimiter ?? null,
    sheet: table.sheet ?? null,
    sheets: table.sheets ?? [],
    header: table.header,
    header_row: table.header_row,
    sample: rows.slice(0, shownRows),
    map,
    day_order: order,
    fields: fieldsOf[kind].map(({ field, required, form, choices = {} }) => {
      return { field, required, form, choices: Object.keys(choices) }
    }),
    problems: wrong,
    looks_like: looksLike(kind, map, table.header),
    skipped: read.filter(({ read }) => read === null).length,
    understood: read.slice(0, shownRows).flatMap(({ row, read }) => {
      return read ? [{ row, values: shown(fieldsOf[kind], read.values), problems: read.problems }] : []
    }),
  }
}

/** The layout of another kind that a header has; null where the map has one of its own. */
function looksLike(kind: ImportKind, map: ImportMap, header: readonly string[]): Preview['looks_like'] {
  const found = map.layout === undefined ? recogniseLayout(header) : null
  return found && found.kind !== kind ? { layout: found.layout, kind: found.kind } : null
}

/** Values under the names they have everywhere: an amount is `_minor`. */
function shown(fields: readonly Field[], values: Readonly<Record<string, Value | undefined>>) {
  const amounts = new Set(fields.filter(({ form }) => form === 'amount').map(({ field }) => field))
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [amounts.has(field) ? `${field}_minor` : field, value]),
  )
}
