/** Delimited text, in pieces, as banks and spreadsheets really write it. */
import { decodeFile, detectEncoding, type Encoding } from './encoding.ts'
import { type FileRow, type ReadLimits, ReadProblem, RowBuilder } from './read-problem.ts'

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

const sampleLength = 1 << 16

/** A text file as a source of rows; each call of `rows` reads it anew. */
export type TextSource = { encoding: Encoding; delimiter: Delimiter; rows(): AsyncGenerator<FileRow[]> }

/** Opens a delimited text file, finding encoding and delimiter where they are not given. Problems: see `openTable`. */
export async function openText(
  path: string,
  limits: ReadLimits,
  given: { encoding?: Encoding | undefined; delimiter?: Delimiter | undefined; complete?: boolean | undefined },
): Promise<TextSource> {
  const encoding = given.encoding ?? (await detectEncoding(path))
  let sample = ''
  for await (const text of decodeFile(path, encoding)) {
    sample += text
    if (sample.length >= sampleLength) break
  }
  const delimiter = given.delimiter ?? detectDelimiter(sample.slice(0, sampleLength))
  return { encoding, delimiter, rows: () => readRows(path, encoding, delimiter, limits, given.complete) }
}

async function* readRows(path: string, encoding: Encoding, delimiter: Delimiter, limits: ReadLimits, complete = false) {
  const parser = new CsvParser(delimiter, limits)
  for await (const text of decodeFile(path, encoding)) yield parser.push(text)
  yield parser.end(complete)
}

/** The delimiter under which most rows of a sample have equally many cells, more than two counting double. */
export function detectDelimiter(sample: string): Delimiter {
  const named = /^\ufeff?sep=([,;\t|])\r?\n/i.exec(sample)?.[1]
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of delimiters) {
    if (delimiter === named) return delimiter
    const parser = new CsvParser(delimiter, null)
    parser.push(sample)
    for (const [width, rows] of parser.widths) {
      const score = width < 2 ? 0 : rows * (width > 2 ? 2 : 1) + width / 1000
      if (score > best.score) best = { delimiter, score }
    }
  }
  return best.delimiter
}

/**
 * Takes delimited text in pieces and gives the rows that are whole (RFC 4180, and leniently: quotes within a cell and
 * text behind a closing quote are kept). Lines end in LF, CR LF or CR. Without limits nothing is refused.
 */
export class CsvParser {
  /** How many rows that are not empty have how many cells, empty ones too. */
  readonly widths = new Map<number, number>()
  readonly #delimiter: number
  readonly #limits: ReadLimits | null
  readonly #builder: RowBuilder
  #state: 'plain' | 'quoted' | 'quote' = 'plain'
  #cell = ''
  #column = 0
  #row = 1
  #skipLineFeed = false
  #started = false
  #quotedFrom = 0

  constructor(delimiter: Delimiter, limits: ReadLimits | null) {
    const none = Number.POSITIVE_INFINITY
    this.#delimiter = delimiter.charCodeAt(0)
    this.#limits = limits
    this.#builder = new RowBuilder(limits ?? ({ max_columns: none, max_cell_length: none } as ReadLimits))
  }

  /** The rows that end in this piece. Problem: `file_too_large`. */
  push(text: string): FileRow[] {
    const rows: FileRow[] = []
    let from = 0
    if (this.#skipLineFeed && text.charCodeAt(0) === lineFeed) from = 1
    if (text !== '') this.#skipLineFeed = false
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#state === 'quoted') {
        const close = code === quote ? at : text.indexOf('"', at)
        at = close < 0 ? text.length : close
        this.#keep(text.slice(from, at))
        from = at + 1
        if (close >= 0) this.#state = 'quote'
        continue
      }
      if (this.#state === 'quote' && code === quote) {
        this.#keep('"')
        this.#state = 'quoted'
        from = at + 1
      } else if (code === this.#delimiter || code === lineFeed || code === carriageReturn) {
        this.#keep(text.slice(from, at))
        this.#endCell()
        if (code !== this.#delimiter) this.#endRow(rows)
        if (code === carriageReturn) {
          if (at + 1 === text.length) this.#skipLineFeed = true
          else if (text.charCodeAt(at + 1) === lineFeed) at++
        }
        from = at + 1
      } else if (this.#state === 'quote') {
        this.#state = 'plain'
      } else if (code === quote && (this.#cell + text.slice(from, at)).trim() === '') {
        this.#cell = ''
        this.#state = 'quoted'
        this.#started = true
        this.#quotedFrom = this.#row
        from = at + 1
      }
    }
    if (from < text.length) this.#keep(text.slice(from))
    return rows
  }

  /**
   * The last row, where the file does not end in a line end. Problem: `file_truncated` within a quoted cell, and, where
   * the file is to be `complete`, in a last line that is shorter than nearly all others.
   */
  end(complete = false): FileRow[] {
    if (this.#state === 'quoted') throw new ReadProblem('file_truncated', { row: this.#quotedFrom })
    const rows: FileRow[] = []
    if (!this.#started && this.#column === 0) return rows
    if (complete && this.#isCutOff()) throw new ReadProblem('file_truncated', { row: this.#row })
    this.#endCell()
    this.#endRow(rows)
    return rows
  }

  #isCutOff(): boolean {
    const all = [...this.widths.values()].reduce((sum, rows) => sum + rows, 0)
    const [usual = 0, rows = 0] = [...this.widths].sort((a, b) => b[1] - a[1])[0] ?? []
    return rows >= all * 0.8 && this.#column + 1 < usual
  }

  #keep(text: string): void {
    if (text === '') return
    this.#started = true
    this.#cell += text
    // Blanks around a cell do not count, yet are bounded too.
    const most = this.#limits ? this.#limits.max_cell_length * 2 : Number.POSITIVE_INFINITY
    if (this.#cell.length > most) {
      const limit = this.#limits?.max_cell_length ?? 0
      throw new ReadProblem('file_too_large', { what: 'cell', limit, row: this.#row })
    }
  }

  #endCell(): void {
    this.#builder.row = this.#row
    this.#builder.set(this.#column, this.#cell)
    this.#cell = ''
    this.#column++
    this.#state = 'plain'
  }

  #endRow(rows: FileRow[]): void {
    const row = this.#builder.take()
    if (row) this.widths.set(this.#column, (this.widths.get(this.#column) ?? 0) + 1)
    if (row && !(this.#row === 1 && row.cells.length === 1 && /^sep=.?$/i.test(row.cells[0] ?? ''))) rows.push(row)
    this.#row++
    this.#column = 0
    this.#started = false
  }
}

const quote = 0x22
const lineFeed = 0x0a
const carriageReturn = 0x0d
