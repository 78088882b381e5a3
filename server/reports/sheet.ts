import { type Context, may } from '../kernel/context.ts'
import type { Line, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { parseInput } from '../kernel/http.ts'
import { headings, kindNames, type Locale } from './export-words.ts'

/** One sheet: which columns, and the rows as they come; money stays in minor units until it is written. */
export type Sheet = { columns: SheetColumn[]; rows: AsyncIterable<Record<string, unknown>> }
export type SheetColumn = { field: string; heading: string; form: 'text' | 'money' | 'number' }

/** Rows a file asks for at a time: more than a screen may, since a report may do its whole work for each page. */
const rowsAtATime = 5_000

/**
 * What a report is asked with, read as its own line reads it. Refuses `permission_missing`: who may not read a report on
 * the screen does not take it out either.
 */
export function taken<L extends Line>(ctx: Context, line: L, params: Record<string, unknown>): Taken<L> {
  const { permission } = line
  const { totals: _, ...asked } = params
  if (!may(ctx, permission)) refuse('permission_missing', { permission })
  const input = parseInput(line, { ...asked, after: undefined, limit: 200 }) as { limit?: number }
  return (input.limit === undefined ? input : { ...input, limit: rowsAtATime }) as Taken<L>
}

/** Every row of a list, page by page. */
export async function* pages(
  read: (after: string | undefined) => Promise<{ rows: Record<string, unknown>[]; next: string | null }>,
) {
  let after: string | undefined
  do {
    const page = await read(after)
    yield* page.rows
    after = page.next ?? undefined
  } while (after)
}

/** Rows with their kind in words, and what all of them have in common. */
export async function* named(
  rows: AsyncIterable<Record<string, unknown>>,
  locale: Locale,
  extra: Record<string, unknown>,
) {
  for await (const row of rows) yield { ...row, ...extra, kind: kindNames[locale][String(row.kind)] ?? row.kind }
}

/** Columns in the order text, money, text, with their headings. */
export function columnsFor(locale: Locale, texts: string[], money: string[], more: string[] = []): SheetColumn[] {
  const column = (field: string, form: SheetColumn['form']): SheetColumn => ({
    field,
    heading: headings[locale][field] ?? field,
    form,
  })
  return [
    ...texts.map(field => column(field, field === 'days_overdue' ? 'number' : 'text')),
    ...money.map(field => column(field, 'money')),
    ...more.map(field => column(field, 'text')),
  ]
}
