import { type Context, may } from '../kernel/context.ts'
import type { Line, Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import { parseInput } from '../kernel/http.ts'
import { listHeadings } from './export-list-headings.ts'
import { settingHeadings } from './export-setting-headings.ts'
import { headings, kindNames, type Locale } from './export-words.ts'

/** One sheet: which columns, and the rows as they come; money stays in minor units until it is written. */
export type Sheet = {
  columns: SheetColumn[]
  rows: AsyncIterable<Record<string, unknown>>
  /** The time zone its moments are said in; UTC unless told. */
  zone?: string
}
export type SheetColumn = { field: string; heading: string; form: Form }
/** How a cell is written: a day and a moment as a spreadsheet holds them, a number as a number. */
type Form = 'text' | 'money' | 'number' | 'day' | 'moment'

const numbers = new Set([
  'days_overdue',
  'rows',
  'days',
  'items',
  'step_day',
  'lines',
  'points',
  'invoices',
  'days_late',
  'on_time',
  'share',
  'overdue_share',
  'completeness',
  'leaf',
  'year',
  'next',
  'drawn',
  'found',
  'voided',
  'version',
  'grace_days',
  'cap_percent',
  'percent',
  'times',
  'plus',
  'exchange_rate',
  'limit_percent',
  'fee_percent',
  'safety',
  'term_months',
  'term_days',
  'cutoff_day',
  'retention_percent',
])
const days = new Set(['on', 'day', 'valid_to', 'valid_from', 'valid_until', 'as_of', 'reply_by'])
const moments = new Set(['at', 'since'])

/** What the name of a field says of its form. */
const formOf = (field: string): Form => {
  if (field.endsWith('_minor')) return 'money'
  if (numbers.has(field)) return 'number'
  if (field.endsWith('_on') || days.has(field)) return 'day'
  return field.endsWith('_at') || moments.has(field) ? 'moment' : 'text'
}

/** Rows a file asks for at a time: more than a screen may, since a report may do its whole work for each page. */
const rowsAtATime = 5_000

/**
 * What a report is asked with, read as its own line reads it. Refuses `permission_missing`: who may not read a report on
 * the screen does not take it out either.
 */
export function taken<L extends Line>(ctx: Context, line: L, params: Record<string, unknown>): Taken<L> {
  const { permission } = line
  const { totals: _, ...asked } = params
  if (permission !== 'signed_in' && !may(ctx, permission)) refuse('permission_missing', { permission })
  // Settings are answered whole: their lines know no pages.
  const paged = 'limit' in ((line.input as { shape?: object }).shape ?? {})
  const input = parseInput(line, paged ? { ...asked, after: undefined, limit: 200 } : asked) as { limit?: number }
  return (input.limit === undefined ? input : { ...input, limit: rowsAtATime }) as Taken<L>
}

/** Every row of a list, page by page. */
export async function* pages(
  read: (after: string | undefined) => Promise<{ rows: Record<string, unknown>[]; next?: string | null }>,
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
  const column = (field: string, form = formOf(field)): SheetColumn => ({
    field,
    heading: headings[locale][field] ?? listHeadings[locale][field] ?? settingHeadings[locale][field] ?? field,
    form,
  })
  return [
    ...texts.map(field => column(field)),
    ...money.map(field => column(field, 'money')),
    ...more.map(field => column(field)),
  ]
}
