/** Why a file was not read. */
export type ReadProblemCode =
  | 'file_encrypted'
  | 'file_has_null_byte'
  | 'file_not_a_table'
  | 'file_too_large'
  | 'file_truncated'
  | 'file_unreadable'

/** A file's fault, with what a person needs to find it: the row, or which limit (`what`, `limit`) it passes. */
export class ReadProblem extends Error {
  readonly code: ReadProblemCode
  readonly params: Readonly<Record<string, string | number>>

  constructor(code: ReadProblemCode, params: Record<string, string | number> = {}) {
    super(code)
    this.name = 'ReadProblem'
    this.code = code
    this.params = params
  }
}

/** Limits that keep an upload from costing more memory or time than it is worth. */
export type ReadLimits = {
  /** Of the file itself. */
  max_bytes: number
  /** Of one part of an XLSX when unpacked. */
  max_unpacked_bytes: number
  /** Of an old .xls and of HTML or XML tables, which have to be read whole. */
  max_whole_bytes: number
  max_rows: number
  max_columns: number
  max_cell_length: number
}

export const readLimits: ReadLimits = {
  max_bytes: 100 * 2 ** 20,
  max_unpacked_bytes: 2 ** 30,
  max_whole_bytes: 20 * 2 ** 20,
  max_rows: 1_000_000,
  max_columns: 500,
  max_cell_length: 10_000,
}

/** One row of a file: its number as a spreadsheet shows it (blank rows count), and its cells as text. */
export type FileRow = { row: number; cells: string[] }

/** Collects the cells of a row within the limits; empty cells behind the last full one are dropped. */
export class RowBuilder {
  cells: string[] = []
  row = 0
  readonly #limits: ReadLimits

  constructor(limits: ReadLimits) {
    this.#limits = limits
  }

  /** Sets the cell of a column (from 0). Problem: `file_too_large` past the columns or the length of a cell. */
  set(column: number, raw: string): void {
    const text = cleanCell(raw)
    if (text === '') return
    if (column >= this.#limits.max_columns) this.#tooLarge('columns', this.#limits.max_columns)
    if (text.length > this.#limits.max_cell_length) this.#tooLarge('cell', this.#limits.max_cell_length)
    while (this.cells.length < column) this.cells.push('')
    this.cells[column] = text
  }

  /** The finished row, or null when it is empty. */
  take(): FileRow | null {
    const { row, cells } = this
    this.cells = []
    return cells.length === 0 ? null : { row, cells }
  }

  #tooLarge(what: string, limit: number): never {
    throw new ReadProblem('file_too_large', { what, limit, row: this.row })
  }
}

/** Without blanks around it, and without the ="…" that keeps a spreadsheet from making a number of an account number. */
function cleanCell(raw: string): string {
  const text = raw.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, '')
  return text.startsWith('="') && text.endsWith('"') && text.length > 2 ? text.slice(2, -1).trim() : text
}
