import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { type Context, moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { openKeptFile } from '../kernel/sealed-files.ts'
import { readOptions } from './chunks.ts'
import { importMap, type importsContract } from './contract.ts'
import { openTable } from './read.ts'
import { csvLine } from './write-csv.ts'

type Problem = { code: string; params: Record<string, unknown> }
type Locale = Taken<(typeof importsContract)['downloadRefusals']>['locale']
type Refused = { row: string; problems: Problem[] }

const headings: Record<Locale, { row: string; reasons: string }> = {
  zh: { row: '行号', reasons: '原因' },
  en: { row: 'Row', reasons: 'Reasons' },
}

/**
 * The refused rows as they stand in the file, each with its number and reasons, for a spreadsheet: with a byte order
 * mark, and no cell that would run as a formula. Mended, it can be imported again. [IMP-14]
 */
export const downloadRefusals =
  (home: string) =>
  async (ctx: Context, input: Taken<(typeof importsContract)['downloadRefusals']>): Promise<FileAnswer> => {
    // Load.
    const { import_id, locale } = input
    const row = await ctx.tx.first(sql<{ file_name: string; map: unknown; file_id: string; sha256: string }>`
      select i.file_name, i.map, f.file_id, encode(f.sha256, 'hex') as sha256
      from imports i join files f on f.org_id = i.org_id and f.file_id = i.file_id
      where i.org_id = ${ctx.org_id} and i.import_id = ${import_id}`)
    if (!row) refuse('import_unknown', { import_id })
    const refused = await ctx.tx.rows(sql<Refused>`
      select row, problems from import_refusals where org_id = ${ctx.org_id} and import_id = ${import_id} order by row`)
    const say = await sentences(locale)
    const recorded_at = await moment(ctx)

    // Record.
    await record(ctx, 'import.refusals_taken', recorded_at, [
      { subject_id: import_id, data: { rows: refused.length, locale } },
    ])
    const file = await openKeptFile(ctx, home, row)
    const body = Readable.from(lines(file.path, importMap.parse(row.map), refused, locale, say))
    body.once('close', () => void file.close())
    const file_name = `${row.file_name.replace(/\.[^.]*$/, '')} - ${headings[locale].reasons}.csv`
    return { file_name, mime: 'text/csv; charset=utf-8', body }
  }

async function* lines(
  path: string,
  map: Parameters<typeof readOptions>[0],
  refused: readonly Refused[],
  locale: Locale,
  say: (problem: Problem) => string,
): AsyncGenerator<string> {
  const table = await openTable(path, { ...readOptions(map), complete: false })
  const reasons = new Map(refused.map(({ row, problems }) => [Number(row), problems.map(say).join('; ')]))
  yield `\ufeff${csvLine([headings[locale].row, headings[locale].reasons, ...table.header])}`
  if (reasons.size === 0) return
  const last = Math.max(...reasons.keys())
  for await (const { row, cells } of table.rows) {
    const reason = reasons.get(row)
    if (reason !== undefined) yield csvLine([String(row), reason, ...cells])
    if (row >= last) return
  }
}

/** Turns problems into sentences of a language; one without a sentence is told by its code. */
export async function sentences(locale: Locale): Promise<(problem: Problem) => string> {
  const file = new URL(`../../web/locales/${locale}.json`, import.meta.url)
  const texts = await readFile(file, 'utf8').then(
    text => JSON.parse(text) as Record<string, unknown>,
    () => ({}),
  )
  const errors = ((texts as { errors?: Record<string, string> }).errors ?? {}) as Record<string, string>
  return ({ code, params }) => {
    const sentence = errors[code] ?? `${code} {{field}} {{value}}`
    return sentence.replace(/\{\{\s*(\w+)[^}]*\}\}/g, (_, name: string) => told(params[name])).trim()
  }
}

const told = (value: unknown) =>
  value === undefined || value === null ? '' : Array.isArray(value) ? value.join(', ') : String(value)
