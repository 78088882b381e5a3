/** Old .xls files, and the HTML and XML tables that programs name .xls: read whole, so only up to a size. */
import { readFile } from 'node:fs/promises'
import { read, SSF, type WorkSheet } from '@e965/xlsx'
import { plainNumber, serialText } from './cell-text.ts'
import { type FileRow, type ReadLimits, ReadProblem, RowBuilder } from './read-problem.ts'

/** The sheets of a file that was read whole. */
export type WholeBook = { sheets: { name: string; hidden: boolean }[]; rows(name: string): Iterable<FileRow> }

/**
 * Reads an .xls (BIFF), or HTML or XML given as text. Formulas give their cached value. Problems: `file_too_large`,
 * `file_encrypted`, `file_unreadable`.
 */
export async function openWhole(
  path: string,
  size: number,
  text: string | null,
  limits: ReadLimits,
): Promise<WholeBook> {
  if (size > limits.max_whole_bytes)
    throw new ReadProblem('file_too_large', { what: 'whole_bytes', limit: limits.max_whole_bytes })
  const options = {
    dense: true,
    cellFormula: false,
    cellHTML: false,
    cellText: false,
    cellNF: true,
    raw: true,
  } as const
  try {
    const book =
      text === null
        ? read(await readFile(path), { ...options, type: 'buffer' })
        : read(text, { ...options, type: 'string' })
    const date1904 = book.Workbook?.WBProps?.date1904 === true
    const sheets = book.SheetNames.map((name, index) => ({
      name,
      hidden: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) > 0,
    }))
    return { sheets, rows: name => sheetRows(book.Sheets[name], date1904, limits) }
  } catch (error) {
    const encrypted = error instanceof Error && /password|encrypt/i.test(error.message)
    throw new ReadProblem(encrypted ? 'file_encrypted' : 'file_unreadable')
  }
}

function* sheetRows(sheet: WorkSheet | undefined, date1904: boolean, limits: ReadLimits): Generator<FileRow> {
  const builder = new RowBuilder(limits)
  // By keys, since a claimed column or row may be far out and everything before it a hole.
  for (const [index, cells] of Object.entries(sheet?.['!data'] ?? [])) {
    builder.row = Number(index) + 1
    for (const [key, cell] of Object.entries(cells ?? [])) {
      const column = Number(key)
      if (cell?.v === undefined) continue
      if (cell.t === 'n')
        builder.set(
          column,
          SSF.is_date(String(cell.z ?? '')) ? serialText(String(cell.v), date1904) : plainNumber(String(cell.v)),
        )
      else if (cell.t === 'b') builder.set(column, cell.v ? 'TRUE' : 'FALSE')
      else builder.set(column, cell.t === 'e' ? String(cell.w ?? '') : String(cell.v))
    }
    const row = builder.take()
    if (row) yield row
  }
}
