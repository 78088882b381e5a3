import { sql } from 'kysely'
import { PassThrough, Readable } from 'node:stream'
import { createRequire } from 'node:module'
import type { Context } from '../kernel/context.ts'
import { moment, record } from '../kernel/context.ts'
import type { Taken } from '../kernel/contract.ts'
import { refuse } from '../kernel/errors.ts'
import type { FileAnswer } from '../kernel/http.ts'
import { formatMinor } from '../kernel/money.ts'
import { newId } from '../kernel/values.ts'
import { csvLine } from '../imports/write-csv.ts'
import { ledgerContract } from '../ledger/contract.ts'
import { listOpenItems } from '../ledger/queries.ts'
import { ageing } from './ageing.ts'
import { balances } from './balances.ts'
import { reportsContract } from './contract.ts'
import { customerLedger } from './customer-ledger.ts'
import { headings, type Locale } from './export-words.ts'
import { bookSheet } from './export-books.ts'
import { lists, listSheet } from './export-lists.ts'
import { columnsFor, named, pages, type Sheet, type SheetColumn, taken } from './sheet.ts'
import { statement } from './statement.ts'

type Asked = Taken<(typeof reportsContract)['exportReport']>

/** The most rows one export takes; more is a matter for the API. */
const mostRows = 200_000

/**
 * Takes a report out as XLSX or CSV with exactly the rows of the screen, all pages of them. Text that a spreadsheet
 * would run as a formula is written as text. Recorded, since who took what out matters. [RPT-12]
 */
export async function exportReport(ctx: Context, asked: Asked): Promise<FileAnswer> {
  // A report may read a table whole where that is the cheaper way; a verb as such looks up by key.
  await ctx.tx.rows(sql`set local enable_seqscan = on`)
  const sheet = await sheetOf(ctx, asked)
  const columns = chosen(sheet.columns, asked.columns)
  const rows: Record<string, unknown>[] = []
  for await (const row of sheet.rows) {
    if (rows.length >= mostRows) refuse('batch_too_large', { maximum: mostRows })
    rows.push(row)
  }
  const recorded_at = await moment(ctx)
  await record(ctx, 'report.exported', recorded_at, [
    {
      subject_id: newId(),
      data: { report: asked.report, format: asked.format, params: asked.params, rows: rows.length },
    },
  ])
  const file_name = `${asked.report}-${String(asked.params.as_of ?? asked.params.to ?? ctx.today)}.${asked.format}`
  return asked.format === 'csv'
    ? { file_name, mime: 'text/csv; charset=utf-8', body: csvOf(columns, rows) }
    : {
        file_name,
        mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        body: await xlsxOf(columns, rows),
      }
}

/** The columns asked for, in that order. Refuses `field_unknown` for one the sheet does not have. */
function chosen(columns: SheetColumn[], fields: readonly string[] | undefined): SheetColumn[] {
  if (!fields || fields.length === 0) return columns
  return fields.map(field => {
    const found = columns.find(column => column.field === field)
    if (!found) refuse('field_unknown', { field: 'columns', keys: [field] })
    return found
  })
}

async function sheetOf(ctx: Context, asked: Asked): Promise<Sheet> {
  const { locale, params } = asked
  if (asked.report === 'ageing') return ageingSheet(ctx, taken(ctx, reportsContract.ageing, params), locale)
  if (asked.report === 'balances') {
    const input = taken(ctx, reportsContract.balances, params)
    return {
      columns: columnsFor(
        locale,
        ['number', 'name', 'currency'],
        ['opening_minor', 'billed_minor', 'credited_minor', 'received_minor', 'other_minor', 'closing_minor'],
      ),
      rows: pages(after => balances(ctx, { ...input, after })),
    }
  }
  if (asked.report === 'customer_ledger') {
    const input = taken(ctx, reportsContract.customerLedger, params)
    return {
      columns: columnsFor(
        locale,
        ['on', 'kind', 'number', 'due_on', 'currency'],
        ['debit_minor', 'credit_minor', 'balance_minor'],
      ),
      rows: named(
        pages(after => customerLedger(ctx, { ...input, after })),
        locale,
        { currency: input.currency },
      ),
    }
  }
  if (asked.report === 'statement') {
    const found = await statement(ctx, taken(ctx, reportsContract.statement, params))
    return {
      columns: columnsFor(
        locale,
        ['on', 'kind', 'number', 'issued_on', 'due_on', 'currency'],
        ['amount_minor', 'applied_minor', 'open_minor', 'debit_minor', 'credit_minor', 'balance_minor'],
      ),
      rows: named(
        Readable.from(found.currencies.flatMap(one => one.rows.map(row => ({ ...row, currency: one.currency })))),
        locale,
        {},
      ),
    }
  }
  const list = lists.find(name => name === asked.report)
  if (list) return listSheet(ctx, list, params, locale)
  if (asked.report !== 'open_items')
    return bookSheet(ctx, asked.report as Parameters<typeof bookSheet>[1], params, locale)
  const input = taken(ctx, ledgerContract.listOpenItems, params)
  return {
    columns: columnsFor(
      locale,
      [
        'entity_code',
        'customer_number',
        'customer_name',
        'kind',
        'number',
        'issued_on',
        'due_on',
        'agreed_due_on',
        'days_overdue',
        'currency',
      ],
      ['amount_minor', 'open_minor'],
      ['salesperson_name'],
    ),
    rows: named(
      pages(after => listOpenItems(ctx, { ...input, after })),
      locale,
      {},
    ),
  }
}

async function ageingSheet(
  ctx: Context,
  input: Taken<(typeof reportsContract)['ageing']>,
  locale: Locale,
): Promise<Sheet> {
  const first = await ageing(ctx, input)
  const words = headings[locale]
  const range = (column: (typeof first.columns)[number]) =>
    column.from === null
      ? (words[column.key] ?? column.key)
      : column.to === null
        ? `> ${column.from - 1}`
        : `${column.from}–${column.to}`
  const money = first.columns.map(
    (column, place): SheetColumn => ({ field: `a${place}`, heading: range(column), form: 'money' }),
  )
  const flat = async function* () {
    for await (const row of pages(async after => (after === undefined ? first : ageing(ctx, { ...input, after }))))
      yield { ...row, ...Object.fromEntries((row.amounts as unknown[]).map((amount, place) => [`a${place}`, amount])) }
  }
  return {
    columns: [
      ...columnsFor(locale, ['number', 'name', 'currency'], []),
      ...money,
      ...columnsFor(locale, [], ['total_minor', 'overdue_minor']),
    ],
    rows: flat(),
  }
}

const plain = (row: Record<string, unknown>, column: SheetColumn): string => {
  const value = row[column.field]
  if (value === null || value === undefined) return ''
  return column.form === 'money' ? formatMinor(BigInt(value as string), String(row.currency)) : String(value)
}

function csvOf(columns: SheetColumn[], rows: readonly Record<string, unknown>[]): Buffer {
  const lines = [columns.map(column => column.heading), ...rows.map(row => columns.map(column => plain(row, column)))]
  return Buffer.from(`\ufeff${lines.map(line => csvLine(line)).join('')}`)
}

type Workbook = {
  addWorksheet(
    name: string,
    options: object,
  ): { columns: object[]; addRow(values: unknown[]): { commit(): void }; commit(): void }
  commit(): Promise<void>
}

/** Money goes into a cell as a number while a spreadsheet can hold it exactly (15 digits), beyond that as text. */
async function xlsxOf(columns: SheetColumn[], rows: readonly Record<string, unknown>[]): Promise<Buffer> {
  const exceljs = createRequire(import.meta.url)('@protobi/exceljs') as {
    stream: { xlsx: { WorkbookWriter: new (options: object) => Workbook } }
  }
  const stream = new PassThrough()
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const sheet = book.addWorksheet('Duebook', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(column => ({
    header: column.heading,
    width: column.form === 'text' ? 18 : 16,
    style: column.form === 'money' ? { numFmt: '#,##0.00##' } : {},
  }))
  for (const row of rows) {
    const cells = columns.map(column => {
      const text = plain(row, column)
      if (text === '' || column.form === 'text') return text
      return text.replace(/\D/g, '').length <= 15 ? Number(text) : text
    })
    sheet.addRow(cells).commit()
  }
  sheet.commit()
  await book.commit()
  return Buffer.concat(chunks)
}
