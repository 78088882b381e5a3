import { createRequire } from 'node:module'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate } from 'node:timers/promises'
import { csvLine } from '../imports/write-csv.ts'
import { refuse } from '../kernel/errors.ts'
import { formatMinor } from '../kernel/money.ts'
import type { Sheet, SheetColumn } from './sheet.ts'

/** The most rows one file takes: what a spreadsheet holds on one sheet, without its heading. */
const mostRows = 1_048_575

/**
 * Writes a sheet to a file as its rows come, so that what is held does not grow with them; answers how many they were.
 * Refuses `batch_too_large` for more than a spreadsheet holds.
 */
export async function writeSheet(
  file: Writable,
  format: 'csv' | 'xlsx',
  sheet: Sheet,
  most = mostRows,
): Promise<number> {
  let count = 0
  async function* counted() {
    for await (const row of sheet.rows) {
      if (++count > most) refuse('batch_too_large', { maximum: most })
      yield row
    }
  }
  await (format === 'csv' ? writeCsv : writeXlsx)(file, sheet.columns, counted(), sheet.zone ?? 'UTC')
  return count
}

const plain = (row: Record<string, unknown>, column: SheetColumn, zone: string): string => {
  const value = row[column.field]
  if (value === null || value === undefined) return ''
  if (column.form === 'money') return formatMinor(BigInt(value as string), String(row.currency))
  return column.form === 'moment' ? clockOf(String(value), zone) : String(value)
}

/** A moment as the clock on the wall showed it: '2026-03-01 08:00:00'; anything else as it stands. */
function clockOf(value: string, zone: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return value
  const wall = Temporal.Instant.from(value).toZonedDateTimeISO(zone).toPlainDateTime()
  return wall.toString({ smallestUnit: 'second' }).replace('T', ' ')
}

/** What a spreadsheet holds of a cell: numbers of up to 15 digits, days and moments; all else is text, and is not run. */
function cellOf(text: string, form: SheetColumn['form']): string | number | Date {
  if (form === 'money' || form === 'number')
    return /^-?\d+(\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15 ? Number(text) : text
  const time = form === 'day' ? `${text}T00:00:00Z` : form === 'moment' ? `${text.replace(' ', 'T')}Z` : ''
  return time !== '' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(time) ? new Date(time) : text
}

const formats: Partial<Record<SheetColumn['form'], string>> = {
  money: '#,##0.00##',
  day: 'yyyy-mm-dd',
  moment: 'yyyy-mm-dd hh:mm:ss',
}

type Rows = AsyncIterable<Record<string, unknown>>

/** Characters that go to the disk at once. */
const chunk = 65_536

async function writeCsv(file: Writable, columns: SheetColumn[], rows: Rows, zone: string): Promise<void> {
  async function* lines() {
    let text = `\ufeff${csvLine(columns.map(column => column.heading))}`
    for await (const row of rows) {
      text += csvLine(columns.map(column => plain(row, column, zone)))
      if (text.length < chunk) continue
      yield text
      text = ''
    }
    yield text
  }
  await pipeline(Readable.from(lines()), file)
}

type Workbook = {
  addWorksheet(
    name: string,
    options: object,
  ): { columns: object[]; addRow(values: unknown[]): { commit(): void }; commit(): void }
  commit(): Promise<void>
}

/** After so many rows the writer below gets its turn to press and put away what it was given. */
const breath = 500

async function writeXlsx(file: Writable, columns: SheetColumn[], rows: Rows, zone: string): Promise<void> {
  const exceljs = createRequire(import.meta.url)('@protobi/exceljs') as {
    stream: { xlsx: { WorkbookWriter: new (options: object) => Workbook } }
  }
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: file, useStyles: true })
  const sheet = book.addWorksheet('Duebook', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(column => ({
    header: column.heading,
    width: column.form === 'text' ? 18 : 16,
    style: formats[column.form] ? { numFmt: formats[column.form] } : {},
  }))
  let written = 0
  try {
    for await (const row of rows) {
      const cells = columns.map(column => cellOf(plain(row, column, zone), column.form))
      sheet.addRow(cells).commit()
      if (++written % breath === 0) await setImmediate()
    }
    sheet.commit()
    await book.commit()
  } catch (error) {
    file.destroy()
    throw error
  }
}
