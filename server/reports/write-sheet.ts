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
  await (format === 'csv' ? writeCsv : writeXlsx)(file, sheet.columns, counted())
  return count
}

const plain = (row: Record<string, unknown>, column: SheetColumn): string => {
  const value = row[column.field]
  if (value === null || value === undefined) return ''
  return column.form === 'money' ? formatMinor(BigInt(value as string), String(row.currency)) : String(value)
}

type Rows = AsyncIterable<Record<string, unknown>>

/** Characters that go to the disk at once. */
const chunk = 65_536

async function writeCsv(file: Writable, columns: SheetColumn[], rows: Rows): Promise<void> {
  async function* lines() {
    let text = `\ufeff${csvLine(columns.map(column => column.heading))}`
    for await (const row of rows) {
      text += csvLine(columns.map(column => plain(row, column)))
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

/** Money goes into a cell as a number while a spreadsheet can hold it exactly (15 digits), beyond that as text. */
async function writeXlsx(file: Writable, columns: SheetColumn[], rows: Rows): Promise<void> {
  const exceljs = createRequire(import.meta.url)('@protobi/exceljs') as {
    stream: { xlsx: { WorkbookWriter: new (options: object) => Workbook } }
  }
  const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: file, useStyles: true })
  const sheet = book.addWorksheet('Duebook', { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = columns.map(column => ({
    header: column.heading,
    width: column.form === 'text' ? 18 : 16,
    style: column.form === 'money' ? { numFmt: '#,##0.00##' } : {},
  }))
  let written = 0
  try {
    for await (const row of rows) {
      const cells = columns.map(column => {
        const text = plain(row, column)
        if (text === '' || column.form === 'text') return text
        return text.replace(/\D/g, '').length <= 15 ? Number(text) : text
      })
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
