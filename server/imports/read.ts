/** Reading the table out of an uploaded file, whatever its name says it is. */
import { open } from 'node:fs/promises'
import { type Encoding, decodeFile, detectEncoding } from './encoding.ts'
import { columnLetters, findHeader } from './header.ts'
import { type Delimiter, openText } from './read-csv.ts'
import { type FileRow, type ReadLimits, ReadProblem, readLimits } from './read-problem.ts'
import { openWhole } from './read-whole.ts'
import { openWorkbook } from './read-xlsx.ts'
import { Zip } from './zip.ts'

/** What a person may say about a file when finding it out went wrong, and limits other than the usual. */
export type ReadOptions = Partial<ReadLimits> & {
  encoding?: Encoding
  delimiter?: Delimiter
  /** The name of a sheet; without it the first visible one that is not empty. */
  sheet?: string
  /** The row that heads the table, from 1 as a spreadsheet counts; 0 where there is none. */
  header_row?: number
  /** A text file whose last line breaks off is refused. */
  complete?: boolean
}

/** The table of a file. `rows` reads the file anew each time it is iterated, and holds nothing open before. */
export type FileTable = {
  kind: 'csv' | 'xlsx'
  encoding?: Encoding
  delimiter?: Delimiter
  sheet?: string
  sheets?: string[]
  /** The names of the columns; A, B … where the file has no header. */
  header: string[]
  header_row: number
  /** The rows behind the header that are not empty, as they stand (also totals at the end), at least as wide as it. */
  rows: AsyncIterable<FileRow>
}

type Source = Omit<FileTable, 'header' | 'header_row' | 'rows'> & { batches(): AsyncIterable<FileRow[]> }

const headRows = 100
const maxHeaderRow = 1000

/** A compound file (.xls, also .et and encrypted .xlsx), and the bare streams of BIFF 2 to 8. */
const xlsMagic = [0xd0cf11e0, 0x09000400, 0x09020600, 0x09040600, 0x09080800, 0x09081000]
const markup = /^\s*<(?:!doctype\s+html|html|table|\?xml|head|meta|div|style)/i

/**
 * Opens the table of a file: delimited text in any usual encoding, XLSX, old XLS, or an HTML or XML table, told by
 * what is in it. Cells are text: numbers in plain decimals, days in ISO, formulas by their cached value. Memory is
 * bounded by the limits. Problems (`ReadProblem`, here or while iterating): `file_not_a_table` (nothing in it, or
 * something else), `file_truncated`, `file_has_null_byte`, `file_too_large`, `file_encrypted`, `file_unreadable`.
 */
export async function openTable(path: string, options: ReadOptions = {}): Promise<FileTable> {
  const limits: ReadLimits = { ...readLimits, ...options }
  const source = await openSource(path, options, limits)
  if ((options.header_row ?? 0) > maxHeaderRow) throw new ReadProblem('file_not_a_table', { header_row: maxHeaderRow })
  const head: FileRow[] = []
  for await (const row of each(source)) {
    head.push(row)
    if (head.length >= headRows && row.row > (options.header_row ?? 0)) break
  }
  if (head.length === 0) throw new ReadProblem('file_not_a_table')
  const heading =
    options.header_row === undefined ? findHeader(head) : (head.find(row => row.row === options.header_row) ?? null)
  if (options.header_row && !heading) throw new ReadProblem('file_not_a_table', { header_row: options.header_row })
  const header = heading
    ? heading.cells.map(cell => cell.replace(/\s+/g, ' '))
    : columnLetters(Math.max(...head.map(row => row.cells.length)))
  const header_row = heading?.row ?? 0
  const { batches: _, ...found } = source
  const rows = { [Symbol.asyncIterator]: () => tableRows(source, limits, header_row, header.length) }
  return { ...found, header, header_row, rows }
}

async function* tableRows(
  source: Source,
  limits: ReadLimits,
  headerRow: number,
  width: number,
): AsyncGenerator<FileRow> {
  let count = 0
  for await (const row of each(source)) {
    if (row.row <= headerRow) continue
    if (++count > limits.max_rows) throw new ReadProblem('file_too_large', { what: 'rows', limit: limits.max_rows })
    while (row.cells.length < width) row.cells.push('')
    yield row
  }
}

async function* each(source: Source): AsyncGenerator<FileRow> {
  for await (const batch of source.batches()) yield* batch
}

async function openSource(path: string, options: ReadOptions, limits: ReadLimits): Promise<Source> {
  const { size, start } = await beginning(path)
  if (size > limits.max_bytes) throw new ReadProblem('file_too_large', { what: 'bytes', limit: limits.max_bytes })
  if (size === 0 || start.toString('latin1', 0, 5) === '%PDF-') throw new ReadProblem('file_not_a_table')
  const magic = start.readUInt32BE(0)
  if (magic === 0x504b0304) return xlsxSource(path, options, limits)
  if (magic === xlsMagic[0] && size < 512) throw new ReadProblem('file_truncated') // its header alone has 512
  if (xlsMagic.includes(magic)) return wholeSource(path, size, null, options, limits)
  const encoding = options.encoding ?? (await detectEncoding(path))
  if (markup.test(new TextDecoder(encoding).decode(start))) return markupSource(path, size, encoding, options, limits)
  const text = await openText(path, limits, { encoding, delimiter: options.delimiter, complete: options.complete })
  return { kind: 'csv', encoding: text.encoding, delimiter: text.delimiter, batches: () => text.rows() }
}

async function xlsxSource(path: string, options: ReadOptions, limits: ReadLimits): Promise<Source> {
  const zip = await Zip.open(path, limits.max_unpacked_bytes)
  if (!zip.has('xl/workbook.xml')) throw new ReadProblem('file_not_a_table')
  const book = await openWorkbook(zip, limits)
  const sheet = await chooseSheet(book.sheets, options.sheet, each => book.rows(each))
  return {
    kind: 'xlsx',
    sheet: sheet.name,
    sheets: book.sheets.map(({ name }) => name),
    batches: () => book.rows(sheet),
  }
}

async function markupSource(path: string, size: number, encoding: Encoding, options: ReadOptions, limits: ReadLimits) {
  if (size > limits.max_whole_bytes) return wholeSource(path, size, '', options, limits)
  let text = ''
  for await (const piece of decodeFile(path, encoding)) text += piece
  return { ...(await wholeSource(path, size, text, options, limits)), encoding }
}

async function wholeSource(
  path: string,
  size: number,
  text: string | null,
  options: ReadOptions,
  limits: ReadLimits,
): Promise<Source> {
  const book = await openWhole(path, size, text, limits)
  async function* batches(name: string) {
    for (const row of book.rows(name)) yield [row]
  }
  const sheet = await chooseSheet(book.sheets, options.sheet, each => batches(each.name))
  return {
    kind: 'xlsx',
    sheet: sheet.name,
    sheets: book.sheets.map(({ name }) => name),
    batches: () => batches(sheet.name),
  }
}

/** The sheet of that name, else the first that is visible and not empty. */
async function chooseSheet<S extends { name: string; hidden: boolean }>(
  sheets: S[],
  name: string | undefined,
  rows: (sheet: S) => AsyncIterable<FileRow[]>,
): Promise<S> {
  if (name !== undefined) {
    const named = sheets.find(sheet => sheet.name === name)
    if (!named) throw new ReadProblem('file_not_a_table', { sheet: name })
    return named
  }
  for (const sheet of sheets) {
    if (sheet.hidden) continue
    for await (const batch of rows(sheet)) if (batch.length > 0) return sheet
  }
  throw new ReadProblem('file_not_a_table')
}

async function beginning(path: string): Promise<{ size: number; start: Buffer }> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { buffer } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return { size, start: buffer.subarray(0, Math.max(4, Math.min(512, size))) }
  } finally {
    await file.close()
  }
}
